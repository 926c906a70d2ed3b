"""What some searches must respect, what some homes ask for, and approvals that have an end.

Drawn from a source of its own: the rest of the demo stays as it was.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from ..models import (
    Approval,
    Child,
    Home,
    HomeKind,
    HomeMember,
    KeepAway,
    NotTogether,
    Placement,
    Point,
    Supervisor,
    SupervisorTie,
    TravelLimit,
    Wait,
)
from .rows import Demo
from .waiting import Waiting

Purpose = TravelLimit.Purpose


def draft_limits(demo: Demo, waiting: Waiting) -> None:
    """Draft limits, bans and "not together with" of waiting children, and what homes ask for."""
    rng = Random(7)
    _ways(demo, waiting.foster, rng)
    _no_contact(demo, waiting.foster)
    _not_together(demo, waiting.foster)
    _searches(demo, waiting.foster)
    _homes_ask(demo, rng)
    _general_approvals(demo, rng)
    _ties_to_empty_homes(demo)


def _ways(demo: Demo, children: list[Child], rng: Random) -> None:
    """Every second child has a limit to school or kindergarten, some to parents, siblings or the contact person."""
    for number, child in enumerate(children):
        if number % 2 == 0:
            demo.add(TravelLimit(child=child, purpose=Purpose.SCHOOL, longest_minutes=rng.choice((30, 45, 60))))
        if number % 3 == 0:
            demo.add(TravelLimit(child=child, purpose=Purpose.PARENTS, longest_minutes=75, longest_km=70, wish=True))
        if number % 7 == 0:
            demo.add(TravelLimit(child=child, purpose=Purpose.CONTACT))
        if number == 4 and child.point:
            football = demo.places.villages["Knarvik"]
            note = "Fotballaget, to gonger i veka."
            demo.add(
                TravelLimit(
                    child=child, purpose=Purpose.OTHER, point=football, longest_minutes=40, wish=True, note=note
                )
            )


def _no_contact(demo: Demo, children: list[Child]) -> None:
    villages, municipalities = demo.places.villages, demo.places.municipalities
    demo.add(
        KeepAway(child=children[2], who="stefaren", ordered=True, point=villages["Manger"], minutes=25,
                 until_on=demo.on + timedelta(days=240), note="Nemnda har sett forbod mot kontakt.")
    )  # fmt: skip
    demo.add(
        KeepAway(child=children[5], who="broren til mor", municipality=municipalities["4632"],
                 note="Har møtt opp på skulen fleire gonger.")
    )  # fmt: skip
    family = next((kin for kin in demo.rows[Placement] if kin.kind == HomeKind.KINSHIP and kin.home), None)
    if family is not None:
        demo.add(
            KeepAway(child=children[8], who="tanta på farssida", from_home=family.home, note="Etter ønske frå barnet.")
        )


def _not_together(demo: Demo, children: list[Child]) -> None:
    boys = "Er redd eldre gutar etter det som har hendt."
    demo.add(NotTogether(child=children[3], gender=Child.Gender.BOY, youngest_age=13, reason=boys))
    small = "Treng at ingen små er i huset når uroa kjem."
    demo.add(NotTogether(child=children[9], oldest_age=4, reason=small))
    one, other = (child for child in _pupils(demo, children)[:2])
    demo.add(NotTogether(child=one, other=other, reason="Har plaga kvarandre på skulen."))


def _pupils(demo: Demo, children: list[Child]) -> list[Child]:
    """Return those at school who have no siblings that they are to live with."""
    return [child for child in children if not child.sibling_group and 7 <= child.age_on(demo.on) <= 15]


def _searches(demo: Demo, children: list[Child]) -> None:
    """Two who must be the youngest, and one for whom kilometres count too."""
    open_waits = {id(wait.child): wait for wait in demo.rows[Wait] if wait.until_on is None}
    small = [child for child in children if not child.sibling_group and 3 <= child.age_on(demo.on) <= 8]
    for child in small[:2]:
        open_waits[id(child)].must_be_youngest = True
    open_waits[id(children[0])].longest_km = 80


def _homes_ask(demo: Demo, rng: Random) -> None:
    """Some families with own children want them to be the eldest; some take one family at a time, where that holds."""
    own = {id(row.home) for row in demo.rows[HomeMember] if row.relation == HomeMember.Relation.OWN_CHILD}
    families = _families(demo)
    for home in demo.rows[Home]:
        if home.kind not in (HomeKind.ORDINARY, HomeKind.EMERGENCY, HomeKind.SPECIALISED):
            continue
        home.younger_than_own = id(home) in own and rng.randrange(100) < 22
        home.one_family = home.places > 1 and len(families.get(id(home), ())) < 2 and rng.randrange(100) < 20


def _families(demo: Demo) -> dict[int, set[int]]:
    """Return the families that have children in each home now."""
    found: dict[int, set[int]] = {}
    for stay in demo.rows[Placement]:
        if stay.home and stay.until_on is None:
            found.setdefault(id(stay.home), set()).add(id(stay.child.sibling_group or stay.child))
    return found


def _ties_to_empty_homes(demo: Demo) -> None:
    """Two who live next door to a home that never had children are not independent of it: nobody appointed them."""
    lived_in = {id(stay.home) for stay in demo.rows[Placement]}
    empty = [home for home in demo.rows[Home] if id(home) not in lived_in and home.point and not home.closed_on]
    ordinary = [home for home in empty if home.kind == HomeKind.ORDINARY and home.service is demo.service]
    supervisors = [row for row in demo.rows[Supervisor] if row.until_on is None]
    for home, kind in zip(ordinary, (SupervisorTie.Kind.GUIDE, SupervisorTie.Kind.RELATIVE), strict=False):
        nearest = min(supervisors, key=lambda row: _apart(row.base, home.point))
        demo.add(SupervisorTie(supervisor=nearest, home=home, kind=kind))


def _apart(one: Point, other: Point) -> float:
    """Return how far apart two points are, in degrees of latitude: enough to tell who lives next door."""
    return abs(float(one.latitude - other.latitude)) + abs(float(one.longitude - other.longitude)) / 2


def _general_approvals(demo: Demo, rng: Random) -> None:
    """Two of three homes without children are approved in general; of these some only until a day, or not any more."""
    lived_in = {id(stay.home) for stay in demo.rows[Placement] if stay.until_on is None}
    for home in demo.rows[Home]:
        if id(home) in lived_in or home.service is not demo.service or home.closed_on or rng.randrange(3) == 0:
            continue
        approved_on = demo.on - timedelta(days=rng.randint(200, 900))
        ends = rng.choice((None, None, None, rng.randint(-60, -5), rng.randint(8, 30), rng.randint(200, 500)))
        until_on = demo.on + timedelta(days=ends) if ends else None
        demo.add(Approval(home=home, approved_on=approved_on, until_on=until_on))
