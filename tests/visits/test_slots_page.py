"""One more visit: who is offered which slots, what booking one moves, and what may stand in the way."""

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

from fosterhomes.models import Child, HomeHoliday, Point, VisitHours
from tests.cast import TODAY, World, make_child, make_home, place
from visits.actions.slots import take_slot
from visits.home_hours import suits
from visits.models import Absence, Visit
from visits.plans.best_slots import best_slots
from visits.plans.one_more import asked_for

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def address(world: World, child: Child | None = None, track: str = "follow_up") -> str:
    return f"{reverse('slots_new')}?child={(child or world.child).pk}&track={track}"


def offers_of(world: World, client: Any, **asked: Any) -> list[Any]:
    answer = client.get(address(world, **asked))
    assert answer.status_code == 200
    return answer.context["offers"]


def test_a_leader_is_offered_every_caseworkers_slots_and_a_caseworker_their_own(world: World, as_user: Any) -> None:
    assert len(offers_of(world, as_user(world.cast.leader))) == 5
    lay_visit(world, "follow_up", date(2026, 3, 23), world.other_child, status="planned", start=time(9),
              home=world.other_home, worker=world.cast.other_caseworker)  # fmt: skip
    assert any(offer.name == world.cast.other_caseworker.name for offer in offers_of(world, as_user(world.cast.leader)))
    own = offers_of(world, as_user(world.cast.caseworker))
    assert {offer.name for offer in own} == {world.cast.caseworker.name}


def test_only_who_records_the_childs_visits_finds_a_slot(world: World, as_user: Any) -> None:
    may = {"leader", "coordinator", "caseworker"}
    for name, user in world.cast:
        assert as_user(user).get(address(world)).status_code == (200 if name in may else 404), name


def test_the_slot_that_costs_no_driving_comes_first_and_is_booked(world: World, as_user: Any) -> None:
    near = Point.objects.create(
        village="Isdalstø", municipality=world.municipality, latitude="60.60000", longitude="5.20000"
    )
    for home in (world.home, world.other_home):
        home.point = near
        home.save()
    lay_visit(world, "follow_up", date(2026, 3, 24), world.other_child, status="booked", start=time(10),
              home=world.other_home)  # fmt: skip
    client = as_user(world.cast.caseworker)
    best = offers_of(world, client)[0]
    assert (best.on_day, best.extra_minutes, best.moved) == (date(2026, 3, 24), 0, ())
    assert client.post(address(world), {"slot": best.key}).status_code == 302
    booked = Visit.objects.get(children=world.child, status="booked")
    assert (booked.on_day, booked.start, booked.worker) == (best.on_day, best.start, world.cast.caseworker)


def test_a_planned_visit_gives_way_within_its_day_and_a_booked_one_does_not(world: World) -> None:
    Absence.objects.create(service=world.service, worker=world.cast.other_caseworker, kind="ill", from_on=TODAY)
    world.home.visit_hours.create(weekday=1, from_time=time(8), until_time=time(9, 30))
    other = lay_visit(world, "follow_up", date(2026, 3, 24), world.other_child, status="planned", start=time(8, 30),
                      home=world.other_home)  # fmt: skip
    wanted = asked_for(world.child, world.home, "follow_up", today=TODAY)
    assert wanted is not None
    offer = next(one for one in _all(wanted) if one.on_day == other.on_day)
    assert [(moved.visit, moved.start) for moved in offer.moved] == [(other, time(9, 30))]
    Visit.objects.filter(pk=other.pk).update(status="booked")
    assert all(not one.moved for one in _all(wanted))
    with pytest.raises(ValidationError, match="meanwhile"):
        take_slot(asked=wanted, offer=offer, among=set(), reason="", by=world.cast.leader, at=timezone.now())


def _all(wanted: Any) -> list[Any]:
    from visits.plans import best_slots as slot_tours

    tours = slot_tours.Tours(wanted)
    found = slot_tours.insertion.best_offers(tours.problem, tours.plan, tours.starts, tours.new, number=100)
    return [tours.in_words(offer) for offer in found]


def test_taking_the_slot_moves_the_other_visit_and_books_this_one(world: World) -> None:
    world.home.visit_hours.create(weekday=1, from_time=time(8), until_time=time(9, 30))
    other = lay_visit(world, "follow_up", date(2026, 3, 24), world.other_child, status="planned", start=time(8, 30),
                      home=world.other_home)  # fmt: skip
    wanted = asked_for(world.child, world.home, "follow_up", today=TODAY)
    assert wanted is not None
    offer = next(one for one in _all(wanted) if one.moved)
    take_slot(asked=wanted, offer=offer, among={world.child.pk}, reason="", by=world.cast.leader, at=timezone.now())
    other.refresh_from_db()
    assert other.start == offer.moved[0].start
    assert other.family_to_tell, "who makes it has seen it on the schedule, and may have written"
    assert Visit.objects.get(children=world.child).start == offer.start


def test_no_slot_on_days_when_somebody_is_away_or_a_visit_is_too_near(world: World) -> None:
    lay_visit(world, "follow_up", TODAY - timedelta(days=4))
    HomeHoliday.objects.create(home=world.home, from_on=date(2026, 5, 1), until_on=date(2026, 5, 20))
    Absence.objects.create(
        service=world.service, worker=world.cast.caseworker, kind="ill", from_on=date(2026, 5, 20),
        until_on=date(2026, 6, 1),
    )  # fmt: skip
    wanted = asked_for(world.child, world.home, "follow_up", today=TODAY, only=f"w{world.cast.caseworker.pk}")
    assert wanted is not None
    days = {offer.on_day for offer in _all(wanted)}
    assert days
    assert not any(date(2026, 5, 1) <= day < date(2026, 6, 1) for day in days)


