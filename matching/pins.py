"""Pins that cannot hold: which they are and why. Asked before anything is solved, and as the register stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fosterhomes.models import Child, Home
from matching.engine.check import minimal_conflict
from matching.engine.problem import Pin, parse

from .candidates import Candidate, Candidates
from .models import Steer
from .problem import Problem
from .proposals import BY_THEMSELVES
from .words import sentence


@dataclass(frozen=True)
class Contradiction:
    """A pin that cannot hold beside the others; `steer` is None where a held place stands for it."""

    child: Child
    home: Home
    steer: Steer | None
    why: list[str]
    """What keeps the child from this home, whatever the other pins; empty where only they are in the way."""


def contradictions(candidates: Candidates) -> list[Contradiction]:
    """Return the pins of a service that cannot all hold; empty when they agree, and nothing is asked without pins."""
    pinned = {steer.child_id for steer in candidates.steers if steer.kind == Steer.Kind.PINNED}
    units = {group.id for group in candidates.groups if pinned.intersection(child.pk for child in group.children)}
    if not units:
        return []
    problem = Problem(candidates, leave_out=BY_THEMSELVES, only=units)
    return [_named(candidates, problem, pin) for pin in _conflicting(problem)]


def _conflicting(problem: Problem) -> Iterator[Pin]:
    """Yield the pins of every contradiction, one contradiction after the other."""
    left = parse(problem.as_json())
    while conflict := minimal_conflict(left):
        yield from conflict
        left = replace(left, pinned=tuple(pin for pin in left.pinned if pin not in conflict))


def _named(candidates: Candidates, problem: Problem, pin: Pin) -> Contradiction:
    group = next(group for group in problem.groups if f"u{group.id}" == pin.unit)
    children = {child.pk for child in group.children}
    home = problem.known[int(pin.home[1:])]
    pins = (steer for steer in candidates.steers if steer.kind == Steer.Kind.PINNED and steer.home_id == home.pk)
    steer = next((steer for steer in pins if steer.child_id in children), None)
    if home.pk not in candidates.facts:
        return Contradiction(group.children[0], home, steer, [_("The home is closed.")])
    why = [sentence(found) for found in candidates.candidate(group, home).obstacles]
    return Contradiction(group.children[0], home, steer, why)


def others_pinned(candidates: Candidates, chosen: Candidate) -> list[Steer]:
    """Return the pins of others to the same home: whoever pins one more sees with whom the places are shared."""
    mine = {child.pk for child in chosen.group.children}
    pins = (steer for steer in candidates.steers if steer.kind == Steer.Kind.PINNED)
    return [steer for steer in pins if steer.home_id == chosen.home.pk and steer.child_id not in mine]
