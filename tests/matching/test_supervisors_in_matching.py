"""Who could supervise in a home that a child may move to: the same rules as on the page of the appointment."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from fosterhomes.candidates import candidates as for_appointment
from fosterhomes.models import Child, Duty, Home, Municipality, PoliceCertificate, Supervisor, SupervisorTie
from matching.candidates import Candidates
from matching.effects import Effect, Effects
from matching.problem import Problem
from matching.supervision import Supervision
from tests.cast import LONG_AGO, TODAY, World, make_child, make_user, place


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def supervisor(world: World, name: str, **values: Any) -> Supervisor:
    plain = {"base": world.point, "capacity": 2, "longest_minutes": 60, "from_on": LONG_AGO}
    return Supervisor.objects.create(service=world.service, name=name, **plain | values)


def effect(world: World, home: Home) -> Effect:
    candidates = Candidates(world.service.pk, TODAY)
    group = candidates.group_of(world.waiting_child)
    assert group is not None
    chosen = next(one for one in candidates.homes if one.pk == home.pk)
    return Effects(candidates, group).of(candidates.candidate(group, chosen))


def test_each_who_cannot_says_why(world: World, free: Home) -> None:
    SupervisorTie.objects.create(supervisor=supervisor(world, "Rettleiar"), home=free, kind="guide")
    SupervisorTie.objects.create(supervisor=supervisor(world, "Onkel"), child=world.waiting_child, kind="kin_of_child")
    supervisor(world, "Full", capacity=0)
    supervisor(world, "Tilsett", user=world.cast.clerk)
    found = effect(world, free)
    assert [one.supervisor.name for one in found.near] == ["Supervisor"]
    why = {s.supervisor.name: s.why_not for s in Supervision(Candidates(world.service.pk, TODAY))
           .everybody_for(free, [world.waiting_child])}  # fmt: skip
    assert why == {
        "Supervisor": [],
        "Rettleiar": ["not independent of the home: guide of the family"],
        "Onkel": ["not independent of the child: kin of the child"],
        "Full": ["has no room: 0 of 0"],
        "Tilsett": ["works for Nordhordland barnevern (FF § 17)"],
    }
    assert len(found.unfit) == 3


def test_who_speaks_the_childs_language_stands_first_and_a_lacking_certificate_is_told(
    world: World, free: Home
) -> None:
    Child.objects.filter(pk=world.waiting_child.pk).update(languages=["so"])
    farther = supervisor(world, "Same språk", languages=["so"], base=world.far_point, longest_minutes=600)
    PoliceCertificate.objects.create(supervisor=world.supervisor, issued_on="2025-12-01", seen_on="2026-01-01")
    first, second = effect(world, free).near
    assert (first.supervisor, first.notes) == (farther, ["speaks Somali", "no police certificate seen"])
    assert (second.supervisor, second.notes) == (world.supervisor, ["no language but Norwegian is registered"])


def test_staff_of_the_service_that_has_the_care_is_refused_for_its_children_only(world: World) -> None:
    bergen = Municipality.objects.create(number="4601", name="Bergen", service=world.other_service)
    guest = make_child(world.service, "B-1", care_municipality=bergen)
    place(guest, world.home)
    user = make_user("worker", "caseworker", world.other_service)
    Duty.objects.create(user=user, service=world.service, role="supervisor", from_on=LONG_AGO)
    theirs = supervisor(world, "Tilsett i Bergen", user=user)
    supervision = Supervision(Candidates(world.service.pk, TODAY))
    assert theirs.pk in supervision.refused(guest.pk)
    assert theirs.pk not in supervision.refused(world.waiting_child.pk)
    refused = Problem(Candidates(world.service.pk, TODAY)).as_json()["refused"]
    assert {"child": f"c{guest.pk}", "supervisor": f"s{theirs.pk}"} in refused
    row = next(one for one in for_appointment(guest, world.home, TODAY) if one.row.pk == theirs.pk)
    assert row.refusals == ["works for Sogn barnevern (FF § 17)"]


def test_a_supervisor_without_room_is_no_place_in_the_problem_and_the_rest_is_solved(world: World, free: Home) -> None:
    none = supervisor(world, "Utan plass", capacity=0)
    problem = Problem(Candidates(world.service.pk, TODAY)).as_json()
    assert {"id": f"s{none.pk}", "places": 0} in problem["supervisors"]
    assert f"s{none.pk}" not in {row["supervisor"] for row in problem["reach"]}
    assert f"s{world.supervisor.pk}" in {row["supervisor"] for row in problem["reach"]}
