"""Which child visits which relief home on which weekends of its cycle: a pure core, exact, without Django.

`python -m matching.relief PROBLEM.json --out RESULT.json`; the contract stands in `docs/relief.md`.
"""
