"""A report as plain text, to be copied into the letter or the case system that sends it. The tool sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fosterhomes.shown import shown_day

from ..models import SupervisionReport, VisitChild
from ..models.visit import Visit
from .content import SECTIONS

TOLD = ("sent", "serious_told", "serious_copied", "supplement_sent", "approved", "forwarded")
"""The steps that the text tells of; what the office asked for and took back is between it and the supervisor."""


def sections(report: SupervisionReport, alone: str, alone_reason: str) -> list[tuple[str, str]]:
    """Return title and text of what the report tells, in order; what nobody wrote is left out."""
    told = list(_told(report))
    place = next((at for at, (name, _title, _text) in enumerate(told) if name == "talk"), len(told))
    shown = [(title, text) for _name, title, text in told]
    if alone:
        shown.insert(place, (_("Talk without the foster parents present"), _alone(alone, alone_reason)))
    if report.serious:
        shown.append((_title(report, "serious"), report.serious_what))
    elif report.serious is False:
        shown.append((_title(report, "serious"), _("No.")))
    return shown


def _told(report: SupervisionReport) -> Iterator[tuple[str, str, str]]:
    for name in SECTIONS:
        shown = report.get_agreed_done_display() if name == "agreed_done" else getattr(report, name)
        if shown:
            yield name, _title(report, name), str(capfirst(shown))


def _title(report: SupervisionReport, name: str) -> str:
    column: Any = report._meta.get_field(name)
    return str(capfirst(column.verbose_name))


def _alone(alone: str, reason: str) -> str:
    label = str(capfirst(VisitChild.Alone(alone).label))
    return f"{label}: {reason}" if reason else label


def hand_over(report: SupervisionReport) -> str:
    """Return the report and its supplements as text; no address and no telephone number."""
    lines = [*_head(report.visit, report), ""]
    for title, text in sections(report, report.alone, report.alone_reason):
        lines += [title, text, ""]
    for step in report.steps.filter(step="supplement_sent"):
        lines += [_("Supplement of %(day)s") % {"day": shown_day(step.on_day)}, step.note, ""]
    return "\n".join(lines).rstrip() + "\n"


def _head(visit: Visit, report: SupervisionReport) -> Iterator[str]:
    yield _("Supervision report (FF § 19)")
    who = {"name": report.child.name, "reference": report.child.reference}
    yield _("Child: %(name)s, reference %(reference)s") % who
    yield _("Home: %(home)s, %(place)s") % {"home": visit.home.name, "place": visit.home.municipality.name}
    yield _("Visit: %(day)s") % {"day": shown_day(visit.on_day)}
    yield _("Supervisor: %(name)s") % {"name": visit.supervisor.name if visit.supervisor else ""}
    # The last of each kind: that somebody approved by mistake and took it back is nothing to hand over.
    taken = {step.step: step for step in report.steps.filter(step__in=TOLD).select_related("by")}
    for step in taken.values():
        values = {"step": step.get_step_display(), "day": shown_day(step.on_day), "name": step.by.name}
        yield _("%(step)s: %(day)s, %(name)s") % values
