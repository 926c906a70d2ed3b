"""Guidance: offered, answered, changed, ended. Its sessions: `visits.actions.guidance_sessions`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.models import User
from fosterhomes.shown import shown_day
from fosterhomes.versions import check_unchanged

from ..models import Guidance, GuidanceSession

Status = GuidanceSession.Status
COUNTING = (Status.PLANNED, Status.HELD)


def offer_guidance(*, case: Guidance, by: User, at: datetime) -> None:
    """Store that guidance was offered. Raises `ValidationError`: a day to come, or an offer without an answer."""
    not_to_come("offered_on", case.offered_on, at)
    open_offer = Guidance.objects.filter(home=case.home, child=case.child, answer="")
    if open_offer.exists():
        raise ValidationError(_("Guidance is offered already, and there is no answer yet. Register the answer first."))
    save_new(case, verb="guidance.offered", by=by, at=at)


def answer_guidance(*, case: Guidance, by: User, at: datetime) -> None:
    """Store the family's answer, written on the row."""
    if not case.answer:
        raise ValidationError({"answer": _("Choose what they answered.")})
    not_to_come("answered_on", case.answered_on, at)
    save_changes(case, verb="guidance.answered", by=by, at=at)


def change_guidance(*, case: Guidance, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store another form, method, guide, beginning or end. Raises `ChangedMeanwhile` when the row is another by now."""
    with deed():
        check_unchanged(case, seen)
        _check_sessions_inside(case, COUNTING)
        return save_changes(case, verb="guidance.changed", by=by, at=at)


def agree_rhythm(*, case: Guidance, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store how often the sessions come, from when until when; without a number of weeks there is no rhythm any more.

    The plan of the year then holds a session in each window. What is planned or held already stays as it is.
    """
    if case.answer != Guidance.Answer.ACCEPTED:
        raise ValidationError(_("A rhythm is agreed when the offer is accepted."))
    if case.rhythm_weeks is None:
        case.rhythm_from = case.rhythm_until = None
    elif case.rhythm_from is None:
        raise ValidationError({"rhythm_from": _("Choose the first day of the rhythm.")})
    with deed():
        check_unchanged(case, seen)
        return save_changes(case, verb="guidance.rhythm", by=by, at=at)


def end_guidance(*, case: Guidance, until_on: date, reason: str, by: User, at: datetime) -> None:
    """End the case. It leaves the sessions planned after that day; one that nobody is left in is cancelled."""
    if case.from_on is None:
        raise ValidationError(_("The guidance has not begun."))
    with deed():
        case.until_on, case.end_reason = until_on, reason
        _check_sessions_inside(case, (Status.HELD,))
        save_changes(case, verb="guidance.ended", by=by, at=at, reason=reason)
        for session in case.sessions.filter(status=Status.PLANNED, on_day__gte=until_on):
            _leave(session, case, by=by, at=at)


def _check_sessions_inside(case: Guidance, states: Collection[str]) -> None:
    """What has been held stays true: the days on which the case is active hold every session that stands."""
    days = case.sessions.filter(status__in=states).order_by("on_day").values_list("on_day", flat=True)
    for day in days:
        if not case.holds_on(day):
            field = "until_on" if case.from_on and case.from_on <= day else "from_on"
            sentence = _("There is a session on %(day)s, and the guidance must be active that day.")
            raise ValidationError({field: sentence % {"day": shown_day(day)}})


def _leave(session: GuidanceSession, case: Guidance, *, by: User, at: datetime) -> None:
    if session.cases.count() == 1:
        session.status, session.note = Status.CANCELLED, _("The guidance ended.")
        save_changes(session, verb="guidancesession.cancelled", by=by, at=at, reason=session.note)
    else:
        session.cases.remove(case)
        record("guidancesession.left", case, by=by, at=at)


def not_to_come(field: str, day: date | None, at: datetime) -> None:
    if day is not None and day > timezone.localdate(at):
        raise ValidationError({field: _("This day has not come yet.")})
