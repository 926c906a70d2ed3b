"""What is owed for the children of the register: rows → `visits.rules` → windows and what is missing.

The one adapter that every page, report and planner calls, so that all see the same. A fixed number of queries for any
number of children. The counting year is the calendar year, or where the service has chosen so the year from moving in
(`visits/counting.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db.models import QuerySet

from fosterhomes.children import readable
from fosterhomes.models import Child, Home, HomeKind, Placement
from fosterhomes.periods import overlaps
from fosterhomes.permissions import Access

from . import law, rules
from .counting import CountingYear, counting_years
from .days import Span, between, span, years_after
from .duty import MOVES, duty_of
from .models import Pause, Reduction, Visit, VisitChild
from .models.settings import counted_from_moving_in

DAY, A_YEAR = timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Unlawful:
    """A decision to reduce that lowers nothing, with the codes of what it lacks (`rules.reduction_problems`)."""

    reduction: Reduction
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackYear:
    """One child in one home on one track in one counting year (`days`), and how it stands on `case.on`.

    The case holds only the days of the year for which the service that keeps the child's row answers for the track.
    """

    placement: Placement
    case: rules.OwedCase
    result: rules.Owed
    unlawful: tuple[Unlawful, ...]
    days: Span

    @property
    def child(self) -> Child:
        return self.placement.child

    @property
    def home(self) -> Home:
        assert self.placement.home is not None
        return self.placement.home

    @property
    def track(self) -> str:
        return self.case.track

    @property
    def required(self) -> int:
        return self.result.required

    @property
    def missing(self) -> int:
        return self.result.missing

    @property
    def made_on(self) -> tuple[date, ...]:
        """Return the days with a visit that counts: the first number of "2 of 4" is how many they are."""
        return rules.visits_that_count(self.result, self.case.done, self.case.on)

    def counts(self, day: date) -> bool:
        """Return whether a visit on that day counts in this year."""
        return self.result.countable.holds(day)

    @property
    def dues(self) -> tuple[rules.Due, ...]:
        return rules.due_state(self.result, self.case.done, self.case.on)

    @property
    def open_dues(self) -> tuple[rules.Due, ...]:
        """Return the windows without a visit, in order: late ones first."""
        return tuple(due for due in self.dues if due.state is not rules.State.DONE)

    def left_beside(self, days: Iterable[date]) -> list[rules.Due]:
        """Return the windows for which no visit stands, given the days of those that lie ahead.

        Each fills the window that holds its day, else the first that is open.
        """
        left = list(self.open_dues)
        for day in filter(self.days.holds, days):
            if left:
                left.remove(next((due for due in left if due.window.holds(day)), left[0]))
        return left

    @property
    def duty_ends_on(self) -> date:
        """Return the day from which nothing is owed any more: moved out, another's duty, or the 18th birthday."""
        grown_up_on = years_after(self.case.birth_date, law.whole("duty_until_age", self.case.on))
        return min(self.case.lived_there.until_on, grown_up_on)

    @property
    def last_owed_on(self) -> date:
        """Return the last day of the duty."""
        return self.duty_ends_on - DAY

    @property
    def has_ended(self) -> bool:
        """Return whether a visit can no longer make good what is missing."""
        return self.duty_ends_on <= self.case.on


YearsOf = Callable[[Placement], Iterable[tuple[CountingYear, date]]]
"""Which counting years of a stay are asked for, each with the day on which it is looked at."""


def owed(children: QuerySet[Child], on: date) -> list[TrackYear]:
    """Return what is owed in the counting year of `on` for the children, by child's name, home and track.

    Every stay of the year gives its own rows: a child who moved has two homes, and nothing is carried over.
    """
    return owed_between(children, Span(on, on + DAY), on)


def owed_between(children: QuerySet[Child], days: Span, on: date) -> list[TrackYear]:
    """Return what is owed in each counting year that shares a day with `days`, in order for each stay.

    It stands as on `on`; a year that begins later as on its first day.
    """
    reach = Span(days.from_on - A_YEAR, days.until_on + A_YEAR)
    return _rows(children, reach, lambda stay: [(one, max(on, one.days.from_on)) for one in _counted(stay, days)])


def owed_to_see(access: Access, among: QuerySet[Child] | None = None) -> list[TrackYear]:
    """Return what is owed on the person's day (to the children `among` whom they ask), as far as their duties show it.

    Both tracks of the children whose case they read; of a child they only supervise, the supervision alone.
    """
    whole = set(readable(access).values_list("pk", flat=True))
    seen = Child.objects.visible_to(access)
    rows = owed(seen if among is None else seen.filter(pk__in=among.values("pk")), access.on)
    return [row for row in rows if row.track == law.SUPERVISION or row.child.pk in whole]


def shortfalls(children: QuerySet[Child], on: date) -> list[TrackYear]:
    """Return the rows whose last counting year to end by `on` ended short, as they stood when it had ended."""
    return [row for row in _rows(children, Span(on - 2 * A_YEAR, on + A_YEAR), partial(_last_year, on)) if row.missing]


def _last_year(on: date, stay: Placement) -> list[tuple[CountingYear, date]]:
    return [
        (before, before.days.until_on)
        for this_year in _counted(stay, Span(on, on + DAY))
        for before in _counted(stay, Span(this_year.days.from_on - DAY, this_year.days.from_on))
    ]


