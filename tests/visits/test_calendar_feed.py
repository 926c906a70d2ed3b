"""Visits in people's own calendar programs: what the feed says and never says, and how its address ends."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Component

from fosterhomes.models import AuditEvent, Duty
from tests.cast import TODAY, World
from visits.models import CalendarFeed, Visit

from .rows import OSLO, lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def subscribe(client: Any, language: str = "en") -> str:
    page = client.post(reverse("calendar_subscription"), {"language": language})
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert page.context["address"] in page.content.decode()
    return str(page.context["address"]).removeprefix("http://testserver")


def read(address: str) -> Calendar:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def only(calendar: Calendar) -> Component:
    (event,) = calendar.walk("VEVENT")
    return event


@pytest.fixture
def booked(world: World) -> Visit:
    return lay_visit(world, "follow_up", date(2026, 3, 18), status="booked", start=time(10))


def test_the_feed_is_read_without_log_in_and_says_no_more_than_it_may(
    world: World, as_user: Any, booked: Visit
) -> None:
    lay_visit(world, "supervision", date(2026, 3, 20), status="booked", start=time(9))
    address = subscribe(as_user(world.cast.caseworker))
    event = only(read(address))
    assert (event["SUMMARY"], event["LOCATION"]) == ("Follow-up visit, Knarvik", "Knarvik")
    assert event["UID"] == f"visit-{booked.pk}@fosterhomes"
    assert event["URL"] == f"http://testserver/visits/{booked.pk}/"
    assert event.decoded("DTSTART") == datetime(2026, 3, 18, 10, tzinfo=OSLO)
    assert event.decoded("DTEND") == datetime(2026, 3, 18, 11, 30, tzinfo=OSLO)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    text = Client().get(address).content.decode().replace("\r\n ", "")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    for secret in (world.child.name, "A-1", "2014", world.home.name, world.home.address, world.home.phone):
        assert secret not in text, secret


def test_of_a_protected_address_not_even_the_village_is_told(world: World, as_user: Any, booked: Visit) -> None:
    address = subscribe(as_user(world.cast.caseworker))
    sibling = lay_sibling(world, protected_address=True)
    booked.visit_children.create(child=sibling)
    assert only(read(address))["SUMMARY"] == "Follow-up visit"
    booked.visit_children.filter(child=sibling).delete()
    world.home.protected_address, world.home.address, world.home.point = True, "", None
    world.home.save()
    event = only(read(address))
    assert event["SUMMARY"] == "Follow-up visit"
    assert "LOCATION" not in event


def test_a_change_has_a_higher_number_and_a_cancelled_visit_says_so(world: World, as_user: Any, booked: Visit) -> None:
    client = as_user(world.cast.caseworker)
    address = subscribe(client)
    first = only(read(address))
    with time_machine.travel(noon(TODAY) + timedelta(hours=1), tick=False):
        told = {"day": "2026-03-19", "start": "12:00", "was_day": "2026-03-18", "was_start": "10:00"}
        assert client.post(reverse("calendar_move", args=[booked.pk]), told).status_code == 200
        second = only(read(address))
        client.post(reverse("visit_cancel", args=[booked.pk]), {"reason": "Sjukdom i heimen"})
        third = only(read(address))
    assert first["UID"] == second["UID"] == third["UID"]
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
    assert first.decoded("LAST-MODIFIED") < second.decoded("LAST-MODIFIED")
    assert (third["STATUS"], third["SUMMARY"]) == ("CANCELLED", "Follow-up visit, Knarvik (cancelled)")
    assert "Sjukdom" not in str(third)


def test_hours_are_right_on_both_sides_of_the_clock_change(world: World, as_user: Any) -> None:
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 26)):
        lay_visit(world, "follow_up", day, status="planned", start=time(10))
    lay_visit(world, "follow_up", date(2026, 10, 27), status="planned")
    calendar = read(subscribe(as_user(world.cast.caseworker)))
    (zone,) = calendar.walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    starts = [event.decoded("DTSTART") for event in calendar.walk("VEVENT")]
    assert starts.pop() == date(2026, 10, 27)
    assert [start.astimezone(UTC).hour for start in starts] == [9, 8, 8, 9]
    # A program that knows no zones reckons by the rule in the file, and comes to the same.
    assert [start.replace(tzinfo=own).utcoffset() for start in starts] == [start.utcoffset() for start in starts]
    assert {event["DTSTART"].params.get("TZID") for event in calendar.walk("VEVENT")} == {"Europe/Oslo", None}
    assert {str(event["STATUS"]) for event in calendar.walk("VEVENT")} == {"TENTATIVE"}


def test_it_speaks_the_persons_language_and_is_the_same_until_something_changes(
    world: World, as_user: Any, booked: Visit
) -> None:
    address = subscribe(as_user(world.cast.caseworker), "nn")
    answer = Client().get(address, headers={"accept-language": "en"})
    assert "SUMMARY;LANGUAGE=nn:Oppfølgingsbesøk\\, Knarvik" in answer.content.decode()
    again = Client().get(address, headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    booked.start = time(11)
    booked.save()
    assert Client().get(address, headers={"if-none-match": answer.headers["ETag"]}).status_code == 200


def test_an_address_ends_when_it_is_renewed_or_taken_back_or_the_duty_ends(world: World, as_user: Any) -> None:
    client = as_user(world.cast.supervisor)
    first = subscribe(client)
    second = subscribe(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    held = Duty.objects.filter(user=world.cast.supervisor)
    held.update(until_on=TODAY)
    assert Client().get(second).status_code == 404
    held.update(until_on=None)
    client.post(reverse("calendar_revoke"))
    gone, unknown = Client().get(second), Client().get(reverse("calendar_feed", args=["x" * 43]))
    assert gone.status_code == unknown.status_code == 404
    assert (gone.content, gone.headers) == (unknown.content, unknown.headers)
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("calendarfeed")] == [
        "calendarfeed.made", "calendarfeed.renewed", "calendarfeed.revoked",
    ]  # fmt: skip


def test_the_token_is_stored_nowhere_and_in_no_log(world: World, as_user: Any, caplog: Any) -> None:
    address = subscribe(as_user(world.cast.caseworker))
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert token not in f"{feed.token_hash} {list(AuditEvent.objects.values())}"
    as_user(world.cast.caseworker).post(reverse("calendar_revoke"))
    with caplog.at_level(logging.INFO):
        Client().get(address)
    (handler,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    lines = [handler.format(record) for record in caplog.records]
    assert any("/calendar/feed/…" in line for line in lines)
    assert token not in "".join(lines)


def test_who_may_have_an_address(world: World, as_user: Any) -> None:
    may = {"leader", "coordinator", "caseworker", "other_caseworker", "supervisor", "other_service"}
    for name, user in world.cast:
        assert as_user(user).get(reverse("calendar_subscription")).status_code == (200 if name in may else 404), name
    assert as_user(world.cast.leader).post(reverse("calendar_subscription"), {"language": "xx"}).status_code == 422


def test_one_visit_is_taken_out_as_a_file_by_who_sees_it(world: World, as_user: Any, booked: Visit) -> None:
    for name, user in world.cast:
        answer = as_user(user).get(reverse("visit_file", args=[booked.pk]))
        sees = name in {"leader", "coordinator", "caseworker", "clerk"}
        assert answer.status_code == (200 if sees else 404), name
        if sees:
            assert only(Calendar.from_ical(answer.content))["UID"] == f"visit-{booked.pk}@fosterhomes"
            assert world.child.name not in answer.content.decode()
