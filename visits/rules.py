"""What is owed: windows, what is missing, what is late, and whether a decision to reduce is lawful.

Pure functions on plain values: no Django, no clock, no decimal numbers. The rule in words, with a worked example,
is `docs/what-is-owed.md`; the numbers and their paragraphs are in `visits/law.py`. Every page, report, feed and
planner calls these functions, so that all see the same.

    python -m visits.rules CASES.json --out RESULT.json
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil

from visits import law
from visits.days import Span, anniversary, span, years_after
from visits.law import FOLLOW_UP, SUPERVISION

CALENDAR, PLACEMENT = "calendar", "placement"
BASES = (CALENDAR, PLACEMENT)


@dataclass(frozen=True, slots=True)
class PermanentStay:
    """A permanent stay (BVL § 5-12): from a day on, with the follow-up visits a year that were agreed."""

    from_on: date
    agreed_follow_up: int


@dataclass(frozen=True, slots=True)
class OwedCase:
    """One child in one home, one track, one counting year. `reduced` holds lawful reductions only.

    Overlapping `pauses` or `reduced` count once. `done` may name a day twice, or days that do not count. Where a
    service answers for a part of the stay only, `moved_in_on` and `moved_out_on` are the first day of that part and the
    day after its last; `counted_from` then is the day on which the child moved in, whose anniversaries begin the years.
    """

    id: str
    track: str
    home_kind: str
    birth_date: date
    moved_in_on: date
    year: int
    on: date
    moved_out_on: date | None = None
    pauses: tuple[Span, ...] = ()
    reduced: tuple[Span, ...] = ()
    permanent_stay: PermanentStay | None = None
    basis: str = CALENDAR
    done: tuple[date, ...] = ()
    counted_from: date | None = None

    @property
    def lived_there(self) -> Span:
        return span(self.moved_in_on, self.moved_out_on)


@dataclass(frozen=True, slots=True)
class Owed:
    """The windows of a counting year, and how many closed ones have no visit. `countable`: where a visit counts."""

    windows: tuple[Span, ...]
    missing: int
    countable: Span

    @property
    def required(self) -> int:
        return len(self.windows)


class State(StrEnum):
    """How a window stands on a day: by its visit, else by its last day."""

    DONE = "done"
    LATE = "late"
    THIS_MONTH = "this_month"
    NEXT_MONTH = "next_month"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Due:
    """Window `number` (from 1) and how it stands; `done_on` is the day of the visit that fills it."""

    number: int
    window: Span
    state: State
    done_on: date | None


# --- what is owed -----------------------------------------------------------------------------------------------


def owed(case: OwedCase) -> Owed:
    """Return the windows of the counting year, whatever `case.on`, and what is missing on `case.on`."""
    windows = windows_of(case)
    countable = counting_year(case).within(case.lived_there)
    closed = sum(window.until_on <= case.on for window in windows)
    return Owed(windows, max(0, closed - len(_counting(case.done, countable, case.on))), countable)


def shortfall(case: OwedCase) -> int:
    """Return what the counting year ends short of: what is missing when its last day has passed."""
    return owed(replace(case, on=counting_year(case).until_on)).missing


def overdue(result: Owed) -> bool:
    return result.missing > 0


def counting_year(case: OwedCase) -> Span:
    """Return the calendar year, or the year from the anniversary of moving in that falls in `case.year`."""
    first_day = date(1, 1, 1) if case.basis == CALENDAR else case.counted_from or case.moved_in_on
    return Span(anniversary(first_day, case.year), anniversary(first_day, case.year + 1))


def frequency_on(case: OwedCase, day: date) -> int:
    """Return the visits a year that accrue on the day; 0 when none is owed (away, pause, 18, no duty)."""
    if not _under_age(case).within(case.lived_there).holds(day) or _any_holds(case.pauses, day):
        return 0
    if case.home_kind in law.WITHOUT_DUTY[case.track]:
        return 0
    return visits_a_year(case.track, case.reduced, case.permanent_stay, day)


def visits_a_year(track: str, reduced: Iterable[Span], stay: PermanentStay | None, day: date) -> int:
    """Return the visits a year that a duty asks for on the day; `reduced` holds lawful reductions only."""
    if stay is not None and day >= stay.from_on:  # prevails over a reduction
        return stay.agreed_follow_up if track == FOLLOW_UP else law.whole("supervision_visits_permanent", day)
    return law.whole(f"{track}_visits_reduced" if _any_holds(reduced, day) else f"{track}_visits", day)


def windows_of(case: OwedCase) -> tuple[Span, ...]:
    """Return the windows of the counting year in order; one visit is owed in each."""
    year = counting_year(case)
    duty = year.within(case.lived_there).within(_under_age(case))
    clock = _Clock(year.days)
    for days, frequency in _rates(case, duty):
        clock.run(days, frequency)
    clock.stop(duty.until_on)
    return tuple(clock.windows)


@dataclass(slots=True)
class _Clock:
    """Adds up what accrues and closes a window at each whole visit.

    The sum is kept in whole numbers: `accrued` counts parts of which `parts_in_visit`, the days of the counting
    year, make one visit. A day then adds its frequency, and no rounding can move a window by a day.
    """

    parts_in_visit: int
    accrued: int = 0
    begun_on: date | None = None
    windows: list[Span] = field(default_factory=list)

    def run(self, days: Span, frequency: int) -> None:
        """Let every one of the days add `frequency`, closing windows on the way."""
        day = days.from_on
        while day < days.until_on:
            self.begun_on = self.begun_on or day
            steps = min(_ceil_div(self._lacking(), frequency), (days.until_on - day).days)
            self.accrued += steps * frequency
            day += timedelta(days=steps)
            if self._lacking() <= 0:
                self._close(day)

    def stop(self, until_on: date) -> None:
        """End the duty: a rest that is large enough makes one last window."""
        rest = self.accrued - len(self.windows) * self.parts_in_visit
        if self.begun_on and rest >= law.part("last_window_from_rest", self.begun_on) * self.parts_in_visit:
            self._close(until_on)

    def _lacking(self) -> int:
        return (len(self.windows) + 1) * self.parts_in_visit - self.accrued

    def _close(self, until_on: date) -> None:
        assert self.begun_on is not None
        self.windows.append(Span(self.begun_on, until_on))
        self.begun_on = None


def _ceil_div(whole: int, by: int) -> int:
    return -(-whole // by)


def _rates(case: OwedCase, duty: Span) -> Iterator[tuple[Span, int]]:
    """Yield the runs of days inside `duty` on which one frequency above 0 holds, in order.

    A duty without days makes at most one run, from its end: a day on which the child does not live there or is 18.
    """
    cuts = sorted({duty.from_on, duty.until_on} | {day for day in _change_days(case) if duty.holds(day)})
    for from_on, until_on in pairwise(cuts):
        if frequency := frequency_on(case, from_on):
            yield Span(from_on, until_on), frequency


def _change_days(case: OwedCase) -> set[date]:
    """Return every day on which the frequency may change; between two of them it does not."""
    days = {day for run in (*case.pauses, *case.reduced) for day in (run.from_on, run.until_on)} | law.CHANGE_DAYS
    return days | {case.permanent_stay.from_on} if case.permanent_stay else days


def _under_age(case: OwedCase) -> Span:
    """Return the days from birth until the 18th birthday, when the duty ends."""
    age = law.whole("duty_until_age", counting_year(case).from_on)
    return Span(date.min, years_after(case.birth_date, age))


def _any_holds(runs: Iterable[Span], day: date) -> bool:
    return any(run.holds(day) for run in runs)


def _counting(done: Iterable[date], countable: Span, on: date) -> list[date]:
    """Return the days with a visit that counts by `on`, in order: a day counts once, also in a pause."""
    return sorted({day for day in done if countable.holds(day) and day <= on})


def visits_that_count(result: Owed, done: Iterable[date], on: date) -> tuple[date, ...]:
    """Return the days with a visit that counts by `on`, in order; there may be more of them than windows."""
    return tuple(_counting(done, result.countable, on))


# --- how the windows stand --------------------------------------------------------------------------------------


def due_state(result: Owed, done: Iterable[date], on: date) -> tuple[Due, ...]:
    """Return how each window stands on the day: the n-th visit that counts fills window n, whenever it was made."""
    visits = dict(enumerate(_counting(done, result.countable, on), start=1))
    return tuple(
        Due(number, window, _state(window, number in visits, on), visits.get(number))
        for number, window in enumerate(result.windows, start=1)
    )


def _state(window: Span, filled: bool, on: date) -> State:
    if filled:
        return State.DONE
    if window.until_on <= on:
        return State.LATE
    states = {0: State.THIS_MONTH, 1: State.NEXT_MONTH}
    return states.get(_month(last_day(window)) - _month(on), State.FUTURE)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def next_window(result: Owed, done: Iterable[date], on: date) -> Due | None:
    """Return the first window without a visit, late or to come; None when every one is filled."""
    return next((due for due in due_state(result, done, on) if due.state is not State.DONE), None)


def last_day(window: Span) -> date:
    """Return the last day on which a visit is in time."""
    return window.until_on - timedelta(days=1)


def target(window: Span) -> date:
    """Return the middle day of the window, the best day for its visit."""
    return window.from_on + timedelta(days=window.days // 2)


def least_spacing_days(window: Span, part: Fraction | None = None) -> int:
    """Return the least days between two visits of one track, rounded up: a third of the window, or `part` of it."""
    return ceil(window.days * (part or law.part("least_spacing", window.from_on)))


def too_close(day: date, others: Iterable[date], window: Span, part: Fraction | None = None) -> tuple[date, ...]:
    """Return the days among the track's other visits that lie too close to `day`, in order: a warning, not a rule."""
    least = least_spacing_days(window, part)
    return tuple(sorted(other for other in others if abs((day - other).days) < least))


