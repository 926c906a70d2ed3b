"""The slots as they are offered to a person: what speaks against each is said before it is taken, not after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ..booking import Booking, doubts_about
from ..visitors import person_of
from .one_more import Asked, SlotOffer


@dataclass(frozen=True)
class Offered:
    """A slot and what speaks against it, each a sentence: taking it then asks for a reason."""

    offer: SlotOffer
    doubts: tuple[str, ...]


def offered(asked: Asked, offers: Iterable[SlotOffer], today: date) -> list[Offered]:
    """Return the slots in their order, those first against which nothing speaks."""
    rows = [Offered(offer, _doubts(asked, offer, today)) for offer in offers]
    return sorted(rows, key=lambda row: bool(row.doubts))


def booking_of(asked: Asked, offer: SlotOffer) -> Booking:
    """Return the slot as a booking of the visit that is asked for."""
    announced = asked.instead_of.announced if asked.instead_of else True
    return Booking(offer.on_day, offer.start, asked.minutes, person_of(offer.visitor), asked.children, announced)


def _doubts(asked: Asked, offer: SlotOffer, today: date) -> tuple[str, ...]:
    moved = asked.instead_of.pk if asked.instead_of else None
    booking = booking_of(asked, offer)
    doubts = doubts_about(
        booking, home=asked.home, track=asked.track, today=today, visit_id=moved, in_window=True
    )  # fmt: skip
    return tuple(chain.from_iterable(doubts.values()))
