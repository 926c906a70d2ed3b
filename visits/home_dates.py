"""Dates that bind about the home itself: its approval for a child, and the municipality where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from fosterhomes.models import Child, Home, HomeKind, Letter, Placement
from fosterhomes.models.placement import PlacementQuerySet
from fosterhomes.permissions import WRITES_REGISTER, Access
from fosterhomes.relief import last_agreements

from . import deadlines

NOT_TOLD_DAYS = 365
"""A stay that began longer ago is from before the tool: nobody tells the other municipality a year late."""


@dataclass(frozen=True)
class HomeDate:
    """A date about a home, and the page where it is met; empty for who may not write there."""

    deadline: deadlines.Deadline
    child: Child | None
    home: Home
    page: str


def home_dates(children: QuerySet[Child], access: Access) -> Iterator[HomeDate]:
    """Yield what is to be done about the homes in which these children live or are about to. Four queries."""
    stays = _own_stays(children, access)
    yield from (_date(stay, deadlines.approval_deadline(stay.from_on), access) for stay in stays.unapproved(access.on))
    yield from (_date(stay, _notice(stay), access) for stay in _untold(stays, access))
    yield from _unanswered(access)
    yield from _relief_agreements(children, access)


def _notice(stay: Any) -> deadlines.Deadline:
    return deadlines.notice_deadline(stay.from_on, deadlines.Days(notice=stay.home.service.notice_days))


def _own_stays(children: QuerySet[Child], access: Access) -> PlacementQuerySet:
    """Return stays that last or are planned, of children whose case the service carries; relief is no placement."""
    lasting = Placement.objects.filter(Q(until_on=None) | Q(until_on__gt=access.on), child__in=children)
    own = lasting.filter(child__care_municipality__service=F("child__service"), home__isnull=False)
    return own.exclude(kind=HomeKind.RELIEF).select_related("child", "home__municipality", "home__service")


def _untold(stays: QuerySet[Placement], access: Access) -> QuerySet[Placement]:
    told = Letter.objects.filter(child=OuterRef("child"), home=OuterRef("home"), sent_on__isnull=False)
    elsewhere = Q(home__municipality__service=None) | ~Q(home__municipality__service=F("home__service"))
    recent = Q(planned=True) | Q(from_on__gt=access.on - timedelta(days=NOT_TOLD_DAYS))
    return stays.filter(elsewhere, recent).exclude(Exists(told))


def _date(stay: Any, due: deadlines.Deadline, access: Access) -> HomeDate:
    if due.code == "approval":
        page = f"{reverse('home_part_new', args=[stay.home_id, 'approvals'])}?child={stay.child_id}"
    else:
        page = f"{reverse('letter_new', args=[stay.home_id])}?child={stay.child_id}"
    may_write = stay.home.service_id in access.services(*WRITES_REGISTER)
    return HomeDate(due, stay.child, stay.home, page if may_write else "")


def _relief_agreements(children: QuerySet[Child], access: Access) -> Iterator[HomeDate]:
    """Yield by when the weekends in a relief home, which go on, are agreed anew."""
    for row in last_agreements(access).filter(placement__child__in=children):
        assert row.until_on is not None
        assert row.home is not None
        may_write = row.child.service_id in access.services(*WRITES_REGISTER)
        page = reverse("relief_agreement_new", args=[row.placement_id]) if may_write else ""
        yield HomeDate(deadlines.relief_deadline(row.until_on), row.child, row.home, page)


def _unanswered(access: Access) -> Iterator[HomeDate]:
    letters = Letter.objects.visible_to(access).unanswered().select_related("child", "home__municipality")
    for letter in letters:
        if letter.answer_due_on and letter.home.service_id in access.services(*WRITES_REGISTER):
            page = reverse("letter", args=[letter.pk])
            yield HomeDate(deadlines.answer_deadline(letter.answer_due_on), letter.child, letter.home, page)
