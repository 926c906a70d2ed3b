"""English dates are written one way, `3 May 2026`, and `3 Dec 2026` where room is short: never `05/03/2026`, which
two English readers read as two days. Weeks begin on Monday and the day has 24 hours, as in Norwegian.
"""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y H:i"
SHORT_DATETIME_FORMAT = "j M Y H:i"
FIRST_DAY_OF_WEEK = 1


def __getattr__(name: str) -> str:
    """Return the English form of a format that is written out as Norwegian has it: `j. b Y` → `j M Y`.

    Django asks this module for every format by its name, and takes one that is no name as it stands. Norwegian sets a
    point after the day's number and writes months small, also by themselves (`b`); English does neither.
    """
    if "j." not in name and name != "b":
        raise AttributeError(name)
    return name.replace("j.", "j").replace("b", "M")
