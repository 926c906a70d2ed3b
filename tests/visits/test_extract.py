"""The extract for the analyst: read back with pandas it gives the register's own figures, and it holds nobody."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from fosterhomes.figures import Figures
from fosterhomes.models import AuditEvent, Child
from tests.cast import TODAY, World
from visits.extract import COLUMNS
from visits.models import Visit, VisitChild
from visits.owed import owed


@pytest.fixture
def folder(world: World, tmp_path: Path, time_machine: Any) -> Path:
    time_machine.move_to(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC), tick=False)
    visit = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", worker=world.cast.caseworker, status="done",
        on_day=date(2026, 2, 3),
    )  # fmt: skip
    VisitChild.objects.create(visit=visit, child=world.child, alone="held", words="Secret words")
    world.home.protected_address, world.home.address, world.home.point = True, "", None
    world.home.save()
    call_command("extract", out=tmp_path / "out", stdout=io.StringIO())
    return tmp_path / "out"


def frames(folder: Path) -> dict[str, Any]:
    return {name: pd.read_csv(folder / f"{name}.csv", dtype={"home_municipality": str}) for name in COLUMNS}


def test_pandas_finds_the_columns_that_are_described(folder: Path) -> None:
    for name, frame in frames(folder).items():
        assert list(frame.columns) == list(COLUMNS[name])
        assert len(frame), name


def test_the_rows_give_the_figures_of_the_register(world: World, folder: Path) -> None:
    read = frames(folder)
    now = read["placements"][(read["placements"].planned == 0) & read["placements"].until_on.isna()]
    fostered = now[now.kind.isin(["kinship", "ordinary", "specialised"])].merge(read["children"], on="child")
    foster_children = fostered[(fostered.age < 18) & (fostered.own == 1)].child.nunique()
    assert foster_children == Figures(world.service.pk, TODAY).table()["foster_children"] == 2
    this_year = read["windows"][read["windows"].year_from == "2026-01-01"]
    years = owed(Child.objects.filter(service=world.service), TODAY)
    assert len(this_year) == sum(year.required for year in years)
    assert (this_year.done_on.notna()).sum() == sum(len(year.made_on) for year in years) == 1
    assert read["children"].waits.sum() == 1


def test_nobody_stands_in_it(world: World, folder: Path) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.csv"))
    for secret in ("Barn A-1", "A-1", "Fjellheim", "2014-05-17", "Secret words", "Caseworker", "Knarvik"):
        assert secret not in text
    homes = frames(folder)["placements"]
    assert homes.home_municipality.isna().sum() == 1, "of a protected address not even the municipality"


def test_two_extracts_share_no_pseudonym_and_each_is_written_down(world: World, folder: Path) -> None:
    call_command("extract", out=folder.parent / "again", stdout=io.StringIO())
    first, second = (set(pd.read_csv(place / "children.csv").child) for place in (folder, folder.parent / "again"))
    assert len(first) == len(second) == 3
    assert not first & second
    assert AuditEvent.objects.filter(verb="list.taken_out", service=world.service).count() == 2


def test_a_folder_with_something_in_it_is_left_alone(folder: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("extract", out=folder, stdout=io.StringIO())
    assert caught.value.returncode == 2
