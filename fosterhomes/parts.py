"""What belongs to a home or a supervisor, row by row: how each row reads, and what is worth a warning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import ApprovalStep, Child, Home, HomeKind, HomeMember, ReliefCycle, Supervisor, Training
from .models.relief import WEEKENDS
from .permissions import Access
from .rules import certificate_too_old
from .shown import shown_day as day


@dataclass(frozen=True)
class PartRow:
    """One row of a panel: its words, a second line, and a mark when there is something to say about it."""

    pk: int
    title: str
    note: str = ""
    tag: str = ""
    color: str = "neutral"


def members(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return who belongs to the family, those who moved out last."""
    rows = sorted(home.members.all(), key=lambda member: not member.holds_on(access.on))
    return [_member(member, access.on) for member in rows], []


def _member(member: HomeMember, on: date) -> PartRow:
    said = [str(member.get_relation_display())]
    if member.birth_year:
        said.append(_("born %(year)d") % {"year": member.birth_year})
    if member.holds_on(on):
        return PartRow(member.pk, member.name, ", ".join(said))
    if member.until_on and member.until_on <= on:
        return PartRow(member.pk, member.name, ", ".join(said), _("until %(day)s") % {"day": day(member.until_on)})
    return PartRow(member.pk, member.name, ", ".join(said), _("from %(day)s") % {"day": day(member.from_on)})


def hours(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    return [PartRow(row.pk, capfirst(str(row))) for row in home.visit_hours.all()], []


def holidays(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return when the family is away, from now on."""
    coming = [row for row in home.holidays.all() if row.until_on is None or row.until_on > access.on]
    return [PartRow(row.pk, _holiday(row), row.note, *_away(row, access.on)) for row in coming], []


def _holiday(row: Any) -> str:
    if row.until_on is None:
        return _("away from %(start)s") % {"start": day(row.from_on)}
    return _("away from %(start)s, back %(end)s") % {"start": day(row.from_on), "end": day(row.until_on)}


def _away(row: Any, on: date) -> tuple[str, str]:
    return (_("now"), "warning") if row.holds_on(on) else ("", "neutral")


def approvals(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return the approvals; a warning for each child here for whom none holds (FF § 6: for the individual child)."""
    seen = set(Child.objects.visible_to(access).filter(approvals__home=home).values_list("pk", flat=True))
    rows = list(home.approvals.select_related("child", "approved_by"))
    return [_approval(row, seen, access.on) for row in rows], list(_not_approved(home, access))


def _approval(row: Any, seen: set[int], on: date) -> PartRow:
    whom = _("in general")
    if row.child_id is not None:
        whom = row.child.name if row.child_id in seen else _("another child")
    title = _("%(whom)s, %(day)s") % {"whom": whom, "day": day(row.approved_on)}
    said = [row.approved_by.name] if row.approved_by else []
    note = ", ".join([*said, row.note] if row.note else said)
    if row.until_on and row.until_on <= on:
        return PartRow(row.pk, title, note, _("no longer valid"))
    limit = _("valid until %(day)s") % {"day": day(row.until_on)} if row.until_on else ""
    return PartRow(row.pk, title, note, limit)


def _not_approved(home: Home, access: Access) -> Iterable[str]:
    stays = home.placements.unapproved(access.on).filter(child__in=Child.objects.visible_to(access))
    for stay in stays.select_related("child"):
        yield _("Not approved for %(child)s (FF § 6).") % {"child": stay.child}


def certificates(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return the police certificates seen; a warning for each adult of the family without one."""
    rows = list(home.police_certificates.select_related("member", "seen_by"))
    adults = [member for member in home.members.all() if member.holds_on(access.on) and member.is_adult_on(access.on)]
    having = {row.member_id for row in rows}
    lacking = [member.name for member in adults if member.pk not in having]
    warnings = [_("No police certificate seen for %(name)s.") % {"name": name} for name in lacking]
    return [certificate(row, str(row.member or "")) for row in rows], warnings


def certificate(row: Any, whose: str = "") -> PartRow:
    """Return a certificate in words, with a warning when it was too old on the day it was seen."""
    title = ", ".join(word for word in (whose, str(row.get_kind_display())) if word)
    note = _("issued %(issued)s, seen %(seen)s") % {"issued": day(row.issued_on), "seen": day(row.seen_on)}
    if row.seen_by:
        note = _("%(dates)s by %(name)s") % {"dates": note, "name": row.seen_by.name}
    if certificate_too_old(row.issued_on, row.seen_on):
        return PartRow(row.pk, title, note, _("older than three months when seen"), "warning")
    return PartRow(row.pk, title, note)


def trainings(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return the training; a warning where basic training is missing, which foster homes must have (FF § 4)."""
    rows = list(home.trainings.all())
    basic = set(Training.BASIC) & {row.course for row in rows}
    warnings = [] if basic or home.kind == HomeKind.RELIEF else [_("No basic training is registered (FF § 4).")]
    return [PartRow(row.pk, capfirst(str(row.get_course_display())), _training_note(row)) for row in rows], warnings


def _training_note(row: Training) -> str:
    return ", ".join(word for word in (day(row.completed_on), row.note) if word)


def cycles(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return the cycle of a relief home; a warning while it cannot be laid into a calendar."""
    rows = list(home.relief_cycles.all())
    lacking = _("The cycle has no first weekend: write the Friday on which it begins.")
    warnings = [lacking for row in rows if row.rhythm is None]
    return [PartRow(row.pk, capfirst(str(row)), _cycle_note(row)) for row in rows], warnings


def _cycle_note(row: ReliefCycle) -> str:
    places = ", ".join(f"{name}: {n}" for (_code, name), n in zip(WEEKENDS, row.places, strict=False))
    said = [_("places on the weekends: %(places)s") % {"places": places}]
    if row.first_weekend_on:
        said.append(_("the first from %(day)s") % {"day": day(row.first_weekend_on)})
    return ", ".join(said)


def steps(home: Home, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return what the service has done before approving: dates and who, never what was said."""
    rows = home.approval_steps.select_related("member", "done_by")
    return [PartRow(row.pk, _step_title(row), _step_note(row)) for row in rows], []


def _step_title(row: ApprovalStep) -> str:
    what = capfirst(str(row.get_kind_display()))
    return _("%(what)s, %(whose)s") % {"what": what, "whose": row.member} if row.member else what


def _step_note(row: ApprovalStep) -> str:
    return ", ".join(word for word in (day(row.done_on), row.done_by.name if row.done_by else "") if word)


def supervisor_certificates(supervisor: Supervisor, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return the police certificates of a supervisor; a warning when none was seen (FF § 17)."""
    rows = list(supervisor.police_certificates.select_related("seen_by"))
    return [certificate(row) for row in rows], [] if rows else [_("No police certificate seen.")]


def ties(supervisor: Supervisor, access: Access) -> tuple[list[PartRow], list[str]]:
    """Return the homes and children of whom the supervisor is not independent; a child's name as duty shows it."""
    seen = set(
        Child.objects.visible_to(access).filter(supervisor_ties__supervisor=supervisor).values_list("pk", flat=True)
    )
    return [_tie(row, seen) for row in supervisor.ties.select_related("home", "child")], []


def _tie(row: Any, seen: set[int]) -> PartRow:
    whom = row.home.name if row.home else row.child.name if row.child_id in seen else _("a child")
    return PartRow(row.pk, whom, ", ".join(word for word in (str(row.get_kind_display()), row.note) if word))
