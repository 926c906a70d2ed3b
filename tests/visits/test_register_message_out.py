"""What the register takes out as messages, and how it differs from what the case system says."""

from __future__ import annotations

import os
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from fosterhomes.models import AuditEvent, Home, Placement
from tests.cast import TODAY, World
from visits.actions.register_message import apply_message
from visits.models import Reduction, Visit, VisitChild
from visits.register_message.comparison import Comparison, compare_message
from visits.register_message.takeout import take_out

from .register_messages import case, file, measure
from .test_register_message_schema import SCHEMA

NOW = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Europe/Oslo"))


def tree(data: bytes) -> etree._Element:
    return etree.fromstring(data)


def out(world: World, reference: str = "A-1") -> etree._Element:
    (found,) = take_out(world.service, NOW, reference=reference).files
    return tree(found[1])


def visited(world: World, day: date, track: str = "follow_up") -> Visit:
    who = {"worker": world.cast.caseworker} if track == "follow_up" else {"supervisor": world.supervisor}
    visit = Visit.objects.create(service=world.service, home=world.home, track=track, status="done", on_day=day, **who)
    VisitChild.objects.create(visit=visit, child=world.child)
    return visit


def compared(world: World, *cases: str, **values: str) -> Comparison:
    return compare_message(file(*cases, **values), world.service, TODAY)


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(one.what, one.there, one.here) for child in comparison.differing for one in child.differences]


def test_a_message_holds_frequencies_visits_and_who_supervises(world: World) -> None:
    visited(world, date(2026, 2, 3))
    visited(world, date(2026, 1, 20), "supervision")
    Placement.objects.filter(pk=world.placement.pk).update(supervision_moved_on=date(2025, 5, 1))
    Home.objects.filter(pk=world.home.pk).update(municipality=world.other_municipality)
    Reduction.objects.create(
        placement=world.placement, track="follow_up", from_on=date(2026, 3, 1), decided_on=date(2026, 3, 1),
        conditions_good=True, child_heard_on=date(2026, 3, 1), foster_parents_heard_on=date(2026, 3, 1),
    )  # fmt: skip
    node = out(world)
    assert node.xpath("Sak/@Journalnummer") == ["A-1"]
    assert node.xpath("//Ansvarlig/@Kommunenummer") == ["4640", "4631"]
    assert node.xpath("//Ansvarlig/@StartDato") == ["2024-02-01", "2025-05-01"]
    assert node.xpath("//Oppfolging/Utfort/@UtfortDato") == ["2026-02-03"]
    assert node.xpath("//Tilsyn/Utfort/@UtfortDato") == ["2026-01-20"]
    assert node.xpath("//Oppfolging/Hyppighet/@Kode") == ["4", "2"]
    assert node.xpath("//Tilsyn/Hyppighet/@Kode") == ["4"]


def test_a_reduction_that_is_not_lawful_is_told_as_four_a_year(world: World) -> None:
    Reduction.objects.create(
        placement=world.placement, track="supervision", from_on=date(2026, 3, 1), decided_on=date(2026, 3, 1)
    )
    assert out(world).xpath("//Tilsyn/Hyppighet/@Kode") == ["4"]


def test_of_a_protected_address_nothing_tells_where_it_is(world: World) -> None:
    Home.objects.filter(pk=world.home.pk).update(protected_address=True, address="", point=None)
    node = out(world)
    assert node.xpath("//Tilsyn") == []
    assert len(node.xpath("//Oppfolging")) == 1
    assert take_out(world.service, NOW).protected == 1


def test_no_name_and_no_address_leaves_the_house(world: World) -> None:
    text = "".join(data.decode() for _name, data in take_out(world.service, NOW).files)
    for word in (world.child.name, "Fjellheim", "Fjellvegen", "caseworker"):
        assert word not in text


@pytest.mark.skipif(not SCHEMA.exists(), reason="The schema is not at hand.")
def test_every_message_is_valid_by_the_schema_itself(world: World) -> None:
    visited(world, date(2026, 2, 3))
    Placement.objects.filter(pk=world.other_placement.pk).update(until_on=TODAY, end_reason="other")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    files = take_out(world.service, NOW).files
    assert len(files) == 2
    for _name, data in files:
        assert schema.validate(tree(data)), schema.error_log


def test_what_was_taken_out_does_not_differ_from_the_register(world: World) -> None:
    visited(world, date(2026, 2, 3))
    (found,) = take_out(world.service, NOW, reference="A-1").files
    comparison = compare_message(BytesIO(found[1]), world.service, TODAY)
    assert (told(comparison), comparison.same) == ([], 1)
    assert [child.reference for child in comparison.only_here] == ["A-2"]


def test_what_was_taken_in_does_not_differ_from_the_message(world: World) -> None:
    cases = (
        case("N-1", measure("n1", "2.6", "2025-03-01", "2025-09-01"), measure("n2", "2.1", "2025-09-01",
             responsible=(("2025-09-01", "4640"), ("2026-01-01", "4631")), followed=("2025-12-01", "2026-02-01"))),
    )  # fmt: skip
    apply_message(file=file(*cases), service=world.service, by=None, at=NOW)
    assert told(compared(world, *cases)) == []


def test_each_difference_is_told_with_both_sides(world: World) -> None:
    visited(world, date(2026, 2, 3))
    case_system = measure(
        "a1", "2.2", "2024-02-05", followed=("2026-02-04",), responsible=(("2024-02-05", "4640"),),
        supervision_every=(("2024-02-05", "4"), ("2026-03-01", "2")),
    )  # fmt: skip
    found = compared(world, case("A-1", case_system), case("N-9", measure("n9")), at="2026-03-05T09:00:00Z")
    stay = "Ordinary foster home from 1 February 2024"
    assert told(found) == [
        (f"{stay}: from", "5 February 2024", "1 February 2024"),
        (f"{stay}: municipality that supervises", "4640", "4631"),
        (f"{stay}: follow-up", "visit on 4 February 2026", "no visit that day"),
        (f"{stay}: follow-up", "no visit that day", "visit on 3 February 2026"),
        (f"{stay}: supervision", "2 a year", "4 a year"),
    ]
    assert found.only_there == ["N-9"]


def test_the_command_writes_one_file_for_each_child_and_logs_that_it_did(
    world: World, tmp_path: Path, time_machine: Any
) -> None:
    time_machine.move_to(NOW)
    call_command("export_register_message", out=tmp_path / "ours.xml", why="control of the case system")
    assert sorted(os.listdir(tmp_path)) == ["ours-0002.xml", "ours.xml"]
    assert (tmp_path / "ours.xml").stat().st_mode & 0o077 == 0
    event = AuditEvent.objects.get(verb="registermessage.exported")
    assert event.reason == "2: control of the case system"


@pytest.mark.parametrize("options", [{"out": Path("a.csv")}, {"out": Path("/none/a.xml")}, {"child": "Z-1"}])
def test_a_command_that_writes_nothing_ends_with_status_two(
    world: World, tmp_path: Path, options: dict[str, Any]
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("export_register_message", **({"out": tmp_path / "ours.xml"} | options))
    assert refused.value.returncode == 2
    assert not list(tmp_path.iterdir())
