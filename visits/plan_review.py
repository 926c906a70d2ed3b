"""What a person reads of a plan: the whole in figures, one person's weeks, and what could not be planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from fosterhomes.models import Child, Home, Run

from .models import Visit
from .models.visit import Track
from .plan_problem import people


@dataclass(frozen=True)
class PersonRow:
    """One visitor's part of the plan: visits, days on the road, minutes of driving."""

    id: str
    name: str
    visits: int
    days: int
    minutes: int


@dataclass(frozen=True)
class Week:
    """One person's visits of a week; `from_on` is its Monday."""

    from_on: date
    visits: list[Visit]

    @property
    def number(self) -> int:
        return self.from_on.isocalendar().week

    @property
    def last_on(self) -> date:
        return self.from_on + timedelta(days=6)


@dataclass(frozen=True)
class Unplanned:
    """A visit that is owed and could not be planned: why, and what would help."""

    children: list[Child]
    home: Home
    track: str
    why: str

    @property
    def track_label(self) -> str:
        return str(Track(self.track).label)


@dataclass(frozen=True)
class PlanReview:
    failure: str
    planned: int
    owed: int
    minutes: int
    proved: bool
    gap: float | None
    persons: list[PersonRow]
    unplanned: list[Unplanned]
    contradicting: list[Visit]


FAILURES: dict[str, Callable[[], str]] = {
    "no_office": lambda: _("The service has no office in the register, and caseworkers no place to set out from."),
    "nothing_owed": lambda: _("No visit is owed in this period: no child of the register lives in a foster home."),
    "no_working_days": lambda: _("Nobody has a working day in this period. Give children a contact person first."),
    "core_failed": lambda: _("The planner broke off. Try again; tell the system administrator if it goes on."),
    "worker_lost": lambda: _("The worker was lost three times. Tell the system administrator."),
    "error": lambda: _("Something went wrong, and nothing was stored. Tell the system administrator."),
}

WHY: dict[str, Callable[[str, str], str]] = {
    "no_visitor": lambda track, who: (
        _("The child has no supervisor. Appoint one, and plan again.")
        if track == Track.SUPERVISION
        else _("The child has no contact person. Choose one, and plan again.")
    ),
    "outside_period": lambda track, who: _("The visit is owed outside the period of the plan."),
    "no_hours": lambda track, who: _("The hours in which a visit suits the home are too short for one."),
    "no_working_day": lambda track, who: (
        _("%(who)s has no working day before the visit is due. Let somebody else make it.") % {"who": who}
    ),
    "cannot_be_driven": lambda track, who: (
        _("No way to the home is known. Register its village, or a travel band for a protected address.")
    ),
    "day_too_short": lambda track, who: (
        _("The way is too long for one of %(who)s's days. Longer hours, an overnight stay or a visitor who lives "
          "nearer would help.") % {"who": who}
    ),
    "too_near": lambda track, who: _("The visit would come too near another to the same child."),
    "days_full": lambda track, who: (
        _("%(who)s's days are full before the visit is due. Let somebody else make it, or give longer hours.")
        % {"who": who}
    ),
}  # fmt: skip


def plan_review(run: Run) -> PlanReview:
    """Return the whole of a plan in figures, with what could not be planned."""
    result: dict[str, Any] = run.result or {}
    names = people(visitor["id"] for visitor in (run.problem or {}).get("visitors", []))
    return PlanReview(
        failure=FAILURES[run.failure]() if run.failure else "",
        planned=result.get("planned", 0),
        owed=result.get("planned", 0) + len(result.get("unplanned", [])),
        minutes=result.get("travel_minutes", 0),
        proved=result.get("status") == "optimal",
        gap=_gap(result),
        persons=_persons(result, names),
        unplanned=_unplanned(run, result, names),
        contradicting=_contradicting(result),
    )


def _gap(result: dict[str, Any]) -> float | None:
    """Return by how many per cent at most a cheaper plan could be cheaper; None when nothing is proved."""
    cost, bound = result.get("cost"), result.get("bound")
    return None if not cost or bound is None else 100 * (cost - bound) / cost


def _persons(result: dict[str, Any], names: dict[str, str]) -> list[PersonRow]:
    tours: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tour in result.get("tours", []):
        tours[tour["visitor"]].append(tour)
    rows = [
        PersonRow(
            id=visitor,
            name=names.get(visitor, visitor),
            visits=sum(len(tour["stops"]) for tour in made),
            days=len(made),
            minutes=sum(_driving(tour) for tour in made),
        )
        for visitor, made in tours.items()
    ]
    return sorted(rows, key=lambda row: (row.id[0] != "w", row.name))


def _driving(tour: dict[str, Any]) -> int:
    """Return the minutes of a tour that are neither visits nor waiting."""
    on_the_road, left = 0, _minutes(tour["leave"])
    for stop in tour["stops"]:
        on_the_road += _minutes(stop["arrive"]) - left
        left = _minutes(stop["end"])
    return on_the_road + _minutes(tour["back"]) - left


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _unplanned(run: Run, result: dict[str, Any], names: dict[str, str]) -> list[Unplanned]:
    entries = run.options.get("entries", {})
    left = [(entries[row["visit"]], row["why"]) for row in result.get("unplanned", []) if row["visit"] in entries]
    children = Child.objects.in_bulk({child for entry, _why in left for child in entry["children"]})
    homes = Home.objects.select_related("municipality").in_bulk({entry["home"] for entry, _why in left})
    rows = [
        Unplanned(
            children=[children[child] for child in entry["children"] if child in children],
            home=homes[entry["home"]],
            track=entry["track"],
            why=WHY[why["code"]](entry["track"], _who(why, names)),
        )
        for entry, why in left
        if entry["home"] in homes
    ]
    return sorted(rows, key=lambda row: (row.why, row.children[0].name if row.children else ""))


def _who(why: dict[str, Any], names: dict[str, str]) -> str:
    ids: Iterable[str] = why.get("visitors") or [why.get("visitor", "")]
    return ", ".join(names.get(one, one) for one in ids)


def _contradicting(result: dict[str, Any]) -> list[Visit]:
    """Return the booked visits that cannot all be kept."""
    booked = [int(one[1:]) for one in result.get("conflict", []) if one.startswith("b")]
    return list(Visit.objects.filter(pk__in=booked).select_related("home", "worker", "supervisor"))


def weeks_of(run: Run, visitor: str) -> list[Week]:
    """Return the visits that the plan gave one person, by week. Those recorded or booked since are among them."""
    person = {"worker" if visitor.startswith("w") else "supervisor": int(visitor[1:])}
    rows = run.visits.filter(**person).select_related("home__municipality", "home__point")
    weeks: dict[date, list[Visit]] = defaultdict(list)
    for visit in rows.prefetch_related("children").order_by("on_day", "start"):
        weeks[visit.on_day - timedelta(days=visit.on_day.weekday())].append(visit)
    return [Week(monday, visits) for monday, visits in sorted(weeks.items())]
