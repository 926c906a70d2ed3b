"""Sessions of guidance: planned, held, cancelled; corrected, removed with the reason, and brought back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import User
from fosterhomes.versions import ChangedMeanwhile, check_unchanged

from ..guidance import who_takes_part
from ..models import Guidance, GuidanceSession
from .guidance import not_to_come

Status = GuidanceSession.Status


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


def correct_session(
    *,
    session: GuidanceSession,
    cases: Collection[Guidance],
    among: Collection[Guidance],
    reason: str,
    seen: Mapping[str, str],
    by: User,
    at: datetime,
) -> None:
    """Store a session as it should have been: another day, guide, state or theme, or others who took part.

    `among` as in `record_session`; `seen` is the version that the person had before them. Families that were on it and
    those that are now each get an event with the reason. Raises `ValidationError`, `ChangedMeanwhile`.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is corrected.")})
    with deed():
        check_unchanged(session, {name: digest for name, digest in seen.items() if name != "cases"})
        before = list(session.cases.all())
        if seen.get("cases") != who_takes_part(before):
            raise ChangedMeanwhile(["cases"])
        whole = [*(case for case in before if case not in among), *cases]
        _check_stands(session)
        _check_session(session, whole, at)
        session.agreed = True  # a day that a person has set is no proposal of a plan any more
        session.full_clean()
        session.save()
        session.cases.set(whole)
        for case in {case.pk: case for case in (*before, *whole)}.values():
            record("guidancesession.corrected", case, by=by, at=at, reason=reason.strip())


def agree_session(*, session: GuidanceSession, by: User, at: datetime) -> None:
    """Say that the families know of a session that a plan proposed: no plan moves it any more."""
    with deed():
        stored = GuidanceSession.objects.select_for_update().get(pk=session.pk)
        if stored.status != Status.PLANNED or stored.agreed:
            raise ValidationError(_("Somebody has changed this session meanwhile."))
        stored.agreed = True
        stored.save(update_fields=["agreed"])
        for case in stored.cases.all():
            record("guidancesession.agreed", case, by=by, at=at)


def remove_session(*, session: GuidanceSession, reason: str, by: User, at: datetime) -> None:
    """Take out a session that was registered by mistake: it stands with the reason, and counts nowhere."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is removed.")})
    with deed():
        stored = GuidanceSession.objects.select_for_update().get(pk=session.pk)
        _check_stands(stored)
        stored.removed_from, stored.status, stored.removed_why = stored.status, Status.REMOVED, reason.strip()
        stored.full_clean()
        stored.save(update_fields=["removed_from", "status", "removed_why"])
        for case in stored.cases.all():
            record("guidancesession.removed", case, by=by, at=at, reason=stored.removed_why)


def restore_session(*, session: GuidanceSession, by: User, at: datetime) -> None:
    """Bring a removed session back as it was. Refused where a family was not under guidance that day any more."""
    with deed():
        stored = GuidanceSession.objects.select_for_update().get(pk=session.pk)
        if stored.status != Status.REMOVED:
            raise ValidationError(_("Somebody has brought this session back already."))
        stored.status, stored.removed_from, stored.removed_why = stored.removed_from, "", ""
        _check_active(stored, list(stored.cases.select_related("home", "child")))
        stored.full_clean()
        stored.save(update_fields=["removed_from", "status", "removed_why"])
        for case in stored.cases.all():
            record("guidancesession.restored", case, by=by, at=at)


def _check_stands(session: GuidanceSession) -> None:
    if GuidanceSession.objects.filter(pk=session.pk, status=Status.REMOVED).exists():
        raise ValidationError(_("Somebody removed this session meanwhile. Bring it back first."))


def _check_session(session: GuidanceSession, cases: Collection[Guidance], at: datetime) -> None:
    if not cases:
        raise ValidationError({"cases": _("Choose who takes part.")})
    today = timezone.localdate(at)
    if session.status == Status.HELD:
        not_to_come("on_day", session.on_day, at)
    if session.status == Status.PLANNED and session.on_day < today:
        raise ValidationError({"on_day": _("This day has passed. Register the session as held.")})
    _check_active(session, cases)


def _check_active(session: GuidanceSession, cases: Collection[Guidance]) -> None:
    if session.status != Status.CANCELLED:
        outside = [case.whom for case in cases if not case.holds_on(session.on_day)]
        if outside:
            sentence = _("The guidance is not active that day: %(names)s.") % {"names": ", ".join(outside)}
            raise ValidationError({"on_day": sentence})


def _tell(session: GuidanceSession, cases: Collection[Guidance], *, by: User, at: datetime) -> None:
    """One event for each family, so that the history of each home and child tells of it."""
    for case in cases:
        record(f"guidancesession.{session.status}", case, by=by, at=at)
