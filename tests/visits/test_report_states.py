"""The way of a supervision report: every step, from every state, by every role, allowed or refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from fosterhomes.models import AuditEvent, SupervisionAppointment, Supervisor
from fosterhomes.permissions import Refused
from tests.cast import World, access
from visits.actions.reports import send_supplement, take_step, write_report
from visits.models import ReportStep, SupervisionReport, VisitChild
from visits.supervision_reports import states
from visits.supervision_reports.drawing import PAGE, page
from visits.supervision_reports.permissions import allowed

from .rows import lay_report, lay_visit, noon, whole_report

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)
BOTH_OFFICE = {"leader", "coordinator"}

# Who may take each step, and from which states. Everybody else and everything else is refused.
ORDINARY: dict[str, tuple[set[str], set[str]]] = {
    "sent": ({"supervisor"}, {"written"}),
    "supplement_asked": (BOTH_OFFICE, {"sent", "supplement_sent"}),
    "supplement_sent": ({"supervisor"}, {"supplement_asked"}),
    "approved": (BOTH_OFFICE, {"sent", "supplement_sent"}),
    "approval_withdrawn": (BOTH_OFFICE, {"approved"}),
    "forwarded": (BOTH_OFFICE, {"approved"}),
}
SERIOUS: dict[str, tuple[set[str], set[str]]] = {
    "serious_told": ({"supervisor"}, {"none"}),
    "serious_copied": (BOTH_OFFICE, {"told"}),
    "serious_followed_up": (BOTH_OFFICE | {"supervisor"}, {"copied"}),
}
AFTER = {
    "sent": "sent", "supplement_asked": "supplement_asked", "supplement_sent": "supplement_sent",
    "approved": "approved", "approval_withdrawn": "sent", "forwarded": "forwarded",
    "serious_told": "told", "serious_copied": "copied", "serious_followed_up": "followed_up",
}  # fmt: skip
EVERYBODY = (
    "leader", "coordinator", "caseworker", "other_caseworker", "supervisor", "on_call", "clerk", "administrator",
    "other_service", "stranger",
)  # fmt: skip
TABLES = {"state": ORDINARY, "serious_state": SERIOUS}


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


def step(world: World, report: SupervisionReport, who: str, name: str, **given: Any) -> ReportStep:
    values = {"note": "Slik var det.", "recipients": list(states.Recipient), "on_day": JULY} | given
    return take_step(report=report, step=name, by=getattr(world.cast, who), at=noon(JULY), **values)


def cases() -> Iterator[tuple[str, str, str]]:
    for column, table in TABLES.items():
        way = next(way for way in states.WAYS if way.column == column)
        for state in way.states:
            if state.code != states.OWED:
                yield from ((column, state.code, name) for name in table)


def test_the_table_names_every_step_but_the_first() -> None:
    moves = {move.step for way in states.WAYS for move in way.moves}
    assert moves == {"written", *ORDINARY, *SERIOUS}


@pytest.mark.parametrize(("column", "state", "name"), list(cases()))
def test_each_step_from_each_state_by_each_person(world: World, column: str, state: str, name: str) -> None:
    may, before = TABLES[column][name]
    report = lay_report(world)
    for who in EVERYBODY:
        SupervisionReport.objects.filter(pk=report.pk).update(**{column: state})
        report.refresh_from_db()
        offered = name in {move.step for move in allowed(access(getattr(world.cast, who), JULY), report)}
        assert offered == (who in may and state in before), (who, name, state)
        if who not in may:
            with pytest.raises(Refused):
                step(world, report, who, name)
        elif state not in before:
            with pytest.raises(ValidationError):
                step(world, report, who, name)
        else:
            step(world, report, who, name)
            report.refresh_from_db()
            assert getattr(report, column) == AFTER[name]
            continue
        report.refresh_from_db()
        assert getattr(report, column) == state, (who, name, state)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_supervisor_begins_the_report(world: World, who: str) -> None:
    report = SupervisionReport(visit=lay_visit(world, "supervision", date(2026, 7, 6)), child=world.child)
    if who == "supervisor":
        write_report(report=report, send=False, by=world.cast.supervisor, at=noon(JULY))
        assert SupervisionReport.objects.get().state == "written"
    else:
        with pytest.raises(Refused):
            write_report(report=report, send=False, by=getattr(world.cast, who), at=noon(JULY))
        assert not SupervisionReport.objects.exists()


def end_appointment(world: World) -> None:
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(until_on=JULY, end_reason="Flytta.")


def take_log_in(world: World) -> None:
    Supervisor.objects.filter(pk=world.supervisor.pk).update(user=None)


@pytest.mark.parametrize("cannot", [end_appointment, take_log_in])
def test_the_office_writes_only_where_the_supervisor_cannot(world: World, cannot: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    cannot(world)
    visit.refresh_from_db()
    report = SupervisionReport(visit=visit, child=world.child, **whole_report())
    with pytest.raises(Refused):
        write_report(report=report, send=True, by=world.cast.supervisor, at=noon(JULY))
    write_report(report=report, send=True, by=world.cast.coordinator, at=noon(JULY))
    assert report.state == "sent"


def test_every_step_leaves_its_day_its_person_and_an_event(world: World) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    report = SupervisionReport(visit=visit, child=world.child, **whole_report(serious=True, serious_what="Vald."))
    write_report(report=report, send=True, by=world.cast.supervisor, at=noon(JULY))
    step(world, report, "leader", "serious_copied")
    step(world, report, "leader", "supplement_asked", note="Skriv meir om skulen.")
    step(world, report, "supervisor", "supplement_sent")
    step(world, report, "coordinator", "approved")
    step(world, report, "coordinator", "forwarded")
    step(world, report, "supervisor", "serious_followed_up")
    taken = [
        ("written", "Supervisor"), ("sent", "Supervisor"), ("serious_told", "Supervisor"), ("serious_copied", "Leader"),
        ("supplement_asked", "Leader"), ("supplement_sent", "Supervisor"), ("approved", "Coordinator"),
        ("forwarded", "Coordinator"), ("serious_followed_up", "Supervisor"),
    ]  # fmt: skip
    assert [(row.step, row.by.name) for row in report.steps.order_by("pk")] == taken
    events = AuditEvent.objects.filter(object_type="visits.supervisionreport").order_by("pk")
    assert [event.verb for event in events] == [f"report.{name}" for name, _by in taken]
    assert {event.child for event in events} == {world.child}


def test_what_was_sent_is_kept_as_it_was_said(world: World) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    report = SupervisionReport(visit=visit, child=world.child, **whole_report())
    write_report(report=report, send=True, by=world.cast.supervisor, at=noon(JULY))
    VisitChild.objects.filter(visit=visit).update(alone="declined", alone_reason="Ville ikkje.")
    report.refresh_from_db()
    assert (report.alone, report.alone_reason) == ("held", "")
    report.thrives = "Noko heilt anna."
    with pytest.raises(ValidationError, match="not changed any more"):
        write_report(report=report, send=False, by=world.cast.supervisor, at=noon(JULY))


LACKING = {
    "how the child thrives": ({"thrives": " "}, "thrives"),
    "care": ({"care": ""}, "care"),
    "contact": ({"contact": ""}, "contact"),
    "what the child said alone": ({"talk": ""}, "talk"),
    "whether it was followed up": ({"agreed_done": ""}, "agreed_done"),
    "what was not followed up": ({"agreed_done": "partly", "agreed_words": ""}, "agreed_words"),
    "serious or not": ({"serious": None}, "serious"),
    "what is serious": ({"serious": True, "serious_what": " "}, "serious_what"),
}


@pytest.mark.parametrize(("given", "field"), LACKING.values(), ids=LACKING)
def test_a_report_that_lacks_something_is_refused_at_its_field(world: World, given: Any, field: str) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    report = SupervisionReport(visit=visit, child=world.child, **whole_report(**given))
    with pytest.raises(ValidationError) as refused:
        write_report(report=report, send=True, by=world.cast.supervisor, at=noon(JULY))
    assert list(refused.value.message_dict) == [field]
    assert not SupervisionReport.objects.exists()


def test_nothing_need_be_said_of_a_talk_that_was_declined(world: World) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    VisitChild.objects.filter(visit=visit).update(alone="declined", alone_reason="Ville ikkje.")
    report = SupervisionReport(visit=visit, child=world.child, **whole_report(talk=""))
    write_report(report=report, send=True, by=world.cast.supervisor, at=noon(JULY))
    assert (report.alone, report.alone_reason) == ("declined", "Ville ikkje.")


@pytest.mark.parametrize(
    "values", [{"status": "tried", "reason": "Ingen heime."}, {"in_person": False}, {"track": "follow_up"}]
)
def test_a_visit_that_was_not_made_in_person_has_no_report(world: World, values: dict[str, Any]) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    if values.get("track"):
        values = values | {"worker": world.cast.caseworker, "supervisor": None}
        report = SupervisionReport(visit=visit, child=world.child)
        type(visit).objects.filter(pk=visit.pk).update(**values)
    else:
        type(visit).objects.filter(pk=visit.pk).update(**values)
        report = SupervisionReport(visit=visit, child=world.child)
    with pytest.raises(ValidationError, match="in person"):
        write_report(report=report, send=False, by=world.cast.supervisor, at=noon(JULY))


def test_a_report_on_a_child_who_was_not_there_is_refused(world: World) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 6))
    SupervisionAppointment.objects.create(
        child=world.other_child, supervisor=world.supervisor, from_on=date(2024, 2, 1)
    )
    report = SupervisionReport(visit=visit, child=world.other_child)
    with pytest.raises(ValidationError, match="in person"):
        write_report(report=report, send=False, by=world.cast.supervisor, at=noon(JULY))


REFUSED = {
    "a supplement without words": ("sent", "supplement_asked", {"note": " "}, "note"),
    "forwarded without the care municipality": (
        "approved", "forwarded", {"recipients": ["home_service"]}, "recipients"
    ),
    "forwarded to nobody known": (
        "approved", "forwarded", {"recipients": [*states.Recipient, "newspaper"]}, "recipients"
    ),
    "forwarded tomorrow": ("approved", "forwarded", {"on_day": JULY + timedelta(days=1)}, "on_day"),
    "forwarded before it was approved": ("approved", "forwarded", {"on_day": date(2026, 7, 9)}, "on_day"),
}  # fmt: skip


@pytest.mark.parametrize(("state", "name", "given", "field"), REFUSED.values(), ids=REFUSED)
def test_a_step_that_lacks_something_is_refused_at_its_field(
    world: World, state: str, name: str, given: dict[str, Any], field: str
) -> None:
    report = lay_report(world, state=state)
    if state == "approved":
        ReportStep.objects.create(
            report=report, step="approved", at=noon(date(2026, 7, 10)), on_day=date(2026, 7, 10), by=world.cast.leader
        )
    with pytest.raises(ValidationError) as refused:
        step(world, report, "leader", name, **given)
    assert list(refused.value.message_dict) == [field]


def test_who_decides_second_is_told_who_was_first(world: World) -> None:
    report = lay_report(world)
    mine = SupervisionReport.objects.get(pk=report.pk)
    step(world, report, "leader", "approved")
    with pytest.raises(ValidationError) as told:
        step(world, mine, "coordinator", "supplement_asked")
    assert told.value.messages == ["Somebody was first: Approved by Leader on 15 July 2026. Now: approved, to forward."]


def test_a_supplement_can_tell_of_serious_shortcomings(world: World) -> None:
    report = lay_report(world, state="supplement_asked")
    send_supplement(report=report, note="Meir.", serious_what="Slag.", by=world.cast.supervisor, at=noon(JULY))
    report.refresh_from_db()
    assert (report.state, report.serious_state, report.serious) == ("supplement_sent", "told", True)


def test_the_drawing_is_of_these_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `manage.py draw_report_states`"
