"""Saying that one cannot make a visit, and answering it: another time, or that it stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import User

from ..models import Visit, VisitHindrance
from ..plans.one_more import Asked, SlotOffer
from .booking import still_open
from .settling import settle
from .slots import take_slot

Answer = VisitHindrance.Answer


def say_cannot(
    *, visit: Visit, reason: str, from_on: date | None, until_on: date | None, by: User, at: datetime
) -> VisitHindrance:
    """Store that who makes the visit cannot, nor on any day from `from_on` until (not including) `until_on`."""
    with deed():
        visit = still_open(visit)
        _forget_older(visit, by=by, at=at)
        row = VisitHindrance(
            visit=visit, on_day=visit.on_day, reason=reason, from_on=from_on, until_on=until_on, said_by=by, said_at=at
        )
        row.full_clean()
        row.save()
        _trace(row, verb="visithindrance.said", by=by, at=at, reason=reason)
    return row


def _forget_older(visit: Visit, *, by: User, at: datetime) -> None:
    """What was said of a day on which the visit stood before is answered: a plan has moved it since."""
    older = VisitHindrance.objects.filter(visit=visit, answer="").exclude(on_day=visit.on_day)
    older.update(answer=Answer.MOVED, answered_by=by, answered_at=at)


def answer_with_slot(
    *, hindrance: VisitHindrance, asked: Asked, offer: SlotOffer, among: Collection[int], reason: str, by: User,
    at: datetime,
) -> Visit:  # fmt: skip
    """Put the visit into the slot; its family is to be told where the visit is announced. Raises as `take_slot`."""
    with deed():
        visit = take_slot(asked=asked, offer=offer, among=among, reason=reason, by=by, at=at)
        _check_answered(hindrance, by=by, at=at)
        visit.family_to_tell = visit.announced
        visit.save(update_fields=["family_to_tell"])
        _trace(hindrance, verb="visithindrance.moved", by=by, at=at)
    return visit


def keep_visit(*, hindrance: VisitHindrance, by: User, at: datetime) -> None:
    """Answer that the visit stays as it is: somebody can after all, or it cannot be otherwise."""
    with deed():
        visit = still_open(hindrance.visit)
        settle(visit, Answer.KEPT, by=by, at=at)
        _check_answered(hindrance, by=by, at=at)
        _trace(hindrance, verb="visithindrance.kept", by=by, at=at)


def _check_answered(hindrance: VisitHindrance, *, by: User, at: datetime) -> None:
    """Raise where it was somebody else who answered: the locks of the visit made this person wait for them."""
    if not VisitHindrance.objects.filter(pk=hindrance.pk, answered_by=by, answered_at=at).exists():
        raise ValidationError(_("Somebody has answered this meanwhile."))


def _trace(row: VisitHindrance, *, verb: str, by: User, at: datetime, reason: str = "") -> None:
    """One event tells of the visit, and one of each child."""
    record(verb, row.visit, by=by, at=at, reason=reason)
    for child in row.visit.visit_children.select_related("child"):
        record(verb, child, by=by, at=at, reason=reason)
