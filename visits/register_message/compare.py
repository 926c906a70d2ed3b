"""What the case system says of a child against what the register says, difference by difference. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fosterhomes.shown import shown_day

from .. import law
from .facts import REDUCED, Case, Measure, value_on
from .stays import ends_of

NEAR_DAYS = 31


@dataclass(frozen=True)
class Difference:
    """One thing on which the two do not agree. `there`: the case system; `here`: this register; empty: says nothing."""

    what: str
    there: str
    here: str


def differences(there: Case, here: Case, on: date) -> list[Difference]:
    """Return on what the case and the child's rows here do not agree, as they stand on the day."""
    return [*_person(there, here), *_measures(there, here, on)]


def _person(there: Case, here: Case) -> Iterator[Difference]:
    if there.birth_date and there.birth_date != here.birth_date:
        yield Difference(
            _("Birth date"), *(shown_day(one.birth_date) if one.birth_date else "" for one in (there, here))
        )
    if there.journal != here.journal:
        yield Difference(_("Number of the case"), there.journal, here.journal)
    if (there.until_on is None) != (here.until_on is None):
        yield Difference(_("Case"), *(_closed(one.until_on) for one in (there, here)))


def _measures(there: Case, here: Case, on: date) -> Iterator[Difference]:
    left = {one.id: one for one in here.measures}
    ends, _overlaps = ends_of(there.measures, on)
    for measure in there.measures:
        match = _match(measure, left)
        if match is None:
            yield Difference(_("Stay"), _stay(measure, ends[measure.id]), _("no such stay"))
        else:
            del left[match.id]
            yield from _measure(measure, match, ends[measure.id], on)
    for one in left.values():
        yield Difference(_("Stay"), _("no such stay"), _stay(one, one.until_on))


def _match(measure: Measure, left: dict[str, Measure]) -> Measure | None:
    """Return the stay that is the measure: by its id, else of the same kind and begun near to it."""
    if measure.id in left:
        return left[measure.id]
    near = [
        one
        for one in left.values()
        if one.kind == measure.kind and abs((one.from_on - measure.from_on).days) <= NEAR_DAYS
    ]
    return min(near, key=lambda one: abs((one.from_on - measure.from_on).days), default=None)


def _measure(there: Measure, here: Measure, until_on: date | None, on: date) -> Iterator[Difference]:
    what = _stay(here, here.until_on)
    if there.kind != here.kind:
        yield Difference(_about(what, _("kind")), str(there.kind.label), str(here.kind.label))
    if there.from_on != here.from_on:
        yield Difference(_about(what, _("from")), shown_day(there.from_on), shown_day(here.from_on))
    if until_on != here.until_on:
        yield Difference(_about(what, _("until")), _end(until_on), _end(here.until_on))
    # Of a protected address the register tells nobody where it lies, and so compares nothing.
    if there.responsible and here.responsible:
        answers = [value_on(one.responsible, on) for one in (there, here)]
        if answers[0] != answers[1]:
            yield Difference(_about(what, _("municipality that supervises")), *answers)
    for track in law.TRACKS:
        yield from _track(there, here, track, what, on)


def _track(there: Measure, here: Measure, track: str, what: str, on: date) -> Iterator[Difference]:
    name = {law.FOLLOW_UP: _("follow-up"), law.SUPERVISION: _("supervision")}[track]
    theirs, ours = there.track(track), here.track(track)
    often = [value_on(one.frequencies, on) for one in (theirs, ours)]
    if often[0] != often[1] and (often[0] or REDUCED in often):
        words = [_("%(n)s a year") % {"n": one} if one else _("not said") for one in often]
        yield Difference(_about(what, name), *words)
    for day in sorted(theirs.days - ours.days):
        yield Difference(_about(what, name), _("visit on %(day)s") % {"day": shown_day(day)}, _("no visit that day"))
    for day in sorted(ours.days - theirs.days):
        yield Difference(_about(what, name), _("no visit that day"), _("visit on %(day)s") % {"day": shown_day(day)})


def _about(stay: str, what: Any) -> str:
    return f"{stay}: {what}"


def _stay(measure: Measure, until_on: date | None) -> str:
    begun = _("from %(day)s") % {"day": shown_day(measure.from_on)}
    until = _("until %(day)s") % {"day": shown_day(until_on)} if until_on else ""
    return " ".join(part for part in (capfirst(str(measure.kind.label)), begun, until) if part)


def _closed(day: date | None) -> str:
    return _("closed %(day)s") % {"day": shown_day(day)} if day else _("open")


def _end(day: date | None) -> str:
    return shown_day(day) if day else _("still lives there")
