"""Driving, hours and mileage by person and month: from the tours that were made, at the rates of their day."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from fosterhomes.models import AuditEvent, Child, Home, Point, TravelTime
from tests.cast import TODAY, World
from visits.models import TravelDay, TravelRate, Visit

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

DAY = date(2026, 3, 3)
MONTH = "2026-03"


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def far(world: World) -> Home:
    """The world's home, moved 30 km and 40 minutes away from the office, by hand."""
    point = Point.objects.create(
        village="Austrheim", municipality=world.municipality, latitude="60.77", longitude="4.92"
    )
    for a, b in ((world.point, point), (point, world.point)):
        TravelTime.objects.create(from_point=a, to_point=b, minutes=40, metres=30400, source="by hand", measured_on=DAY)
    world.home.point = point
    world.home.save()
    return world.home


def claims_of(client: Any, month: str = MONTH) -> list[Any]:
    answer = client.get(reverse("travel"), {"month": month})
    assert answer.status_code == 200
    return list(answer.context["claims"])


def test_a_day_is_one_tour_with_its_kilometres_and_hours(world: World, as_user: Any, far: Home) -> None:
    lay_visit(world, "follow_up", DAY, start=time(9), minutes=90)
    lay_visit(world, "follow_up", DAY, world.other_child, home=world.other_home, start=time(12), minutes=60)
    (claim,) = claims_of(as_user(world.cast.leader))
    # Office to Austrheim and back: the other home lies where the office is.
    assert (claim.visits, len(claim.days), claim.kilometres) == (2, 1, 61)
    assert (claim.driving_minutes, claim.minutes) == (80, 230)
    assert claim.mileage == Decimal("323.30")
    assert claim.pay == 0


def test_a_supervisors_hours_are_paid_at_the_rate_of_their_day(world: World, as_user: Any, far: Home) -> None:
    for from_on, hour in ((date(2026, 1, 1), 24000), (date(2026, 3, 10), 30000)):
        TravelRate.objects.create(
            service=world.service, from_on=from_on, kilometre_ore=530, passenger_ore=100, hour_ore=hour, source="Vedtak"
        )
    lay_visit(world, "supervision", DAY, start=time(15), minutes=100)
    (claim,) = claims_of(as_user(world.cast.supervisor))
    assert (claim.minutes, claim.pay) == (180, Decimal("720.00"))


def test_only_what_was_made_or_tried_in_person_counts(world: World, as_user: Any, far: Home) -> None:
    lay_visit(world, "follow_up", DAY, status="booked", start=time(9))
    lay_visit(world, "follow_up", date(2026, 3, 4), in_person=False)
    lay_visit(world, "follow_up", date(2026, 3, 5), status="tried", reason="Ingen heime.")
    (claim,) = claims_of(as_user(world.cast.leader))
    assert [day.tour.on_day for day in claim.days] == [date(2026, 3, 5)]


