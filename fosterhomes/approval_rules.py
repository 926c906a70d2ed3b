"""What stands in the way of approving a home, on plain values: no Django, no clock; the source beside each rule.

FF = forskrift om fosterhjem (FOR-2023-10-13-1632). PA = forskrift om politiattest etter barnevernsloven
(FOR-2022-12-20-2359). BVL = barnevernsloven (LOV-2021-06-18-97). Where the source is `OWN`, the law asks that the home
is assessed (FF § 5(2) d and e) and leaves to the service how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .rules import certificate_too_old, months_before

OWN = "FF § 5"
ASKED_MONTHS = 12
"""What the municipality knew longer ago than this is asked for again: the tool's own rule."""
RELIEF = "relief"


NO_CERTIFICATE, OLD_CERTIFICATE, SEEN_CERTIFICATE = "none", "old", "seen"


def certificate_state(shown: Iterable[tuple[date, date]]) -> str:
    """Return how it stands with somebody's police certificates, each with its day of issue and the day it was seen.

    One that was no older than three months when it was seen is enough (PA).
    """
    too_old = [certificate_too_old(issued_on, seen_on) for issued_on, seen_on in shown]
    if not too_old:
        return NO_CERTIFICATE
    return OLD_CERTIFICATE if all(too_old) else SEEN_CERTIFICATE


@dataclass(frozen=True)
class Adult:
    """Somebody of age who lives in the home. `certificate`: as `certificate_state` says."""

    member: int
    carer: bool
    certificate: str
    health_seen: bool


@dataclass(frozen=True)
class Papers:
    """What is registered about a home. `elsewhere`: it lies in another service's municipality.

    `asked_on`: when that municipality was last asked; `answered_on`: when it last answered. `unapproved`: ids of the
    children who live there or are about to, and for whom no approval holds.
    """

    kind: str
    elsewhere: bool = False
    trained: bool = False
    adults: tuple[Adult, ...] = ()
    talked_on: date | None = None
    visited_on: date | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    unapproved: tuple[int, ...] = ()
    settled: bool = False
    """Every place is taken by a child for whom an approval holds: there is nobody to ask for."""


@dataclass(frozen=True)
class Obstacle:
    """What is missing, and where that stands; `member` or `child` when it is about one of them."""

    code: str
    source: str
    member: int | None = None
    child: int | None = None


def obstacles(papers: Papers, on: date) -> tuple[Obstacle, ...]:
    """Return what stands in the way of approving the home on the day, in the order in which one sees to it."""
    return (*before_approval(papers, on), *(Obstacle("approval", "FF § 6", child=pk) for pk in papers.unapproved))


def before_approval(papers: Papers, on: date) -> tuple[Obstacle, ...]:
    """Return what the care municipality needs before it can approve the home for anybody."""
    foster_home = papers.kind != RELIEF
    return (
        *_adults(papers, foster_home),
        *([Obstacle("training", "FF § 4")] if foster_home and not papers.trained else []),
        *([Obstacle("talk", OWN)] if foster_home and papers.talked_on is None else []),
        *([Obstacle("visit", OWN)] if papers.visited_on is None else []),
        *(_municipality(papers, on) if foster_home and papers.elsewhere and not papers.settled else ()),
    )


def _adults(papers: Papers, foster_home: bool) -> Iterator[Obstacle]:
    if not any(adult.carer for adult in papers.adults):
        yield Obstacle("carer", "FF § 4")
    for adult in papers.adults:
        if adult.certificate != SEEN_CERTIFICATE:
            code = "certificate_old" if adult.certificate == OLD_CERTIFICATE else "certificate"
            yield Obstacle(code, "BVL § 12-9, PA", member=adult.member)
        if foster_home and adult.carer and not adult.health_seen:
            yield Obstacle("health", OWN, member=adult.member)


def _municipality(papers: Papers, on: date) -> Iterator[Obstacle]:
    since = months_before(on, ASKED_MONTHS)
    if papers.answered_on and papers.answered_on >= since:
        return
    waiting = papers.asked_on and papers.asked_on >= since
    yield Obstacle("not_answered" if waiting else "not_asked", "BVL § 9-4, FF § 6")
