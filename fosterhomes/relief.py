"""The weekends of relief homes: read for rules and calendars, and asked about before an agreement is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from holidays import country_holidays

from .models import Child, Home, HomeHoliday, HomeKind, Placement, ReliefAgreement, ReliefCycle, WeekendPattern
from .models.relief import WEEKENDS
from .permissions import Access
from .shown import shown_day
from .weekends import Booked, Cycle, coming

SHOWN = 12
"""Weekends that a calendar shows."""
RUNS_OUT_DAYS = 90
"""So early an agreement that runs out is shown beside the calendar: to find another relief home takes weeks."""

_NAMES = {int(code): name for code, name in WEEKENDS}


def weekend_name(number: int) -> str:
    """Return `first`, `second` and so on."""
    return str(_NAMES[number])


def cycles_of(homes: Iterable[int], on: date) -> dict[int, Cycle]:
    """Return the cycle of each of the homes that has one, with what is agreed from the day on. Three queries."""
    rows = {row.home_id: row for row in ReliefCycle.objects.filter(home__in=homes)}
    agreed: dict[int, list[ReliefAgreement]] = defaultdict(list)
    for agreement in _agreements(rows, on):
        agreed[agreement.cycle.home_id].append(agreement)
    unset = _without_weekends(rows, on)
    return {home: _cycle(row, agreed[home], unset[home], on) for home, row in rows.items()}


def last_agreements(access: Access) -> QuerySet[ReliefAgreement]:
    """Return the last agreement of each relief stay that goes on after it, of children whom the person sees.

    A stay that ends with its agreement has been decided on; what only runs out has not.
    """
    later = ReliefAgreement.objects.filter(placement=OuterRef("placement"), until_on__gt=OuterRef("until_on"))
    goes_on = Q(placement__until_on__isnull=True) | Q(placement__until_on__gt=F("until_on"))
    lasts = Q(placement__until_on__isnull=True) | Q(placement__until_on__gt=access.on)
    rows = ReliefAgreement.objects.filter(~Exists(later), goes_on, lasts)
    rows = rows.filter(placement__child__in=Child.objects.visible_to(access))
    return rows.select_related("placement__child", "placement__home").order_by("until_on", "pk")


def running_out(access: Access) -> list[ReliefAgreement]:
    """Return the agreements that run out within `RUNS_OUT_DAYS`, or have, the first first. One query."""
    return list(last_agreements(access).filter(until_on__lte=access.on + timedelta(days=RUNS_OUT_DAYS)))


def _agreements(homes: Iterable[int], on: date) -> list[ReliefAgreement]:
    lasting = Q(placement__until_on__isnull=True) | Q(placement__until_on__gt=on)
    rows = ReliefAgreement.objects.filter(lasting, cycle__home__in=list(homes), until_on__gt=on)
    return list(rows.select_related("placement__child", "cycle"))


def _without_weekends(homes: Iterable[int], on: date) -> Counter[int]:
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=on)
    stays = Placement.objects.filter(lasting, home__in=list(homes), kind=HomeKind.RELIEF)
    stays = stays.exclude(relief_agreements__until_on__gt=on)
    return Counter(home for home in stays.values_list("home", flat=True) if home)


def _cycle(row: ReliefCycle, agreed: Iterable[ReliefAgreement], unset: int, on: date) -> Cycle:
    booked = (
        Booked(one.placement.child_id, frozenset(one.numbers), one.from_on, one.ends_on)
        for one in agreed
        if one.ends_on > on
    )
    return Cycle(row.places, row.rhythm, tuple(booked), unset)


@dataclass(frozen=True)
class Guest:
    """A child on one weekend; `name` is empty where the reader's duties do not show the child, `away` says why not."""

    name: str
    away: str = ""
    child_id: int | None = None
    proposed: bool = False
    """Nobody has decided on it yet."""


@dataclass(frozen=True)
class Proposed:
    """A child is proposed to a home on these weekends of its cycle."""

    home: int
    child: int
    weekends: frozenset[int]


@dataclass(frozen=True)
class Cell:
    """One weekend of one home. `number`: which of its cycle; None while the cycle has no first weekend."""

    friday: date
    number: int | None
    places: int
    guests: tuple[Guest, ...]
    closed: str
    """Why nobody comes: the family is away. Empty on other weekends."""
    holiday: bool
    """A public holiday touches the weekend, Thursday to Monday: ask when the child comes and leaves."""

    @property
    def name(self) -> str:
        return weekend_name(self.number) if self.number else ""

    @property
    def free(self) -> int:
        return 0 if self.closed else max(0, self.places - sum(not guest.away for guest in self.guests))


@dataclass(frozen=True)
class Row:
    """One home in the calendar. `trouble`: what is missing before it can be laid into one, in a sentence."""

    home: Home
    cells: tuple[Cell, ...]
    trouble: str
    unset: int


@dataclass(frozen=True)
class Calendar:
    """The coming weekends of relief homes."""

    fridays: list[date]
    rows: list[Row]


def calendar(
    homes: Iterable[Home], access: Access, weekends: int = SHOWN, *, proposed: Iterable[Proposed] = ()
) -> Calendar:
    """Return the coming weekends of the homes. A fixed number of queries, however many homes there are."""
    listed, fridays = list(homes), coming(access.on, weekends)
    shown = _Shown([home.pk for home in listed], access, fridays, list(proposed))
    return Calendar(fridays, [shown.row(home) for home in listed])


