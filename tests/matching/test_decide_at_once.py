"""Two coordinators decide on the last place at the same moment: real threads, on the database of the test run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from fosterhomes.models import Child, Home, Placement, User, Wait
from matching.actions.calls import log_call
from matching.actions.decisions import Draft, decide
from matching.candidates import Candidates
from matching.models import Call, Decision
from tests.cast import TODAY, World, make_child, make_home, make_world
from tests.fosterhomes.test_placement_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DRAFT = Draft(
    from_on=date(2026, 4, 1), legal_ground="care_order", reason="Nær skulen.", child_view="Vil.",
    parents_view="Er samde.", approval="before", kin_reason="Ingen i slekta.",
)  # fmt: skip


@pytest.fixture
def busy(transactional_db: None) -> World:
    return make_world()


def waiting(world: World, reference: str) -> Child:
    child = make_child(world.service, reference, care_municipality=world.municipality, point=world.point)
    Wait.objects.create(child=child, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    return child


def deciding(child: Child, home: Home, by: User) -> Callable[[], Any]:
    """Return the deed of somebody who has the form open: what fits was read before the other decided."""
    candidates = Candidates(child.service_id, TODAY, NOW)
    group = candidates.group_of(child)
    assert group is not None
    chosen = candidates.candidate(group, home)
    assert not chosen.obstacles
    return lambda: decide(candidates=candidates, chosen=chosen, children=[child], draft=DRAFT, by=by, at=NOW)


def test_of_two_who_decide_on_the_last_place_one_gets_it_and_the_other_is_told(busy: World) -> None:
    for number in range(4):
        home = make_home(busy.service, f"Siste {number}", municipality=busy.municipality, point=busy.point, places=1)
        pair = [waiting(busy, f"P-{number}-{n}") for n in (1, 2)]
        people = (busy.cast.coordinator, busy.cast.leader)
        done, why = at_once(*(deciding(child, home, by) for child, by in zip(pair, people, strict=True)))
        assert done == "done"
        assert f"Siste {number}" in why
        assert Placement.objects.filter(home=home, planned=True).count() == 1
        assert Decision.objects.filter(home=home).count() == 1


def test_a_hold_made_while_another_decides_leaves_one_of_them_the_place(busy: World) -> None:
    for number in range(4):
        home = make_home(busy.service, f"Siste {number}", municipality=busy.municipality, point=busy.point, places=1)
        first, second = (waiting(busy, f"P-{number}-{n}") for n in (1, 2))

        def call(child: Child = second, home: Home = home) -> Any:
            until = datetime(2026, 3, 10, 18, tzinfo=UTC)
            by = busy.cast.leader
            return log_call(home=home, children=[child], answer="yes", hold_until_at=until, by=by, at=NOW)

        ends = at_once(deciding(first, home, busy.cast.coordinator), call)
        assert (ends[0], len(ends)) == ("done", 2)
        assert f"Siste {number}" in ends[1]
        assert Decision.objects.filter(home=home).count() + Call.objects.filter(home=home).count() == 1
