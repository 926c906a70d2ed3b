"""The year plan between the register and the planner: what is chosen, rows to problem and back, what pages show."""
