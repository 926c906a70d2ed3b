"""A person's own schedule: whose visits, in which order, how to get there, and what is left to plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import ContactPerson, Home, SupervisionAppointment
from tests.cast import TODAY, World, make_child, place
from visits.models import FollowUpTask, VisitChild

from .rows import lay_many, lay_report, lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

THURSDAY, NEXT_WEEK = date(2026, 3, 12), date(2026, 3, 19)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def schedule_of(as_user: Any, user: Any, query: str = "") -> Any:
    answer = as_user(user).get(reverse("my_schedule") + query)
    assert answer.status_code == 200
    return answer


ALLOWED = {"leader", "coordinator", "caseworker", "other_caseworker", "supervisor", "other_service"}


def test_who_has_a_schedule(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        for address in ("my_schedule", "my_week_panel"):
            status = as_user(user).get(reverse(address)).status_code
            assert status == (200 if name in ALLOWED else 404), (name, address)


def test_everybody_sees_the_visits_they_make_and_no_others(world: World, as_user: Any) -> None:
    follow_up = lay_visit(world, "follow_up", THURSDAY, status="booked")
    supervision = lay_visit(world, "supervision", THURSDAY, status="planned")
    seen = {}
    for name in ALLOWED:
        weeks = schedule_of(as_user, getattr(world.cast, name)).context["schedule"].weeks
        seen[name] = [errand.visit for week in weeks for errand in week.errands]
    assert seen["caseworker"] == [follow_up]
    assert seen["supervisor"] == [supervision]
    assert all(seen[name] == [] for name in ALLOWED - {"caseworker", "supervisor"})


def test_visits_stand_by_week_in_order_of_time_and_what_was_forgotten_first(world: World, as_user: Any) -> None:
    late_hour = lay_visit(world, "supervision", THURSDAY, status="booked", start=time(14, 0))
    early_hour = lay_visit(world, "supervision", THURSDAY, status="booked", start=time(9, 0))
    following = lay_visit(world, "supervision", NEXT_WEEK, status="planned")
    forgotten = lay_visit(world, "supervision", date(2026, 3, 3), status="booked")
    lay_visit(world, "supervision", date(2026, 3, 4))
    mine = schedule_of(as_user, world.cast.supervisor).context["schedule"]
    assert [errand.visit for errand in mine.unrecorded] == [forgotten]
    assert [(week.number, [errand.visit for errand in week.errands]) for week in mine.weeks] == [
        (11, [early_hour, late_hour]),
        (12, [following]),
    ]


def test_later_weeks_are_a_click_away(world: World, as_user: Any) -> None:
    lay_visit(world, "supervision", TODAY + timedelta(weeks=8), status="planned")
    near = schedule_of(as_user, world.cast.supervisor)
    assert (near.context["schedule"].planned, near.context["schedule"].later) == (0, 1)
    assert "Show 1 later visit" in near.content.decode()
    assert schedule_of(as_user, world.cast.supervisor, "?all=1").context["schedule"].planned == 1


def test_an_errand_says_when_where_and_how_to_reach_it(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", THURSDAY, status="booked", start=time(9, 30))
    page = schedule_of(as_user, world.cast.supervisor).content.decode()
    for said in ("Thursday 12 March", "09:30", world.child.name, "Fjellheim, Fjellvegen 1, Knarvik", "supervision"):
        assert said in page
    assert 'href="tel:55000001"' in page
    assert 'href="geo:60.54760,5.28660"' in page
    assert f'href="{reverse("visit_record", args=[visit.pk])}"' in page
    assert "http" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize("name", ["my_schedule", "my_week_panel"])
def test_a_protected_address_has_no_address_and_no_way(world: World, as_user: Any, name: str) -> None:
    Home.objects.filter(pk=world.home.pk).update(protected_address=True, address="", point=None, travel_band="60")
    lay_visit(world, "supervision", THURSDAY, status="booked")
    page = as_user(world.cast.supervisor).get(reverse(name)).content.decode()
    assert "protected address" in page
    assert "geo:" not in page
    assert "Knarvik" not in page
    assert world.municipality.name not in page
    assert "tel:" not in page


def test_what_is_left_to_plan_counts_the_planned_visits(world: World, as_user: Any, at_noon: Any) -> None:
    left = schedule_of(as_user, world.cast.supervisor).context["schedule"].left
    assert [(one.row.year.child, one.number, one.before_on, one.late) for one in left] == [
        (world.child, 4, date(2026, 4, 3), 0)
    ]
    for day in (THURSDAY, date(2026, 5, 5), date(2026, 8, 5)):
        lay_visit(world, "supervision", day, status="planned")
    page = schedule_of(as_user, world.cast.supervisor)
    assert [(one.number, one.before_on) for one in page.context["schedule"].left] == [(1, date(2027, 1, 1))]
    assert "1 of 4 left before 1 January" in " ".join(page.content.decode().split())
    lay_visit(world, "supervision", date(2026, 11, 5), status="booked")
    assert schedule_of(as_user, world.cast.supervisor).context["schedule"].left == ()


def test_a_visit_planned_for_next_year_covers_nothing_of_this_one(world: World, as_user: Any) -> None:
    lay_visit(world, "supervision", date(2027, 1, 20), status="planned")
    assert schedule_of(as_user, world.cast.supervisor).context["schedule"].left[0].number == 4


def test_what_is_late_comes_first_and_says_so(world: World, as_user: Any, at_noon: Any) -> None:
    at_noon.move_to(noon(date(2026, 7, 15)))
    page = schedule_of(as_user, world.cast.supervisor)
    assert [(one.number, one.late) for one in page.context["schedule"].left] == [(4, 2)]
    assert "4 of 4 left, the first was due before 3 April" in " ".join(page.content.decode().split())


def test_a_late_visit_that_is_booked_is_not_called_late(world: World, as_user: Any, at_noon: Any) -> None:
    at_noon.move_to(noon(date(2026, 7, 15)))
    for day in (date(2026, 7, 20), date(2026, 7, 30)):
        lay_visit(world, "supervision", day, status="booked")
    left = schedule_of(as_user, world.cast.supervisor).context["schedule"].left
    assert [(one.number, one.before_on, one.late) for one in left] == [(2, date(2026, 10, 2), 0)]


def test_the_next_visit_says_what_is_to_be_taken_up(world: World, as_user: Any) -> None:
    """The promise, what the report agreed, the talk that was declined, and the words of last time; no other visit's."""
    before = lay_visit(world, "supervision", date(2026, 2, 3))
    VisitChild.objects.update(alone="declined", alone_reason="Ville leike", words="Saknar bestemor.")
    lay_report(world, before, agreed_next="Høyre om fotball.")
    FollowUpTask.objects.create(
        visit=before, child=world.child, track="supervision", owner=world.cast.supervisor, what="Ta med bilete",
        due_on=THURSDAY,
    )  # fmt: skip
    visit = lay_visit(world, "supervision", THURSDAY, status="booked")
    lay_visit(world, "supervision", NEXT_WEEK, status="planned")
    page = schedule_of(as_user, world.cast.supervisor).content.decode()
    assert page.count("To take up on this visit") == 1
    for said in ("Ta med bilete", "Høyre om fotball.", "Ville leike<br>Offer it again.", "Saknar bestemor."):
        assert said in page
    assert "Ta med bilete" in as_user(world.cast.supervisor).get(reverse("visit", args=[visit.pk])).content.decode()
    follow_up = lay_visit(world, "follow_up", THURSDAY, status="booked")
    assert "Saknar" not in schedule_of(as_user, world.cast.caseworker).content.decode()
    told = as_user(world.cast.caseworker).get(reverse("visit", args=[follow_up.pk])).content.decode()
    assert "Høyre om fotball" not in told


