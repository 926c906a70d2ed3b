"""Rows from a service's own spreadsheets: read, understood, tried, and stored whole or not at all.

`files` reads a file, `columns` says what a kind of row holds, `guessing` finds it in the headings, `cells` understands
one cell, `check` carries the rows out by the same actions as the pages. Each app adds its kinds when it is ready.
"""
