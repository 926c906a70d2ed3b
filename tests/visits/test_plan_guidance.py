"""Guidance in the plan of the year: the agreed rhythm becomes sessions, on tours, that move and come back as visits."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World, make_home
from visits.actions.plan import accept_moves, undo_moves
from visits.booking import Booking
from visits.days import Span
from visits.models import Absence, Guidance, GuidanceSession
from visits.plans.guidance import session_entries, windows
from visits.plans.options import PlanOptions
from visits.schedule import WEEKS_AHEAD
from visits.visitor_day import visitor_is_taken

from .rows import lay_visit
from .test_guidance_pages import lay_case, lay_session
from .test_replan import TOMORROW, plan

pytestmark = pytest.mark.usefixtures("english")

EVERYTHING = {"tracks": ["follow_up", "supervision", "guidance"]}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def guided(world: World, weeks: int = 4, **values: Any) -> Guidance:
    began = {"offered_on": TODAY - timedelta(days=60), "answered_on": TODAY - timedelta(days=50)}
    began |= {"from_on": TODAY - timedelta(days=40)}
    rhythm = {"rhythm_weeks": weeks, "rhythm_from": TOMORROW}
    return lay_case(world, **began | rhythm | values)


def sessions() -> list[tuple[date, time | None]]:
    rows = GuidanceSession.objects.filter(status="planned").order_by("on_day")
    return list(rows.values_list("on_day", "start"))


def test_each_window_of_the_rhythm_gets_a_session_and_the_guide_a_tour(world: World, as_user: Any) -> None:
    until = TOMORROW + timedelta(weeks=12)
    case = guided(world, rhythm_until=until, rhythm_minutes=60)
    client = as_user(world.cast.leader)
    plan(client, **EVERYTHING)
    held_in = list(windows((case,), until))
    assert held_in == [Span(TOMORROW + timedelta(weeks=w), TOMORROW + timedelta(weeks=w + 4)) for w in (0, 4, 8)]
    planned = GuidanceSession.objects.order_by("on_day")
    assert [window.holds(one.on_day) for window, one in zip(held_in, planned, strict=True)] == [True] * 3
    assert {(one.guide, one.minutes, one.agreed) for one in planned} == {(world.cast.caseworker, 60, False)}
    first = planned[0]
    month = {"month": f"{first.on_day:%Y-%m}", "track": "guidance"}
    for name in ("plan_list", "plan_calendar", "plan_map"):
        page = client.get(reverse(name), month)
        assert first.on_day in [row.tour.on_day for row in page.context["rows"]]
    sheet = reverse("day_sheet", args=[f"w{world.cast.caseworker.pk}", first.on_day.isoformat()])
    for who in (world.cast.leader, world.cast.caseworker):
        assert world.home.name in as_user(who).get(sheet).content.decode()
    assert as_user(world.cast.other_caseworker).get(sheet).status_code == 404


def test_a_group_meets_once_at_the_office_and_what_stays_fills_its_window(world: World) -> None:
    one, two = (guided(world, home=home, form="group") for home in (world.home, world.other_home))
    alone = guided(world, home=None, child=world.other_child)
    options = PlanOptions(TOMORROW, days=56)
    found = {entry.children: entry for entry in session_entries(world.service.pk, options)}
    assert found[one.pk, two.pk].home is None
    assert found[alone.pk,].home is None, "parents come to the office"
    before = len(session_entries(world.service.pk, options))
    lay_session(one, two, on_day=TOMORROW + timedelta(days=3))
    assert len(session_entries(world.service.pk, options)) == before - 1
    two.until_on, two.end_reason = TOMORROW + timedelta(days=30), "Ferdig."
    two.save()
    assert (one.pk,) in {entry.children for entry in session_entries(world.service.pk, options)}


def test_a_guide_who_is_away_has_sessions_moved_and_it_is_undone(world: World, as_user: Any) -> None:
    case = guided(world)
    client = as_user(world.cast.leader)
    plan(client, **EVERYTHING)
    before = sessions()
    Absence.objects.create(
        service=world.service, worker=world.cast.caseworker, kind="ill", from_on=before[0][0],
        until_on=before[0][0] + timedelta(days=1),
    )  # fmt: skip
    run = plan(client, **EVERYTHING)
    move = run.moves.get(session__isnull=False)
    assert (move.kind, move.why["code"]) == ("moved", "away")
    assert sessions() == before, "nothing changes before somebody accepts it"
    assert world.home.name in client.get(reverse("plan_run", args=[run.pk])).content.decode()
    accept_moves(run=run, moves=[move.pk], by=world.cast.leader, at=timezone.now())
    assert sessions() != before
    (told,) = client.get(reverse("plan_run", args=[run.pk])).context["changes_to_tell"]
    assert (told.stood.slot.day, told.stands.slot.day) == (before[0][0], date.fromisoformat(move.after["on_day"]))
    client.post(reverse("plan_told", args=[run.pk]), {"move": move.pk})
    assert AuditEvent.objects.filter(verb="plan.accepted", home=world.home).exists()
    undo_moves(run=run, by=world.cast.leader, at=timezone.now())
    assert sessions() == before
    (again,) = client.get(reverse("plan_run", args=[run.pk])).context["changes_to_tell"]
    assert again.stands.slot.day == before[0][0], "the family was told of the other day"
    Guidance.objects.filter(pk=case.pk).update(until_on=move.after["on_day"])
    with pytest.raises(ValidationError):
        accept_moves(run=run, moves=[move.pk], by=world.cast.leader, at=timezone.now())


def test_what_is_agreed_stays_and_is_time_that_bookings_know(world: World, as_user: Any) -> None:
    case = guided(world)
    client = as_user(world.cast.caseworker)
    session = lay_session(case, on_day=TOMORROW + timedelta(days=5), start=time(10), agreed=False)
    page = client.get(reverse("guidance", args=[case.pk])).content.decode()
    assert "proposed by the plan" in page
    assert client.post(reverse("session_agree", args=[case.pk, session.pk])).status_code == 302
    session.refresh_from_db()
    assert session.agreed
    booking = Booking(session.on_day, time(10, 30), 60, world.cast.caseworker, (world.child,))
    (problem,) = visitor_is_taken(booking, world.home, "follow_up", None)
    assert "gives guidance from 10:00 to 11:30" in problem[1]
    run = plan(as_user(world.cast.leader), **EVERYTHING)
    assert f"m{session.pk}" in [visit["id"] for visit in (run.problem or {})["visits"]]
    session.refresh_from_db()
    assert session.on_day == TOMORROW + timedelta(days=5)


def test_a_session_at_home_is_driving_that_is_paid_and_one_at_the_office_is_not(world: World, as_user: Any) -> None:
    at_home, group = guided(world), guided(world, home=world.other_home, form="group")
    for case, day in ((at_home, 2), (group, 3)):
        lay_session(case, status="held", on_day=TODAY - timedelta(days=day))
    months = {(TODAY - timedelta(days=day)).replace(day=1) for day in (2, 3)}
    pages = [as_user(world.cast.leader).get(reverse("travel"), {"month": f"{month:%Y-%m}"}) for month in months]
    found = [day.tour.on_day for page in pages for claim in page.context["claims"] for day in claim.days]
    assert found == [TODAY - timedelta(days=2)]


def test_a_rhythm_is_agreed_changed_and_ended(world: World, as_user: Any) -> None:
    case = lay_case(world, offered_on=TODAY - timedelta(days=60), answered_on=TODAY, from_on=TODAY)
    client, page = as_user(world.cast.caseworker), reverse("guidance_rhythm", args=[case.pk])
    form = client.get(page).context["form"]
    given = {"version": form["version"].value(), "rhythm_weeks": 3, "rhythm_minutes": 90}
    wrong = client.post(page, given | {"rhythm_from": "2026-05-01", "rhythm_until": "2026-04-01"})
    assert (wrong.status_code, "rhythm_until" in wrong.context["form"].errors) == (422, True)
    assert client.post(page, given | {"rhythm_from": TOMORROW.isoformat(), "rhythm_until": ""}).status_code == 302
    assert "every 3 weeks" in client.get(reverse("guidance", args=[case.pk])).content.decode()
    assert AuditEvent.objects.get(verb="guidance.rhythm").home == world.home
    meanwhile = given | {"rhythm_weeks": 5, "rhythm_from": TOMORROW.isoformat()}
    assert client.post(page, meanwhile).status_code == 422, "somebody else has agreed on another meanwhile"
    again = {"version": client.get(page).context["form"]["version"].value(), "rhythm_minutes": 90}
    assert client.post(page, again | {"rhythm_weeks": "", "rhythm_from": TOMORROW.isoformat()}).status_code == 302
    case.refresh_from_db()
    assert (case.rhythm_weeks, case.rhythm_from) == (None, None)


def test_sessions_stand_in_the_schedule_of_their_guide_and_of_nobody_else(world: World, as_user: Any) -> None:
    case = guided(world)
    lay_visit(world, "follow_up", TOMORROW, status="booked", start=time(13))
    ahead = lay_session(case, on_day=TOMORROW, start=time(10), agreed=False)
    forgotten = lay_session(case, on_day=TODAY - timedelta(days=3))
    lay_session(case, on_day=TODAY + timedelta(weeks=WEEKS_AHEAD, days=7))
    page = as_user(world.cast.caseworker).get(reverse("my_schedule"))
    mine = page.context["schedule"]
    assert [type(one).__name__ for one in mine.weeks[0].in_order] == ["Session", "Errand"]
    assert [one.visit for one in mine.sessions_forgotten] == [forgotten]
    assert (mine.sessions, mine.later) == (1, 1)
    assert "1 visit and 1 session of guidance in the next 6 weeks" in page.content.decode()
    assert "proposed by the plan" in page.content.decode()
    panel = as_user(world.cast.caseworker).get(reverse("my_week_panel"))
    assert reverse("guidance", args=[case.pk]) in panel.content.decode()
    for who in (world.cast.leader, world.cast.other_caseworker, world.cast.supervisor):
        assert not as_user(who).get(reverse("my_schedule")).context["schedule"].sessions
    assert ahead.guide == world.cast.caseworker


def test_the_schedule_asks_as_much_for_many_sessions_as_for_few(world: World, as_user: Any) -> None:
    client, counted = as_user(world.cast.caseworker), []
    for number in (2, 9):
        for day in range(number):
            home = make_home(world.service, f"Heim {number}-{day}", municipality=world.municipality, point=world.point)
            lay_session(guided(world, home=home), on_day=TOMORROW + timedelta(days=day))
        for page in ("my_schedule", "my_week_panel"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(page)).status_code == 200
            counted.append(len(queries))
    assert counted[:2] == counted[2:]
