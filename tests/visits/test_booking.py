"""Booking a visit: what is refused and where, what a reason can overrule, who may, what is traced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format

from fosterhomes.models import AuditEvent, Home, HomeHoliday, Placement, SupervisionAppointment, TravelTime
from tests.cast import TODAY, World
from visits.booking import Booking, check_booking
from visits.models import Visit

from .rows import lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

DAY = date(2026, 3, 18)
"""A Wednesday within the first window of follow-up, 1 January to 2 April."""


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def address(world: World, track: str = "follow_up") -> str:
    return f"{reverse('visit_book')}?child={world.child.pk}&track={track}"


def told(world: World, **values: Any) -> dict[str, Any]:
    values = {"children": [world.child.pk], "on_day": DAY, "start": "10:00", "minutes": 90, "announced": "on"} | values
    return {name: value for name, value in values.items() if value is not None}


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_the_contact_person_books_a_visit(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.caseworker).post(address(world), told(world, announced=None))
    visit = Visit.objects.get()
    assert answer.status_code == 302
    assert (visit.status, visit.on_day, visit.start, visit.minutes) == ("booked", DAY, time(10), 90)
    assert (visit.worker, visit.announced, list(visit.children.all())) == (
        world.cast.caseworker, False, [world.child],
    )  # fmt: skip
    events = AuditEvent.objects.filter(verb="visit.booked")
    assert {(event.object_type, event.by) for event in events} == {
        ("visits.visit", world.cast.caseworker),
        ("visits.visitchild", world.cast.caseworker),
    }


def test_the_supervisor_books_their_own_visit(world: World, as_user: Any) -> None:
    as_user(world.cast.supervisor).post(address(world, "supervision"), told(world))
    visit = Visit.objects.get()
    assert (visit.track, visit.supervisor, visit.worker) == ("supervision", world.supervisor, None)


def test_the_coordinator_says_who_goes(world: World, as_user: Any) -> None:
    client = as_user(world.cast.coordinator)
    assert errors(client.post(address(world), told(world))) == {"visitor": ["This field is required."]}
    client.post(address(world), told(world, visitor=world.cast.other_caseworker.pk))
    assert Visit.objects.get().worker == world.cast.other_caseworker


def away(world: World) -> None:
    HomeHoliday.objects.create(home=world.home, from_on=date(2026, 3, 16), until_on=date(2026, 3, 23))


def moved_out(world: World) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 15), end_reason="returned")


def other_track(world: World) -> None:
    lay_visit(world, "supervision", DAY, status="booked", start=time(9))


def same_hour(world: World) -> None:
    lay_visit(
        world, "follow_up", DAY, world.other_child, home=world.other_home, status="booked", start=time(11), minutes=60
    )


REFUSALS: list[tuple[Callable[[World], Any] | None, dict[str, Any], str, str]] = [
    (None, {"on_day": "2026-03-09"}, "on_day", "This time has passed. Record the visit if it was made."),
    (None, {"on_day": "2026-03-10", "start": "11:30"}, "on_day",
     "This time has passed. Record the visit if it was made."),
    (away, {}, "on_day", "The family is away from 16 March 2026 to 22 March 2026."),
    (moved_out, {}, "on_day", "Barn A-1 moves out on 15 March 2026."),
    (other_track, {}, "on_day", "Barn A-1 already has a visit on this day (supervision)."),
    (same_hour, {}, "start", "Caseworker has another visit from 11:00 to 12:00 that day."),
    (None, {"children": []}, "children", "Choose at least one child."),
    (None, {"minutes": "5"}, "minutes", "Ensure this value is greater than or equal to 15."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "values", "field", "sentence"), REFUSALS)
def test_what_is_refused_stands_at_its_field(
    world: World, as_user: Any, given: Any, values: dict[str, Any], field: str, sentence: str
) -> None:
    if given:
        given(world)
    before = Visit.objects.count()
    # A reason does not help: these are no warnings.
    answer = as_user(world.cast.caseworker).post(address(world), told(world, **values, reason="Vil ha det slik"))
    assert errors(answer) == {field: [sentence]}
    assert Visit.objects.count() == before
    assert f'value="{told(world, **values)["start"]}' in answer.content.decode()


def test_an_hour_right_after_another_visit_in_the_same_home_is_free(world: World, as_user: Any) -> None:
    same_hour(world)
    Visit.objects.update(home=world.home)
    assert as_user(world.cast.caseworker).post(address(world), told(world, start="12:00")).status_code == 302


WAYS = [
    ("12:00", "Caseworker needs 35 min to drive from Strandheim, and is free from 12:35."),
    ("12:30", "Caseworker needs 35 min to drive from Strandheim, and is free from 12:35."),
    ("12:35", ""),
    ("09:20", "Caseworker needs 1 h 20 min to drive to Strandheim, where the next visit begins at 11:00. This one must "
     "be over by 09:40."),
    ("08:10", ""),
    ("10:50", "Caseworker has another visit from 11:00 to 12:00 that day."),
]  # fmt: skip


@pytest.mark.parametrize(("start", "sentence"), WAYS)
def test_the_way_from_and_to_another_visit_is_counted(world: World, as_user: Any, start: str, sentence: str) -> None:
    """The ways there and back are set by hand, and differ: 80 minutes with the ferry against, 33 back."""
    same_hour(world)
    Home.objects.filter(pk=world.other_home.pk).update(point=world.far_point)
    for begin, end, minutes in ((world.far_point, world.point, 33), (world.point, world.far_point, 80)):
        TravelTime.objects.create(
            from_point=begin, to_point=end, minutes=minutes, metres=20000, source="by hand", measured_on=TODAY
        )
    answer = as_user(world.cast.caseworker).post(address(world), told(world, start=start))
    assert (errors(answer) == {"start": [sentence]}) if sentence else (answer.status_code == 302)


def test_to_and_from_a_protected_address_the_band_counts(world: World, as_user: Any) -> None:
    same_hour(world)
    Home.objects.filter(pk=world.other_home.pk).update(protected_address=True, address="", point=None, travel_band="60")
    client = as_user(world.cast.caseworker)
    found = errors(client.post(address(world), told(world, start="12:30")))
    assert found == {"start": ["Caseworker needs 1 h to drive from Strandheim, and is free from 13:00."]}
    assert client.post(address(world), told(world, start="13:00")).status_code == 302


def test_where_no_way_is_known_only_the_hour_itself_is_taken(world: World, as_user: Any) -> None:
    same_hour(world)
    Home.objects.filter(pk=world.other_home.pk).update(point=None)
    assert as_user(world.cast.caseworker).post(address(world), told(world, start="12:00")).status_code == 302


def test_a_home_of_another_service_is_not_named(world: World, as_user: Any) -> None:
    same_hour(world)
    Visit.objects.update(service=world.other_service)
    Home.objects.filter(pk=world.other_home.pk).update(point=world.far_point)
    (sentence,) = errors(as_user(world.cast.caseworker).post(address(world), told(world, start="12:00")))["start"]
    assert "Strandheim" not in sentence
    assert "another service's home" in sentence


def test_before_a_planned_stay_begins_is_refused_and_after_it_is_not(world: World) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(from_on=date(2026, 3, 20), planned=True)
    booking = Booking(DAY, time(10), 90, world.cast.caseworker, (world.child,))
    with pytest.raises(ValidationError) as refused:
        check_booking(booking, home=world.home, track="follow_up", reason="x", at=noon(TODAY))
    assert refused.value.message_dict == {"on_day": ["Barn A-1 moves in on 20 March 2026."]}
    later = replace(booking, on_day=date(2026, 3, 20))
    check_booking(later, home=world.home, track="follow_up", reason="", at=noon(TODAY))


def test_a_child_of_another_home_is_refused(world: World) -> None:
    booking = Booking(DAY, time(10), 90, world.cast.caseworker, (world.other_child,))
    with pytest.raises(ValidationError, match="does not live in this home"):
        check_booking(booking, home=world.home, track="follow_up", reason="x", at=noon(TODAY))


def test_a_supervisor_whose_appointment_ends_before_is_refused(world: World, as_user: Any) -> None:
    SupervisionAppointment.objects.update(until_on=date(2026, 3, 17), end_reason="Flyttar")
    found = errors(as_user(world.cast.supervisor).post(address(world, "supervision"), told(world)))
    assert found == {"on_day": ["Supervisor is not appointed for Barn A-1 on this day."]}


DOUBTS = [
    ("2026-04-06", "This is a public holiday (Easter Monday)."),
    ("2026-03-21", "This day is in a weekend."),
    ("2026-05-06", "The next visit to Barn A-1 is owed from 1 January 2026 to 2 April 2026."),
    ("2026-12-24", "This is the eve of a holiday."),
]


@pytest.mark.parametrize(("day", "sentence"), DOUBTS)
def test_what_speaks_against_a_day_takes_a_reason(world: World, as_user: Any, day: str, sentence: str) -> None:
    client = as_user(world.cast.caseworker)
    found = errors(client.post(address(world), told(world, on_day=day)))
    assert sentence in found["on_day"]
    assert found["reason"] == ["Write why it is to be booked on this day all the same."]
    assert client.post(address(world), told(world, on_day=day, reason="Familien ønskjer det")).status_code == 302
    assert AuditEvent.objects.get(verb="visit.booked", object_type="visits.visit").reason == "Familien ønskjer det"


CLOCKS = [
    ("2026-03-29", "02:30", "There is no such hour that day: the clock is put forward from 02:00 to 03:00."),
    ("2026-10-25", "02:30", "This hour comes twice that day: the clock is put back from 03:00 to 02:00."),
]


@pytest.mark.parametrize(("day", "start", "sentence"), CLOCKS)
def test_an_hour_that_is_skipped_or_comes_twice_is_refused(
    world: World, as_user: Any, day: str, start: str, sentence: str
) -> None:
    found = errors(
        as_user(world.cast.caseworker).post(address(world), told(world, on_day=day, start=start, reason="x"))
    )
    assert found == {"start": [sentence]}


def test_two_visitors_in_one_week_take_a_reason(world: World, as_user: Any) -> None:
    """Monday to Sunday, in both directions: the week of 18 March begins on the 16th."""
    other = lay_visit(world, "supervision", date(2026, 3, 16), status="booked")
    client = as_user(world.cast.caseworker)
    found = errors(client.post(address(world), told(world)))
    assert found["on_day"] == ["Barn A-1 meets somebody else in the same week (supervision, 16 March 2026)."]
    for day, status in (("2026-03-15", "booked"), ("2026-03-16", "cancelled")):
        Visit.objects.filter(pk=other.pk).update(on_day=day, status=status, reason="Sjuk.")
        assert client.post(address(world), told(world)).status_code == 302
        Visit.objects.filter(track="follow_up").delete()
    Visit.objects.filter(pk=other.pk).update(on_day="2026-03-20", status="planned", reason="")
    assert client.post(address(world), told(world, reason="Barnet ønskjer det")).status_code == 302


def test_a_second_booking_is_held_against_the_next_window(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 3, 12), status="booked")
    found = errors(as_user(world.cast.caseworker).post(address(world), told(world)))
    assert found["on_day"] == ["The next visit to Barn A-1 is owed from 3 April 2026 to 2 July 2026."]


def test_a_visit_that_is_moved_into_the_next_year_leaves_its_own_window_empty(
    world: World, as_user: Any, at_noon: Any
) -> None:
    at_noon.move_to(noon(date(2026, 11, 26)))
    for month in (3, 6, 9):
        lay_visit(world, "follow_up", date(2026, month, 15))
    visit = lay_visit(world, "follow_up", date(2026, 12, 15), status="planned", start=time(9))
    found = errors(
        as_user(world.cast.caseworker).post(
            reverse("visit_move", args=[visit.pk]), told(world, on_day="2027-01-20", start="09:00")
        )
    )
    assert found["on_day"] == ["The next visit to Barn A-1 is owed from 2 October 2026 to 31 December 2026."]


def test_a_planned_visit_is_moved_within_its_window_while_an_earlier_one_is_planned_too(
    world: World, as_user: Any
) -> None:
    lay_visit(world, "follow_up", date(2026, 3, 17), status="planned", start=time(9))
    later = lay_visit(world, "follow_up", date(2026, 5, 13), status="planned", start=time(9))
    page = reverse("visit_move", args=[later.pk])
    assert as_user(world.cast.caseworker).post(page, told(world, on_day="2026-05-20")).status_code == 302


def test_a_visit_that_is_late_can_be_booked_on_any_day(world: World, as_user: Any, at_noon: Any) -> None:
    at_noon.move_to(noon(date(2026, 4, 8)))
    answer = as_user(world.cast.caseworker).post(address(world), told(world, on_day="2026-04-15"))
    assert answer.status_code == 302


def test_a_booked_visit_is_moved_and_does_not_stand_in_its_own_way(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", DAY, status="booked", start=time(9))
    client, page = as_user(world.cast.caseworker), reverse("visit_move", args=[visit.pk])
    assert client.get(page).context["form"].initial["start"] == time(9)
    assert client.post(page, told(world, start="09:30")).status_code == 302
    visit.refresh_from_db()
    assert (visit.start, visit.status) == (time(9, 30), "booked")
    assert AuditEvent.objects.filter(verb="visit.moved").count() == 2


@pytest.mark.parametrize(("knows", "to_tell"), [({}, True), ({"family_knows": "on"}, False)])
def test_the_family_is_to_be_told_of_another_time_for_a_booked_visit_unless_it_knows(
    world: World, as_user: Any, knows: dict[str, str], to_tell: bool
) -> None:
    visit = lay_visit(world, "follow_up", DAY, status="booked", start=time(9))
    client, page = as_user(world.cast.caseworker), reverse("visit_move", args=[visit.pk])
    assert client.post(page, told(world, start="09:00") | {"announced": "on"}).status_code == 302
    visit.refresh_from_db()
    assert not visit.family_to_tell, "the time is the same"
    assert client.post(page, told(world, start="09:30") | {"announced": "on"} | knows).status_code == 302
    visit.refresh_from_db()
    assert visit.family_to_tell == to_tell


def test_booking_a_planned_visit_is_agreeing_it_with_the_family(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", DAY, status="planned", start=time(9), family_to_tell=True)
    client, page = as_user(world.cast.caseworker), reverse("visit_move", args=[visit.pk])
    assert "family_knows" not in client.get(page).context["form"].fields
    client.post(page, told(world, start="09:30") | {"announced": "on"})
    visit.refresh_from_db()
    assert (visit.status, visit.family_to_tell) == ("booked", False)


def test_a_planned_visit_becomes_booked(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", DAY, status="planned")
    as_user(world.cast.caseworker).post(reverse("visit_move", args=[visit.pk]), told(world))
    visit.refresh_from_db()
    assert (visit.start, visit.status) == (time(10), "booked")


def test_siblings_share_a_booking(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    as_user(world.cast.caseworker).post(address(world), told(world, children=[world.child.pk, sibling.pk]))
    assert set(Visit.objects.get().children.all()) == {world.child, sibling}


def test_a_visit_is_cancelled_with_a_reason(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", DAY, status="booked")
    client, page = as_user(world.cast.caseworker), reverse("visit_cancel", args=[visit.pk])
    assert date_format(DAY, "l j. F Y") in client.get(page).content.decode()
    assert errors(client.post(page, {"reason": ""})) == {"reason": ["This field is required."]}
    assert errors(client.post(page, {"reason": "  "})) == {"reason": ["This field is required."]}
    client.post(page, {"reason": "Sjukdom i heimen"})
    visit.refresh_from_db()
    assert (visit.status, visit.reason) == ("cancelled", "Sjukdom i heimen")
    assert AuditEvent.objects.get(verb="visit.cancelled", object_type="visits.visit").reason == "Sjukdom i heimen"
    assert client.get(page).status_code == 404
    assert client.get(reverse("visit_move", args=[visit.pk])).status_code == 404


WHO = [
    ("follow_up", "leader", 200), ("follow_up", "coordinator", 200), ("follow_up", "caseworker", 200),
    ("follow_up", "supervisor", 404), ("follow_up", "other_caseworker", 404), ("follow_up", "clerk", 404),
    ("follow_up", "on_call", 404), ("follow_up", "administrator", 404), ("follow_up", "other_service", 404),
    ("follow_up", "stranger", 404),
    ("supervision", "leader", 200), ("supervision", "supervisor", 200), ("supervision", "caseworker", 404),
    ("supervision", "clerk", 404), ("supervision", "other_service", 404),
]  # fmt: skip


@pytest.mark.parametrize(("track", "who", "status"), WHO)
def test_who_books_moves_and_cancels(world: World, as_user: Any, track: str, who: str, status: int) -> None:
    visit, client = lay_visit(world, track, DAY, status="booked"), as_user(getattr(world.cast, who))
    assert client.get(address(world, track)).status_code == status
    assert client.get(reverse("visit_move", args=[visit.pk])).status_code == status
    assert client.get(reverse("visit_cancel", args=[visit.pk])).status_code == status
