"""The half-year figures reckoned anew with pandas, from the analyst's pseudonymised rows alone."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import time_machine
from django.core.management import CommandError, call_command

from fosterhomes.models import Child
from tests.cast import World, make_child, make_home, place
from visits.models import Pause, VisitSettings
from visits.statements.half_year import HalfYear
from visits.statements.half_year_rows import half_year_report

from .rows import lay_visit, noon

LATER = date(2026, 11, 20)
FOSTER = ("kinship", "ordinary", "specialised")


@pytest.fixture(autouse=True)
def _later_that_year() -> Any:
    with time_machine.travel(noon(LATER), tick=False):
        yield


def reckoned(folder: Path, half: HalfYear, day: date) -> dict[str, tuple[int, int]]:
    """Return numerator and denominator of each figure, from the files of an extract as of the day."""
    read = {name: pd.read_csv(folder / f"{name}.csv") for name in ("children", "placements", "duties", "windows")}
    stays = read["placements"]
    until, begun = pd.to_datetime(stays.until_on), pd.to_datetime(stays.from_on)
    there = (begun <= pd.Timestamp(day)) & (until.isna() | (until > pd.Timestamp(day))) & (stays.planned == 0)
    lasting = stays[there & (begun + pd.DateOffset(years=1) < pd.Timestamp(day))]
    lasting = lasting.merge(read["children"][["child", "age", "own"]], on="child").query("age < 18")
    fostered = lasting[lasting.kind.isin(FOSTER) & (lasting.own == 1) & (lasting.setting == "home")]
    kin = fostered[fostered.kind == "kinship"]
    found = {"1G": (kin.home.nunique(), fostered.home.nunique())}
    missing = short(read["windows"], half, day)
    for code, track in (("3B", "supervision"), ("3D", "follow_up")):
        asked = read["duties"].query("track == @track").merge(lasting[["placement"]], on="placement")
        late = missing[(missing.track == track) & missing.placement.isin(asked.placement)]
        found[code] = (late.child.nunique(), asked.child.nunique())
    return found


def short(windows: Any, half: HalfYear, day: date) -> Any:
    """Return the stays and tracks with more windows ended by the day than visits made by then, in a counting year."""
    years = pd.to_datetime(windows.year_from)
    begins, ends = pd.Timestamp(half.days.from_on), pd.Timestamp(day)
    rows = windows[(years <= ends) & (years + pd.DateOffset(years=1) > begins)]
    rows = rows.assign(
        ended=pd.to_datetime(rows.until_on) <= ends + timedelta(days=1), made=pd.to_datetime(rows.done_on) <= ends
    )
    counted = rows.groupby(["placement", "child", "track", "year_from"])[["ended", "made"]].sum().reset_index()
    return counted[counted.ended > counted.made]


def a_service_of_every_sort(world: World) -> None:
    """Lay children who were visited in time, late or never, are in a pause, have grown up since, or came lately."""
    for number in range(7):
        child = make_child(world.service, f"M-{number}", care_municipality=world.municipality)
        values = {"municipality": world.municipality, "point": world.point, "kind": ("ordinary", "kinship")[number % 2]}
        home = make_home(world.service, f"Heim {number}", **values)
        stay = place(child, home, from_on=date(2024, 3, 1) + timedelta(days=100 * number))
        # The first is visited every six weeks, the others less and less.
        for track, most in (("follow_up", number % 5), ("supervision", number % 4)):
            for visit in range(most if number else 15):
                on_day = date(2025, 1, 10) + timedelta(days=(75 if number else 42) * visit + 20 * number)
                lay_visit(world, track, on_day, child, home=home)
        if number == 5:
            Pause.objects.create(placement=stay, from_on=date(2025, 1, 1), until_on=date(2026, 10, 1), reason="x")
        if number == 2:
            Child.objects.filter(pk=child.pk).update(birth_date=date(2008, 8, 1))


@pytest.mark.parametrize("counting", ["calendar", "placement"])
@pytest.mark.parametrize(("half", "day"), [("2026H1", date(2026, 6, 30)), ("2025H2", date(2025, 12, 31))])
def test_pandas_finds_the_half_year_figures(world: World, tmp_path: Path, counting: str, half: str, day: date) -> None:
    VisitSettings.objects.update_or_create(service=world.service, defaults={"counting": counting})
    a_service_of_every_sort(world)
    call_command("extract", out=tmp_path / "out", on=day, stdout=io.StringIO())
    asked = HalfYear.parse(half)
    told = half_year_report(world.service, asked, LATER).figures()
    assert reckoned(tmp_path / "out", asked, day) == {
        code: (figure.numerator, figure.denominator) for code, figure in told.items()
    }
    assert told["3D"].denominator > told["3D"].numerator > 0


def test_a_day_that_has_not_come_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("extract", out=tmp_path / "out", on=LATER + timedelta(days=1), stdout=io.StringIO())
    assert refused.value.returncode == 2
    assert not (tmp_path / "out").exists()
