"""A finished visit as plain text, for the journal of the case system (BVL § 12-4): the tool is not the journal."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fosterhomes.models import Child
from fosterhomes.permissions import Access
from fosterhomes.shown import shown_day

from .models import FollowUpTask, Visit, VisitChild
from .permissions import children_to_see, words_to_read

WRITTEN = (Visit.Status.DONE, Visit.Status.TRIED, Visit.Status.CANCELLED)


def children_to_hand_over(access: Access, visit: Visit) -> list[Child]:
    """Return the children of the visit of whom the person reads what was said."""
    readable = words_to_read(access).values("pk")
    return list(children_to_see(access, visit).filter(pk__in=readable).order_by("name", "pk"))


def journal_text(visit: Visit, children: list[Child]) -> str:
    """Return the visit in words, one fact on a line; only what is stored here, and only of these children."""
    lines = [*_about(visit), ""]
    rows = visit.visit_children.filter(child__in=children).select_related("child").order_by("child__name", "pk")
    for row in rows:
        lines += [*_of_child(visit, row), ""]
    return "\n".join(lines).strip() + "\n"


def _about(visit: Visit) -> list[str]:
    when = shown_day(visit.on_day) + (f", {visit.start:%H:%M}" if visit.start else "")
    facts = [
        (_("Kind of visit"), capfirst(visit.get_track_display())),
        (_("When"), when),
        (_("Home"), visit.home.name),
        (_("Made by"), visit.visitor.name if visit.visitor else ""),
        (_("Status"), capfirst(visit.get_status_display())),
    ]
    if visit.status == Visit.Status.DONE:
        facts.append((_("In person"), _("yes") if visit.in_person else _("no, and so it does not count")))
        facts.append((_("Announced"), _("yes") if visit.announced else _("no")))
    if visit.reason:
        facts.append((_("Why not"), visit.reason))
    return _lines(facts)


def _of_child(visit: Visit, row: VisitChild) -> list[str]:
    facts = [(_("Child"), f"{row.child.name} ({row.child.reference})")]
    if row.alone:
        why = f": {row.alone_reason}" if row.alone_reason else ""
        facts.append((_("Talk without the foster parents present"), f"{row.get_alone_display()}{why}"))
    if row.words:
        facts.append((_("What was seen and said"), row.words))
    tasks = FollowUpTask.objects.filter(visit=visit, child=row.child_id).select_related("owner")
    return _lines(facts) + [_promise(task) for task in tasks]


def _promise(task: FollowUpTask) -> str:
    told = {"what": task.what, "who": task.owner.name, "day": shown_day(task.due_on)}
    return _("Promised: %(what)s (%(who)s, by %(day)s)") % told


def _lines(facts: list[tuple[str, str]]) -> list[str]:
    return [f"{label}: {value}" for label, value in facts]
