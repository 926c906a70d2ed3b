"""Regular working hours in plain words, written and read: `Monday–Thursday 08:00–15:30, every other Friday 8–12`.

Days, hours and "every other" are understood in nynorsk, bokmål and English, also shortened ("man–tor 8–15.30").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .availability import works_in_week
from .models import WorkingHours

Weekday, Weeks = WorkingHours.Weekday, WorkingHours.Weeks

DAYS = (
    ("måndag", "mandag", "monday"),
    ("tysdag", "tirsdag", "tuesday"),
    ("onsdag", "wednesday"),
    ("torsdag", "thursday"),
    ("fredag", "friday"),
    ("laurdag", "lørdag", "saturday"),
    ("sundag", "søndag", "sunday"),
)
SHORTEST = 3
"""Letters of a day's name: "to" would be Thursday in Norwegian and a range in English."""

TOKEN = re.compile(
    r"(?P<other>every\s+other|every\s+second|ann[ae]n?\s?kvar|anna\s?kvar|ann[ae]n?\s?hver)"
    r"|(?P<odd>odd\w*(?:\s+(?:veker|uker|weeks))?)"
    r"|(?P<even>even\b(?:\s+weeks)?|par\s?tal\w*(?:\s+(?:veker|uker))?)"
    r"|(?P<every>every\b(?:\s+week)?|kvar\b(?:\s+veke)?|hver\b(?:\s+uke)?)"
    r"|(?P<noise>kl\.?|at\b|from\b|frå\b|fra\b|and\b|og\b|on\b|på\b|[,;()\s.])"
    r"|(?P<until>[-–—]|to\b|til\b|until\b)"
    r"|(?P<hour>\d{1,2}(?:[:.]\d{2})?)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<other_sign>.)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class DayHours:
    """From when until when on a weekday, and in which weeks."""

    weekday: int
    weeks: str
    from_time: time
    until_time: time


def in_words(rows: Iterable[WorkingHours]) -> str:
    """Return the hours as a person would say them; empty for who has said nothing."""
    ordered = sorted(rows, key=lambda row: (row.weekday, row.from_time))
    alike = groupby(enumerate(ordered), key=lambda pair: (_same(pair[1]), pair[1].weekday - pair[0]))
    return ", ".join(_said([row for _number, row in run]) for _key, run in alike)


def _same(row: WorkingHours) -> tuple[str, time, time]:
    return row.weeks, row.from_time, row.until_time


def _said(run: list[WorkingHours]) -> str:
    first, last = (str(Weekday(row.weekday).label) for row in (run[0], run[-1]))
    days = first if len(run) == 1 else f"{first}–{last}"
    hours = {"days": days, "from": f"{run[0].from_time:%H:%M}", "until": f"{run[0].until_time:%H:%M}"}
    if run[0].weeks == Weeks.EVERY:
        return _("%(days)s %(from)s–%(until)s") % hours
    hours["weeks"] = str(Weeks(run[0].weeks).label)
    return _("every other %(days)s (%(weeks)s) %(from)s–%(until)s") % hours


@dataclass
class _Heard:
    """What has been read since the last hours: days, in which weeks, and whether "–" or "til" came last."""

    days: list[int] = field(default_factory=list)
    weeks: str = ""
    hours: list[time] = field(default_factory=list)
    range_open: bool = False


def read_words(text: str, today: date) -> list[DayHours]:
    """Return the hours that the words mean. Raises `ValidationError` that names what is not understood.

    "Every other" begins in the first week from `today` in which the day comes; odd and even weeks are named outright.
    """
    found: list[DayHours] = []
    heard = _Heard()
    for kind, token in _tokens(text):
        _hear(heard, kind, token)
        if len(heard.hours) == 2:
            found += _meant(heard, today)
            heard = _Heard()
    if heard.days or heard.hours:
        raise ValidationError(_("Say from when until when, as in “Monday 8–15:30”."))
    if not found:
        raise ValidationError(_("Write at least one day with its hours, as in “Monday 8–15:30”."))
    return _once_each(found)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "other_sign":
            raise ValidationError(_("“%(part)s” is not understood.") % {"part": match[0]})
        if kind != "noise":
            yield kind, match[0]


def _hear(heard: _Heard, kind: str, token: str) -> None:
    if kind == "hour":
        heard.hours.append(_hour(token))
        heard.range_open = False
    elif kind == "until":
        heard.range_open = True
    elif kind == "word":
        _hear_day(heard, token)
    else:
        heard.weeks = {"odd": Weeks.ODD, "even": Weeks.EVEN, "every": Weeks.EVERY}.get(kind, "other")


def _hear_day(heard: _Heard, word: str) -> None:
    day = _day(word)
    if heard.range_open and heard.days and heard.days[-1] < day:
        heard.days += range(heard.days[-1] + 1, day + 1)
    elif heard.range_open and heard.days:
        raise ValidationError(_("“%(part)s” comes before the day that the range begins with.") % {"part": word})
    else:
        heard.days.append(day)
    heard.range_open = False


def _day(word: str) -> int:
    low = word.casefold()
    for number, names in enumerate(DAYS):
        if any(low.startswith(name) or (len(low) >= SHORTEST and name.startswith(low)) for name in names):
            return number
    raise ValidationError(_("“%(part)s” is not understood.") % {"part": word})


def _hour(token: str) -> time:
    hour, _sign, minute = token.replace(".", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        raise ValidationError(_("“%(part)s” is no hour of the day.") % {"part": token}) from error


def _meant(heard: _Heard, today: date) -> Iterator[DayHours]:
    begin, end = heard.hours
    if not heard.days:
        raise ValidationError(_("Say on which day, before the hours."))
    if begin >= end:
        raise ValidationError(_("The end must be after the start."))
    for day in heard.days:
        weeks = _weeks_from(day, today) if heard.weeks == "other" else heard.weeks or Weeks.EVERY
        yield DayHours(day, str(weeks), begin, end)


def _weeks_from(weekday: int, today: date) -> str:
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    return Weeks.ODD if works_in_week(Weeks.ODD, first) else Weeks.EVEN


def _once_each(found: list[DayHours]) -> list[DayHours]:
    seen: set[int] = set()
    for one in found:
        if one.weekday in seen:
            day = str(Weekday(one.weekday).label)
            raise ValidationError(_("%(day)s is named twice: a day has one beginning and one end.") % {"day": day})
        seen.add(one.weekday)
    return sorted(found, key=lambda one: one.weekday)
