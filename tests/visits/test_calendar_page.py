"""The calendar: what stands in whose, who may see it, and what dragging a visit does and refuses."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from fosterhomes.models import AuditEvent, HomeHoliday
from tests.cast import TODAY, World, access
from visits.models import Absence, Visit, WorkingHours
from visits.permissions import can_record, recorded_by
from visits.working_days import closed_name

from .rows import lay_many, lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

WEDNESDAY = date(2026, 3, 18)
SEES = {"leader", "coordinator", "caseworker", "other_caseworker", "supervisor", "clerk", "other_service"}


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def booked(world: World) -> Visit:
    return lay_visit(world, "follow_up", WEDNESDAY, status="booked", start=time(10))


def address(**asked: Any) -> str:
    return reverse("calendar", query={"day": "2026-03-18"} | asked)


def events(client: Any, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(reverse("calendar_events", query={"start": "2026-03-16", "end": "2026-03-23"} | asked))
    assert answer.status_code == 200
    return answer.json()


def drag(client: Any, visit: Visit, day: str, start: str, **values: str) -> Any:
    was = {"was_day": str(visit.on_day), "was_start": f"{visit.start:%H:%M}" if visit.start else ""}
    return client.post(reverse("calendar_move", args=[visit.pk]), {"day": day, "start": start} | was | values)


def test_who_opens_which_calendar(world: World, as_user: Any, booked: Visit) -> None:
    own = f"w{world.cast.caseworker.pk}"
    mine = {"leader", "coordinator", "caseworker"}
    for name, user in world.cast:
        client = as_user(user)
        assert client.get(address()).status_code == (200 if name in SEES else 404), name
        assert client.get(address(whose=own)).status_code == (200 if name in mine else 404), name
        seen = name in mine | {"clerk"}
        if name in SEES:
            assert ("Fjellheim" in str(events(client, whose="all"))) == seen, name
    as_user(world.cast.leader)
    for wrong in ("w0", "h0", f"h{world.foreign_home.pk}", "x", f"s{world.cast.leader.pk}00"):
        assert as_user(world.cast.leader).get(address(whose=wrong)).status_code == 404, wrong


def test_the_list_and_the_drawing_show_the_same_and_name_no_child(world: World, as_user: Any, booked: Visit) -> None:
    lay_visit(world, "supervision", date(2026, 3, 20), status="cancelled", reason="Sjuk", start=time(9))
    client = as_user(world.cast.leader)
    for whose, title in (
        ("all", "Fjellheim, Caseworker"),
        (f"w{world.cast.caseworker.pk}", "Fjellheim"),
        (f"h{world.home.pk}", "Caseworker"),
    ):
        page = client.get(address(whose=whose))
        listed = [one.title for day in page.context["rows"] for one in day.visits]
        drawn = [event["title"] for event in events(client, whose=whose) if "id" in event]
        assert listed == drawn == [title]
        assert world.child.name not in page.content.decode() + str(events(client, whose=whose))
    (event,) = [event for event in events(client, whose="all") if "id" in event]
    assert (event["start"], event["end"]) == ("2026-03-18T10:00:00", "2026-03-18T11:30:00")
    assert event["editable"]


def test_a_month_has_its_days_and_an_address_that_makes_no_sense_is_as_if_it_were_empty(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    page = client.get(address(view="month", day="2026-02-11"))
    assert [str(day.on_day) for day in page.context["rows"]][::27] == ["2026-02-01", "2026-02-28"]
    page = client.get(address(view="year", day="0000-31-31"))
    assert (page.context["view"], page.context["days"].from_on) == ("week", date(2026, 3, 9))
    for start, end in (("x", "y"), ("2026-03-16", "2026-03-10"), ("2026-01-01", "2027-01-01")):
        assert (
            client.get(reverse("calendar_events", query={"whose": "all", "start": start, "end": end})).status_code
            == 404
        )


def test_absences_hours_and_holidays_stand_where_they_are_for_the_person_to_read(world: World, as_user: Any) -> None:
    who = {"service": world.service, "worker": world.cast.caseworker}
    Absence.objects.create(**who, kind="ill", from_on=date(2026, 4, 7), until_on=date(2026, 4, 9))
    WorkingHours.objects.create(**who, weekday=4, weeks="odd", from_time=time(8), until_time=time(15, 30))
    HomeHoliday.objects.create(home=world.home, from_on=date(2026, 4, 1), until_on=date(2026, 4, 8))
    own = as_user(world.cast.caseworker).get(
        address(whose=f"w{world.cast.caseworker.pk}", view="month", day="2026-04-01")
    )
    days = {day.on_day.day: day for day in own.context["rows"]}
    assert days[2].notes == ["Maundy Thursday"]
    assert days[7].notes == days[8].notes == ["Away: ill"]
    assert days[24].hours == (time(8), time(15, 30))  # the Friday of week 17
    assert days[17].is_off
    everybody = as_user(world.cast.other_caseworker).get(address(whose="all", view="month", day="2026-04-01"))
    assert "ill" not in str([day.notes for day in everybody.context["rows"]])
    home = as_user(world.cast.leader).get(address(whose=f"h{world.home.pk}", day="2026-04-01"))
    assert [day.notes for day in home.context["rows"]][2] == ["The family is away"]


def test_holidays_have_the_readers_names() -> None:
    names = {}
    for language in ("nn", "nb", "en"):
        with translation.override(language):
            names[language] = [closed_name(date(2026, *day)) for day in ((4, 2), (5, 1), (12, 24), (3, 10))]
    assert names == {
        "nn": ["Skjertorsdag", "Arbeidarane sin dag", "Julaftan", ""],
        "nb": ["Skjærtorsdag", "Arbeidernes dag", "Julaften", ""],
        "en": ["Maundy Thursday", "Labor Day", "Christmas Eve", ""],
    }


def test_a_booked_visit_is_dragged_and_the_family_is_to_be_told(world: World, as_user: Any, booked: Visit) -> None:
    client = as_user(world.cast.caseworker)
    answer = drag(client, booked, "2026-03-19", "12:30")
    assert (answer.status_code, answer.json()["sentence"]) == (
        200, "Moved to Thursday 19 March at 12:30. Remember to tell the family.",
    )  # fmt: skip
    booked.refresh_from_db()
    assert (booked.on_day, booked.start, booked.status) == (date(2026, 3, 19), time(12, 30), "booked")
    assert (booked.family_to_tell, booked.revision) == (True, 1)
    assert AuditEvent.objects.filter(verb="visit.moved", object_type="visits.visit").count() == 1
    assert "the family is to be told" in client.get(reverse("visit", args=[booked.pk])).content.decode()
    client.post(reverse("visit_told", args=[booked.pk]))
    booked.refresh_from_db()
    assert not booked.family_to_tell
    assert AuditEvent.objects.filter(verb="visit.family_told").exists()


def test_a_planned_visit_stays_planned_and_no_plan_moves_it(world: World, as_user: Any) -> None:
    planned = lay_visit(world, "follow_up", WEDNESDAY, status="planned", start=time(10))
    answer = drag(as_user(world.cast.coordinator), planned, "2026-03-20", "09:00")
    sentences = ("Moved to Friday 20 March at 09:00.", "It is still planned, and no plan moves it away.")
    assert answer.json()["sentence"] == " ".join((*sentences, "Remember to tell the family."))
    planned.refresh_from_db()
    assert (planned.status, planned.pinned, planned.family_to_tell) == ("planned", True, True)
    assert AuditEvent.objects.filter(verb="visit.changed", object_type="visits.visit").count() == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"start": time(10)}, True),
        ({"start": time(10), "announced": False}, False),
        ({"start": None}, False),
    ],
    ids=["soon", "unannounced", "without an hour"],
)
def test_of_a_planned_visit_that_is_dragged_only_who_may_have_heard_is_to_be_told(
    world: World, as_user: Any, values: dict[str, Any], told: bool
) -> None:
    visit = lay_visit(world, "follow_up", WEDNESDAY, status="planned", **values)
    later = lay_visit(world, "follow_up", date(2026, 5, 20), status="planned", start=time(10))
    for row in (visit, later):
        day = (row.on_day + timedelta(days=1)).isoformat()
        assert drag(as_user(world.cast.coordinator), row, day, "11:00").status_code == 200
        row.refresh_from_db()
    assert (visit.on_day, visit.family_to_tell) == (date(2026, 3, 19), told)
    assert not later.family_to_tell, "nobody is told of what lies so far ahead"


def test_a_visit_ahead_on_a_day_when_the_family_is_away_says_so_in_list_and_drawing(
    world: World, as_user: Any, booked: Visit
) -> None:
    lay_visit(world, "supervision", WEDNESDAY, start=time(13))
    HomeHoliday.objects.create(home=world.home, from_on=WEDNESDAY, until_on=date(2026, 3, 20))
    client = as_user(world.cast.leader)
    for whose in ("all", f"w{world.cast.caseworker.pk}", f"h{world.home.pk}"):
        page = client.get(address(whose=whose))
        notes = [one.note for day in page.context["rows"] for one in day.visits if one.visit == booked]
        assert notes == ["follow-up, booked, the family is away"]
        assert page.content.decode().count("the family is away") == 1, "a visit that was made found somebody"
        drawing = [e["extendedProps"]["note"] for e in events(client, whose=whose) if e.get("id") == str(booked.pk)]
        assert drawing == notes


@pytest.mark.parametrize(
    ("day", "start", "sentence", "takes_reason"),
    [
        ("2026-04-07", "10:00", "The next visit to Barn A-1 is owed from 1 January 2026 to 2 April 2026.", True),
        ("2026-03-17", "10:30", "Caseworker has another visit from 10:00 to 11:30 that day.", False),
        ("2026-04-02", "10:00", "This is a public holiday (Maundy Thursday).", True),
        ("2026-03-24", "10:00", "Caseworker is away on this day.", True),
        ("2026-03-26", "10:00", "The family is away on 26 March 2026.", False),
        ("2026-03-09", "10:00", "This time has passed. Record the visit if it was made.", False),
        ("2026-03-29", "02:30", "There is no such hour that day", False),
        ("2026-03-19", "", "Say at which hour the visit begins.", False),
        ("never", "10:00", "Enter a valid date.", False),
    ],
)
def test_where_it_cannot_be_the_drag_is_refused_in_words(
    world: World, as_user: Any, booked: Visit, day: str, start: str, sentence: str, takes_reason: bool
) -> None:
    lay_visit(world, "follow_up", date(2026, 3, 17), world.other_child, home=world.other_home, status="booked",
              start=time(10))  # fmt: skip
    Absence.objects.create(
        service=world.service, worker=world.cast.caseworker, kind="leave", from_on=date(2026, 3, 24),
        until_on=date(2026, 3, 25),
    )  # fmt: skip
    HomeHoliday.objects.create(home=world.home, from_on=date(2026, 3, 26), until_on=date(2026, 3, 27))
    answer = drag(as_user(world.cast.caseworker), booked, day, start)
    assert answer.status_code == 422
    assert sentence in answer.json()["sentence"]
    assert bool(answer.json()["form"]) == takes_reason
    booked.refresh_from_db()
    assert (booked.on_day, booked.start, booked.revision) == (WEDNESDAY, time(10), 0)


def test_the_form_that_asks_for_the_reason_opens_with_the_day_and_hour(
    world: World, as_user: Any, booked: Visit
) -> None:
    client = as_user(world.cast.caseworker)
    form = drag(client, booked, "2026-04-02", "12:15").json()["form"]
    page = client.get(form).content.decode()
    assert 'value="2026-04-02"' in page
    assert 'value="12:15' in page
    assert client.get(f"{reverse('visit_move', args=[booked.pk])}?on_day=2026-99-99&start=x").status_code == 200


def test_who_moves_it_from_an_old_page_is_told(world: World, as_user: Any, booked: Visit) -> None:
    client = as_user(world.cast.leader)
    Visit.objects.filter(pk=booked.pk).update(start=time(12))
    answer = drag(client, booked, "2026-03-19", "12:30")
    assert answer.status_code == 422
    assert "Somebody has moved this visit meanwhile." in answer.json()["sentence"]


def test_only_who_records_the_visit_drags_it(world: World, as_user: Any, booked: Visit) -> None:
    for name, user in world.cast:
        may = name in {"leader", "coordinator", "caseworker"}
        answer = drag(as_user(user), booked, "2026-03-19", "02:30" if not may else "10:00")
        assert answer.status_code == (404 if not may else 200), name
        Visit.objects.filter(pk=booked.pk).update(on_day=booked.on_day, start=booked.start)


def test_many_visits_are_asked_about_as_one(world: World, booked: Visit) -> None:
    shared = lay_visit(world, "follow_up", date(2026, 3, 19), world.child, lay_sibling(world), status="planned")
    lent = lay_visit(world, "follow_up", date(2026, 3, 19), world.other_child, home=world.other_home, status="planned")
    done = lay_visit(world, "supervision", date(2026, 3, 3))
    visits = [booked, shared, lent, done]
    for name, user in world.cast:
        mine = access(user)
        assert recorded_by(mine, visits) == {one.pk for one in visits if can_record(mine, one)}, name
    assert recorded_by(access(world.cast.caseworker), visits) == {booked.pk, shared.pk, lent.pk}
    assert recorded_by(access(world.cast.other_caseworker), visits) == {lent.pk}
    assert recorded_by(access(world.cast.supervisor), visits) == {done.pk}


def test_the_number_of_queries_does_not_grow(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    counts = []
    for number in (1, 4):
        lay_many(world, number) if number == 1 else [
            lay_visit(world, "follow_up", date(2026, 3, day), status="planned") for day in (17, 18, 19, 20)
        ]
        with CaptureQueriesContext(connection) as queries:
            client.get(address(view="month"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
