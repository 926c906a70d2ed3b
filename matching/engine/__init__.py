"""The pure core of the matching: which unit goes to which home, and which child gets which supervisor.

No Django, no database, no clock but the solver's stopwatch, no text for people: reasons are codes.
"""
