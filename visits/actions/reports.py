"""The steps of a supervision report. Which follows which, and who takes it: `visits.supervision_reports.states`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import User
from fosterhomes.permissions import access_for
from fosterhomes.shown import shown_day
from fosterhomes.versions import check_unchanged

from ..models import ReportStep, SupervisionReport, Visit, VisitChild
from ..models.visit import Track
from ..recording import lock_children
from ..supervision_reports import states
from ..supervision_reports.content import CONTENT, check_complete, visited
from ..supervision_reports.permissions import check_step
from ..supervision_reports.states import Move, Recipient, Way
from .drafts import Writing, forget_draft


def write_report(
    *, report: SupervisionReport, send: bool, by: User, at: datetime, seen: Mapping[str, str] | None = None
) -> SupervisionReport:
    """Store a report that is begun or a draft that is changed; `send` it when it is complete.

    `seen` is the version of the draft that the person had before them. Raises `ValidationError` with sentences for the
    fields, `ChangedMeanwhile`, and `Refused` for who does not write it.
    """
    _check_who(report, "written", by, at)
    with deed():
        lock_children([report.child_id])
        here = _check_visit(report)
        if report.pk is None:
            _begin(report, by=by, at=at)
        else:
            _change(report, seen or {}, by=by, at=at)
        if send:
            _send(report, here, by=by, at=at)
        forget_draft(Writing.of(report, "written"), by=by)
    return report


def take_step(
    *,
    report: SupervisionReport,
    step: str,
    by: User,
    at: datetime,
    note: str = "",
    recipients: Iterable[str] = (),
    on_day: date | None = None,
) -> ReportStep:
    """Take one step and keep who did it and when. `on_day`: the day it happened, today when left out.

    Raises `Refused` for who may not, and `ValidationError` when somebody else was first, the words or a recipient
    lack, or the day cannot be.
    """
    _check_who(report, step, by, at)
    with deed():
        report = SupervisionReport.objects.select_for_update().get(pk=report.pk)
        way, move = states.find(step)
        _check_stands(report, way, move)
        _check_told(move, note, set(recipients))
        day = on_day or timezone.localdate(at)
        _check_day(report, way, day, at)
        forget_draft(Writing.of(report, step), by=by)
        return _advance(report, step, by=by, at=at, note=note, recipients=recipients, on_day=day)


def send_supplement(
    *, report: SupervisionReport, note: str, serious_what: str, by: User, at: datetime
) -> SupervisionReport:
    """Send the supplement that was asked for. `serious_what`: serious shortcomings that the report had not told."""
    with deed():
        take_step(report=report, step="supplement_sent", note=note, by=by, at=at)
        report = SupervisionReport.objects.select_for_update().get(pk=report.pk)
        if serious_what.strip() and report.serious_state == states.NONE:
            report.serious, report.serious_what = True, serious_what.strip()
            report.save(update_fields=["serious", "serious_what"])
            _advance(report, "serious_told", by=by, at=at)
    return report


def _check_who(report: SupervisionReport, step: str, by: User, at: datetime) -> None:
    check_step(access_for(by, timezone.localdate(at)), report, states.find(step)[1])


def _check_visit(report: SupervisionReport) -> VisitChild:
    """Return what the visit says of the child. Raises `ValidationError` for a visit on which nothing is to be told."""
    visit, here = Visit.objects.get(pk=report.visit_id), visited(report)
    made = visit.status == Visit.Status.DONE and visit.in_person and visit.track == Track.SUPERVISION
    if here is None or not made:
        raise ValidationError(_("A report is written on a supervision visit that was made to the child, in person."))
    return here


def _begin(report: SupervisionReport, *, by: User, at: datetime) -> None:
    report.state = states.OWED
    _store(report)
    _advance(report, "written", by=by, at=at)


def _change(report: SupervisionReport, seen: Mapping[str, str], *, by: User, at: datetime) -> None:
    before = SupervisionReport.objects.select_for_update().get(pk=report.pk)
    if before.state != states.WRITTEN:
        raise ValidationError(_("The report has been sent and is not changed any more."))
    check_unchanged(report, seen)
    changed = [name for name in CONTENT if getattr(report, name) != getattr(before, name)]
    if changed:
        _store(report)
        record("report.changed", report, by=by, at=at, fields=changed)


def _store(report: SupervisionReport) -> None:
    # A report that is only begun stands in no state that a column may hold; its first step gives it one.
    report.full_clean(exclude=["state"])
    report.save()


def _send(report: SupervisionReport, here: VisitChild, *, by: User, at: datetime) -> None:
    check_complete(report, here)
    report.alone, report.alone_reason = here.alone, here.alone_reason
    report.save(update_fields=["alone", "alone_reason"])
    _advance(report, "sent", by=by, at=at)
    if report.serious:
        _advance(report, "serious_told", by=by, at=at)


def _check_stands(report: SupervisionReport, way: Way, move: Move) -> None:
    if getattr(report, way.column) not in move.before:
        raise ValidationError(_overtaken(report, way))


def _overtaken(report: SupervisionReport, way: Way) -> str:
    """Say how the report stands now, and who brought it there."""
    label = way.state(getattr(report, way.column)).label
    last = _last_step(report, way)
    if last is None:
        return _("This is not possible now: %(state)s.") % {"state": label}
    values = {"step": last.get_step_display(), "name": last.by.name, "day": shown_day(last.on_day), "state": label}
    return _("Somebody was first: %(step)s by %(name)s on %(day)s. Now: %(state)s.") % values


def _last_step(report: SupervisionReport, way: Way) -> ReportStep | None:
    return report.steps.filter(step__in=[move.step for move in way.moves]).select_related("by").last()


def _check_told(move: Move, note: str, recipients: set[str]) -> None:
    if move.says and not note.strip():
        raise ValidationError({"note": str(move.says)})
    if missing := [str(one.label) for one in move.to if one not in recipients]:
        raise ValidationError({"recipients": _("It must also go to: %(who)s.") % {"who": ", ".join(missing)}})
    if unknown := recipients - set(Recipient.values):
        raise ValidationError({"recipients": _("Not a recipient: %(who)s.") % {"who": ", ".join(sorted(unknown))}})


def _check_day(report: SupervisionReport, way: Way, day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise ValidationError({"on_day": _("This day has not come yet.")})
    last = _last_step(report, way)
    if last and day < last.on_day:
        values = {"step": last.get_step_display(), "day": shown_day(last.on_day)}
        raise ValidationError({"on_day": _("That was before this: %(step)s on %(day)s.") % values})


def _advance(
    report: SupervisionReport,
    step: str,
    *,
    by: User,
    at: datetime,
    note: str = "",
    recipients: Iterable[str] = (),
    on_day: date | None = None,
) -> ReportStep:
    way, move = states.find(step)
    _check_stands(report, way, move)
    setattr(report, way.column, move.after)
    report.save(update_fields=[way.column])
    row = ReportStep(
        report=report, step=step, at=at, by=by, note=note.strip(), recipients=list(recipients),
        on_day=on_day or timezone.localdate(at),
    )  # fmt: skip
    row.full_clean()
    row.save()
    record(f"report.{step}", report, by=by, at=at)
    return row
