"""Pinning and excluding homes for the next proposal; nothing is solved, and nothing changes in the register."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.models import User

from ..candidates import Candidate
from ..models import Steer
from ..words import cure, sentence


def pin(*, chosen: Candidate, reason: str, by: User, at: datetime) -> None:
    """Pin a home to a child with the reason; for siblings together, to each of them.

    Raises `ValidationError` with the sentence of each rule that keeps them from the home.
    """
    if chosen.obstacles:
        said = (f"{sentence(found)} {cure(found)}" for found in chosen.obstacles)
        raise ValidationError(
            _("%(home)s cannot be pinned: %(why)s") % {"home": chosen.home.name, "why": " ".join(said)}
        )
    _steer(chosen, Steer.Kind.PINNED, reason, by=by, at=at)


def exclude(*, chosen: Candidate, reason: str, by: User, at: datetime) -> None:
    """Exclude a home for a child with the reason; for siblings together, for each of them."""
    _steer(chosen, Steer.Kind.EXCLUDED, reason, by=by, at=at)


def _steer(chosen: Candidate, kind: Steer.Kind, reason: str, *, by: User, at: datetime) -> None:
    with deed():
        for child in chosen.group.children:
            row = Steer(child=child, home=chosen.home, kind=kind, reason=reason, made_by=by, made_at=at)
            save_new(row, verb=f"steer.{kind}", by=by, at=at, reason=reason)


def lift(*, steer: Steer, by: User, at: datetime) -> None:
    """Lift a pin or an exclusion; for siblings, what was set for all of them in one deed."""
    with deed():
        whom = Q(child=steer.child_id) | Q(child__sibling_group__children=steer.child_id)
        same = Steer.objects.filter(whom, home=steer.home_id, kind=steer.kind, made_at=steer.made_at, lifted_at=None)
        for row in same.distinct():
            row.lifted_by, row.lifted_at = by, at
            save_changes(row, verb="steer.lifted", by=by, at=at)
