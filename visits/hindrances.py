"""What somebody has said that they cannot make, and the new times that are proposed: the page *Cannot make it*."""

from __future__ import annotations

from dataclasses import dataclass

from fosterhomes.models import Child
from fosterhomes.permissions import Access

from .models import VisitHindrance
from .permissions import chooses_visitor
from .plans.best_slots import best_slots
from .plans.one_more import Asked, SlotOffer, asked_for
from .visitors import id_of


@dataclass(frozen=True)
class Proposals:
    """The best slots in the place of the visit. `asked`: None where nothing is owed for it any more."""

    asked: Asked | None
    offers: list[SlotOffer]


def waiting(access: Access) -> list[VisitHindrance]:
    """Return what waits for an answer and is the person's to see, the nearest visit first. One query."""
    rows = VisitHindrance.objects.visible_to(access).waiting()
    return list(rows.select_related("visit__home", "visit__worker", "visit__supervisor", "said_by"))


def waiting_count(access: Access) -> int:
    """Return how many wait for an answer: what every page says that leads here, and the reminder of who plans."""
    return VisitHindrance.objects.visible_to(access).waiting().count()


def others(access: Access) -> list[VisitHindrance]:
    """Return the visits to the person's children that somebody else makes, and cannot, the nearest first. One query."""
    rows = VisitHindrance.objects.to_know_of(access).waiting()
    return list(rows.select_related("visit__home", "visit__worker", "visit__supervisor"))


def proposals(access: Access, row: VisitHindrance, child: Child) -> Proposals:
    """Return new times: of everybody who may make the visit for who plans, else the person's own."""
    visit = row.visit
    only = "" if chooses_visitor(access, visit.service_id) else id_of(visit)
    asked = asked_for(
        child, visit.home, visit.track, today=access.on, instead_of=visit, only=only, cannot=row.days
    )  # fmt: skip
    return Proposals(asked, best_slots(asked) if asked else [])
