"""The operator's commands: what they print, and how they end."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from fosterhomes.models import AuditEvent, Child
from tests.cast import TODAY, World

from .register_messages import case, measure, message


@pytest.fixture
def put(tmp_path: Path) -> Any:
    def write(data: bytes) -> str:
        path = tmp_path / "message.xml"
        path.write_bytes(data)
        return str(path)

    return write


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(TODAY)


def test_a_dry_run_says_what_would_change_and_changes_nothing(world: World, put: Any) -> None:
    path = put(message(case("N-1", measure("n1", followed=("2026-02-03",)))))
    told = run("import_register_message", path, dry_run=True)
    assert "dry run" in told
    assert "visits, new" in told
    assert not Child.objects.filter(reference="N-1").exists()


def test_a_message_is_applied_with_an_event_for_the_child_and_one_for_the_message(world: World, put: Any) -> None:
    path = put(message(case("N-1", measure("n1", followed=("2026-02-03",)))))
    assert run("import_register_message", path).endswith("Applied.\n")
    child = Child.objects.get(reference="N-1")
    assert list(AuditEvent.objects.values_list("verb", "child")) == [
        ("registermessage.applied", None), ("registermessage.child", child.pk),
    ]  # fmt: skip
    assert "the register says the same" in run("import_register_message", path)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (message(case("N-1", measure("n1"))).replace(b'Kode="2.2"', b'Kode="2.7"'), "Line 1, /Barnevern/Sak/Tiltak"),
        (message(case("N-1", measure("n1")))[:-20], "cut off"),
        (b"<!DOCTYPE Barnevern []><Barnevern/>", "document type declaration"),
        (message(case("N-1", measure("n1")), municipality="0301"), "no municipality of"),
        (message(case("N-1", measure("p", "2.1", "2024-01-01"), measure("q", from_on="2024-09-01"))), "N-1: Two stays"),
    ],
)
def test_what_is_refused_ends_with_status_two_and_the_reasons(world: World, put: Any, data: bytes, says: str) -> None:
    children = Child.objects.count()
    with pytest.raises(CommandError) as refused:
        run("import_register_message", put(data))
    assert refused.value.returncode == 2
    assert says in str(refused.value)
    assert str(refused.value).endswith("Nothing was changed.")
    assert Child.objects.count() == children


def test_a_zip_file_with_messages_goes_to_the_service_of_its_sender(world: World, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("1.xml", message(case("N-1", measure("n1"))))
        archive.writestr("2.xml", message(case("N-2", measure("n2"))))
    assert run("import_register_message", str(tmp_path / "all.zip")).endswith("Applied.\n")
    assert Child.objects.filter(reference__startswith="N-", service=world.service).count() == 2


def test_what_is_left_on_purpose_does_not_stop_the_rest(world: World, put: Any) -> None:
    path = put(message(case("N-1", measure("n1")), case("A-1", measure("r", "2.1", "2025-01-01"))))
    told = run("import_register_message", path, leave_refused=True)
    assert told.endswith("Applied.\n")
    assert "A-1, to look at: Here the child lived somewhere else" in told


def test_a_service_that_is_not_there_and_a_file_that_is_not_there_are_told(world: World, put: Any) -> None:
    path = put(message(case("N-1", measure("n1"))))
    for args, options, says in (
        (("import_register_message", path), {"service": "Nordland"}, "no service with the name"),
        (("import_register_message", path + "x"), {}, "cannot be read"),
    ):
        with pytest.raises(CommandError, match=says):
            run(*args, **options)


def test_no_name_of_a_child_is_printed_for_the_operator(world: World, put: Any) -> None:
    Child.objects.filter(reference="A-1").update(name="Kari Nordmann")
    told = run("import_register_message", put(message(case("A-1", measure("a1", followed=("2026-02-03",))))))
    assert "A-1" in told
    assert "Kari" not in told


def test_a_comparison_names_each_difference_by_the_number_of_the_case_and_changes_nothing(
    world: World, put: Any
) -> None:
    Child.objects.filter(reference="A-1").update(name="Kari Nordmann")
    before = AuditEvent.objects.count()
    told = run("compare_register_message", put(message(case("A-1", measure("a1", followed=("2026-02-03",))))))
    assert "A-1, Ordinary foster home" in told
    assert "visit on 3 February 2026; here: no visit that day" in told
    assert "Kari" not in told
    assert AuditEvent.objects.count() == before


def test_a_message_that_cannot_be_compared_ends_with_status_two(world: World, put: Any) -> None:
    with pytest.raises(CommandError, match="cut off") as refused:
        run("compare_register_message", put(message(case("N-1", measure("n1")))[:-20]))
    assert refused.value.returncode == 2
