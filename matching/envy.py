"""Justified envy: who has waited longer for a home that another got. A check on a proposal, not a goal of the solver.

With sibling groups no choice of homes is free of it in general, and kin and network, more children with a home, or a
pin by a person can be good reasons for it: a person looks, and judges. Plain values, no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Asker:
    """A unit that asks for a home: one child, or siblings who are to live together."""

    urgency: str
    since: date


@dataclass(frozen=True)
class Offer:
    """That a home would do for a unit: every rule holds. `uses` places of it; `kin` when it is kin or network."""

    uses: int
    kin: bool = False


@dataclass(frozen=True)
class Envy:
    """`unit` has no home, and has waited `days` longer than `other`, who got `home`."""

    unit: str
    other: str
    home: str
    days: int


def justified_envy(
    askers: Mapping[str, Asker],
    offers: Mapping[tuple[str, str], Offer],
    places: Mapping[str, int],
    got: Mapping[str, str],
    apart: Iterable[tuple[str, str]] = (),
) -> list[Envy]:
    """Return every case in which a unit without a home has reason to envy another its home, the longest first.

    Unit A envies unit B the home H with reason when all of these hold:

    - A got no home, and B got H (`got`: the home of each unit that got one);
    - both are of the same urgency, and A has waited longer than B (the same day is not longer);
    - H would do for A: it is among A's `offers`;
    - A would have room in H without B: A uses no more places than B frees there, together with those left over;
    - nobody else in H must live apart from A;
    - B did not get H as kin or network: kin come first by law (FF § 5(6)), and nobody else has a claim to that home.
    """
    left = _left_over(offers, places, got)
    parted = {frozenset(pair) for pair in apart}
    found = [
        Envy(unit, other, home, (askers[other].since - askers[unit].since).days)
        for unit in askers
        if unit not in got
        for other, home in got.items()
        if _is_before(askers[unit], askers[other])
        and not offers[other, home].kin
        and (offer := offers.get((unit, home))) is not None
        and offer.uses <= offers[other, home].uses + left[home]
        and not any(frozenset((unit, third)) in parted for third, at in got.items() if at == home and third != other)
    ]
    return sorted(found, key=lambda envy: (-envy.days, envy.unit, envy.other))


def _is_before(first: Asker, second: Asker) -> bool:
    return first.urgency == second.urgency and first.since < second.since


def _left_over(
    offers: Mapping[tuple[str, str], Offer], places: Mapping[str, int], got: Mapping[str, str]
) -> dict[str, int]:
    left = dict(places)
    for unit, home in got.items():
        left[home] -= offers[unit, home].uses
    return left


def envy_in(problem: Mapping[str, Any], result: Mapping[str, Any], since: Mapping[str, date]) -> list[Envy]:
    """Return the justified envy in what a run proposes; `since`: by child id, the day from which it waits."""
    days: dict[str, list[date]] = {}
    urgency = {child["unit"]: child["urgency"] for child in problem["children"]}
    for child in problem["children"]:
        if child["id"] in since:
            days.setdefault(child["unit"], []).append(since[child["id"]])
    askers = {unit: Asker(urgency[unit], min(begun)) for unit, begun in days.items()}
    return justified_envy(
        askers,
        {(row["unit"], row["home"]): Offer(row["uses"], row["kin"]) for row in problem["options"]},
        {home["id"]: home["places"] for home in problem["homes"]},
        {row["unit"]: row["home"] for row in result["placements"] if row["unit"] in askers},
        [(first, second) for first, second in problem["apart"]],
    )