def test_a_protected_address_gives_minutes_by_its_band_and_asks_for_the_kilometres(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(protected_address=True, point=None, address="", travel_band="60")
    lay_visit(world, "follow_up", DAY, start=time(9), minutes=90)
    client = as_user(world.cast.caseworker)
    (claim,) = claims_of(client)
    assert (claim.driving_minutes, claim.kilometres, claim.needs_kilometres) == (120, 0, 1)
    who = f"w{world.cast.caseworker.pk}"
    form = {"kilometres": "48", "passenger_kilometres": "24"}
    assert client.post(reverse("travel_day", args=[who, DAY.isoformat()]), form).status_code == 302
    (claim,) = claims_of(client)
    assert (claim.kilometres, claim.needs_kilometres, claim.mileage) == (48, 0, Decimal("278.40"))
    wrong = client.post(reverse("travel_day", args=[who, DAY.isoformat()]), form | {"kilometres": "9000"})
    assert wrong.status_code == 422
    assert TravelDay.objects.get().kilometres == 48


def test_everybody_sees_their_own_and_who_answers_for_the_service_sees_all(
    world: World, as_user: Any, far: Home
) -> None:
    lay_visit(world, "follow_up", DAY, start=time(9))
    lay_visit(world, "supervision", DAY, start=time(15))
    seen = {}
    for name, user in world.cast:
        answer = as_user(user).get(reverse("travel"), {"month": MONTH})
        if answer.status_code == 200:
            seen[name] = {claim.visitor[0] for claim in answer.context["claims"]}
    both = {"w", "s"}
    assert seen == {
        "leader": both, "coordinator": both, "clerk": both, "caseworker": {"w"}, "other_caseworker": set(),
        "supervisor": {"s"}, "other_service": set(),
    }  # fmt: skip
    theirs = reverse("travel_person", args=[f"w{world.cast.caseworker.pk}", MONTH])
    assert as_user(world.cast.other_caseworker).get(theirs).status_code == 404
    assert as_user(world.cast.caseworker).get(theirs).status_code == 200


def test_the_sheet_holds_no_home_and_no_child_and_is_written_down(world: World, as_user: Any, far: Home) -> None:
    world.cast.caseworker.name = "=cmd|' /C calc'!A0"
    world.cast.caseworker.save()
    lay_visit(world, "follow_up", DAY, start=time(9))
    client = as_user(world.cast.clerk)
    answer = client.post(reverse("travel_sheet"), {"month": MONTH})
    book = load_workbook(BytesIO(answer.content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    text = " ".join(str(cell.value) for cell in cells)
    assert world.child.name not in text
    assert far.name not in text
    assert not any(cell.data_type == "f" for cell in cells)
    assert "323.3" in text
    event = AuditEvent.objects.get(verb="travel.exported")
    assert (event.by, event.reason) == (world.cast.clerk, MONTH)
    assert as_user(world.cast.caseworker).post(reverse("travel_sheet"), {"month": MONTH}).status_code == 404


def test_the_leader_sets_rates_from_a_day_on(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    page = client.get(reverse("travel_rates")).content.decode()
    assert "530" in page
    form = {"from_on": "2026-03-01", "kilometre_ore": 540, "passenger_ore": 100, "hour_ore": "", "source": "Særavtale"}
    assert client.post(reverse("travel_rates"), form).status_code == 302
    twice = client.post(reverse("travel_rates"), form)
    assert twice.status_code == 422
    assert "There are rates from this day already." in twice.content.decode()
    assert as_user(world.cast.coordinator).get(reverse("travel_rates")).status_code == 404


def test_the_page_names_each_rate_of_the_month_and_none_of_the_next(world: World, as_user: Any) -> None:
    for from_on, ore in ((date(2026, 3, 15), 600), (date(2026, 4, 1), 700)):
        TravelRate.objects.create(
            service=world.service,
            from_on=from_on,
            kilometre_ore=ore,
            passenger_ore=100,
            hour_ore=30000,
            source="Vedtak",
        )
    page = as_user(world.cast.leader).get(reverse("travel"), {"month": "2026-03"})
    assert [rate.kilometre_ore for rate in page.context["rates"]] == [530, 600]
    assert "From 15 March: 600 øre and 100 øre (Vedtak)." in page.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "1"])
def test_a_month_that_is_none(world: World, as_user: Any, month: str) -> None:
    client = as_user(world.cast.leader)
    assert client.get(reverse("travel"), {"month": month}).status_code == 200
    assert client.get(reverse("travel_person", args=["w1", month])).status_code == 404
    assert client.get(reverse("travel_person", args=["q1", MONTH])).status_code == 404


def test_the_same_number_of_queries_for_few_and_many(world: World, as_user: Any) -> None:
    client, counted = as_user(world.cast.leader), []
    for number in (2, 9):
        lay_many(world, number)
        with CaptureQueriesContext(connection) as queries:
            assert len(claims_of(client, "2026-01")) == 2
        counted.append(len(queries))
        Visit.objects.all().delete()
        Child.objects.filter(reference__startswith="M-").delete()
    assert counted[0] == counted[1]
