"""Contact persons (FF § 8): seven caseworkers, some above the norm of 13 cases and some below, after a handover."""

from __future__ import annotations

from datetime import date

from ..models import Child, ContactPerson, Handover, Placement, User
from .rows import Demo
from .staff import CASES, Staff
from .stays import Stays
from .waiting import Waiting

FROM_WHO_LEFT = 9
"""Cases that were handed over when a caseworker left."""


def draft_contacts(demo: Demo, staff: Staff, stays: Stays, waiting: Waiting) -> None:
    """Give every own case one contact person. Siblings have the same, as far as it goes up."""
    since: dict[int, date] = {}
    for stay in demo.rows[Placement]:
        since[id(stay.child)] = min(stay.from_on, since.get(id(stay.child), stay.from_on))
    room = dict(zip(range(len(CASES)), CASES, strict=True))
    handed = 0
    for unit in _units(_cases(stays, waiting)):
        number = max(room, key=lambda key: room[key])
        room[number] -= len(unit)
        for child in unit:
            from_on = min(since.get(id(child)) or demo.days_ago(20, 400), demo.on)
            was_there = from_on < staff.handed_over_on and handed < FROM_WHO_LEFT and number > 0
            handed += was_there
            _contact(demo, child, staff.caseworkers[number], from_on, staff if was_there else None)
    _closed(demo, staff)


def _contact(demo: Demo, child: Child, worker: User, from_on: date, handed_over: Staff | None) -> None:
    from_on = max(from_on, child.birth_date)
    if handed_over:
        until_on = handed_over.handed_over_on
        demo.add(ContactPerson(child=child, worker=handed_over.left, from_on=from_on, until_on=until_on))
        demo.add(Handover(child=child, giver=handed_over.left, on_day=until_on))
        from_on = until_on
    demo.add(ContactPerson(child=child, worker=worker, from_on=from_on))


def _closed(demo: Demo, staff: Staff) -> None:
    """Own children whose cases are closed had a contact person until then."""
    for stay in demo.rows[Placement]:
        child = stay.child
        if child.closed_on and child.care_municipality.service is demo.service and stay.from_on < child.closed_on:
            worker = demo.rng.choice(staff.caseworkers)
            demo.add(ContactPerson(child=child, worker=worker, from_on=stay.from_on, until_on=child.closed_on))


def _cases(stays: Stays, waiting: Waiting) -> list[Child]:
    """Own children with an open case, each once; the last two who asked for relief have nobody yet."""
    placed = [resident.child for resident in stays.of("oOma")]
    everybody = [*placed, *stays.institution, *stays.housing, *stays.promised, *waiting.foster, *waiting.relief[:-2]]
    everybody += [child for child in stays.at_home if child.closed_on is None]
    return list({id(child): child for child in everybody}.values())


def _units(cases: list[Child]) -> list[list[Child]]:
    units: dict[int, list[Child]] = {}
    for child in cases:
        units.setdefault(id(child.sibling_group or child), []).append(child)
    # Siblings first, so that the single ones fill up to the number.
    return sorted(units.values(), key=len, reverse=True)
