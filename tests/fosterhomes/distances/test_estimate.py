"""The estimate: terrain, ferries, and how a calibration fits it to what is known."""

from datetime import date
from io import StringIO
from itertools import permutations
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fosterhomes.distances.estimate import FIGURES, Figures, driving_minutes, road_metres
from fosterhomes.models import EstimateFigures, FerryArea, FerryLink, Point, TravelTime
from fosterhomes.travel import Reckoning, TravelTimes, estimate
from tests.cast import TODAY, World
from tests.fosterhomes.days import on_the_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]


def test_each_end_gives_half_of_the_near_way_and_the_far_part_follows_main_roads() -> None:
    figures = {"town": Figures(1.0, 500), "fjord": Figures(2.0, 1000), "main_road": Figures(1.0, 1000)}
    assert driving_minutes(10_000, ("town", "town"), figures) == 20
    assert driving_minutes(10_000, ("town", "fjord"), figures) == driving_minutes(10_000, ("fjord", "town"), figures)
    assert road_metres(10_000, ("town", "fjord"), figures) == 15_000
    assert (road_metres(60_000, ("fjord", "fjord"), figures), driving_minutes(60_000, ("fjord", "fjord"), figures)) == (
        2 * 50_000 + 10_000,
        110,
    )


def spots(world: World, terrain: str, number: int, at: float) -> list[Point]:
    """Return points about 5 km apart on a line."""
    return [
        Point.objects.create(
            village=f"{terrain} {place}", municipality=world.municipality, terrain=terrain,
            latitude=f"{at:.5f}", longitude=f"{5 + place * 0.09:.5f}",
        )
        for place in range(number)
    ]  # fmt: skip


def drive(points: list[Point], winding: float, pace: int, source: str = "road") -> None:
    """Store the ways between the points as if the roads there wound so much and were so fast."""
    figures = {name: Figures(winding, pace) for name in FIGURES}
    rows = []
    for start, end in permutations(points, 2):
        found = estimate(start, end, Reckoning(figures))
        rows.append(
            TravelTime(
                from_point=start, to_point=end, minutes=found.minutes, metres=found.metres, source=source,
                measured_on=TODAY,
            )
        )  # fmt: skip
    TravelTime.objects.bulk_create(rows)


def calibrated(*arguments: str) -> str:
    told = StringIO()
    call_command("roads", "calibrate", *arguments, stdout=told)
    return told.getvalue()


def test_a_calibration_finds_how_roads_wind_in_each_terrain_and_says_what_it_brought(world: World) -> None:
    coast, town = spots(world, "coast", 9, 60.7), spots(world, "town", 9, 60.3)
    drive(coast, 1.9, 700), drive(town, 1.2, 450)
    told = calibrated()
    assert "Stored as of today." in told
    rows = {row.terrain: row for row in EstimateFigures.objects.filter(from_on=TODAY)}
    assert float(rows["coast"].winding) == pytest.approx(1.9, rel=0.1)
    assert rows["town"].metres_a_minute == pytest.approx(450, rel=0.1)
    assert rows["inland"].metres_a_minute == FIGURES["inland"].metres_a_minute, "of which nothing is known"
    assert rows["coast"].error_after < 10 < rows["coast"].error_before
    assert f"Mean error: {rows['coast'].error_before} % before, {rows['coast'].error_after} % after" in told
    found = TravelTimes([world.point, world.far_point]).between(world.point, world.far_point)
    assert found is not None
    assert (found.is_estimate, found.measured_on) == (True, TODAY)


def test_a_way_set_by_hand_teaches_before_the_road_engine_s(world: World) -> None:
    coast = spots(world, "coast", 6, 60.7)
    drive(coast, 1.1, 1400)
    drive(coast, 1.9, 700, source="by hand")
    calibrated()
    assert float(EstimateFigures.objects.get(terrain="coast").winding) > 1.7


def test_ways_without_a_road_or_with_a_ferry_teach_nothing(world: World) -> None:
    coast = spots(world, "coast", 6, 60.7)
    drive(coast, 1.4, 850)
    TravelTime.objects.update(minutes=None, metres=None)
    with pytest.raises(CommandError, match="0 ways without a ferry are known, and 5 are needed"):
        calibrated()


def test_a_dry_run_and_a_calibration_that_brings_nothing_store_nothing(world: World) -> None:
    coast = spots(world, "coast", 9, 60.7)
    drive(coast, 1.9, 700)
    assert "Nothing is stored." in calibrated("--dry-run")
    assert not EstimateFigures.objects.exists()
    calibrated()
    first = list(EstimateFigures.objects.values())
    told = calibrated()
    assert ("Not better than before" in told) or EstimateFigures.objects.count() == len(first)


def test_the_latest_figures_hold_and_older_ones_stand_beside(world: World) -> None:
    values: dict[str, Any] = {"terrain": "fjord", "pairs": 10, "error_before": 20, "error_after": 10}
    EstimateFigures.objects.create(from_on=date(2026, 1, 1), winding="1.50", metres_a_minute=700, **values)
    EstimateFigures.objects.create(from_on=date(2026, 2, 1), winding="1.60", metres_a_minute=800, **values)
    reckoning = Reckoning.stored()
    assert (reckoning.figures["fjord"], reckoning.from_on) == (Figures(1.6, 800), date(2026, 2, 1))
    assert reckoning.figures["town"] == FIGURES["town"]


def test_a_ferry_straight_between_two_areas_is_taken_instead_of_both_to_the_mainland(world: World) -> None:
    areas = [FerryArea.objects.create(name=name, crossing=name, minutes=20) for name in ("Balestrand", "Vik")]
    for point, area in zip((world.point, world.far_point), areas, strict=True):
        point.ferry_area = area
        point.save()
    both = TravelTimes([world.point, world.far_point]).between(world.point, world.far_point)
    FerryLink.objects.create(area=areas[1], other=areas[0], crossing="Dragsvik-Vangsnes", minutes=25)
    straight = TravelTimes([world.point, world.far_point]).between(world.point, world.far_point)
    assert both is not None
    assert straight is not None
    assert (both.ferry_minutes, straight.ferry_minutes) == (40, 25)
    assert both.minutes - straight.minutes == 15
