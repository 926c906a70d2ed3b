"""Rows of files: foster parents, children who wait, and siblings."""

from __future__ import annotations

from datetime import date

import pytest

from fosterhomes.models import Child, HomeMember, Wait
from tests.cast import World, make_child

from .test_tables import brought, reasons, rows, states

MEMBERS = """Fosterheim;Fosterforelder;Rolle;Fødselsår
Fjellheim;Kari Prøve;fostermor;1980
Fjellheim;Per Prøve;;1979
Fjellheim;Ola Prøve;eige barn;2015
"""
WAITS = """Saksnummer;Type heim;Hastegrad;Ventar frå;Ønskt innflytting;Maks reisetid;Avslutta;Utfall
A-1;ordinært;vanleg;01.02.2025;01.03.2025;60;01.04.2025;Flytta inn
A-1;ordinært;akutt;01.02.2026;01.04.2026;45;;
"""
SIBLINGS = """Saksnummer;Søsken;Bu saman
S-1;S-2;ja
S-3;S-2;
"""


@pytest.fixture
def siblings(world: World) -> list[Child]:
    return [make_child(world.service, f"S-{n}", care_municipality=world.municipality) for n in (1, 2, 3)]


@pytest.mark.parametrize(("text", "kind"), [(MEMBERS, "members"), (WAITS, "waits"), (SIBLINGS, "siblings")])
def test_the_headings_tell_what_a_row_is(text: str, kind: str) -> None:
    assert rows(text).kind.key == kind


def test_foster_parents_come_into_their_home_and_the_same_file_changes_nothing(world: World) -> None:
    assert states(brought(world, MEMBERS)) == ["new", "new", "new"]
    told = HomeMember.objects.filter(home=world.home).values_list("name", "relation", "birth_year")
    assert set(told) >= {("Kari Prøve", "carer", 1980), ("Per Prøve", "carer", 1979), ("Ola Prøve", "own_child", 2015)}
    assert states(brought(world, MEMBERS)) == ["unchanged"] * 3
    assert states(brought(world, MEMBERS.replace("1980", "1981"))) == ["changed", "unchanged", "unchanged"]


def test_a_wait_that_is_over_and_one_that_lasts_come_in_and_end_by_a_later_file(world: World) -> None:
    Wait.objects.all().delete()
    assert states(brought(world, WAITS)) == ["new", "new"]
    last = Wait.objects.get(child=world.child, until_on=None)
    assert (last.urgency, last.longest_minutes, last.wanted_on) == ("acute", 45, date(2026, 4, 1))
    assert states(brought(world, WAITS)) == ["unchanged", "unchanged"]
    ended = WAITS.replace(";45;;", ";45;05.03.2026;Bur hos slekt")
    assert states(brought(world, ended)) == ["unchanged", "changed"]
    last.refresh_from_db()
    assert (last.until_on, last.outcome) == (date(2026, 3, 5), "Bur hos slekt")


def test_two_waits_at_once_and_an_end_without_how_are_refused(world: World) -> None:
    Wait.objects.all().delete()
    text = WAITS.replace("01.04.2025;Flytta inn", "01.04.2025;")
    assert "how, or neither" in reasons(brought(world, text), "waits")[0]
    text = WAITS.replace("01.04.2025;Flytta inn", ";")
    assert "already waits" in reasons(brought(world, text), "waits")[1]
    assert not Wait.objects.exists()


def test_who_shares_a_sibling_is_a_sibling(world: World, siblings: list[Child]) -> None:
    assert states(brought(world, SIBLINGS)) == ["new", "new"]
    for one in siblings:
        one.refresh_from_db()
    assert len({one.sibling_group_id for one in siblings}) == 1
    assert siblings[0].sibling_group_id is not None
    assert states(brought(world, SIBLINGS)) == ["unchanged", "unchanged"]


def test_siblings_live_apart_only_with_a_reason_and_a_day(world: World, siblings: list[Child]) -> None:
    apart = "Saksnummer;Søsken;Bu saman;Grunn;Ny vurdering\nS-1;S-2;nei;{};{}\n"
    refused = reasons(brought(world, apart.format("", ""), "siblings"), "siblings")
    assert "Write why the siblings live apart" in refused[0]
    assert states(brought(world, apart.format("Ulike behov", "01.09.2026"), "siblings")) == ["new"]
    siblings[0].refresh_from_db()
    group = siblings[0].sibling_group
    assert group is not None
    assert (group.together, group.why_split) == (False, "Ulike behov")
    assert states(brought(world, apart.format("Ulike behov", "01.09.2026"), "siblings")) == ["unchanged"]