def test_another_slot_for_a_booked_visit_leaves_it_one_visit(world: World, as_user: Any) -> None:
    booked = lay_visit(world, "supervision", date(2026, 3, 24), status="booked", start=time(13))
    client = as_user(world.cast.leader)
    page = client.get(reverse("slots_of_visit", args=[booked.pk]))
    offer = page.context["offers"][0]
    assert client.post(reverse("slots_of_visit", args=[booked.pk]), {"slot": offer.key}).status_code == 302
    booked.refresh_from_db()
    assert (booked.on_day, booked.start) == (offer.on_day, offer.start)
    assert Visit.objects.count() == 1


def test_a_slot_that_is_gone_is_refused_and_the_others_are_shown(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.leader).post(address(world), {"slot": f"w{world.cast.caseworker.pk}/2026-03-15/10:00"})
    assert answer.status_code == 422
    assert "This slot is no longer free" in answer.content.decode()
    assert answer.context["offers"]


def test_what_speaks_against_the_day_asks_for_a_reason(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    offer = offers_of(world, client)[0]
    # The other track comes in the same week: the child would meet two visitors.
    lay_visit(world, "supervision", offer.on_day + timedelta(days=1 if offer.on_day.weekday() < 4 else -1),
              status="booked", start=time(16))  # fmt: skip
    answer = client.post(address(world), {"slot": offer.key})
    assert answer.status_code == 422
    assert "Why on this day all the same" in answer.content.decode()
    assert client.post(address(world), {"slot": offer.key, "reason": "Avtalt."}).status_code == 302


def test_slots_against_which_nothing_speaks_come_first(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    first = offers_of(world, client)[0]
    lay_visit(world, "supervision", first.on_day, status="booked", start=time(16))
    rows = client.get(address(world)).context["rows"]
    in_that_week = [row.offer.on_day.isocalendar()[1] == first.on_day.isocalendar()[1] for row in rows]
    assert in_that_week == sorted(in_that_week)
    assert [bool(row.doubts) for row in rows] == in_that_week


def test_slots_lie_on_the_weekdays_and_in_the_hours_that_suit_the_home(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    for weekday, begin, end in ((1, 9, 11), (3, 14, 16)):
        VisitHours.objects.create(home=world.home, weekday=weekday, from_time=time(begin), until_time=time(end))
    offers = offers_of(world, client)
    assert len(offers) == 5
    assert all(suits(world.home, offer.on_day, offer.start, 90) for offer in offers)
    assert {offer.on_day.weekday() for offer in offers} == {1, 3}
    assert client.post(address(world), {"slot": offers[0].key}).status_code == 302, "it takes no reason"


def test_where_no_day_suits_the_home_the_others_are_offered_and_take_a_reason(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    VisitHours.objects.create(home=world.home, weekday=6, from_time=time(10), until_time=time(14))
    (first, *_others) = offers_of(world, client)
    doubt = "The visit does not suit the home then, but: Sunday 10:00–14:00."
    assert doubt in client.get(address(world)).content.decode(), "said before the slot is taken"
    refused = client.post(address(world), {"slot": first.key})
    assert refused.status_code == 422
    assert doubt in refused.content.decode()
    assert client.post(address(world), {"slot": first.key, "reason": "Avtalt på telefon."}).status_code == 302


def test_without_anything_open_the_page_says_so(world: World, as_user: Any) -> None:
    world.child.birth_date = date(2008, 3, 11)
    world.child.save()
    assert (
        "Every visit owed in the coming year is planned or booked."
        in as_user(world.cast.leader).get(address(world)).content.decode()
    )


def test_where_all_is_planned_the_page_leads_to_another_slot_for_each(world: World, as_user: Any) -> None:
    days = [*(date(2026, month, 24) for month in (3, 6, 9, 12)), date(2027, 2, 24)]
    visits = [lay_visit(world, "supervision", day, status="planned", start=time(13)) for day in days]
    lay_visit(world, "supervision", date(2026, 6, 25), world.other_child, status="planned", home=world.other_home)
    page = as_user(world.cast.leader).get(address(world, track="supervision"))
    assert page.context["asked"] is None
    assert list(page.context["ahead"]) == visits
    assert all(reverse("slots_of_visit", args=[visit.pk]) in page.content.decode() for visit in visits)


def test_without_a_supervisor_the_page_says_so_and_leads_to_the_appointment(world: World, as_user: Any) -> None:
    world.child.supervision_appointments.all().delete()
    page = as_user(world.cast.leader).get(address(world, track="supervision"))
    assert "No supervisor is appointed." in page.content.decode()
    assert reverse("appointment_new", args=[world.child.pk]) in page.content.decode()


def test_the_same_number_of_queries_for_few_tours_and_many(world: World) -> None:
    counted = []
    for number in (2, 8):
        lay_many(world, number)
        Visit.objects.filter(status="planned").update(start=time(9))
        child = make_child(world.service, f"Q-{number}", care_municipality=world.municipality)
        place(child, make_home(world.service, f"Q {number}", municipality=world.municipality, point=world.point))
        wanted = asked_for(child, child.placements.get().home, "follow_up", today=TODAY)
        assert wanted is not None
        with CaptureQueriesContext(connection) as queries:
            best_slots(wanted)
        counted.append(len(queries))
        Visit.objects.all().delete()
        Child.objects.filter(reference__startswith="M-").delete()
    assert counted[0] == counted[1]
