"""Short ways to lay rows of visits, for page tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fosterhomes.models import Child, ContactPerson, Home, SupervisionAppointment
from tests.cast import World, make_child, make_home, place
from visits.models import Reduction, ReportStep, SupervisionReport, Visit, VisitChild

OSLO = ZoneInfo("Europe/Oslo")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=OSLO)


def lay_visit(world: World, track: str, on_day: date, *children: Child, **values: Any) -> Visit:
    """Return a visit, done and in person unless told otherwise, by the caseworker or the supervisor of the world."""
    whom = {"worker": world.cast.caseworker} if track == "follow_up" else {"supervisor": world.supervisor}
    values = {"status": "done", "home": world.home, "service": world.service} | whom | values
    visit = Visit.objects.create(track=track, on_day=on_day, **values)
    alone = "held" if visit.status == "done" else ""
    for child in children or (world.child,):
        VisitChild.objects.create(visit=visit, child=child, alone=alone)
    return visit


def lay_sibling(world: World, **values: Any) -> Child:
    """Return another child of the same home, with the same contact person and supervisor."""
    child = make_child(world.service, "A-9", care_municipality=world.municipality, **values)
    place(child, world.home)
    ContactPerson.objects.create(child=child, worker=world.cast.caseworker, from_on=date(2024, 2, 1))
    SupervisionAppointment.objects.create(child=child, supervisor=world.supervisor, from_on=date(2024, 2, 1))
    return child


def lay_reduction(world: World, **values: Any) -> Reduction:
    """Return a decision to reduce follow-up of the world's child in which every condition holds."""
    values = {
        "track": "follow_up",
        "decided_on": date(2026, 3, 1),
        "from_on": date(2026, 3, 1),
        "conditions_good": True,
        "child_heard_on": date(2026, 2, 20),
        "foster_parents_heard_on": date(2026, 2, 20),
    } | values
    return Reduction.objects.create(**{"placement": world.placement} | values)


def lay_many(world: World, number: int) -> list[Child]:
    """Return so many children in homes of their own, each with a visit done and one planned on both tracks."""
    children = []
    for index in range(number):
        child = make_child(world.service, f"M-{index}", care_municipality=world.municipality, name=f"Barn {index:02}")
        home: Home = make_home(world.service, f"Heim {index:02}", municipality=world.municipality, point=world.point)
        place(child, home, from_on=date(2025, 5, 1))
        _with_people(world, child)
        for track in ("follow_up", "supervision"):
            lay_visit(world, track, date(2026, 1, 20), child, home=home)
            lay_visit(world, track, date(2026, 3, 20), child, home=home, status="planned")
        children.append(child)
    return children


def _with_people(world: World, child: Child) -> None:
    ContactPerson.objects.create(child=child, worker=world.cast.caseworker, from_on=date(2025, 5, 1))
    SupervisionAppointment.objects.create(child=child, supervisor=world.supervisor, from_on=date(2025, 5, 1))


def whole_report(**values: Any) -> dict[str, Any]:
    """Return what a report must hold to be sent."""
    told = {
        "thrives": "Trivst og søv godt.",
        "care": "Får den omsorga ho treng.",
        "contact": "Ser mor kvar veke, har vener i klassen.",
        "talk": "Ho vil gjerne ha katt.",
        "agreed_done": "nothing",
        "serious": False,
    }
    return told | values


def lay_report(world: World, visit: Visit | None = None, **values: Any) -> SupervisionReport:
    """Return a report that was sent on the day after its visit of 6 July 2026, in the state that is asked for."""
    visit = visit or lay_visit(world, "supervision", date(2026, 7, 6))
    values = {"child": world.child, "state": "sent", "alone": "held"} | whole_report(**values)
    report = SupervisionReport.objects.create(visit=visit, **values)
    on_day = visit.on_day + timedelta(days=1)
    for name in ("written", "sent"):
        ReportStep.objects.create(report=report, step=name, at=noon(on_day), on_day=on_day, by=world.cast.supervisor)
    return report
