"""Why not the others: what keeps many homes away is said once, the nearest to fitting first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Home, Kin
from matching.candidates import Candidates
from matching.ruled_out import Alike, Section
from matching.shortlist import shortlist_of
from tests.cast import TODAY, World, make_home


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def near(world: World) -> Any:
    """Return what registers a home near the waiting child, who is eleven; in the cast's own homes no place is free."""
    Home.objects.update(places=1)

    def register(name: str, **values: Any) -> Home:
        return make_home(world.service, name, municipality=world.municipality, point=world.point, **values)

    return register


def sections(world: World) -> list[Section]:
    candidates = Candidates(world.service.pk, TODAY)
    group = candidates.group_of(world.waiting_child)
    assert group
    return shortlist_of(candidates, group).why_not


def homes_of(alike: Alike) -> list[str]:
    return [line.row.candidate.home.name for line in alike.lines]


def test_homes_that_the_same_rule_keeps_away_with_the_same_cure_are_said_once(world: World, near: Any) -> None:
    first, another_kind = sections(world)
    (full,) = first.groups
    assert (homes_of(full), full.differ) == (["Fjellheim", "Strandheim"], False)
    assert [(said.text, said.cure) for said in full.shared] == [
        ("No place is free.", "A place would have to come free.")
    ]
    assert (another_kind.homes, len(another_kind.groups)) == (1, 1)


def test_what_is_a_homes_own_number_or_day_stays_beside_it_the_nearest_first(world: World, near: Any) -> None:
    for name, youngest in (("Sekstenheim", 16), ("Femtenheim", 15), ("Tolvheim", 12), ("Trettenheim", 13)):
        near(name, youngest_age=youngest)
    ages = sections(world)[0].groups[0]
    assert homes_of(ages) == ["Tolvheim", "Trettenheim", "Femtenheim", "Sekstenheim"]
    assert [said.cure for said in ages.shared] == ["Ask whether the family could take a child of 11."]
    assert [said.text for line in ages.lines[:2] for said in line.own] == [
        "Takes 12 to 17 years; here it would be 11.",
        "Takes 13 to 17 years; here it would be 11.",
    ]
    assert ([len(ages.first), len(ages.rest)]) == [3, 1]


def test_what_is_nearest_to_fitting_stands_first_and_what_nothing_mends_last(world: World, near: Any) -> None:
    near("Snartheim", free_from=date(2026, 12, 3))
    near("Dobbeltheim", youngest_age=12, free_from=date(2026, 12, 3))
    found = sections(world)
    assert [(section.name, section.homes) for section in found] == [
        ("One thing is in the way", 3),
        ("Two things are in the way", 1),
        ("Another kind of home, or kept away by decision", 1),
    ]
    assert [homes_of(alike) for alike in found[0].groups] == [["Snartheim"], ["Fjellheim", "Strandheim"]]


def test_a_home_of_another_kind_names_what_else_is_in_the_way_without_its_cure(world: World, near: Any) -> None:
    near("Avlastheim", kind="emergency", youngest_age=15)
    another_kind = sections(world)[-1]
    (alike,) = another_kind.groups
    assert {line.row.candidate.home.name: line.also for line in alike.lines} == {
        "Avlastheim": ["Ages"],
        "Nattheim": [],
    }


def test_the_page_has_every_home_with_its_call_and_a_leaders_exception(world: World, as_user: Any, near: Any) -> None:
    far = near("Sekstenheim", youngest_age=16)
    Kin.objects.create(
        child=world.waiting_child, name="Tante", relation="aunt_uncle", assessed_on=TODAY, assessment="Har ikkje plass."
    )
    page = as_user(world.cast.leader).get(reverse("shortlist", args=[world.waiting_child.pk])).content.decode()
    for home in (far, world.home, world.other_home, world.emergency_home):
        assert page.count(reverse("call", args=[world.waiting_child.pk, home.pk])) == 1
    assert reverse("exception_new", args=[world.waiting_child.pk, far.pk]) in page
    assert "<strong>2 homes:</strong>" in page
    assert page.count("A place would have to come free.") == 1
