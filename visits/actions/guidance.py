"""Guidance: offered, answered, changed, ended; its sessions planned, held and cancelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record, save_changes, save_new
from fosterhomes.models import User
from fosterhomes.versions import check_unchanged

from ..models import Guidance, GuidanceSession

Status = GuidanceSession.Status


def offer_guidance(*, case: Guidance, by: User, at: datetime) -> None:
    """Store that guidance was offered. Raises `ValidationError`: a day to come, or an offer without an answer."""
    _not_to_come("offered_on", case.offered_on, at)
    open_offer = Guidance.objects.filter(home=case.home, child=case.child, answer="")
    if open_offer.exists():
        raise ValidationError(_("Guidance is offered already, and there is no answer yet. Register the answer first."))
    save_new(case, verb="guidance.offered", by=by, at=at)


def answer_guidance(*, case: Guidance, by: User, at: datetime) -> None:
    """Store the family's answer, written on the row."""
    if not case.answer:
        raise ValidationError({"answer": _("Choose what they answered.")})
    _not_to_come("answered_on", case.answered_on, at)
    save_changes(case, verb="guidance.answered", by=by, at=at)


def change_guidance(*, case: Guidance, seen: Mapping[str, str], by: User, at: datetime) -> list[str]:
    """Store another form, method, guide or beginning. Raises `ChangedMeanwhile` when the row is another by now."""
    with deed():
        check_unchanged(case, seen)
        return save_changes(case, verb="guidance.changed", by=by, at=at)


def end_guidance(*, case: Guidance, until_on: date, reason: str, by: User, at: datetime) -> None:
    """End the case. It leaves the sessions planned after that day; one that nobody is left in is cancelled."""
    if case.from_on is None:
        raise ValidationError(_("The guidance has not begun."))
    with deed():
        case.until_on, case.end_reason = until_on, reason
        save_changes(case, verb="guidance.ended", by=by, at=at, reason=reason)
        for session in case.sessions.filter(status=Status.PLANNED, on_day__gte=until_on):
            _leave(session, case, by=by, at=at)


def _leave(session: GuidanceSession, case: Guidance, *, by: User, at: datetime) -> None:
    if session.cases.count() == 1:
        session.status, session.note = Status.CANCELLED, _("The guidance ended.")
        save_changes(session, verb="guidancesession.cancelled", by=by, at=at, reason=session.note)
    else:
        session.cases.remove(case)
        record("guidancesession.left", case, by=by, at=at)


def plan_session(*, session: GuidanceSession, cases: Collection[Guidance], by: User, at: datetime) -> None:
    """Store a session, planned or already held, with those who take part."""
    with deed():
        _check_session(session, cases, at)
        session.full_clean()
        session.save()
        session.cases.set(cases)
        _tell(session, cases, by=by, at=at)


def record_session(
    *, session: GuidanceSession, cases: Collection[Guidance], among: Collection[Guidance], by: User, at: datetime
) -> None:
    """Store what became of a planned session: held, with those who came, or cancelled with the reason.

    `among` are the cases that the person decided about; others of the group stay as they are.
    """
    with deed():
        stored = GuidanceSession.objects.select_for_update().get(pk=session.pk)
        if stored.status != Status.PLANNED:
            raise ValidationError(_("Somebody recorded this session meanwhile."))
        staying = [case for case in session.cases.all() if case not in among]
        came = [*staying, *cases]
        _check_session(session, came, at)
        session.full_clean()
        session.save()
        session.cases.set(came)
        _tell(session, came, by=by, at=at)


def _check_session(session: GuidanceSession, cases: Collection[Guidance], at: datetime) -> None:
    if not cases:
        raise ValidationError({"cases": _("Choose who takes part.")})
    today = timezone.localdate(at)
    if session.status == Status.HELD:
        _not_to_come("on_day", session.on_day, at)
    if session.status == Status.PLANNED and session.on_day < today:
        raise ValidationError({"on_day": _("This day has passed. Register the session as held.")})
    if session.status != Status.CANCELLED:
        outside = [case.whom for case in cases if not case.holds_on(session.on_day)]
        if outside:
            sentence = _("The guidance is not active that day: %(names)s.") % {"names": ", ".join(outside)}
            raise ValidationError({"on_day": sentence})


def _tell(session: GuidanceSession, cases: Collection[Guidance], *, by: User, at: datetime) -> None:
    """One event for each family, so that the history of each home and child tells of it."""
    for case in cases:
        record(f"guidancesession.{session.status}", case, by=by, at=at)


def _not_to_come(field: str, day: date | None, at: datetime) -> None:
    if day is not None and day > timezone.localdate(at):
        raise ValidationError({field: _("This day has not come yet.")})