def test_my_year_counts_done_booked_and_left_with_the_latest_date(world: World, as_user: Any, at_noon: Any) -> None:
    at_noon.move_to(noon(date(2026, 7, 15)))
    lay_visit(world, "supervision", date(2026, 2, 3))
    lay_visit(world, "supervision", date(2026, 7, 20), status="booked")
    lay_visit(world, "supervision", date(2026, 8, 20), status="planned")
    page = as_user(world.cast.supervisor).get(reverse("my_year"))
    (one,) = page.context["year"].children
    assert (one.done, one.booked, one.planned, one.left, one.late) == (1, 1, 1, 1, 0)
    assert (one.next_on, one.latest_on) == (date(2026, 7, 20), date(2026, 12, 31))
    assert page.context["sentence"] == "1 of 4 visits are made this year, 1 booked, 1 planned, 1 left to plan."
    assert reverse("my_year") in schedule_of(as_user, world.cast.supervisor).content.decode()
    (mine,) = as_user(world.cast.caseworker).get(reverse("my_year")).context["year"].children
    assert (mine.row.year.track, mine.done, mine.left, mine.late) == ("follow_up", 0, 4, 2)
    for name, user in world.cast:
        assert as_user(user).get(reverse("my_year")).status_code == (200 if name in ALLOWED else 404), name


