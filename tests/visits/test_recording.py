"""Recording a visit: who may, what is refused and where, what becomes of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Look, Placement, SupervisionAppointment, Supervisor
from tests.cast import TODAY, World, make_child, place
from visits.models import Visit, VisitChild

from .rows import lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def address(child: Child, track: str) -> str:
    return f"{reverse('visit_new')}?child={child.pk}&track={track}"


def told(child: Child, **values: Any) -> dict[str, Any]:
    """Return what somebody fills in: a visit made this morning, the child spoken to alone."""
    mine = {f"child_{child.pk}": "on", f"alone_{child.pk}": "held", f"words_{child.pk}": "Trivst på skulen"}
    values = {"status": "done", "on_day": TODAY, "start": "09:30", "in_person": "on", "reason": ""} | mine | values
    return {name: value for name, value in values.items() if value is not None}


def record(client: Client, child: Child, track: str = "follow_up", **values: Any) -> Any:
    return client.post(address(child, track), told(child, **values))


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_the_contact_person_records_a_follow_up_visit_that_counts(world: World, as_user: Any) -> None:
    answer = record(as_user(world.cast.caseworker), world.child)
    visit = Visit.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("visit", args=[visit.pk])
    assert (visit.track, visit.status, visit.worker) == ("follow_up", "done", world.cast.caseworker)
    assert (visit.on_day, f"{visit.start:%H:%M}", visit.in_person) == (TODAY, "09:30", True)
    row = visit.visit_children.get()
    assert (row.child, row.alone, row.words) == (world.child, "held", "Trivst på skulen")
    page = as_user(world.cast.caseworker).get(reverse("due"), {"track": "follow_up"})
    assert [row.fraction for row in page.context["page"]] == ["1 of 4"]


def test_the_supervisor_records_a_supervision_visit(world: World, as_user: Any) -> None:
    record(as_user(world.cast.supervisor), world.child, "supervision")
    visit = Visit.objects.get()
    assert (visit.track, visit.supervisor, visit.worker) == ("supervision", world.supervisor, None)


def test_every_deed_leaves_its_trace_on_the_visit_and_on_each_child(world: World, as_user: Any) -> None:
    record(as_user(world.cast.caseworker), world.child)
    events = AuditEvent.objects.filter(verb="visit.recorded")
    assert {event.object_type for event in events} == {"visits.visit", "visits.visitchild"}
    assert {event.by for event in events} == {world.cast.caseworker}
    assert [event.child for event in events if event.child] == [world.child]


def test_one_visit_counts_for_each_sibling_who_was_there(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    both = told(sibling) | told(world.child)
    both |= {f"alone_{sibling.pk}": "declined", f"alone_reason_{sibling.pk}": "Ville leike"}
    as_user(world.cast.caseworker).post(address(world.child, "follow_up"), both)
    visit = Visit.objects.get()
    assert {(row.child, row.alone, row.alone_reason) for row in visit.visit_children.all()} == {
        (world.child, "held", ""),
        (sibling, "declined", "Ville leike"),
    }


MAY = [
    ("follow_up", "caseworker", True),
    ("follow_up", "leader", True),
    ("follow_up", "coordinator", True),
    ("supervision", "supervisor", True),
    ("supervision", "leader", True),
    ("follow_up", "supervisor", False),
    ("supervision", "caseworker", False),
    ("follow_up", "other_caseworker", False),
    ("follow_up", "clerk", False),
    ("supervision", "clerk", False),
    ("follow_up", "on_call", False),
    ("follow_up", "administrator", False),
    ("supervision", "other_service", False),
    ("follow_up", "stranger", False),
]


@pytest.mark.parametrize(("track", "who", "may"), MAY)
def test_who_records_which_track(world: World, as_user: Any, track: str, who: str, may: bool) -> None:
    client = as_user(getattr(world.cast, who))
    visitor = world.cast.caseworker.pk if track == "follow_up" else world.supervisor.pk
    answer = record(client, world.child, track, visitor=visitor)
    assert client.get(address(world.child, track)).status_code == (200 if may else 404)
    assert answer.status_code == (302 if may else 404)
    assert Visit.objects.count() == may


def test_who_answers_for_the_service_says_who_made_the_visit(world: World, as_user: Any) -> None:
    client = as_user(world.cast.coordinator)
    form = client.get(address(world.child, "supervision")).context["form"]
    assert form.initial["visitor"] == world.supervisor.pk
    assert errors(record(client, world.child, "supervision")) == {"visitor": ["This field is required."]}
    record(client, world.child, "supervision", visitor=world.supervisor.pk)
    assert Visit.objects.get().supervisor == world.supervisor


REFUSED = [
    ({"on_day": "2026-03-11"}, "on_day", "This day has not come yet."),
    ({"start": "12:01"}, "start", "It is not that late yet."),
    ({"on_day": "2024-01-31"}, "child", "Moved in on 1 February 2024, and did not live here that day."),
    ({"on_day": ""}, "on_day", "This field is required."),
    ({"on_day": "31.02.2026"}, "on_day", "Enter a valid date."),
    ({"status": "tried"}, "reason", "Write why the visit was cancelled, or why nobody was met."),
    ({"status": "cancelled", "reason": "  "}, "reason", "Write why the visit was cancelled"),
    ({"status": "planned"}, "status", "Select a valid choice."),
    ({"child": None}, "child", "Choose at least one child."),
    ({"alone": None}, "alone", "Say whether the child could talk without the foster parents present."),
    ({"alone": "declined"}, "alone_reason", "Write why the child was not spoken to alone."),
    ({"alone": "not_offered"}, "alone_reason", "Write why the child was not spoken to alone."),
]


@pytest.mark.parametrize(("values", "field", "sentence"), REFUSED)
def test_what_cannot_have_been_is_refused_at_its_field_and_nothing_typed_is_lost(
    world: World, as_user: Any, values: dict[str, Any], field: str, sentence: str
) -> None:
    of_child = {"child", "alone", "alone_reason"}
    values = {f"{name}_{world.child.pk}" if name in of_child else name: value for name, value in values.items()}
    answer = record(as_user(world.cast.caseworker), world.child, **values)
    found = errors(answer)
    assert list(found) == [f"{field}_{world.child.pk}" if field in of_child else field]
    assert next(iter(found.values()))[0].startswith(sentence)
    assert "Trivst på skulen" in answer.content.decode()
    assert not Visit.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_day_after_moving_out_is_refused_and_the_last_day_is_not(world: World, as_user: Any) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 5), end_reason="moved_home")
    place(world.child, world.other_home, from_on=date(2026, 3, 5))
    client = as_user(world.cast.caseworker)
    old_home = f"{address(world.child, 'follow_up')}&home={world.home.pk}"
    found = errors(client.post(old_home, told(world.child, on_day="2026-03-05")))
    assert found == {
        f"child_{world.child.pk}": ["Moved out on 5 March 2026, and did not live here that day."],
    }
    assert client.post(old_home, told(world.child, on_day="2026-03-04")).status_code == 302
    assert Visit.objects.get().home == world.home


def test_a_child_who_never_lived_there_cannot_be_added(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.leader).get(f"{address(world.other_child, 'follow_up')}&home={world.home.pk}")
    assert answer.status_code == 404


def test_a_visit_at_midnight_belongs_to_the_day_in_oslo(world: World, as_user: Any, at_noon: Any) -> None:
    at_noon.move_to("2026-03-29T22:30:00+00:00")  # 00:30 on 30 March: the clocks have just changed
    client = as_user(world.cast.caseworker)
    assert list(errors(record(client, world.child, on_day="2026-03-30", start="00:31"))) == ["start"]
    assert record(client, world.child, on_day="2026-03-30", start="00:30").status_code == 302


CLOCKS = [
    ("2026-03-29", "02:30", "2026-03-29T12:00+02:00",
     "There was no such hour that day: the clock was put forward from 02:00 to 03:00."),
    ("2026-03-29", "03:30", "2026-03-29T03:10+02:00",
     "It is not that late yet. A visit can be recorded once it has been made."),
    ("2026-03-29", "03:30", "2026-03-29T03:40+02:00", ""),
    ("2026-10-25", "02:30", "2026-10-25T02:20+02:00",
     "It is not that late yet. A visit can be recorded once it has been made."),
    ("2026-10-25", "02:30", "2026-10-25T02:20+01:00", ""),  # the second time round: it has been half past two
    ("2026-10-25", "01:59", "2026-10-25T02:01+02:00", ""),
]  # fmt: skip


@pytest.mark.parametrize(("day", "start", "now", "sentence"), CLOCKS)
def test_the_hour_is_the_clocks_in_oslo_also_when_the_clocks_change(
    world: World, as_user: Any, at_noon: Any, day: str, start: str, now: str, sentence: str
) -> None:
    at_noon.move_to(datetime.fromisoformat(now))
    answer = record(as_user(world.cast.caseworker), world.child, on_day=day, start=start)
    if sentence:
        assert errors(answer) == {"start": [sentence]}
        assert f'value="{start}' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert (Visit.objects.get().on_day.isoformat(), f"{Visit.objects.get().start:%H:%M}") == (day, start)


def test_the_same_child_track_and_day_is_recorded_once(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    record(client, world.child)
    found = errors(record(client, world.child, start="11:00"))
    assert found == {f"child_{world.child.pk}": ["A visit on this day is already recorded for this child."]}
    assert record(client, world.child, on_day="2026-03-09").status_code == 302
    assert record(as_user(world.cast.supervisor), world.child, "supervision").status_code == 302


def test_a_visit_that_was_tried_in_the_morning_can_be_made_in_the_afternoon(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    assert record(client, world.child, status="tried", reason="Ingen heime", start="08:00").status_code == 302
    assert record(client, world.child).status_code == 302
    assert set(Visit.objects.values_list("status", flat=True)) == {"tried", "done"}


def test_a_visit_by_video_is_recorded_and_said_not_to_count(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    answer = client.post(address(world.child, "follow_up"), told(world.child, in_person=None), follow=True)
    assert "does not count" in answer.content.decode()
    page = client.get(reverse("due"), {"track": "follow_up"})
    assert [row.fraction for row in page.context["page"]] == ["0 of 4"]


def test_a_booked_visit_that_became_a_call_is_said_not_to_count(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", TODAY, status="booked")
    page = reverse("visit_record", args=[visit.pk])
    answer = as_user(world.cast.caseworker).post(page, told(world.child, in_person=None), follow=True)
    assert "It was not made in person and does not count" in answer.content.decode()


def test_who_met_nobody_books_anew_with_one_press(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    answer = client.post(
        address(world.child, "follow_up"), told(world.child, status="tried", reason="Ingen heime"), follow=True
    )
    link = f"{reverse('visit_book')}?home={world.home.pk}&amp;child={world.child.pk}&amp;track=follow_up"
    assert link in answer.content.decode()


def test_a_supervisor_cannot_have_visited_before_the_appointment(world: World, as_user: Any) -> None:
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(from_on=date(2026, 3, 2))
    client = as_user(world.cast.supervisor)
    sentence = f"Supervisor was appointed for {world.child.name} on 2 March 2026, after this day."
    assert errors(record(client, world.child, "supervision", on_day="2026-03-01")) == {"on_day": [sentence]}
    assert record(client, world.child, "supervision", on_day="2026-03-02").status_code == 302


def test_a_coordinator_chooses_the_supervisor_appointed_that_day(world: World, as_user: Any) -> None:
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(
        until_on=date(2026, 3, 2), end_reason="Flytta"
    )
    later = Supervisor.objects.create(
        service=world.service, name="Ny", base=world.point, capacity=2, longest_minutes=60, from_on=date(2020, 1, 1)
    )
    SupervisionAppointment.objects.create(child=world.child, supervisor=later, from_on=date(2026, 3, 2))
    client = as_user(world.cast.coordinator)
    found = errors(record(client, world.child, "supervision", visitor=world.supervisor.pk))
    assert found == {"visitor": [f"Supervisor was not appointed for {world.child.name} on this day."]}
    early = {"visitor": later.pk, "on_day": "2026-03-01"}
    assert list(errors(record(client, world.child, "supervision", **early))) == ["visitor"]
    assert record(client, world.child, "supervision", visitor=later.pk).status_code == 302


def test_a_visit_to_a_relief_home_is_none_of_these(world: World, as_user: Any) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(kind="relief")
    assert as_user(world.cast.caseworker).get(address(world.child, "follow_up")).status_code == 404


def test_recording_a_planned_visit_changes_its_row(world: World, as_user: Any) -> None:
    planned = lay_visit(world, "follow_up", date(2026, 3, 12), status="planned")
    client = as_user(world.cast.caseworker)
    page = client.get(reverse("visit_record", args=[planned.pk]))
    assert page.context["form"].initial["on_day"] == date(2026, 3, 12)
    client.post(reverse("visit_record", args=[planned.pk]), told(world.child))
    visit = Visit.objects.get()
    assert (visit.pk, visit.status, visit.on_day) == (planned.pk, "done", TODAY)


def test_a_visit_ahead_can_be_cancelled_with_a_reason_also_when_the_child_has_moved(world: World, as_user: Any) -> None:
    planned = lay_visit(world, "follow_up", date(2026, 6, 12), status="booked")
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 9), end_reason="returned")
    values = told(world.child, status="cancelled", reason="Barnet har flytta", on_day="2026-06-12")
    answer = as_user(world.cast.caseworker).post(reverse("visit_record", args=[planned.pk]), values)
    assert answer.status_code == 302
    planned.refresh_from_db()
    assert (planned.status, planned.reason) == ("cancelled", "Barnet har flytta")


def test_a_visit_told_of_without_its_plan_takes_the_planned_row_of_that_day(world: World, as_user: Any) -> None:
    planned = lay_visit(world, "follow_up", TODAY, status="booked")
    record(as_user(world.cast.caseworker), world.child)
    assert Visit.objects.get().pk == planned.pk
    assert Visit.objects.get().status == "done"


def test_a_plan_that_another_shares_stays_for_the_other_child(world: World, as_user: Any) -> None:
    theirs = make_child(world.service, "A-8", care_municipality=world.municipality)
    place(theirs, world.home)
    shared = lay_visit(world, "follow_up", TODAY, world.child, theirs, status="planned")
    record(as_user(world.cast.caseworker), world.child)
    shared.refresh_from_db()
    assert (shared.status, list(shared.children.all())) == ("planned", [theirs])
    done = Visit.objects.get(status="done")
    assert list(done.children.all()) == [world.child]


def test_a_visit_that_somebody_recorded_meanwhile_is_not_written_over(world: World, as_user: Any) -> None:
    from visits.actions.recording import record_planned
    from visits.recording import Account, SeenChild

    planned = lay_visit(world, "follow_up", TODAY, status="planned")
    account = Account("cancelled", TODAY, world.cast.caseworker, (SeenChild(world.child),), reason="Sjukdom")
    among = {world.child.pk}
    record_planned(visit=planned, account=account, among=among, by=world.cast.leader, at=noon(TODAY))
    stale = Visit(pk=planned.pk)
    with pytest.raises(Exception, match="Somebody recorded this visit meanwhile"):
        record_planned(visit=stale, account=account, among=among, by=world.cast.caseworker, at=noon(TODAY))
    assert AuditEvent.objects.filter(object_type="visits.visit").count() == 1


@pytest.mark.parametrize(
    "query",
    ["", "child=", "child=x", "child=%C2%B2", "child=99999", "home=99999", "child=1&track=x", "home=" + "9" * 40],
)
def test_an_address_that_names_nothing_is_not_there(world: World, as_user: Any, query: str) -> None:
    assert as_user(world.cast.leader).get(f"{reverse('visit_new')}?{query}").status_code == 404


SEES = {"leader", "coordinator", "clerk", "caseworker"}


def test_who_sees_a_follow_up_visit_and_whose_words(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", TODAY)
    VisitChild.objects.update(words="Trivst på skulen")
    for name, user in world.cast:
        answer = as_user(user).get(reverse("visit", args=[visit.pk]))
        assert answer.status_code == (200 if name in SEES else 404), name
        assert ("Trivst" in answer.content.decode()) == (name in SEES - {"clerk"}), name


def test_opening_a_visit_is_recorded_for_each_child_on_it(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    visit = lay_visit(world, "follow_up", TODAY, world.child, sibling)
    for name in ("visit", "visit_correct"):
        Look.objects.all().delete()
        as_user(world.cast.caseworker).get(reverse(name, args=[visit.pk]))
    assert {(look.child, look.home, look.page) for look in Look.objects.all()} == {
        (world.child, world.home, "visit"),
        (sibling, world.home, "visit"),
    }


def test_a_visit_shows_each_person_only_their_own_of_the_siblings(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world, name="Søster")
    SupervisionAppointment.objects.filter(child=sibling).update(until_on=TODAY, end_reason="Flytta")
    visit = lay_visit(world, "supervision", date(2026, 2, 3), world.child, sibling)
    VisitChild.objects.filter(child=sibling).update(words="Berre for hennar eigne")
    page = as_user(world.cast.supervisor).get(reverse("visit", args=[visit.pk])).content.decode()
    assert world.child.name in page
    assert "Søster" not in page
    assert "Berre for hennar eigne" not in page
