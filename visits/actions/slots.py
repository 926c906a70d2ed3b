"""Taking one of the offered slots: other planned visits begin at another hour, and the visit is booked, in one deed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import User

from ..models import Visit
from ..plans.offered import booking_of
from ..plans.one_more import Asked, MovedVisit, SlotOffer
from ..plans.telling import may_have_heard
from ..recording import lock_children
from .booking import book_visit, move_visit


def take_slot(*, asked: Asked, offer: SlotOffer, among: Collection[int], reason: str, by: User, at: datetime) -> Visit:
    """Book the visit in the slot. `among`: the children the person decides about.

    Raises as `book_visit`, and when one of the visits that would begin at another hour was touched meanwhile.
    """
    with deed():
        others = [child.pk for moved in offer.moved for child in moved.visit.children.all()]
        lock_children({*others, *(child.pk for child in asked.children)})
        for moved in offer.moved:
            _begin_at(moved, by=by, at=at)
        booking = booking_of(asked, offer)
        if asked.instead_of:
            return move_visit(visit=asked.instead_of, booking=booking, among=among, reason=reason, by=by, at=at)
        return book_visit(home=asked.home, track=asked.track, booking=booking, reason=reason, by=by, at=at)


def _begin_at(moved: MovedVisit, *, by: User, at: datetime) -> None:
    visit = Visit.objects.select_for_update().get(pk=moved.visit.pk)
    before = (visit.status, visit.on_day, visit.start)
    if before != (Visit.Status.PLANNED, moved.visit.on_day, moved.visit.start) or visit.pinned:
        raise ValidationError(_("Somebody changed the day meanwhile. Look at the slots again."))
    heard = may_have_heard(visit, timezone.localdate(at))
    visit.start, visit.family_to_tell = moved.start, visit.family_to_tell or heard
    changed = ["start", *(["family_to_tell"] if heard else [])]
    visit.save(update_fields=changed)
    for row in visit.visit_children.select_related("child"):
        record("visit.changed", row, by=by, at=at, fields=changed)
