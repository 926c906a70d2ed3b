"""The year planner: a pure core that places owed visits on days and joins them into tours.

It knows no Django and no database: `problem.py` is what it reads, `solution.py` what it answers,
`check.py` recomputes an answer without any solver, and `python -m visits.planner` solves a file.
"""