class _Shown:
    """What the calendar reads once for all homes."""

    def __init__(self, homes: list[int], access: Access, fridays: list[date], proposed: list[Proposed]) -> None:
        self.fridays, self.cycles, self.proposed = fridays, cycles_of(homes, access.on), proposed
        children = {one.child for cycle in self.cycles.values() for one in cycle.booked}
        children |= {one.child for one in proposed}
        self.names = dict(Child.objects.visible_to(access).filter(pk__in=children).values_list("pk", "name"))
        blocked = WeekendPattern.objects.filter(child__in=children, kind=WeekendPattern.Kind.BLOCKED)
        self.blocked = _by(blocked, "child_id")
        self.away = _by(HomeHoliday.objects.filter(home__in=homes), "home_id")
        self.holidays = public_holidays(fridays)

    def row(self, home: Home) -> Row:
        cycle = self.cycles.get(home.pk)
        cells = tuple(self._cell(home, cycle, friday) for friday in self.fridays) if cycle and cycle.rhythm else ()
        return Row(home, cells, trouble_of(cycle), cycle.unset if cycle else 0)

    def _cell(self, home: Home, cycle: Cycle, friday: date) -> Cell:
        number = cycle.rhythm.number_of(friday) if cycle.rhythm else 1
        there = [(one.child, False) for one in cycle.booked if one.covers(number, friday)]
        there += [(one.child, True) for one in self.proposed if one.home == home.pk and number in one.weekends]
        guests = tuple(self._guest(child, friday, proposed) for child, proposed in there)
        closed = _("the family is away") if any(_touches(row, friday) for row in self.away[home.pk]) else ""
        return Cell(friday, number, cycle.places[number - 1], guests, closed, friday in self.holidays)

    def _guest(self, child: int, friday: date, proposed: bool) -> Guest:
        why = next((row.why for row in self.blocked[child] if row.holds(friday)), "")
        if child not in self.names:
            return Guest("", _("not this time") if why else "", proposed=proposed)
        return Guest(self.names[child], why, child, proposed)


def _by(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _touches(holiday: HomeHoliday, friday: date) -> bool:
    """Return whether the family is away on some day of the weekend, Friday to Sunday."""
    begins = holiday.from_on <= friday + timedelta(days=2)
    return begins and (holiday.until_on is None or holiday.until_on > friday)


def trouble_of(cycle: Cycle | None) -> str:
    """Return what is missing before the weekends of a home can be told; empty when nothing is."""
    if cycle is None:
        return _("No cycle of weekends is registered.")
    if cycle.rhythm is None:
        return _("The cycle has no first weekend: write the Friday on which it begins.")
    return ""


def public_holidays(fridays: Iterable[date]) -> set[date]:
    """Return those of the Fridays whose weekend a public holiday touches, from Thursday to Monday."""
    days = list(fridays)
    norway: Any = country_holidays("NO", years={day.year for day in days} | {day.year + 1 for day in days})
    return {day for day in days if any(day + timedelta(days=n) in norway for n in range(-1, 4))}


def check_agreement(agreement: ReliefAgreement, at: datetime) -> None:
    """Raise `ValidationError` when the weekends cannot be agreed; locks the home's row, so call it inside the deed.

    Of two people who give away the last place of a weekend at the same moment, one reads why not.
    """
    home_id = agreement.placement.home_id
    Home.objects.select_for_update().get(pk=home_id or 0)
    on = max(agreement.from_on, timezone.localdate(at))
    cycle = cycles_of([home_id] if home_id else [], on).get(home_id or 0)
    if trouble := trouble_of(cycle):
        raise ValidationError({"weekends": trouble})
    assert cycle is not None
    if problems := list(_obstacles(agreement, cycle, on)):
        raise ValidationError({"weekends": problems})


def _obstacles(agreement: ReliefAgreement, cycle: Cycle, on: date) -> Iterator[str]:
    child = agreement.placement.child_id
    for number in agreement.numbers:
        words = {"weekend": weekend_name(number)}
        if number not in cycle.numbers:
            yield _("The cycle of the home has no %(weekend)s weekend.") % words
        elif not cycle.free(number, on, agreement.until_on, beside=child):
            yield _full(cycle, number, on)
        elif why := _blocked(cycle, number, child, agreement):
            yield _("The %(weekend)s weekend is blocked: %(why)s.") % {**words, "why": why}


def _full(cycle: Cycle, number: int, on: date) -> str:
    until = cycle.full_until(number, on)
    if until is None:
        return _("The %(weekend)s weekend has no places.") % {"weekend": weekend_name(number)}
    words = {"weekend": weekend_name(number), "day": shown_day(until)}
    return _("The %(weekend)s weekend is full until %(day)s.") % words


def _blocked(cycle: Cycle, number: int, child: int, agreement: ReliefAgreement) -> str:
    """Return why the child cannot come on the weekend: its pattern, or another relief home that has it then."""
    assert cycle.rhythm is not None
    rhythm = cycle.rhythm.weekend(number)
    patterns = WeekendPattern.objects.filter(child=child, kind=WeekendPattern.Kind.BLOCKED)
    lasting = patterns.filter(Q(until_on__isnull=True) | Q(until_on__gt=agreement.from_on))
    why = next((row.why for row in lasting if row.rhythm and row.rhythm.meets(rhythm)), "")
    return why or _elsewhere(rhythm, child, agreement)


def _elsewhere(rhythm: Any, child: int, agreement: ReliefAgreement) -> str:
    others = ReliefAgreement.objects.filter(placement__child=child, until_on__gt=agreement.from_on)
    others = others.filter(from_on__lt=agreement.until_on).exclude(placement=agreement.placement_id)
    for other in others.select_related("cycle__home", "placement"):
        theirs = other.cycle.rhythm
        if theirs and other.ends_on > agreement.from_on and any(theirs.weekend(n).meets(rhythm) for n in other.numbers):
            return _("the child is in %(home)s then") % {"home": other.cycle.home}
    return ""