# --- decisions to reduce ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reduction:
    """A decision to reduce, with what is known of its conditions. A day of hearing of None: not heard."""

    id: str
    track: str
    decided_on: date
    moved_in_on: date
    birth_date: date
    conditions_good: bool
    child_heard_on: date | None
    foster_parents_heard_on: date | None
    child_consents: bool
    care_municipality_consents: bool


def reduction_problems(reduction: Reduction) -> tuple[str, ...]:
    """Return the codes of the conditions that do not hold on the day of the decision, sorted; none: it is lawful."""
    return tuple(sorted(code for code, holds in CONDITIONS[reduction.track].items() if not holds(reduction)))


def _heard(heard_on: date | None, decided_on: date) -> bool:
    return heard_on is not None and heard_on <= decided_on


def _over_the_years(reduction: Reduction) -> bool:
    """More than the years of the law: on the very anniversary it is exactly so many, and not yet more."""
    years = law.whole(f"{reduction.track}_reduced_after_years", reduction.decided_on)
    return reduction.decided_on > years_after(reduction.moved_in_on, years)


def _old_enough(reduction: Reduction) -> bool:
    age = law.whole("supervision_reduced_from_age", reduction.decided_on)
    return reduction.decided_on >= years_after(reduction.birth_date, age)


CONDITIONS: dict[str, dict[str, Callable[[Reduction], bool]]] = {
    FOLLOW_UP: {  # FF § 10
        "conditions_not_good": lambda r: r.conditions_good,
        "child_not_heard": lambda r: _heard(r.child_heard_on, r.decided_on),
        "foster_parents_not_heard": lambda r: _heard(r.foster_parents_heard_on, r.decided_on),
        "not_over_two_years": _over_the_years,
    },
    SUPERVISION: {  # FF § 18
        "conditions_not_good": lambda r: r.conditions_good,
        "child_under_15": _old_enough,
        "no_consent_of_child": lambda r: r.child_consents,
        "no_consent_of_care_municipality": lambda r: r.care_municipality_consents,
        "not_over_two_years": _over_the_years,
    },
}
"""What each track's law asks for, by the code that names its lack."""


if __name__ == "__main__":
    from visits.cases import main

    raise SystemExit(main())
