"""The figures of the status report: what each counts, who may see them, and the names behind them."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.demo.places import ALVER
from fosterhomes.figures import LABELS, Figures, figures_of
from fosterhomes.models import Child, Placement, Service, Wait
from tests.cast import TODAY, World, make_child, make_home, place

REPORTS = {"leader", "clerk", "other_service"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def names(world: World, key: str, on: date = TODAY) -> set[Child]:
    return set(Figures(world.service.pk, on).children(key))


def add(world: World, reference: str, kind: str = "ordinary", **values: Any) -> Child:
    """Place a new own child in a new home of that kind."""
    child = make_child(world.service, reference, care_municipality=world.municipality)
    home = make_home(world.service, f"Heim {reference}", municipality=world.municipality, point=world.point, kind=kind)
    place(child, home, **values)
    return child


def test_a_small_register_is_counted_by_hand(world: World) -> None:
    assert figures_of(world.service, TODAY) == dict.fromkeys(LABELS, 0) | {
        "foster_children": 2, "ordinary": 2, "under_supervision": 2, "waiting_for_measure": 1,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["ordinary", "specialised", "kinship"])
def test_a_foster_child_is_counted_with_its_kind_of_home(world: World, kind: str) -> None:
    child = add(world, "A-9", kind)
    assert child in names(world, "foster_children")
    assert [key for key in ("ordinary", "specialised", "kinship") if child in names(world, key)] == [kind]


@pytest.mark.parametrize("kind", ["emergency", "relief", "particular_conditions"])
def test_a_child_in_another_kind_of_home_is_no_foster_child_of_the_report(world: World, kind: str) -> None:
    child = add(world, "A-9", kind)
    assert child not in names(world, "foster_children")
    assert (child in names(world, "emergency")) == (kind == "emergency")


def test_the_kind_is_what_the_home_was_when_the_child_moved_in(world: World) -> None:
    world.home.kind = "specialised"
    world.home.save()
    assert world.child in names(world, "ordinary")


def test_another_services_child_counts_for_supervision_alone(world: World) -> None:
    child = make_child(world.service, "B-1", care_municipality=world.other_municipality)
    place(child, make_home(world.service, "Heim B", municipality=world.municipality))
    assert child in names(world, "under_supervision")
    assert child not in names(world, "foster_children")


def test_an_own_child_elsewhere_is_supervised_there(world: World) -> None:
    child = make_child(world.service, "B-1", care_municipality=world.municipality)
    place(child, make_home(world.service, "Heim B", municipality=world.other_municipality))
    assert child in names(world, "foster_children")
    assert child not in names(world, "under_supervision")


def test_an_agreement_moves_the_supervision_from_its_day(world: World) -> None:
    child = make_child(world.service, "B-1", care_municipality=world.other_municipality)
    home = make_home(world.service, "Heim B", municipality=world.municipality)
    place(child, home, supervision_moved_on=date(2025, 6, 1))
    assert child in names(world, "under_supervision", date(2025, 5, 31))
    assert child not in names(world, "under_supervision", date(2025, 6, 1))


def test_on_the_eighteenth_birthday_a_child_is_counted_no_more(world: World) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=date(2008, 3, 11))
    assert world.child in names(world, "foster_children", date(2026, 3, 10))
    assert world.child not in names(world, "foster_children", date(2026, 3, 11))
    assert world.child not in names(world, "under_supervision", date(2026, 3, 11))


def test_aftercare_is_in_a_foster_home_or_in_own_housing(world: World) -> None:
    grown = {"birth_date": date(2006, 1, 1), "care_municipality": world.municipality}
    at_home, alone = (make_child(world.service, reference, **grown) for reference in ("E-1", "E-2"))
    place(at_home, world.home, legal_ground="aftercare")
    Placement.objects.create(child=alone, setting="own_housing", legal_ground="aftercare", from_on=date(2024, 2, 1))
    assert names(world, "aftercare") == {at_home, alone}
    assert names(world, "aftercare_in_foster_homes") == {at_home}
    assert not {at_home, alone} & names(world, "foster_children")


def test_a_child_in_an_institution_is_counted_there(world: World) -> None:
    child = make_child(world.service, "I-1", care_municipality=world.municipality)
    Placement.objects.create(
        child=child, setting="institution", place_name="Tunet", legal_ground="care_order", from_on=date(2026, 1, 1)
    )
    assert names(world, "institution") == {child}


def test_a_planned_placement_is_not_counted_before_the_child_has_moved_in(world: World) -> None:
    child = add(world, "A-9", planned=True, from_on=date(2026, 3, 1))
    assert child not in names(world, "foster_children")


def test_whoever_has_left_counts_until_the_day_before(world: World) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 1), end_reason="returned")
    assert world.child in names(world, "foster_children", date(2026, 2, 28))
    assert world.child not in names(world, "foster_children", date(2026, 3, 1))


def test_a_search_that_has_ended_is_no_longer_waiting(world: World) -> None:
    Wait.objects.filter(pk=world.wait.pk).update(until_on=TODAY, outcome="fann heim")
    assert names(world, "waiting_for_measure") == set()


def test_only_leader_and_clerk_open_the_page(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("figures")).status_code
        assert status == (200 if name in REPORTS else 404), name


def test_the_page_counts_on_the_chosen_day_and_links_to_the_names(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    page = client.get(reverse("figures")).content.decode()
    assert f'href="?on={TODAY}&amp;names=foster_children#names"' in page
    assert "Barn A-1" not in page
    page = client.get(reverse("figures"), {"on": "2024-01-31"}).content.decode()
    assert "names=foster_children" not in page


def test_the_names_are_those_of_the_figure_and_of_the_own_service(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    page = client.get(reverse("figures"), {"on": str(TODAY), "names": "foster_children"}).content.decode()
    assert reverse("child", args=[world.child.pk]) in page
    assert "Barn A-2" in page
    assert "Barn A-3" not in page
    assert "Barn S-1" not in page


def test_another_service_counts_its_own(world: World, as_user: Any) -> None:
    page = as_user(world.cast.other_service).get(reverse("figures"), {"names": "foster_children"}).content.decode()
    assert "Sogn barnevern" in page
    assert "Barn S-1" in page
    assert "Barn A-1" not in page


def test_in_the_demo_one_sentence_says_which_table_is_reproduced(world: World, as_user: Any, settings: Any) -> None:
    settings.DEMO = True
    Service.objects.update(demo_on=TODAY)
    Service.objects.filter(pk=world.service.pk).update(name=ALVER)
    sentence = "the figures that Alver published for 25 October 2021"
    assert sentence in as_user(world.cast.leader).get(reverse("figures")).content.decode()
    assert sentence not in as_user(world.cast.other_service).get(reverse("figures")).content.decode()
    settings.DEMO = False
    assert sentence not in as_user(world.cast.leader).get(reverse("figures")).content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "i går", ""])
def test_a_day_that_is_none_is_answered_at_the_field(world: World, as_user: Any, day: str) -> None:
    answer = as_user(world.cast.leader).get(reverse("figures"), {"on": day})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_an_unknown_figure_is_not_there(world: World, as_user: Any) -> None:
    assert as_user(world.cast.leader).get(reverse("figures"), {"names": "nobody"}).status_code == 404


def test_the_number_of_queries_does_not_grow(world: World, as_user: Any, django_assert_num_queries: Any) -> None:
    client = as_user(world.cast.leader)
    address = reverse("figures") + f"?on={TODAY}&names=foster_children"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(12):
        add(world, f"Q-{number}")
    with django_assert_num_queries(len(few)):
        client.get(address)


def figures_command(**options: Any) -> str:
    out = StringIO()
    call_command("figures", stdout=out, **options)
    return out.getvalue()


def test_the_command_counts_the_same_as_json(world: World) -> None:
    found = json.loads(figures_command(json=True, on=TODAY))
    assert found == figures_of(world.service, TODAY)
    assert list(found) == list(LABELS)


def test_the_command_takes_the_demos_own_day_when_none_is_named(world: World) -> None:
    Service.objects.filter(pk=world.service.pk).update(demo_on=date(2024, 1, 31))
    assert json.loads(figures_command(json=True))["foster_children"] == 0
    assert "Nordhordland barnevern, 2024-01-31" in figures_command()


def test_the_command_names_the_services_it_knows(world: World) -> None:
    assert "Sogn barnevern" in figures_command(service="Sogn barnevern")
    with pytest.raises(CommandError, match="Nordhordland barnevern, Sogn barnevern"):
        figures_command(service="Nope")


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0001-01-01"])
def test_the_command_refuses_a_day_that_is_none(world: World, day: str) -> None:
    with pytest.raises(CommandError, match=day):
        call_command("figures", f"--on={day}")


def test_an_empty_database_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="demo_data"):
        figures_command()
