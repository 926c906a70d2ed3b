"""Deciding on a relief home: stay, weekends and the end of the search, in one deed, by a person with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed
from fosterhomes.actions.children import lock_child
from fosterhomes.actions.placements import start_stay
from fosterhomes.actions.relief import agree_weekends
from fosterhomes.models import Child, Home, HomeKind, LegalGround, Placement, ReliefAgreement, User

from ..models import Proposal
from .proposals import check_not_passed, close, undecided


@dataclass(frozen=True)
class Agreed:
    """What was agreed with the family: weekends of the cycle by number, from and until a day, and why this home."""

    weekends: Sequence[int]
    from_on: date
    until_on: date
    reason: str


def start_relief(*, children: Sequence[Child], home: Home, agreed: Agreed, by: User, at: datetime) -> list[Placement]:
    """Store the stay of each child in the relief home, with the weekends that are theirs.

    Their search ends when the stay begins. Raises `ValidationError`, and stores nothing for any of them: no place in
    the home, a weekend that is full or blocked, a child who waits no longer.
    """
    with deed():
        ordered = sorted(children, key=lambda child: child.pk)
        for child in ordered:
            lock_child(child.pk)
        _check_waiting(ordered, timezone.localdate(at))
        return [_start(child, home, agreed, by=by, at=at) for child in ordered]


def accept_relief(*, proposals: Sequence[Proposal], agreed: Agreed, by: User, at: datetime) -> list[Placement]:
    """Accept the relief home that is proposed to a child, or to siblings who come together."""
    with deed():
        held = undecided(proposals)
        check_not_passed(held, timezone.localdate(at))
        home = held[0].home
        assert home is not None
        stays = start_relief(children=[row.child for row in held], home=home, agreed=agreed, by=by, at=at)
        by_child = {stay.child_id: stay for stay in stays}
        for row in held:
            row.placement = by_child[row.child_id]
            close(row, Proposal.Decision.ACCEPTED, agreed.reason, by=by, at=at)
    return stays


def _check_waiting(children: Sequence[Child], today: date) -> None:
    waiting = set(
        Child.objects.waiting(today).filter(waits__kind=HomeKind.RELIEF, pk__in=[child.pk for child in children])
    )
    if names := ", ".join(child.name for child in children if child not in waiting):
        raise ValidationError(_("%(names)s does not wait for relief any more.") % {"names": names})


def _start(child: Child, home: Home, agreed: Agreed, *, by: User, at: datetime) -> Placement:
    planned = agreed.from_on > timezone.localdate(at)
    stay = Placement(
        child=child, home=home, kind=home.kind, legal_ground=LegalGround.ASSISTANCE, from_on=agreed.from_on,
        planned=planned, reason=agreed.reason[: Placement._meta.get_field("reason").max_length],
    )  # fmt: skip
    start_stay(stay=stay, by=by, at=at, ends_search=not planned)
    agreement = ReliefAgreement(
        placement=stay, weekends=[str(number) for number in agreed.weekends], from_on=agreed.from_on,
        until_on=agreed.until_on,
    )  # fmt: skip
    agree_weekends(agreement=agreement, by=by, at=at)
    return stay
