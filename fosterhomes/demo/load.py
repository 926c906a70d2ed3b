"""Puts the parts of the demo together, in the order in which they need each other."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from ..models import Point, TravelTime
from .apart import draft_apart
from .children import Children, draft_residents
from .contacts import draft_contacts
from .homes import draft_homes
from .limits import draft_limits
from .moves import draft_moves
from .papers import load_papers
from .places import by_hand, load_places
from .relief import draft_relief
from .rota import draft_rota
from .rows import Demo
from .sogn import draft_sogn
from .staff import draft_staff
from .stays import draft_stays
from .supervisors import draft_supervision
from .waiting import draft_kin_of_placed, draft_waiting


@transaction.atomic
def load_register(on: date) -> Demo:
    """Store the register of the demo as of that day; the database must know no service yet."""
    demo = Demo(on, load_places(on))
    staff = draft_staff(demo)
    draft_rota(demo)
    drafts = draft_homes(demo)
    children = Children(demo)
    residents = draft_residents(demo, children, drafts)
    stays = draft_stays(demo, children, drafts, residents)
    draft_apart(demo, stays)
    waiting = draft_waiting(demo, children, drafts, stays)
    draft_kin_of_placed(demo, stays)
    draft_supervision(demo, stays)
    draft_moves(demo, stays)
    draft_contacts(demo, staff, stays, waiting)
    draft_sogn(demo, children)
    draft_limits(demo, waiting)
    draft_relief(demo, waiting)
    demo.rows[TravelTime] = by_hand(demo.places, demo.rows[Point], on)
    demo.store()
    load_papers(demo)
    return demo
