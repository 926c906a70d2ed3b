"""The page of one supervision report: what it tells, how it stands, what was done with it, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fosterhomes.permissions import Access

from ..models import ReportStep, SupervisionReport, Visit, VisitChild, settings_of
from ..models.visit import Track
from . import states
from .content import visited
from .lists import ReportRow, row_of
from .permissions import allowed, may_write
from .states import Recipient
from .text import sections

FIRST = ("serious_copied", "approved")
"""Buttons that come first: copies of serious shortcomings go out at the same time as everything else (FF § 19)."""


def report_page(access: Access, report: SupervisionReport) -> dict[str, Any]:
    """Return what the page shows of the report to this person."""
    steps = list(report.steps.select_related("by"))
    draft = report.state == states.WRITTEN
    seen = visited(report) if draft else None
    alone = (seen.alone, seen.alone_reason) if seen else (report.alone, report.alone_reason)
    moves = [move for move in allowed(access, report) if move.step not in states.BY_THEMSELVES]
    return {
        "report": report,
        "row": _row(access, report, steps),
        "sections": sections(report, *alone),
        "supplements": [step for step in steps if step.step == "supplement_sent"],
        "asked": next((step for step in reversed(steps) if step.step == "supplement_asked"), None),
        "events": [_event(step) for step in reversed(steps)],
        "moves": sorted(moves, key=lambda move: FIRST.index(move.step) if move.step in FIRST else len(FIRST)),
        "may_edit": draft and may_write(access, report),
        "may_copy": not draft and report.child.service_id in access.services("leader", "coordinator"),
    }


def _row(access: Access, report: SupervisionReport, steps: list[ReportStep]) -> ReportRow:
    service = report.child.service_id
    report.taken = steps  # type: ignore[attr-defined]
    return row_of(report.visit, report.child, report, settings_of({service})[service], access.on)


def _event(step: ReportStep) -> dict[str, Any]:
    text = step.note
    if step.recipients:
        who = ", ".join(str(Recipient(code).label) for code in step.recipients)
        text = _("To: %(who)s") % {"who": who}
    return {"at": step.on_day, "title": step.get_step_display(), "text": text, "by": step.by.name}


def reports_on(access: Access, visit: Visit, entries: Iterable[VisitChild]) -> list[dict[str, Any]]:
    """Return for each child on the visit the report that the person reads, and whether they write one."""
    seen = SupervisionReport.objects.visible_to(access).filter(visit=visit)
    reports = {report.child_id: report for report in seen}
    made = visit.track == Track.SUPERVISION and visit.status == Visit.Status.DONE and visit.in_person
    return [
        {"report": reports.get(entry.child_id), "may_report": made and _writes(access, visit, entry)}
        for entry in entries
    ]


def _writes(access: Access, visit: Visit, entry: VisitChild) -> bool:
    return may_write(access, SupervisionReport(visit=visit, child=entry.child))