def test_a_caseworker_plans_the_follow_up_of_own_children(world: World, as_user: Any) -> None:
    for name, child in (("caseworker", world.child), ("other_caseworker", world.other_child)):
        left = schedule_of(as_user, getattr(world.cast, name)).context["schedule"].left
        assert [(one.row.year.child, one.row.year.track) for one in left] == [(child, "follow_up")]


def test_who_goes_in_a_colleagues_place_sees_to_whom_until_it_is_done(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", THURSDAY, status="booked", worker=world.cast.other_caseworker)
    page = schedule_of(as_user, world.cast.other_caseworker).content.decode()
    assert world.child.name in page
    client = as_user(world.cast.other_caseworker)
    assert client.get(reverse("visit_record", args=[visit.pk])).status_code == 200
    own_page = client.get(reverse("visit", args=[visit.pk])).content.decode()
    assert world.child.name in own_page
    assert reverse("child", args=[world.child.pk]) not in own_page
    visit.status = "done"
    visit.save()
    assert client.get(reverse("visit", args=[visit.pk])).status_code == 404


def test_a_supervisor_is_not_told_of_a_sibling_they_no_longer_supervise(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world, name="Søster")
    SupervisionAppointment.objects.filter(child=sibling).update(until_on=TODAY, end_reason="Flytta")
    lay_visit(world, "supervision", THURSDAY, world.child, sibling, status="booked")
    page = schedule_of(as_user, world.cast.supervisor).content.decode()
    assert world.child.name in page
    assert "Søster" not in page


def test_a_visit_is_gone_with_the_appointment(world: World, as_user: Any) -> None:
    lay_visit(world, "supervision", THURSDAY, status="booked")
    SupervisionAppointment.objects.update(until_on=TODAY, end_reason="Flytta")
    mine = schedule_of(as_user, world.cast.supervisor).context["schedule"]
    assert (mine.planned, mine.left) == (0, ())


def test_the_panel_is_the_inside_for_htmx_and_a_page_for_others(world: World, as_user: Any) -> None:
    lay_visit(world, "supervision", THURSDAY, status="booked")
    client = as_user(world.cast.supervisor)
    whole = client.get(reverse("my_week_panel")).content.decode()
    part = client.get(reverse("my_week_panel"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Thursday 12 March" in part
    assert reverse("my_schedule") in part
    assert part.strip() in whole


@pytest.mark.parametrize("name", ["my_schedule", "my_week_panel", "my_year"])
@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_the_number_of_queries_does_not_grow_with_the_visits(world: World, as_user: Any, name: str, who: str) -> None:
    client = as_user(getattr(world.cast, who))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    lay_many(world, 2)
    few = queries()
    for number in range(10):
        child = make_child(world.service, f"N-{number}", care_municipality=world.municipality)
        place(child, world.home, from_on=date(2025, 1, 1))
        ContactPerson.objects.create(child=child, worker=world.cast.caseworker, from_on=date(2025, 1, 1))
        SupervisionAppointment.objects.create(child=child, supervisor=world.supervisor, from_on=date(2025, 1, 1))
        for track in ("follow_up", "supervision"):
            lay_visit(world, track, THURSDAY, child, status="booked")
    assert queries() == few