def _rows(children: QuerySet[Child], reach: Span, years_of: YearsOf) -> list[TrackYear]:
    """Return the rows of the counting years that `years_of` names for each stay, all of them within `reach`."""
    stays = list(_stays(children, reach))
    facts = _Facts(children, stays, reach)
    return [
        facts.row(stay, track, runs, year, on)
        for stay in stays
        for year, on in years_of(stay)
        for track, runs in _tracks(stay, year)
    ]


def _stays(children: QuerySet[Child], reach: Span) -> QuerySet[Placement]:
    in_homes = Placement.objects.filter(child__in=children, planned=False, setting=Placement.Setting.HOME)
    in_reach = in_homes.filter(overlaps(reach.from_on, reach.until_on)).exclude(kind=HomeKind.RELIEF)
    related = in_reach.select_related(
        "child__care_municipality", "child__service__visit_settings", "home__municipality", "home__point"
    )
    return related.prefetch_related(MOVES).order_by("child__name", "child", "from_on")


def _counted(stay: Placement, within: Span) -> tuple[CountingYear, ...]:
    """Return the counting years of the stay that share a day with `within`."""
    return counting_years(stay.from_on, counted_from_moving_in(stay.child.service), within)


def _tracks(stay: Placement, year: CountingYear) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield each track with the runs of days, touching the counting year, for which the service answers.

    Of a year that is cut short the case ends where it is cut, as if the child had moved out.
    """
    counted = Span(date.min, year.cut_on or date.max)
    for track in law.TRACKS:
        runs = [run.within(counted) for run in duty_of(stay, track) if run.within(year.days).days]
        if runs:
            yield track, tuple(runs)


class _Facts:
    """What the rows say about many stays, read once: pauses, decisions to reduce, visits made."""

    def __init__(self, children: QuerySet[Child], stays: list[Placement], reach: Span) -> None:
        self.pauses: dict[int, list[Span]] = defaultdict(list)
        self.reductions: dict[int, list[Reduction]] = defaultdict(list)
        self.done: dict[tuple[int, str], list[date]] = defaultdict(list)
        for pause in Pause.objects.filter(placement__child__in=children):
            self.pauses[pause.placement_id].append(span(pause.from_on, pause.until_on))
        for reduction in Reduction.objects.filter(placement__child__in=children):
            self.reductions[reduction.placement_id].append(reduction)
        for child, track, day in _made(children, reach):
            self.done[child, track].append(day)

    def row(self, stay: Placement, track: str, runs: tuple[Span, ...], year: CountingYear, on: date) -> TrackYear:
        lawful, unlawful = sorted_reductions(self.reductions[stay.pk], stay, track)
        case = rules.OwedCase(
            id=f"{stay.pk}",
            track=track,
            home_kind=stay.kind,
            birth_date=stay.child.birth_date,
            # The days of the duty; the years are counted from the day on which the child came.
            moved_in_on=runs[0].from_on,
            moved_out_on=runs[-1].until_on,
            counted_from=stay.from_on,
            basis=year.basis,
            year=year.year,
            on=on,
            # Days of another service's duty between two runs of ours add nothing, like a pause.
            pauses=(*self.pauses[stay.pk], *between(runs)),
            reduced=tuple(lawful),
            permanent_stay=permanent_stay(stay),
            done=tuple(day for day in self.done[stay.child_id, track] if any(run.holds(day) for run in runs)),
        )
        return TrackYear(stay, case, rules.owed(case), tuple(unlawful), year.days)


def sorted_reductions(rows: Iterable[Reduction], stay: Placement, track: str) -> tuple[list[Span], list[Unlawful]]:
    """Return the days on which the stay's decisions lower what is owed, and the decisions that lower nothing."""
    lawful: list[Span] = []
    unlawful: list[Unlawful] = []
    for row in rows:
        if row.track == track:
            if lacks := rules.reduction_problems(as_rule(row, stay)):
                unlawful.append(Unlawful(row, lacks))
            else:
                # Before it was made, a decision lowers nothing, whatever day was written into it.
                lawful.append(span(max(row.from_on, row.decided_on), row.until_on))
    return lawful, unlawful


def _made(children: QuerySet[Child], reach: Span) -> Iterable[tuple[int, str, date]]:
    """Return child, track and day of the visits on these days that were made in person."""
    made = VisitChild.objects.filter(
        child__in=children,
        visit__status=Visit.Status.DONE,
        visit__in_person=True,
        visit__on_day__gte=reach.from_on,
        visit__on_day__lt=reach.until_on,
    )
    return made.values_list("child", "visit__track", "visit__on_day")


def permanent_stay(stay: Placement) -> rules.PermanentStay | None:
    if stay.permanent_stay_on is None:
        return None
    return rules.PermanentStay(stay.permanent_stay_on, stay.agreed_follow_up or 0)


def as_rule(row: Reduction, stay: Placement) -> rules.Reduction:
    """Return a decision of the register as `rules.reduction_problems` asks for it."""
    return rules.Reduction(
        id=f"{row.pk}",
        track=row.track,
        decided_on=row.decided_on,
        moved_in_on=stay.from_on,
        birth_date=stay.child.birth_date,
        conditions_good=row.conditions_good,
        child_heard_on=row.child_heard_on,
        foster_parents_heard_on=row.foster_parents_heard_on,
        child_consents=row.child_consents,
        care_municipality_consents=row.care_municipality_consents,
    )
