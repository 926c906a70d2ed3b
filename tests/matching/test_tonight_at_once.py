"""Two on-call workers at the same moment: real threads, on the database of the test run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from fosterhomes.models import Child, Home, Placement
from matching.actions.tonight import Arrival, log_night_call, move_in_tonight
from matching.models import NightSearch
from tests.cast import World, make_home, make_world
from tests.fosterhomes.test_placement_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 22, 15, tzinfo=UTC)


@pytest.fixture
def busy(transactional_db: None) -> World:
    return make_world()


def moving_in(world: World, search: NightSearch, home: Home, name: str) -> Callable[[], Any]:
    """Return the deed of somebody who has the form open, and presses the button now."""
    arrivals = [Arrival(f"{name} {n}", date(2019, 1, 2)) for n in range(len(search.ages))]
    where = {"search": search, "home": home, "care_municipality": world.municipality, "legal_ground": "emergency"}
    deed: Any = move_in_tonight
    return lambda: deed(**where, arrivals=arrivals, by=world.cast.on_call, at=NOW)


def begun(world: World, ages: list[int]) -> NightSearch:
    by = world.cast.on_call
    return NightSearch.objects.create(service=world.service, begun_at=NOW, begun_by=by, ages=ages)


def test_of_two_searches_for_the_last_place_one_gets_it_and_the_other_is_told(busy: World) -> None:
    for number in range(4):
        home = make_home(busy.service, f"Siste {number}", kind="emergency", municipality=busy.municipality, places=2)
        # A pair and a single child: whoever comes second finds too few places, and none of a pair moves in alone.
        deeds = [moving_in(busy, begun(busy, ages), home, f"{number}") for ages in ([7, 7], [7])]
        done, why = at_once(*deeds)
        assert done == "done"
        assert f"Siste {number}" in why
        assert Placement.objects.filter(home=home).count() in (1, 2)
        assert (
            Child.objects.filter(placements__home=home).count()
            == Child.objects.filter(name__startswith=f"{number} ").count()
        )


def test_the_same_search_pressed_twice_moves_the_child_in_once(busy: World) -> None:
    home = make_home(busy.service, "Heim", kind="emergency", municipality=busy.municipality, places=4)
    search = begun(busy, [7])
    done, why = at_once(*(moving_in(busy, search, home, f"Barn {n}") for n in (1, 2)))
    assert done == "done"
    assert "ended" in why
    assert Placement.objects.filter(home=home).count() == 1


def test_of_two_who_are_told_yes_for_the_last_place_one_holds_it_and_the_other_reads_who(busy: World) -> None:
    home = make_home(busy.service, "Siste", kind="emergency", municipality=busy.municipality, places=2)
    workers = {busy.cast.on_call: begun(busy, [7, 7]), busy.cast.coordinator: begun(busy, [4])}

    def told_yes(by: Any) -> Callable[[], Any]:
        return lambda: log_night_call(search=workers[by], home=home, answer="yes", by=by, at=NOW)

    done, why = at_once(*map(told_yes, workers))
    assert done == "done"
    assert "holds a place until" in why
    assert home.holds.count() in (1, 2)
    assert home.night_calls.count() == 1
