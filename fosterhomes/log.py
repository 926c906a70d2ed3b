"""Who has read and who has written about a child or in a home: parties may demand to know it (BVL § 13-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .history import history
from .models import AuditEvent, Look

PAGES = {
    "child": _("Read the child's page"),
    "home": _("Read the home's page"),
    "shortlist": _("Read the homes for the child"),
    "proposal": _("Read a proposal"),
    "visit": _("Read a visit"),
    "day_sheet": _("Read the sheet of a day's visits"),
    "appointment_new": _("Opened the appointment of a supervisor"),
    "appointment_end": _("Opened the end of an appointment"),
    "child_merge_preview": _("Compared with a duplicate"),
    "child_log": _("Read this log"),
    "home_log": _("Read this log"),
    "hand_over_sheet": _("Read the hand-over sheet"),
    "child_visits": _("Read the visits to the child"),
    "home_visits": _("Read the visits to the home"),
    "visit_new": _("Opened the recording of a visit"),
    "visit_record": _("Opened the recording of a visit"),
    "visit_correct": _("Opened the correction of a visit"),
    "child_reports": _("Read the reports on the child"),
    "report": _("Read a supervision report"),
    "report_text": _("Read a supervision report as text"),
    "report_step": _("Opened a step of a supervision report"),
    "child_reductions": _("Read the decisions to reduce visits"),
    "reduction_new": _("Opened a decision to reduce visits"),
    "reduction_end": _("Opened the end of a reduction"),
    **dict.fromkeys(("pause_new", "pause_end", "pause_remove"), _("Opened a pause in the visits")),
    "date_met": _("Opened a date that binds"),
    "guidance": _("Read guidance of the family or the parents"),
    "home_guidance": _("Read guidance of the family"),
    "child_decisions": _("Read calls and decisions on a home"),
    "home_letters": _("Read the letters to the other municipality"),
    "letter_new": _("Opened a letter to the other municipality"),
    "letter_to_municipality": _("Read a letter to the other municipality"),
    "decision": _("Read a decision on a home"),
    "decision_new": _("Opened a decision on a home"),
    "compare": _("Compared homes for the child"),
    "call": _("Opened a call to a home"),
    "relief_choose": _("Opened the choice of relief weekends"),
    **dict.fromkeys(
        ("relief_agreement_new", "relief_agreement_edit", "relief_agreement_remove"),
        _("Opened an agreement on relief weekends"),
    ),
    "night_call": _("Looked at in a search at night"),
    "hold": _("Opened a held place"),
    "steer": _("Opened a pin or an exclusion"),
    "exception": _("Opened an exception from a rule"),
    "letter": _("Opened a letter before a visit"),
    "task_new": _("Opened a promise from a visit"),
    "inspection_child": _("Read the pack for inspection"),
    "visit_journal": _("Read a visit as text for the journal"),
    "shortfall_seen": _("Opened what a year ended short of"),
    "home_calls": _("Read calls and held places"),
    "ending": _("Opened an ending or a change"),
    "child_edit": _("Opened the details of the child"),
    "child_close": _("Opened the closing of the case"),
    "child_protect": _("Opened the protection of the address"),
    "contact_person": _("Opened the choice of contact person"),
    "child_merge": _("Opened a merge with a duplicate"),
    **dict.fromkeys(
        ("siblings_join", "siblings_leave", "siblings_split", "siblings_together"), _("Opened the child's siblings")
    ),
    **dict.fromkeys(("kin_new", "kin_edit", "kin_remove"), _("Opened kin and network")),
    **dict.fromkeys(("limit_new", "limit_edit", "limit_remove"), _("Opened what the search must respect")),
    **dict.fromkeys(("wait_new", "wait_edit", "wait_end"), _("Opened the search for a home")),
    **dict.fromkeys(
        (
            "placement_new",
            "placement_move_in",
            "placement_day",
            "placement_end",
            "placement_correct",
            "placement_remove",
            "placement_permanent",
            "placement_supervision",
            "placement_order",
        ),
        _("Opened a stay"),
    ),
}
"""Words for the pages whose opening is recorded."""


@dataclass(frozen=True)
class LogRow:
    """One line of the log: somebody opened a page, or did something."""

    at: datetime
    by: str
    what: str
    text: str
    wrote: bool


def log_of(**about: Any) -> list[LogRow]:
    """Return what was read and written about ``child=…`` or ``home=…``, the latest first."""
    rows = [*_read(about), *_written(about)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _read(about: dict[str, Any]) -> Iterator[LogRow]:
    for look in Look.objects.filter(**about).select_related("by"):
        yield LogRow(look.at, look.by.name, str(PAGES.get(look.page, look.page)), "", wrote=False)


def _written(about: dict[str, Any]) -> Iterator[LogRow]:
    for event in history(AuditEvent.objects.filter(**about).select_related("by")):
        yield LogRow(event.at, event.by, event.title, event.text, wrote=True)
