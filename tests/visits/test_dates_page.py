"""The list of dates that bind, its section on the page *Due*, and registering that one was met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Placement, SiblingGroup
from tests.cast import World, make_child, make_home, place
from visits.models import DateMet, VisitSettings

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def in_march() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def rows_of(client: Any, **query: Any) -> set[tuple[str, str, str]]:
    page = client.get(reverse("dates"), query)
    assert page.status_code == 200
    return {(row.name, row.deadline.code, row.deadline.last_on.isoformat()) for row in page.context["page"]}


LATE_A1 = {
    ("Barn A-1", "approval", "2024-02-01"),
    ("Barn A-1", "agreement_review", "2025-02-01"),
    ("Barn A-1", "first_follow_up", "2024-03-02"),
    ("Barn A-1", "first_supervision", "2024-03-02"),
}


def test_a_caseworker_sees_the_dates_of_own_children_alone(world: World, as_user: Any) -> None:
    assert rows_of(as_user(world.cast.caseworker), show="late") == LATE_A1


def test_a_leader_sees_the_service_and_its_homes(world: World, as_user: Any) -> None:
    found = rows_of(as_user(world.cast.leader))
    assert found > LATE_A1
    assert ("Barn A-2", "supervisor", "2024-03-02") in found
    assert {name for name, code, _ in found if code == "vacancy"} == {"Fjellheim", "Strandheim", "Nattheim"}
    assert not {name for name, *_ in found} & {"Barn S-1", "Lusterheim"}


@pytest.mark.parametrize("who", ["supervisor", "on_call", "administrator", "stranger"])
def test_others_find_no_page(world: World, as_user: Any, who: str) -> None:
    client = as_user(getattr(world.cast, who))
    assert client.get(reverse("dates")).status_code == 404
    assert client.get(reverse("date_met", args=[world.placement.pk, "agreement_reviewed"])).status_code == 404


@pytest.mark.parametrize("who", ["leader", "coordinator", "clerk", "caseworker", "other_caseworker"])
def test_every_button_leads_to_a_page_that_opens(world: World, as_user: Any, who: str) -> None:
    client = as_user(getattr(world.cast, who))
    rows = list(client.get(reverse("dates")).context["page"])
    addresses = {row.address for row in rows if row.address}
    assert addresses
    assert {client.get(address).status_code for address in addresses} == {200}
    reviews = [row for row in rows if row.deadline.code == "agreement_review"]
    assert all(bool(row.address) == (who != "clerk") for row in reviews)


def test_a_visit_since_moving_in_meets_the_first_visit(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2024, 1, 20))  # before the child moved in
    lay_visit(world, "supervision", date(2024, 5, 1))
    codes = {code for name, code, _ in rows_of(as_user(world.cast.caseworker))}
    assert "first_follow_up" in codes
    assert "first_supervision" not in codes


def test_the_services_own_days_count(world: World, as_user: Any) -> None:
    VisitSettings.objects.create(service=world.service, first_visit_days=10, aftercare_age=15)
    found = rows_of(as_user(world.cast.caseworker))
    assert ("Barn A-1", "first_follow_up", "2024-02-11") in found
    assert ("Barn A-1", "aftercare", "2029-05-17") in found


def test_siblings_who_live_apart_are_one_date(world: World, as_user: Any) -> None:
    group = SiblingGroup.objects.create(
        service=world.service, together=False, why_split="Too much to carry.", reassess_on=date(2026, 3, 1)
    )
    Child.objects.filter(pk__in=[world.child.pk, world.other_child.pk]).update(sibling_group=group)
    found = [row for row in rows_of(as_user(world.cast.leader)) if row[1] == "siblings"]
    assert found == [("Barn A-1", "siblings", "2026-03-01")]


def test_the_page_due_shows_what_presses_most_with_its_source(world: World, as_user: Any) -> None:
    text = as_user(world.cast.caseworker).get(reverse("due")).content.decode()
    assert "4 other dates are late, 0 come within 60 days." in text
    assert "At least once a year, FF § 7" in text
    assert 'id="dates"' not in as_user(world.cast.supervisor).get(reverse("due")).content.decode()


def test_a_review_is_registered_and_the_date_moves_a_year(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    address = reverse("date_met", args=[world.placement.pk, "agreement_reviewed"])
    assert client.post(address, {"on_day": "2026-03-09", "note": ""}).status_code == 302
    assert ("Barn A-1", "agreement_review", "2027-03-09") in rows_of(client)
    event = AuditEvent.objects.get(verb="date.agreement_reviewed")
    assert (event.child, event.home, event.by) == (world.child, world.home, world.cast.caseworker)


@pytest.mark.parametrize(
    ("on_day", "why"),
    [("2026-03-11", "has not come yet"), ("2024-01-31", "did not live there"), ("", "required")],
)
def test_a_day_that_cannot_be_is_refused_at_the_field(world: World, as_user: Any, on_day: str, why: str) -> None:
    address = reverse("date_met", args=[world.placement.pk, "agreement_reviewed"])
    page = as_user(world.cast.caseworker).post(address, {"on_day": on_day, "note": "kept"})
    assert page.status_code == 422
    assert why in str(page.context["form"].errors["on_day"])
    assert "kept" in page.content.decode()


def test_the_same_day_twice_is_refused(world: World, as_user: Any) -> None:
    DateMet.objects.create(placement=world.placement, kind="agreement_reviewed", on_day=TODAY)
    address = reverse("date_met", args=[world.placement.pk, "agreement_reviewed"])
    page = as_user(world.cast.leader).post(address, {"on_day": "2026-03-10"})
    assert "already registered" in str(page.context["form"].errors["on_day"])


def test_a_mistake_is_taken_back_with_its_reason(world: World, as_user: Any) -> None:
    met = DateMet.objects.create(placement=world.placement, kind="agreement_reviewed", on_day=TODAY)
    client, address = as_user(world.cast.leader), reverse("date_remove", args=[met.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Wrong child."}).status_code == 302
    assert not DateMet.objects.exists()
    assert AuditEvent.objects.get(verb="date.removed").reason == "Wrong child."


def test_a_colleague_may_not_register_for_a_child_that_is_not_theirs(world: World, as_user: Any) -> None:
    address = reverse("date_met", args=[world.placement.pk, "agreement_reviewed"])
    assert as_user(world.cast.other_caseworker).post(address, {"on_day": "2026-03-09"}).status_code == 404
    assert as_user(world.cast.leader).get(reverse("date_met", args=[world.placement.pk, "nonsense"])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_children(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("dates")).status_code == 200
        return len(asked)

    lay_many(world, 2)
    few = queries()
    for number in range(8):
        child = make_child(world.service, f"N-{number}", care_municipality=world.municipality)
        place(child, make_home(world.service, f"N{number}", municipality=world.municipality), from_on=date(2025, 1, 1))
    assert queries() == few


def test_the_six_weeks_run_from_the_day_of_the_decision_and_over_every_home_under_it(
    world: World, as_user: Any
) -> None:
    emergency = {"legal_ground": "emergency"}
    first = place(world.waiting_child, world.emergency_home, from_on=date(2026, 2, 10), **emergency)
    client = as_user(world.cast.leader)
    assert ("Barn A-3", "emergency_order", "2026-03-24") in rows_of(client)
    page = client.get(reverse("dates"), {"rule": "emergency_order"})
    assert "Six weeks from moving in, for the day of the decision is not registered" in page.content.decode()
    assert reverse("placement_order", args=[first.pk]) in page.content.decode()
    Placement.objects.filter(pk=first.pk).update(
        emergency_order_on=date(2026, 2, 8), until_on=date(2026, 3, 1), end_reason="moved_home"
    )
    second = place(world.waiting_child, world.other_home, from_on=date(2026, 3, 1), **emergency)
    assert ("Barn A-3", "emergency_order", "2026-03-22") in rows_of(client)
    DateMet.objects.create(placement=first, kind="case_sent", on_day=date(2026, 2, 20))
    assert "emergency_order" not in {code for _name, code, _day in rows_of(client)}
    # Another order, of its own day, has six weeks of its own.
    Placement.objects.filter(pk=second.pk).update(emergency_order_on=date(2026, 3, 2))
    assert ("Barn A-3", "emergency_order", "2026-04-13") in rows_of(client)
