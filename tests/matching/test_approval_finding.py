"""The shortlist says what is missing before a home can be approved, and only what no other rule says."""

from __future__ import annotations

from datetime import date

from fosterhomes.models import ApprovalStep, Home
from matching.candidates import Candidates
from matching.words import sentence
from tests.cast import TODAY, World, make_home

PLAIN = "Must be approved for this child before moving in (FF § 6)."


def said_of(world: World, home: Home) -> str:
    candidates = Candidates(world.service.pk, TODAY)
    group = candidates.group_of(world.waiting_child)
    assert group is not None
    here = next(one for one in candidates.homes if one.pk == home.pk)
    return next(sentence(found) for found in candidates.candidate(group, here).found if found.rule == "approval")


def test_what_is_missing_before_the_approval_stands_beside_the_home(world: World) -> None:
    home = make_home(world.service, "Askheim", municipality=world.other_municipality, point=world.point)
    missing = "a conversation with the family, a visit to the home and a request to the municipality of the home"
    assert said_of(world, home) == f"{PLAIN} Missing before that: {missing}."
    for kind in ("talk", "visit"):
        ApprovalStep.objects.create(home=home, kind=kind, done_on=date(2026, 3, 1))
    home.municipality = world.municipality
    home.save()
    assert said_of(world, home) == PLAIN
