"""Deciding to reduce follow-up or supervision, and ending it. What the law refuses is refused, at its condition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.models import User
from fosterhomes.periods import overlaps
from fosterhomes.permissions import access_for
from fosterhomes.shown import shown_day

from ..models import Reduction
from ..permissions import check_decide
from ..recording import lock_children
from ..reductions import refusals, why_not

Problem = tuple[str, str]


def decide_reduction(row: Reduction, *, by: User, at: datetime) -> Reduction:
    """Store a lawful decision. Raises `Refused` for who does not decide, and `ValidationError` with a sentence at the
    field of each condition of the law that does not hold, and of each day that cannot be."""
    today = timezone.localdate(at)
    check_decide(access_for(by, today), row.placement.child)
    with deed():
        lock_children([row.placement.child_id])
        if reason := why_not(row.placement, row.track, today):
            raise ValidationError(reason)
        check_lawful(row, today)
        row.decided_by = by
        save_new(row, verb="reduction.decided", by=by, at=at)
    return row


def check_lawful(row: Reduction, today: date) -> None:
    """Raise `ValidationError` with every reason why the decision cannot stand."""
    found = refusals(row)
    for field, sentence in _days(row, today):
        found.setdefault(field, []).append(sentence)
    if found:
        raise ValidationError(found)


def _days(row: Reduction, today: date) -> Iterator[Problem]:
    not_come = _("This day has not come yet.")
    for field in ("decided_on", "child_heard_on", "foster_parents_heard_on"):
        day = getattr(row, field)
        if day is not None and day > today:
            yield field, not_come
    if row.from_on < row.decided_on:
        yield "from_on", _("A decision lowers nothing before the day it is made.")
    if row.until_on is not None and row.until_on <= row.from_on:
        yield "until_on", _("The end must be after the start.")
    others = Reduction.objects.filter(overlaps(row.from_on, row.until_on), placement=row.placement, track=row.track)
    if other := others.first():
        yield (
            "from_on",
            _("The decision of %(day)s still holds then. End it first.") % {"day": shown_day(other.decided_on)},
        )


def end_reduction(*, row: Reduction, until_on: date, by: User, at: datetime) -> None:
    """End a decision from a day on; from there the full number of visits accrues again. Raises `ValidationError`."""
    check_decide(access_for(by, timezone.localdate(at)), row.placement.child)
    with deed():
        row = Reduction.objects.select_for_update(of=("self",)).select_related("placement__child").get(pk=row.pk)
        if row.until_on is not None and row.until_on <= timezone.localdate(at):
            raise ValidationError(_("It is already ended on %(day)s.") % {"day": shown_day(row.until_on)})
        if until_on <= row.from_on:
            raise ValidationError({"until_on": _("The end must be after the start.")})
        if row.until_on is not None and until_on > row.until_on:
            sentence = _("The decision holds until %(day)s. Longer than that takes a new decision.")
            raise ValidationError({"until_on": sentence % {"day": shown_day(row.until_on)}})
        row.until_on = until_on
        save_changes(row, verb="reduction.ended", by=by, at=at)
