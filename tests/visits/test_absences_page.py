"""Who is away and when people work: entered by themselves or by who plans, and kept to by bookings and schedules."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World, make_user
from visits.availability import Availability
from visits.models import Absence, WorkingHours

from .rows import lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

THURSDAY = date(2026, 3, 12)
USUAL = (time(8), time(16))
SEES = {"leader", "coordinator", "caseworker", "other_caseworker", "supervisor", "other_service"}


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def order(**values: Any) -> dict[str, Any]:
    return {"kind": "ill", "from_on": "2026-03-11", "last_on": "2026-03-24"} | values


def test_who_sees_which_absences(world: World, as_user: Any) -> None:
    Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="ill", from_on=THURSDAY)
    Absence.objects.create(service=world.service, supervisor=world.supervisor, kind="leave", from_on=THURSDAY)
    seen = {}
    for name, user in world.cast:
        answer = as_user(user).get(reverse("absences"))
        assert answer.status_code == (200 if name in SEES else 404), name
        if name in SEES:
            seen[name] = [row.visitor[0] for row in answer.context["rows"]]
    assert seen == {
        "leader": ["w", "s"], "coordinator": ["w", "s"], "caseworker": ["w"], "other_caseworker": [],
        "supervisor": ["s"], "other_service": [],
    }  # fmt: skip


def test_a_caseworker_says_that_they_are_away_and_the_last_day_is_one_of_them(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    assert client.post(reverse("absence_new"), order()).status_code == 302
    absence = Absence.objects.get()
    assert (absence.worker, absence.until_on) == (world.cast.caseworker, date(2026, 3, 25))
    assert AuditEvent.objects.filter(verb="absence.entered").exists()
    page = client.get(reverse("absence_change", args=[absence.pk])).content.decode()
    assert 'value="2026-03-24"' in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"last_on": "2026-03-10"}, "The last day is before the first."),
        ({"from_on": "2026-03-20", "last_on": ""}, "already registered. Change that one."),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_a_wrong_absence_is_refused_at_its_field(
    world: World, as_user: Any, values: dict[str, str], sentence: str
) -> None:
    client = as_user(world.cast.supervisor)
    client.post(reverse("absence_new"), order(from_on="2026-03-20", last_on="2026-03-22"))
    answer = client.post(reverse("absence_new"), order(**values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Absence.objects.count() == 1


def test_nobody_enters_another_persons_absence_save_who_plans(world: World, as_user: Any) -> None:
    theirs = f"w{world.cast.other_caseworker.pk}"
    as_user(world.cast.caseworker).post(reverse("absence_new"), order(person=theirs))
    assert Absence.objects.get().worker == world.cast.caseworker
    as_user(world.cast.leader).post(reverse("absence_new"), order(person=theirs))
    assert Absence.objects.filter(worker=world.cast.other_caseworker).exists()
    own = Absence.objects.get(worker=world.cast.caseworker)
    assert as_user(world.cast.other_caseworker).get(reverse("absence_change", args=[own.pk])).status_code == 404
    assert (
        as_user(world.cast.other_caseworker).get(reverse("working_hours", args=[f"w{own.worker_id}"])).status_code
        == 404
    )
    assert as_user(world.cast.leader).post(reverse("absence_new"), order(person="w0")).status_code == 422


def test_an_absence_that_did_not_come_to_be_is_removed(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    client.post(reverse("absence_new"), order())
    page = reverse("absence_remove", args=[Absence.objects.get().pk])
    asked = client.get(page).content.decode()
    assert str(Absence.objects.get().person) in asked
    assert Absence.objects.get().get_kind_display() in asked
    client.post(page)
    assert not Absence.objects.exists()


def test_the_regular_week_says_which_days(world: World, as_user: Any) -> None:
    who = f"w{world.cast.caseworker.pk}"
    week = {f"day{day}-{name}": "" for day in range(7) for name in ("from_time", "until_time")}
    week |= {f"day{day}-weeks": "every" for day in range(7)}
    week |= {"day1-from_time": "08:00", "day1-until_time": "15:30", "day1-weeks": "odd"}
    client = as_user(world.cast.caseworker)
    assert client.post(reverse("working_hours", args=[who]), week).status_code == 302
    available = Availability(world.service.pk, [who])
    tuesdays = [date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 24)]
    assert [available.hours_on(who, day, USUAL) for day in tuesdays] == [
        (time(8), time(15, 30)), None, (time(8), time(15, 30)),
    ]  # fmt: skip
    assert available.hours_on(who, date(2026, 3, 11), USUAL) is None
    wrong = client.post(reverse("working_hours", args=[who]), week | {"day2-from_time": "09:00"})
    assert wrong.status_code == 422
    assert "Give both, or none on a day off." in wrong.content.decode()
    assert WorkingHours.objects.count() == 1


def test_without_hours_somebody_works_the_usual_week_save_holidays_and_absences(world: World) -> None:
    who = f"s{world.supervisor.pk}"
    Absence.objects.create(
        service=world.service, supervisor=world.supervisor, kind="course", from_on=THURSDAY,
        until_on=THURSDAY + timedelta(days=1),
    )  # fmt: skip
    available = Availability(world.service.pk, [who])
    days = [THURSDAY, date(2026, 3, 13), date(2026, 3, 14), date(2026, 4, 2)]
    assert [available.hours_on(who, day, USUAL) for day in days] == [None, USUAL, None, None]


def test_booking_while_away_asks_for_a_reason_and_the_schedule_says_so(world: World, as_user: Any) -> None:
    planned = lay_visit(world, "follow_up", THURSDAY, status="planned")
    Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="leave", from_on=THURSDAY)
    client = as_user(world.cast.caseworker)
    form = {"children": [world.child.pk], "on_day": THURSDAY.isoformat(), "start": "10:00", "minutes": "90"}
    answer = client.post(reverse("visit_move", args=[planned.pk]), form)
    assert answer.status_code == 422
    assert f"{world.cast.caseworker.name} is away on this day." in answer.content.decode()
    assert "you are away" in client.get(reverse("my_schedule")).content.decode()
    reason = {"reason": "Avtalt med familien."}
    assert client.post(reverse("visit_move", args=[planned.pk]), form | reason).status_code == 302


def test_the_page_asks_the_same_number_of_queries_for_few_and_many(world: World, as_user: Any) -> None:
    client, counted = as_user(world.cast.leader), []
    for number in (1, 8):
        for index in range(number):
            user = make_user(f"person-{number}-{index}", "caseworker", world.service)
            Absence.objects.create(service=world.service, worker=user, kind="leave", from_on=THURSDAY)
            lay_visit(world, "follow_up", THURSDAY, status="planned", worker=user)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("absences")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
