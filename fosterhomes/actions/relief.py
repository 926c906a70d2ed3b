"""Relief: the cycle of a home corrected, and weekends agreed, changed, removed; each with its trace.

Locks are taken child first, then home, as for stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Home, Placement, ReliefAgreement, ReliefCycle, User
from ..relief import check_agreement, cycles_of, weekend_name
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new
from .children import lock_child
from .parts import correct_part


def agree_weekends(*, agreement: ReliefAgreement, by: User, at: datetime) -> None:
    """Store on which weekends the child comes.

    Raises `ValidationError` at the weekends: full, blocked, not in the cycle, or the cycle is not known.
    """
    with deed():
        _lock(agreement)
        agreement.clean_fields(exclude=["cycle"])
        check_agreement(agreement, at)
        agreement.cycle = ReliefCycle.objects.get(home=agreement.placement.home_id)
        save_new(agreement, verb="reliefagreement.made", by=by, at=at)


def change_agreement(*, agreement: ReliefAgreement, seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Store other weekends or another end. Raises `ChangedMeanwhile` when the row is not what the person saw."""
    with deed():
        _lock(agreement)
        check_unchanged(agreement, seen)
        check_agreement(agreement, at)
        save_changes(agreement, verb="reliefagreement.changed", by=by, at=at)


def remove_agreement(*, agreement: ReliefAgreement, reason: str, by: User, at: datetime) -> None:
    """Remove what never was agreed; that it stood there, and why it went, stays in the trace."""
    with deed():
        record("reliefagreement.removed", agreement, by=by, at=at, reason=reason)
        agreement.delete()


def correct_cycle(cycle: ReliefCycle, *, by: User, at: datetime, reason: str, seen: Mapping[str, str]) -> list[str]:
    """Store the correction with its reason.

    Raises `ValidationError` when children come on a weekend that would move, or have no place on it any more.
    """
    with deed():
        Home.objects.select_for_update().get(pk=cycle.home_id)
        _check_kept(cycle, at)
        return correct_part(cycle, by=by, at=at, reason=reason, seen=seen)


def _check_kept(cycle: ReliefCycle, at: datetime) -> None:
    on = timezone.localdate(at)
    stored = ReliefCycle.objects.get(pk=cycle.pk)
    lasting = Q(placement__until_on__isnull=True) | Q(placement__until_on__gt=on)
    if not stored.agreements.filter(lasting, until_on__gt=on).exists():
        return
    if (stored.weeks, stored.first_weekend_on) != (cycle.weeks, cycle.first_weekend_on) and stored.rhythm:
        field = "weeks" if stored.weeks != cycle.weeks else "first_weekend_on"
        sentence = _("Children come on its weekends, which would move with it. End or change their weekends first.")
        raise ValidationError({field: sentence})
    now = cycles_of([cycle.home_id], on)[cycle.home_id]
    for number in now.numbers:
        there = now.places[number - 1] - now.free(number, on)
        if there > cycle.places[number - 1]:
            words = {"weekend": weekend_name(number), "n": there}
            sentence = _(
                "On the %(weekend)s weekend come more children (%(n)d) than that. Change their weekends first."
            )
            raise ValidationError(sentence % words)


def _lock(agreement: ReliefAgreement) -> None:
    lock_child(agreement.placement.child_id)
    agreement.placement = Placement.objects.select_related("child").get(pk=agreement.placement_id)
