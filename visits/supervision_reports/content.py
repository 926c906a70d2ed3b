"""What a supervision report must hold before it can be sent (FF § 19), and what was agreed at the visit before."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.versions import version_of

from ..models import SupervisionReport, VisitChild
from . import states

SECTIONS = ("thrives", "care", "contact", "talk", "agreed_done", "agreed_words", "attention", "agreed_next")
"""The columns that a report is read in, in order; `talk` goes with whether the child was spoken to alone."""

CONTENT = (*SECTIONS, "serious", "serious_what")
"""The columns that a supervisor writes."""

Problem = tuple[str, str]


def report_version(report: SupervisionReport) -> dict[str, str]:
    """Return digests of what is written and where it stands, also of a report that nobody has begun."""
    return version_of(report, (*CONTENT, "state", "serious_state"))


def check_complete(report: SupervisionReport, seen: VisitChild) -> None:
    """Raise `ValidationError` with a sentence for each field that must be filled in before the report is sent."""
    if found := dict(lacking(report, seen)):
        raise ValidationError({field: [sentence] for field, sentence in found.items()})


def lacking(report: SupervisionReport, seen: VisitChild) -> Iterator[Problem]:
    """Yield the fields that must be filled in before the report is sent, each with the reason; none of them twice."""
    for name in ("thrives", "care", "contact"):
        if not getattr(report, name).strip():
            yield name, _("The report must tell this (FF § 19).")
    if seen.alone == VisitChild.Alone.HELD and not report.talk.strip():
        yield "talk", _("The child was spoken to alone. Write what the child wanted to tell.")
    if not report.agreed_done:
        yield "agreed_done", _("Say whether it was done, or that nothing was agreed.")
    elif report.agreed_done in ("partly", "no") and not report.agreed_words.strip():
        yield "agreed_words", _("Write what was not done.")
    if report.serious is None:
        yield "serious", _("Answer yes or no: serious shortcomings take a faster way.")
    elif report.serious and not report.serious_what.strip():
        yield "serious_what", _("Write what the serious shortcomings are.")


def report_before(report: SupervisionReport) -> SupervisionReport | None:
    """Return the last report that was sent on an earlier visit to the child: what was agreed then counts now."""
    sent = SupervisionReport.objects.filter(child=report.child_id).exclude(state=states.WRITTEN)
    return sent.filter(visit__on_day__lt=report.visit.on_day).order_by("-visit__on_day", "-pk").first()


def visited(report: SupervisionReport) -> VisitChild | None:
    """Return what the visit says of the child, or None when the child is not on it."""
    return VisitChild.objects.filter(visit=report.visit_id, child=report.child_id).first()
