"""Two foster families that moved with the child: one left the service's municipalities, one came to them (FF § 16)."""

from __future__ import annotations

from datetime import timedelta

from ..models import SUPERVISED_KINDS, HomeMove, SupervisionAppointment
from .children import Resident
from .rows import Demo, weekday
from .stays import Stays

LEFT, CAME = ("4631", 150), ("4601", 400)
"""From which municipality, so many days ago."""


def draft_moves(demo: Demo, stays: Stays) -> None:
    """Draft the moves, and the supervision that they ended or began. Draws nothing by chance: the rest stays."""
    residents = [row for row in stays.of("of") if row.draft.home.kind in SUPERVISED_KINDS]
    alone = [row for row in residents if len(row.draft.household.letters) == 1]
    _left(demo, next(row for row in alone if not _here(demo, row) and _days(demo, row) > 2 * LEFT[1]))
    _came(demo, next(row for row in alone if _here(demo, row) and _days(demo, row) > 2 * CAME[1] and _one(demo, row)))


def _here(demo: Demo, resident: Resident) -> bool:
    return resident.draft.home.municipality.service is demo.service


def _days(demo: Demo, resident: Resident) -> int:
    return (demo.on - resident.moved_in_on).days


def _appointments(demo: Demo, resident: Resident) -> list[SupervisionAppointment]:
    return [row for row in demo.rows[SupervisionAppointment] if row.child is resident.child]


def _one(demo: Demo, resident: Resident) -> bool:
    return len(_appointments(demo, resident)) == 1


def _move(demo: Demo, resident: Resident, number: str, days_ago: int) -> HomeMove:
    left = demo.places.municipalities[number]
    on_day = weekday(demo.on - timedelta(days=days_ago))
    return demo.add(HomeMove(home=resident.draft.home, on_day=on_day, from_municipality=left))


def _left(demo: Demo, resident: Resident) -> None:
    move = _move(demo, resident, *LEFT)
    supervisor = next(row for row in demo.rows[SupervisionAppointment] if row.from_on < resident.moved_in_on).supervisor
    why = "Familien flytta; ein annan kommune har tilsynet."
    values = {"from_on": max(resident.moved_in_on, supervisor.from_on), "until_on": move.on_day, "end_reason": why}
    demo.add(SupervisionAppointment(child=resident.child, supervisor=supervisor, **values))


def _came(demo: Demo, resident: Resident) -> None:
    move = _move(demo, resident, *CAME)
    (appointment,) = _appointments(demo, resident)
    appointment.from_on = max(appointment.from_on, move.on_day + timedelta(days=12))
