"""Cycles of the relief homes, who comes on which weekends, and what those who wait need.

Drawn from a source of its own: the rest of the demo stays as it was. One cycle has no first weekend yet and one home
no cycle, as in a register that people have just begun to fill.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from ..models import (
    Child,
    Home,
    HomeHoliday,
    HomeKind,
    Placement,
    ReliefAgreement,
    ReliefCycle,
    ReliefNeed,
    WeekendPattern,
)
from ..weekends import friday_of
from .rows import Demo
from .waiting import Waiting

WEEKS = (3, 4, 2, 4, 3, 4)
CONTACT = ("samvær med mor", "samvær med far")


def draft_relief(demo: Demo, waiting: Waiting) -> None:
    """Draft the weekends of the homes, the agreements of the children who come, and the needs of those who wait."""
    rng = Random(17)
    homes = [home for home in demo.rows[Home] if home.kind == HomeKind.RELIEF and home.service is demo.service]
    guests = _guests(demo)
    for number, home in enumerate(homes[:-1]):
        _cycle(demo, home, number, guests[id(home)], begun=number != len(homes) - 2)
    _needs(demo, rng, waiting.relief)
    away = friday_of(demo.on + timedelta(days=21))
    demo.add(HomeHoliday(home=homes[1], from_on=away, until_on=away + timedelta(days=9), note="Vinterferie."))


def _guests(demo: Demo) -> dict[int, list[Placement]]:
    found: dict[int, list[Placement]] = defaultdict(list)
    for stay in demo.rows[Placement]:
        if stay.kind == HomeKind.RELIEF and stay.until_on is None:
            found[id(stay.home)].append(stay)
    return found


def _cycle(demo: Demo, home: Home, number: int, stays: list[Placement], *, begun: bool) -> None:
    """Draft one weekend with a place for each child that the home serves, and the agreements of those who come."""
    weeks = WEEKS[number % len(WEEKS)]
    places = [0, 0, 0, 0]
    for place in range(home.places):
        places[(place * 2) % weeks] += 1
    if home.places == 1 and not stays:
        # A family that is free may often choose between two weekends.
        places[1] = 1
    first = friday_of(demo.on) + timedelta(days=7 * (number % weeks)) if begun or stays else None
    cycle = ReliefCycle(
        home=home, weeks=weeks, first_weekend_on=first, first_places=places[0], second_places=places[1],
        third_places=places[2], fourth_places=places[3],
    )  # fmt: skip
    demo.add(cycle)
    for place, stay in enumerate(stays):
        _agree(demo, cycle, stay, (place * 2) % weeks + 1)


def _agree(demo: Demo, cycle: ReliefCycle, stay: Placement, weekend: int) -> None:
    """Agreements are made for a year and renewed: this one ends within the year to come."""
    until = _anniversary_after(stay.from_on, demo.on)
    demo.add(
        ReliefAgreement(placement=stay, cycle=cycle, weekends=[str(weekend)], from_on=stay.from_on, until_on=until)
    )


def _anniversary_after(start: date, on: date) -> date:
    until = start
    while until <= on + timedelta(days=14):
        until += timedelta(days=365)
    return until


def _needs(demo: Demo, rng: Random, children: list[Child]) -> None:
    """One in four needs two weekends; half have contact with a parent, every second or third weekend; few a wish."""
    for number, child in enumerate(children):
        demo.add(ReliefNeed(child=child, weekends=2 if number % 4 == 3 else 1))
        first = friday_of(demo.on - timedelta(days=7 * rng.randint(0, 3)))
        if number % 2 == 0:
            often = 2 if number % 6 else 4
            demo.add(WeekendPattern(child=child, every_weeks=often, first_on=first, why=CONTACT[number // 2 % 2]))
        if number % 5 == 1:
            wished = WeekendPattern.Kind.WISHED
            demo.add(WeekendPattern(child=child, kind=wished, every_weeks=2, first_on=first, why="syskena er borte då"))
    birthday = friday_of(demo.on + timedelta(days=40))
    demo.add(WeekendPattern(child=children[0], first_on=birthday, why="bursdag til mormor"))
