"""What has been kept long enough goes, once a night, and nothing else does."""

from datetime import date, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from fosterhomes.models import (
    AuditEvent,
    Child,
    Duty,
    Home,
    HomeMember,
    Look,
    PoliceCertificate,
    Role,
    Run,
    SiblingGroup,
    Supervisor,
)
from fosterhomes.project import retention
from tests.cast import World, make_child, make_home, make_user, place
from visits.models import Visit, VisitChild, VisitDraft

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 3, tzinfo=ZoneInfo("Europe/Oslo"))


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/Oslo"))


def carry_out() -> dict[str, int]:
    return {swept.sentence: swept.rows for swept in retention.carry_out(TODAY, NOW) if swept.rows}


@pytest.fixture
def closed(world: World) -> Child:
    """A child whose case closed in the summer of the year before last, with a stay, a visit and a trace."""
    child = make_child(world.service, "old", care_municipality=world.municipality, closed_on=date(2024, 6, 1))
    place(child, world.home, date(2020, 1, 1), until_on=date(2024, 6, 1), end_reason="returned")
    visit = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", status="done", worker=world.cast.caseworker,
        on_day=date(2024, 3, 1), in_person=True,
    )  # fmt: skip
    VisitChild.objects.create(visit=visit, child=child)
    Look.objects.create(at=at(date(2024, 3, 1)), by=world.cast.caseworker, page="child", child=child)
    return child


def test_a_case_that_closed_before_last_year_goes_with_its_stays_and_visits(closed: Child) -> None:
    carry_out()
    assert not Child.objects.filter(pk=closed.pk).exists()
    assert not Visit.objects.filter(on_day=date(2024, 3, 1)).exists()


def test_who_read_about_the_child_can_be_asked_after_the_row_has_gone(closed: Child) -> None:
    carry_out()
    assert Look.objects.get(child_id=closed.pk).page == "child"


@pytest.mark.parametrize("closed_on", [None, date(2025, 1, 1), date(2026, 11, 1)])
def test_an_open_case_and_one_that_closed_last_year_or_this_stay(world: World, closed_on: date | None) -> None:
    child = make_child(world.service, "kept", care_municipality=world.municipality, closed_on=closed_on)
    carry_out()
    assert Child.objects.filter(pk=child.pk).exists()


def test_a_visit_to_siblings_stays_as_long_as_one_of_them_is_in_the_register(world: World, closed: Child) -> None:
    visit = Visit.objects.get(children=closed)
    VisitChild.objects.create(visit=visit, child=world.child)
    carry_out()
    assert list(visit.children.all()) == [world.child]


def test_a_duplicate_goes_with_the_row_it_was_merged_into_and_not_before(world: World, closed: Child) -> None:
    with_open = make_child(
        world.service, "a", care_municipality=world.municipality, closed_on=date(2023, 1, 1), merged_into=world.child
    )
    with_closed = make_child(
        world.service, "b", care_municipality=world.municipality, closed_on=date(2023, 1, 1), merged_into=closed
    )
    carry_out()
    assert Child.objects.filter(pk=with_open.pk).exists()
    assert not Child.objects.filter(pk=with_closed.pk).exists()


def test_a_home_goes_when_the_last_case_that_needs_it_has_gone(world: World, closed: Child) -> None:
    needed = make_home(world.service, "Trongt", municipality=world.municipality, closed_on=date(2024, 7, 1),
                       closed_reason="Flytta")  # fmt: skip
    unused = make_home(world.service, "Tomt", municipality=world.municipality, closed_on=date(2024, 7, 1),
                       closed_reason="Flytta")  # fmt: skip
    place(world.waiting_child, needed, date(2023, 1, 1), until_on=date(2024, 7, 1), end_reason="home_closed")
    carry_out()
    assert Home.objects.filter(pk=needed.pk).exists()
    assert not Home.objects.filter(pk=unused.pk).exists()


def test_addresses_telephones_and_certificates_go_when_a_home_closes(world: World) -> None:
    member = HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=date(2020, 1, 1))
    seen: dict[str, Any] = {"issued_on": date(2020, 1, 1), "seen_on": date(2020, 1, 2)}
    PoliceCertificate.objects.create(home=world.home, member=member, **seen)
    Home.objects.filter(pk=world.home.pk).update(closed_on=TODAY, closed_reason="Flytta")
    carry_out()
    world.home.refresh_from_db()
    assert (world.home.address, world.home.phone, world.home.point) == ("", "", None)
    assert not PoliceCertificate.objects.exists()


def test_a_supervisor_who_left_keeps_the_name_as_long_as_a_case_names_them(world: World) -> None:
    Supervisor.objects.filter(pk=world.supervisor.pk).update(until_on=date(2024, 1, 1), phone="55 00 00 09")
    carry_out()
    world.supervisor.refresh_from_db()
    assert (world.supervisor.phone, bool(world.supervisor.name)) == ("", True)
    world.appointment.delete()
    carry_out()
    assert not Supervisor.objects.filter(pk=world.supervisor.pk).exists()


def test_somebody_whose_last_duty_ended_can_no_longer_log_in(world: World) -> None:
    gone = make_user("gone")
    Duty.objects.create(user=gone, service=world.service, role=Role.CLERK, from_on=date(2020, 1, 1), until_on=TODAY)
    carry_out()
    for person, may in ((gone, False), (world.cast.clerk, True), (world.cast.stranger, True)):
        person.refresh_from_db()
        assert person.is_active is may


def test_traces_and_duties_go_after_five_years_and_runs_after_one(world: World) -> None:
    old, kept = at(date(2021, 11, 25)), at(date(2021, 11, 26))
    for moment in (old, kept):
        Look.objects.create(at=moment, by=world.cast.leader, page="child", child=world.child)
        AuditEvent.objects.create(at=moment, by=world.cast.leader, verb="child.changed", object_type="child")
    finished: dict[str, Any] = {"service": world.service, "asked_by": world.cast.leader, "state": "done"}
    Run.objects.create(kind="matching", asked_at=at(date(2025, 11, 25)), finished_at=at(date(2025, 11, 25)), **finished)
    Duty.objects.create(
        user=world.cast.leader, service=world.service, role="clerk", from_on=date(2010, 1, 1), until_on=old.date()
    )
    swept = carry_out()
    assert [look.at for look in Look.objects.all()] == [kept]
    assert AuditEvent.objects.filter(verb="child.changed").count() == 1
    assert not Run.objects.exists()
    assert swept["duties that ended more than five years ago"] == 1


def test_forgotten_drafts_and_empty_sibling_groups_go(world: World) -> None:
    for track, day in (("follow_up", date(2026, 10, 26)), ("supervision", date(2026, 10, 27))):
        VisitDraft.objects.create(home=world.home, track=track, by=world.cast.caseworker, saved_at=at(day))
    SiblingGroup.objects.create(service=world.service)
    carry_out()
    assert VisitDraft.objects.get().track == "supervision"
    assert not SiblingGroup.objects.exists()


def test_each_kind_leaves_one_event_that_names_nobody(closed: Child) -> None:
    carry_out()
    event = AuditEvent.objects.get(verb="retention.case")
    assert (event.reason, event.child, event.by, event.object_id) == ("1", None, None, "")


@time_machine.travel(NOW)
def test_a_dry_run_counts_and_removes_nothing(closed: Child) -> None:
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert "     1  children whose case closed before last year" in out.getvalue()
    assert Child.objects.filter(pk=closed.pk).exists()


@time_machine.travel(NOW)
def test_a_second_night_finds_nothing_more(closed: Child) -> None:
    call_command("retention", stdout=StringIO())
    assert carry_out() == {}
