"""Which sessions of guidance the coming year holds, as entries of a plan: one in each window of the agreed rhythm.

A family is guided at home; groups and parents come to the office. Cases of one group (same guide, form, method and
rhythm) meet together. A window that has passed is not made good: the rhythm goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q

from .. import rules
from ..days import Span
from ..models import Guidance, GuidanceSession
from .entries import Entry, holidays_of, while_home
from .options import GUIDANCE, SESSION_AHEAD, PlanOptions

LEAST_DAYS_LEFT = 7
"""A window that has begun and has fewer days left, or less than half of its own, is let go."""

Group = tuple[Guidance, ...]


def session_entries(service_id: int, options: PlanOptions) -> list[Entry]:
    """Return the sessions that the agreed rhythms ask for in the plan's period and that nobody has fixed or held."""
    if GUIDANCE not in options.tracks:
        return []
    groups = [group for group in groups_of(cases_with_rhythm(service_id, options)) if _is_asked_for(group, options)]
    taken = _taken(service_id, options)
    away = holidays_of({case.home_id for group in groups for case in group if case.is_at_home and case.home_id})
    found = [entry for group in groups for entry in _of_group(group, options, taken)]
    return [while_home(entry, away[entry.home_id]) for entry in found]


def cases_with_rhythm(service_id: int, options: PlanOptions) -> list[Guidance]:
    """Return the cases under way in the period whose rhythm reaches into it."""
    cases = Guidance.objects.filter(service=service_id, rhythm_weeks__isnull=False, rhythm_from__lt=options.until)
    cases = cases.active_in(options.start, options.until)
    going_on = cases.filter(Q(rhythm_until=None) | Q(rhythm_until__gt=options.start))
    return list(going_on.select_related("home").order_by("pk"))


def groups_of(cases: Iterable[Guidance]) -> list[Group]:
    """Return the cases that meet together; one who is guided alone is a group of one."""
    together: dict[tuple[object, ...], list[Guidance]] = defaultdict(list)
    for case in cases:
        alone = case.form == Guidance.Form.INDIVIDUAL
        same = (case.guide_id, case.form, case.method, case.rhythm_weeks, case.rhythm_minutes)
        together[(case.pk,) if alone else same].append(case)
    return [tuple(group) for group in together.values()]


def windows(group: Group, until: date) -> Iterator[Span]:
    """Yield the windows of the rhythm up to `until`, counted from the first day that was agreed with any of them."""
    weeks = group[0].rhythm_weeks or 1
    from_on = min(_from(case) for case in group)
    ends = [_until(case) for case in group]
    last = until if None in ends else min(until, max(end for end in ends if end))
    while from_on < last:
        until_on = from_on + timedelta(weeks=weeks)
        yield Span(from_on, min(until_on, last))
        from_on = until_on


def _from(case: Guidance) -> date:
    assert case.rhythm_from is not None
    return max(case.rhythm_from, case.from_on or case.rhythm_from)


def _until(case: Guidance) -> date | None:
    return min((end for end in (case.rhythm_until, case.until_on) if end), default=None)


def _meets_on(case: Guidance, day: date) -> bool:
    until = _until(case)
    return _from(case) <= day and (until is None or day < until)


def _is_asked_for(group: Group, options: PlanOptions) -> bool:
    return not options.persons or f"w{group[0].guide_id}" in options.persons


def _taken(service_id: int, options: PlanOptions) -> dict[int, list[date]]:
    """Return the days of the sessions that are held or stay, by case: each fills its window."""
    held = Q(status=GuidanceSession.Status.HELD, on_day__gte=options.start - timedelta(weeks=26))
    stays = Q(status=SESSION_AHEAD, pk__in=options.fixed_sessions(service_id).values("pk"))
    rows = GuidanceSession.objects.filter(held | stays, service=service_id)
    found: dict[int, list[date]] = defaultdict(list)
    for case, day in rows.values_list("cases", "on_day"):
        found[case].append(day)
    return found


def _of_group(group: Group, options: PlanOptions, taken: dict[int, list[date]]) -> Iterator[Entry]:
    for number, window in enumerate(windows(group, options.until), start=1):
        left = Span(max(window.from_on, options.start), window.until_on)
        filled = any(window.holds(day) for case in group for day in taken[case.pk])
        if not filled and left.days >= min(LEAST_DAYS_LEFT, (group[0].rhythm_weeks or 1) * 7 // 2):
            yield from _entry(group, window, left, number)


def _entry(group: Group, window: Span, left: Span, number: int) -> Iterator[Entry]:
    middle = rules.target(window)
    target = middle if middle >= left.from_on else rules.target(left)
    those = [case for case in group if _meets_on(case, left.from_on) and _meets_on(case, rules.last_day(left))]
    first = group[0]
    if those:
        yield Entry(
            children=tuple(case.pk for case in those),
            home=first.home if first.is_at_home else None,
            track=GUIDANCE,
            visitors=(f"w{first.guide_id}",) if first.guide_id else (),
            from_on=left.from_on,
            until_on=left.until_on,
            target=target,
            number=number,
            length=first.rhythm_minutes,
            apart_days=(first.rhythm_weeks or 1) * 7 // 2,
        )
