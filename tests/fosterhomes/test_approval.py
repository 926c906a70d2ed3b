"""What stands in the way of approving a home: the rules on plain values, and the list on the home's page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.approval import hindrances, papers_of
from fosterhomes.approval_rules import Adult, Papers, obstacles
from fosterhomes.models import (
    Approval,
    ApprovalStep,
    Home,
    HomeMember,
    Letter,
    PoliceCertificate,
    Training,
)
from tests.cast import TODAY, World, access, make_home, place

READY = Papers(
    "ordinary", trained=True, adults=(Adult(1, True, "seen", True),), talked_on=TODAY, visited_on=TODAY
)  # fmt: skip


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def codes(**values: Any) -> list[str]:
    return [found.code for found in obstacles(Papers(**(vars(READY) | values)), TODAY)]


def test_each_paper_that_is_missing_is_named() -> None:
    assert codes() == []
    assert codes(trained=False) == ["training"]
    assert codes(talked_on=None, visited_on=None) == ["talk", "visit"]
    assert codes(adults=()) == ["carer"]
    grown = (Adult(1, True, "old", False), Adult(2, False, "none", False))
    assert codes(adults=grown) == ["certificate_old", "health", "certificate"]
    assert codes(unapproved=(7, 8)) == ["approval", "approval"]


def test_a_relief_home_is_no_foster_home_but_its_adults_show_certificates() -> None:
    bare = {"trained": False, "talked_on": None, "adults": (Adult(1, True, "none", False),)}
    assert codes(kind="relief", elsewhere=True, **bare) == ["certificate"]


def test_the_other_municipality_is_asked_within_the_last_year_and_has_answered() -> None:
    assert codes(elsewhere=True) == ["not_asked"]
    assert codes(elsewhere=True, asked_on=TODAY) == ["not_answered"]
    assert codes(elsewhere=True, asked_on=TODAY, answered_on=TODAY) == []
    long_ago = date(2025, 3, 9)
    assert codes(elsewhere=True, asked_on=long_ago, answered_on=long_ago) == ["not_asked"]
    assert codes(elsewhere=True, settled=True) == []


def test_the_homes_page_lists_what_is_missing_with_a_way_to_cure_it(world: World, as_user: Any) -> None:
    home = make_home(world.service, "Nyheim", municipality=world.other_municipality)
    kari = HomeMember.objects.create(home=home, name="Kari", relation="carer", from_on=TODAY)
    place(world.waiting_child, home, from_on=date(2026, 4, 1), planned=True)
    client = as_user(world.cast.coordinator)
    page = client.get(reverse("home", args=[home.pk])).content.decode()
    for said in (
        "No police certificate is seen for Kari.", "No health declaration is seen for Kari.",
        "No basic training is registered.", "No conversation with the family", "No visit to the home",
        "Sogndal has not been asked", f"The home is not approved for {world.waiting_child.name}.",
    ):  # fmt: skip
        assert said in page, said
    health = f"{reverse('home_part_new', args=[home.pk, 'steps'])}?member={kari.pk}&amp;kind=health"
    assert health in page
    opened = client.get(health.replace("&amp;", "&")).context["panel"].form
    assert (str(opened["member"].value()), opened["kind"].value()) == (str(kari.pk), "health")
    for link in hindrances(Home.objects.get(pk=home.pk), access(world.cast.coordinator)):
        assert client.get(link.url).status_code == 200, link


def test_when_everything_is_there_nothing_stands_in_the_way(world: World, as_user: Any) -> None:
    home = make_home(world.service, "Klarheim", municipality=world.other_municipality)
    kari = HomeMember.objects.create(home=home, name="Kari", relation="carer", from_on=TODAY)
    place(world.waiting_child, home, from_on=date(2026, 4, 1), planned=True)
    PoliceCertificate.objects.create(home=home, member=kari, issued_on=TODAY, seen_on=TODAY)
    Training.objects.create(home=home, course="solid", completed_on=TODAY)
    for kind, member in (("talk", None), ("visit", None), ("health", kari)):
        ApprovalStep.objects.create(home=home, kind=kind, member=member, done_on=TODAY)
    Letter.objects.create(
        home=home, municipality=home.municipality, kind="request", language="nn", text="x", written_on=TODAY,
        written_by=world.cast.leader, sent_on=TODAY, answered_on=TODAY, answer="Ingenting.",
    )  # fmt: skip
    Approval.objects.create(home=home, child=world.waiting_child, approved_on=TODAY)
    page = as_user(world.cast.coordinator).get(reverse("home", args=[home.pk])).content.decode()
    assert "Nothing stands in the way." in page


def test_the_papers_of_many_homes_take_as_many_queries_as_those_of_one(
    world: World, django_assert_num_queries: Any
) -> None:
    homes = list(Home.objects.filter(service=world.service).select_related("municipality"))
    assert len(homes) == 3
    for group in (homes[:1], homes):
        with django_assert_num_queries(8):
            papers_of(group, TODAY)


def test_who_only_reaches_the_home_at_night_does_not_read_its_papers(world: World, as_user: Any) -> None:
    page = as_user(world.cast.on_call).get(reverse("home", args=[world.emergency_home.pk])).content.decode()
    assert "What stands in the way" not in page
