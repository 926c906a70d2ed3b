"""Ways of a service are filled from a road engine: which places it is told, what is stored, what goes on where."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from fosterhomes.actions.children import protect_address
from fosterhomes.distances.fill import fill
from fosterhomes.distances.places import points_of, spot_of
from fosterhomes.models import Home, Point, RoadFill, TravelTime
from fosterhomes.travel import TravelTimes
from tests.cast import TODAY, World, make_home
from tests.fosterhomes.days import on_the_day
from tests.fosterhomes.distances.conftest import NOON
from tests.fosterhomes.distances.engines import Crow
from tests.fosterhomes.distances.network import BARE_ISLE, SPOTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]


def point(world: World, spot: tuple[float, float], village: str = "Vik") -> Point:
    latitude, longitude = spot
    return Point.objects.create(
        village=village, municipality=world.municipality, latitude=f"{latitude:.5f}", longitude=f"{longitude:.5f}"
    )


def home_at(world: World, name: str) -> Home:
    spot = BARE_ISLE if name == "bare" else SPOTS[name]
    return make_home(world.service, name, municipality=world.municipality, point=point(world, spot, name))


def filled(world: World, engine: Any, since: date | None = TODAY) -> RoadFill:
    return fill(world.service, engine, fresh_since=since, at=NOON, tell=lambda line: None)


def ways() -> dict[tuple[str, str], int | None]:
    rows = TravelTime.objects.filter(source="road").select_related("from_point", "to_point")
    return {(row.from_point.village, row.to_point.village): row.minutes for row in rows}


def test_every_way_of_the_service_is_measured_once_and_a_second_round_asks_nothing(world: World) -> None:
    home_at(world, "west"), home_at(world, "east")
    crow = Crow()
    done = filled(world, crow)
    assert (done.asked, done.answered, done.unanswered) == (6, 6, 0)
    assert set(ways()) == {(a, b) for a in ("Knarvik", "west", "east") for b in ("Knarvik", "west", "east") if a != b}
    assert (filled(world, crow).asked, crow.batches) == (0, 1)
    home_at(world, "inn")
    assert filled(world, crow).asked >= 6
    assert len(ways()) == 12


def test_batches_are_stored_as_they_are_answered_so_that_a_broken_round_goes_on(world: World) -> None:
    for name in ("west", "east", "inn"):
        home_at(world, name)
    crow = Crow(most=2)

    def stop_at_the_third() -> None:
        if crow.batches == 3:
            raise KeyboardInterrupt

    crow.meanwhile = stop_at_the_third
    with pytest.raises(KeyboardInterrupt):
        filled(world, crow)
    kept = len(ways())
    assert 0 < kept < 12
    crow.meanwhile = lambda: None
    filled(world, crow)
    assert (len(ways()), crow.batches) == (12, 5), "the two that were stored are not asked for again"


def test_roads_that_were_built_anew_are_asked_for_every_way_anew(world: World) -> None:
    home_at(world, "west")
    filled(world, Crow())
    assert filled(world, Crow(), since=TODAY + timedelta(days=1)).asked == 2
    assert filled(world, Crow(), since=None).asked == 2


def test_where_no_road_goes_stands_no_zero_and_no_estimate(world: World) -> None:
    home = home_at(world, "isle")
    assert filled(world, Crow(no_road_to=SPOTS["isle"])).no_road == 2
    assert ways()["Knarvik", "isle"] is None
    assert home.point is not None
    assert TravelTimes([world.point, home.point]).between(world.point, home.point) is None


def test_a_time_set_by_hand_stays_and_wins(world: World) -> None:
    home = home_at(world, "west")
    assert home.point is not None
    TravelTime.objects.create(
        from_point=world.point, to_point=home.point, minutes=99, metres=9000, source="by hand", measured_on=TODAY
    )
    filled(world, Crow())
    found = TravelTimes([world.point, home.point]).between(world.point, home.point)
    assert found is not None
    assert (found.minutes, found.source, found.measured_on) == (99, "by hand", TODAY)


def test_no_engine_is_ever_told_of_a_protected_address(world: World, as_user: Any) -> None:
    """Not one that was protected from the start, nor one whose point was known until somebody marked it."""
    own = point(world, SPOTS["east"], "Knarvik")
    secret = make_home(world.service, "Solheim", municipality=world.municipality, point=own)
    other = home_at(world, "west")
    world.child.point = point(world, SPOTS["inn"], "Knarvik")
    world.child.save()
    before = Crow()
    filled(world, before)
    assert before.told >= {SPOTS["east"], SPOTS["inn"]}
    client = as_user(world.cast.leader)
    url = reverse("home_edit", args=[secret.pk])
    sent = {field.name: field.value() for field in client.get(url).context["form"]}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    client.post(url, sent | {"protected_address": "on", "confirm_protected": "on", "travel_band": "60"})
    protect_address(child=world.child, travel_band="60", by=world.cast.leader, at=NOON)
    make_home(world.service, "Alltid løynd", protected_address=True, municipality=world.municipality)
    crow = Crow()
    filled(world, crow, since=None)
    assert other.point is not None
    assert crow.told >= {spot_of(world.point), spot_of(other.point)}
    assert not crow.told & {SPOTS["east"], SPOTS["inn"]}
    assert set(ways()) == {("Knarvik", "west"), ("west", "Knarvik")}, "what was measured to them is gone too"


def test_the_points_of_protected_rows_are_left_out_even_where_a_mistake_left_one(world: World) -> None:
    """The database refuses such a row; were it ever lifted, the question for the points still would not show it."""
    sql = str(points_of(world.service).query)
    assert sql.count("protected_address") == 2


def test_a_home_that_becomes_protected_while_the_engine_thinks_is_not_stored(world: World) -> None:
    secret = home_at(world, "east")
    home_at(world, "west")

    def protect() -> None:
        Home.objects.filter(pk=secret.pk).update(protected_address=True, point=None)
        Point.objects.filter(village="east").delete()

    done = filled(world, Crow(meanwhile=protect))
    assert done.answered == 2
    assert set(ways()) == {("Knarvik", "west"), ("west", "Knarvik")}


def test_what_is_not_answered_stays_an_estimate_and_the_round_says_why(world: World) -> None:
    home = home_at(world, "west")
    done = filled(world, Crow(trouble="silent"))
    assert (done.asked, done.answered, done.unanswered, done.trouble) == (2, 0, 2, "silent")
    assert home.point is not None
    found = TravelTimes([world.point, home.point]).between(world.point, home.point)
    assert found is not None
    assert found.is_estimate


def test_a_server_that_is_down_is_not_asked_for_ever(world: World) -> None:
    for name in ("west", "east", "inn", "pier"):
        home_at(world, name)
    crow = Crow(most=1, trouble="silent")
    done = filled(world, crow)
    assert (crow.batches, done.asked, done.unanswered) == (3, 20, 20)


def test_the_command_measures_with_the_roads_that_were_built(world: World, roads_dir: Path) -> None:
    for name in ("west", "east", "isle", "bare"):
        home_at(world, name)
    told = StringIO()
    call_command("roads", "fill", "--service", world.service.name, stdout=told)
    assert "20 ways asked for, 2 measured, 18 without a road" in told.getvalue(), "Knarvik lies in another country"
    row = TravelTime.objects.get(from_point__village="west", to_point__village="east")
    assert row.minutes is not None
    assert (30 < row.minutes < 45, row.ferry_minutes >= 30, row.source) == (True, True, "road")
    again = StringIO()
    call_command("roads", "fill", stdout=again)
    assert "Nordhordland barnevern: 0 ways asked for" in again.getvalue()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "No roads have been built, and no road server is named."),
        ({"ROAD_SERVER": "roads.example.no"}, "ROAD_SERVER is no address."),
        ({"ROAD_SERVER": "https://roads.example.no", "ROAD_SERVER_KIND": "google"}, "neither valhalla nor osrm"),
    ],
)
def test_without_an_engine_the_command_says_what_to_do(
    world: World, settings: Any, tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    settings.ROADS_DIR = tmp_path
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match=sentence):
        call_command("roads", "fill")


def test_an_unknown_service_is_named_with_those_that_are_known(world: World) -> None:
    with pytest.raises(CommandError, match="Known: Nordhordland barnevern, Sogn barnevern"):
        call_command("roads", "fill", "--service", "Alver")


def test_building_from_a_page_instead_of_an_extract_changes_nothing(settings: Any, tmp_path: Path) -> None:
    settings.ROADS_DIR = tmp_path / "roads"
    page = tmp_path / "norway.osm.pbf"
    page.write_text("<html>Not found</html>")
    with pytest.raises(CommandError, match=r"norway\.osm\.pbf is no OpenStreetMap extract"):
        call_command("roads", "build", str(page))
    assert not settings.ROADS_DIR.exists()
