"""The invented service: how its latest homes were chosen, and whom the coordinators have called."""
