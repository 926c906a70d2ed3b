"""The page of one visit: only the children and the words that are the person's to read."""

from __future__ import annotations

from typing import Any

from fosterhomes.models import Child
from fosterhomes.permissions import Access

from .handover import WRITTEN
from .models import FollowUpTask, Visit, VisitHindrance
from .permissions import OPEN, can_record, children_to_see, words_to_read
from .recording import NOT_MADE
from .spacing import too_close
from .supervision_reports.page import reports_on
from .supervision_reports.permissions import to_follow_up
from .tasks import last_time
from .visitors import PLANS


def _is_owed(report: dict[str, Any]) -> bool:
    return report["may_report"] and report["report"] is None


def visit_page(access: Access, visit: Visit) -> dict[str, Any]:
    """Return what the page shows of the visit to this person."""
    visit = Visit.objects.select_related("home", "worker", "supervisor__user").get(pk=visit.pk)
    rows = visit.visit_children.filter(child__in=children_to_see(access, visit)).select_related("child")
    readable = set(words_to_read(access).filter(visit_children__visit=visit).values_list("pk", flat=True))
    # Who goes in a colleague's place knows to whom, but the child's page is not theirs.
    visible = set(Child.objects.visible_to(access).filter(visit_children__visit=visit).values_list("pk", flat=True))
    entries = list(rows.order_by("child__name", "pk"))
    reports = reports_on(access, visit, entries)
    return {
        "visit": visit,
        "is_open": visit.status in OPEN,
        "hindrance": VisitHindrance.objects.visible_to(access).waiting().filter(visit=visit).first(),
        "hindrance_of_other": VisitHindrance.objects.to_know_of(access).waiting().filter(visit=visit).exists(),
        "rows": [
            {"row": row, "may_read": row.child_id in readable, "may_open": row.child_id in visible, **report}
            for row, report in zip(entries, reports, strict=True)
        ],
        "to_report": next((row for row, report in zip(entries, reports, strict=True) if _is_owed(report)), None),
        "not_made": visit.status in NOT_MADE,
        "concerns": to_follow_up(access, [row.child for row in entries]),
        "close": too_close(visit, [row.child for row in entries]),
        "may_record": can_record(access, visit),
        "may_pin": visit.status == Visit.Status.PLANNED and visit.service_id in access.services(*PLANS),
        "may_hand_over": visit.status in WRITTEN and any(row.child_id in readable for row in entries),
        "last_time": last_time(access, [row.child for row in entries], visit.track, without=visit)
        if visit.status in OPEN
        else [],
        "tasks": FollowUpTask.objects.visible_to(access).filter(visit=visit).select_related("child", "owner"),
        "today": access.on,
    }
