"""Which visits the coming year owes, as entries of a plan: who, to which home, between which days.

Siblings in one home with the same visitor share a visit where their windows meet: it is counted for each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet

from fosterhomes.models import Child, ContactPerson, Home, HomeHoliday, SupervisionAppointment
from fosterhomes.periods import covers

from .. import rules
from ..days import Span
from ..owed import TrackYear, owed_between
from .options import PlanOptions

LATE_DAYS = 28
"""A visit that is late already gets this long from the first day of the plan."""

LEAST_SHARED_DAYS = 14
"""Siblings share a visit when their windows share at least so many days."""

SUPERVISION_AFTER_DAYS = 14
"""Both tracks aim at the middle of a window; so much later for supervision, or both would come in the same week."""

LEAST_DAYS_APART = 14
"""Between two visits of a track to the same child. Less than the even spacing of `rules.least_spacing_days`, since late
visits are to be made good within weeks; but two on one day would count as one."""

MINUTES = {"follow_up": 90, "supervision": 120}
MINUTES_FOR_EACH_SIBLING = 30


@dataclass(frozen=True)
class Entry:
    """A visit that is owed: to these children in this home, by one of `visitors`, with `from_on <= day < until_on`.

    Of guidance (`plan_guidance`) the `children` are the cases that take part, and no home is the office.
    """

    children: tuple[int, ...]
    home: Home | None
    track: str
    visitors: tuple[str, ...]
    from_on: date
    until_on: date
    target: date
    number: int
    late: bool = False
    """Whether its window has ended: it can only be made good, and cannot wait."""
    length: int = 0
    """Minutes that were agreed; 0: as usual on the track."""
    apart_days: int = LEAST_DAYS_APART

    @property
    def id(self) -> str:
        return f"{self.track[0]}{min(self.children)}-{self.home_id}-{self.until_on:%y%m%d}-{self.number}"

    @property
    def home_id(self) -> int:
        return self.home.pk if self.home else 0

    @property
    def minutes(self) -> int:
        return self.length or MINUTES[self.track] + MINUTES_FOR_EACH_SIBLING * (len(self.children) - 1)


def entries(service_id: int, options: PlanOptions, among: QuerySet[Child] | None = None) -> list[Entry]:
    """Return the visits owed in the plan's period to whom it plans for, those of siblings joined.

    What is booked or pinned, or stays for another reason (`PlanOptions.fixed`), fills its window and is not among them.
    `among`: only these children.
    """
    children = Child.objects.filter(service=service_id, merged_into=None) if among is None else among
    rows = owed_between(children, Span(options.start, options.until), options.start)
    visitors, taken = _visitors(children, options.start), _taken(service_id, options)
    single = [entry for row in rows for entry in _of_row(row, options, visitors, taken)]
    away, open_to = holidays_of({entry.home_id for entry in single}), _open_to(service_id, options)
    asked = [
        entry for entry in _joined(single) if entry.track in options.tracks and _is_asked_for(entry, options, open_to)
    ]
    return [while_home(entry, away[entry.home_id]) for entry in asked]


def _is_asked_for(entry: Entry, options: PlanOptions, open_to: set[tuple[int, str]]) -> bool:
    if entry.track not in options.tracks:
        return False
    if not options.persons or set(entry.visitors) & set(options.persons):
        return True
    # Somebody who is planned for steps in for another here: what they were to do is asked for too.
    return any((child, entry.track) in open_to for child in entry.children)


def _open_to(service_id: int, options: PlanOptions) -> set[tuple[int, str]]:
    """Return the children, by track, whose planned visits the plan may move."""
    return set(options.movable(service_id).values_list("children", "track"))


def _visitors(children: Iterable[Child], on: date) -> dict[tuple[int, str], tuple[str, ...]]:
    """Return who visits each child on each track: ``w`` and the caseworker's id, ``s`` and the supervisor's."""
    found: dict[tuple[int, str], tuple[str, ...]] = defaultdict(tuple)
    for child, worker in ContactPerson.objects.filter(covers(on), child__in=children).values_list("child", "worker"):
        found[child, "follow_up"] = (f"w{worker}",)
    appointed = SupervisionAppointment.objects.filter(covers(on), child__in=children)
    for child, supervisor in appointed.values_list("child", "supervisor"):
        found[child, "supervision"] = (f"s{supervisor}",)
    return found


def _taken(service_id: int, options: PlanOptions) -> dict[tuple[int, str], list[date]]:
    """Return the days of the visits that stay; each fills a window."""
    found: dict[tuple[int, str], list[date]] = defaultdict(list)
    rows = options.fixed(service_id).order_by("on_day").values_list("children", "track", "on_day")
    for child, track, day in rows:
        found[child, track].append(day)
    return found


def _of_row(
    row: TrackYear,
    options: PlanOptions,
    visitors: dict[tuple[int, str], tuple[str, ...]],
    taken: dict[tuple[int, str], list[date]],
) -> Iterable[Entry]:
    key, start = (row.child.pk, row.track), options.start
    # A visit after the counting year makes nothing good that the year is short of.
    ends = min(row.duty_ends_on, row.days.until_on, options.until)
    for due in row.left_beside(taken[key]):
        until_on = due.window.until_on if due.window.until_on > start else start + timedelta(days=LATE_DAYS)
        from_on, until_on = max(due.window.from_on, start), min(until_on, ends)
        if from_on < until_on:
            target = _target(row.track, due.window, from_on, until_on)
            yield Entry(
                (row.child.pk,), row.home, row.track, visitors[key], from_on, until_on, target, due.number,
                late=due.window.until_on <= start,
            )  # fmt: skip


def holidays_of(homes: set[int]) -> dict[int, list[HomeHoliday]]:
    found: dict[int, list[HomeHoliday]] = defaultdict(list)
    for away in HomeHoliday.objects.filter(home__in=homes).order_by("from_on"):
        found[away.home_id].append(away)
    return found


def while_home(entry: Entry, holidays: list[HomeHoliday]) -> Entry:
    """Return the entry with its longest run of days on which the family is at home.

    A window has one beginning and one end: of a holiday in its middle, the longer side is left. A family that is away
    for all of it is visited late rather than never: the window then stays.
    """
    runs = [(entry.from_on, entry.until_on)]
    for away in holidays:
        until = away.until_on or entry.until_on
        runs = [side for a, b in runs for side in ((a, min(b, away.from_on)), (max(a, until), b)) if side[0] < side[1]]
    if not runs:
        return entry
    from_on, until_on = max(runs, key=lambda run: run[1] - run[0])
    target = min(max(entry.target, from_on), until_on - timedelta(days=1))
    return replace(entry, from_on=from_on, until_on=until_on, target=target)


def _target(track: str, window: Span, from_on: date, until_on: date) -> date:
    """Return the middle of the window, or of what is left of it; somewhat later for supervision."""
    middle, left = rules.target(window), Span(from_on, until_on)
    day = middle if middle >= from_on else rules.target(left)
    later = min(SUPERVISION_AFTER_DAYS, left.days // 3) if track == "supervision" else 0
    return min(day + timedelta(days=later), until_on - timedelta(days=1))


def _joined(single: list[Entry]) -> list[Entry]:
    """Return the entries with those of siblings in one home, by one visitor, joined where their windows meet."""
    together: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in sorted(single, key=lambda one: (one.from_on, one.until_on, one.children)):
        shared = together[entry.home_id, entry.track, entry.visitors]
        place = next((n for n, other in enumerate(shared) if entry.visitors and _meets(entry, other)), None)
        if place is None:
            shared.append(entry)
        else:
            shared[place] = _with(shared[place], entry)
    return [entry for shared in together.values() for entry in shared]


def _meets(entry: Entry, other: Entry) -> bool:
    if set(entry.children) & set(other.children):
        return False
    days = min(entry.until_on, other.until_on) - max(entry.from_on, other.from_on)
    return days >= timedelta(days=LEAST_SHARED_DAYS)


def _with(first: Entry, second: Entry) -> Entry:
    from_on, until_on = max(first.from_on, second.from_on), min(first.until_on, second.until_on)
    return replace(
        first,
        children=tuple(sorted({*first.children, *second.children})),
        late=first.late or second.late,
        from_on=from_on,
        until_on=until_on,
        target=min(max(first.target, from_on), until_on - timedelta(days=1)),
    )
