"""The history of a row, read from its audit events: what was done, by whom, why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .models import AuditEvent
from .shown import field_label

VERBS = {
    "child.registered": _("Registered"),
    "child.changed": _("Changed"),
    "child.address_protected": _("Address protected"),
    "child.address_protection_lifted": _("Protection of the address lifted"),
    "child.case_closed": _("Case closed"),
    "child.case_reopened": _("Case opened again"),
    "child.merged": _("Another registration of the child merged into this one"),
    "child.merged_away": _("Merged into another registration of the child"),
    "child.filled_by_merge": _("Completed from a duplicate"),
    "contact_person.assigned": _("Contact person chosen"),
    "contact_person.ended": _("Contact person ended"),
    "contact_person.corrected": _("Contact person corrected"),
    "siblings.registered": _("Siblings registered"),
    "siblings.joined": _("Joined with siblings"),
    "siblings.left": _("Taken out of a sibling group"),
    "siblings.dissolved": _("Sibling group dissolved"),
    "siblings.split": _("Siblings live apart"),
    "siblings.together": _("Siblings are to live together"),
    "kin.named": _("Kin or network named"),
    "kin.asked": _("Kin or network asked"),
    "kin.answered": _("Kin or network answered"),
    "kin.assessed": _("Kin or network assessed in writing"),
    "kin.changed": _("Kin or network changed"),
    "kin.removed": _("Kin or network removed"),
    "travellimit.added": _("Limit of the way written"),
    "travellimit.changed": _("Limit of the way changed"),
    "travellimit.removed": _("Limit of the way removed"),
    "keepaway.added": _("No contact written"),
    "keepaway.changed": _("No contact changed"),
    "keepaway.removed": _("No contact removed"),
    "nottogether.added": _("Not together with somebody: written"),
    "nottogether.changed": _("Not together with somebody: changed"),
    "nottogether.removed": _("Not together with somebody: removed"),
    "wait.started": _("Search for a home begun"),
    "wait.changed": _("Search for a home changed"),
    "wait.ended": _("Search for a home ended"),
    "placement.planned": _("Stay planned"),
    "placement.started": _("Stay begun"),
    "placement.moved_in": _("Moved in as planned"),
    "placement.ended": _("Stay ended"),
    "placement.planned_day_changed": _("Another day for the planned stay"),
    "placement.corrected": _("Stay corrected"),
    "placement.removed": _("Stay removed"),
    "placement.withdrawn": _("Planned stay withdrawn"),
    "placement.permanent_stay_agreed": _("Permanent stay agreed"),
    "placement.supervision_moved": _("Agreement on who supervises changed"),
    "placement.emergency_order_dated": _("Day of the emergency decision written"),
    "hold.made": _("Place held"),
    "hold.released": _("Held place released"),
    "hold.lapsed": _("Hold of a place lapsed"),
    "hold.used": _("Held place taken"),
    "call.logged": _("Call to a home logged"),
    "kinreason.written": _("Why homes beyond kin and network are looked at"),
    "decision.made": _("Decision on a home recorded"),
    "decision.downloaded": _("Record of a decision taken out as PDF"),
    "decision.approved": _("Home approved for the child"),
    "supporttask.added": _("Support promised"),
    "supporttask.done": _("Promised support given"),
    "nightsearch.begun": _("Search at night begun"),
    "nightsearch.changed": _("Search at night changed"),
    "nightsearch.ended": _("Search at night ended"),
    "nightsearch.placed": _("Placed by the on-call worker"),
    "nightcall.logged": _("Called at night"),
    "table.imported": _("Brought in from a file"),
    "list.taken_out": _("List taken out as a file"),
    "oncallshift.added": _("Put up in the on-call rota"),
    "oncallshift.changed": _("On-call shift changed"),
    "oncallshift.removed": _("On-call shift taken away"),
    "oncallhours.changed": _("Hours of the office changed"),
    "home.created": _("Registered"),
    "home.changed": _("Changed"),
    "home.vacancy_confirmed": _("Vacancy confirmed"),
    "home.paused": _("Paused"),
    "home.pause_ended": _("Pause ended"),
    "home.closed": _("Closed"),
    "home.reopened": _("Opened again"),
    "home.merged": _("Another home merged into this one"),
    "home.merged_away": _("Merged into another home"),
    "homemember.added": _("Member added"),
    "homemember.corrected": _("Member corrected"),
    "homemember.removed": _("Member removed"),
    "visithours.added": _("Visiting hours added"),
    "visithours.corrected": _("Visiting hours corrected"),
    "visithours.removed": _("Visiting hours removed"),
    "homeholiday.added": _("Holiday added"),
    "homeholiday.corrected": _("Holiday corrected"),
    "homeholiday.removed": _("Holiday removed"),
    "reliefcycle.added": _("Cycle of weekends registered"),
    "reliefcycle.corrected": _("Cycle of weekends corrected"),
    "reliefcycle.removed": _("Cycle of weekends removed"),
    "reliefneed.added": _("Need of relief written"),
    "reliefneed.changed": _("Need of relief changed"),
    "reliefneed.removed": _("Need of relief removed"),
    "weekendpattern.added": _("Blocked or wished weekends written"),
    "weekendpattern.changed": _("Blocked or wished weekends changed"),
    "weekendpattern.removed": _("Blocked or wished weekends removed"),
    "reliefagreement.made": _("Relief weekends agreed"),
    "reliefagreement.changed": _("Relief weekends changed"),
    "reliefagreement.removed": _("Agreement on relief weekends removed"),
    "approval.added": _("Approval registered"),
    "approval.corrected": _("Approval corrected"),
    "approval.removed": _("Approval removed"),
    "policecertificate.added": _("Police certificate seen"),
    "policecertificate.corrected": _("Police certificate corrected"),
    "policecertificate.removed": _("Police certificate removed"),
    "training.added": _("Training registered"),
    "training.corrected": _("Training corrected"),
    "training.removed": _("Training removed"),
    "approvalstep.added": _("Step before approval registered"),
    "approvalstep.corrected": _("Step before approval corrected"),
    "approvalstep.removed": _("Step before approval removed"),
    "letter.written": _("Letter to the other municipality written"),
    "letter.sent": _("Letter to the other municipality sent"),
    "letter.answered": _("Answer of the other municipality received"),
    "letter.removed": _("Letter to the other municipality removed"),
    "letter.downloaded": _("Letter to the other municipality taken out as a file"),
    "supervisor.created": _("Registered"),
    "supervisor.changed": _("Changed"),
    "supervisor.ended": _("No longer available"),
    "supervisor.merged": _("Another supervisor merged into this one"),
    "supervisor.merged_away": _("Merged into another supervisor"),
    "supervisortie.added": _("Tie of a supervisor registered"),
    "supervisortie.corrected": _("Tie of a supervisor corrected"),
    "supervisortie.removed": _("Tie of a supervisor removed"),
    "supervisionappointment.started": _("Supervisor appointed"),
    "supervisionappointment.ended": _("Supervision appointment ended"),
    "visit.recorded": _("Visit recorded"),
    "visit.corrected": _("Recorded visit corrected"),
    "visit.changed": _("Planned visit changed"),
    "visit.booked": _("Visit booked"),
    "visit.moved": _("Booked visit moved"),
    "calendarfeed.made": _("Address for a calendar program made"),
    "calendarfeed.renewed": _("New address for a calendar program made"),
    "calendarfeed.revoked": _("Address for a calendar program taken back"),
    "visithindrance.said": _("Said that they cannot make a visit"),
    "visithindrance.kept": _("Answered that a visit stays as it is"),
    "visithindrance.moved": _("Answered with another time for a visit"),
    "visit.family_told": _("Family told of the new time of a visit"),
    "visit.pinned": _("Planned visit is to stay where it is"),
    "visit.unpinned": _("Planned visit may be moved by plans again"),
    "plan.accepted": _("Changes of a plan accepted"),
    "plan.undone": _("Accepted changes of a plan undone"),
    "plan.family_told": _("Family told of what a plan changed"),
    "absence.entered": _("Absence registered"),
    "absence.changed": _("Absence changed"),
    "absence.removed": _("Absence removed"),
    "travelrate.set": _("Travel rates set"),
    "travelday.stated": _("Kilometres of a day stated"),
    "travel.exported": _("Sheet for the payroll office taken out"),
    "halfyear.exported": _("Half-year figures taken out"),
    "council.exported": _("Report to the council taken out"),
    "month.exported": _("Monthly report taken out"),
    "inspectionpack.exported": _("Pack for inspection taken out"),
    "inspectionsample.drawn": _("Sample for inspection drawn"),
    "reminderchoice.made": _("Reminders chosen"),
    "mail.tried_again": _("Reminder to be sent again"),
    "person.language_chosen": _("Language chosen"),
    "cover.begun": _("Somebody covers for the contact person"),
    "cover.ended": _("Cover for the contact person ended"),
    "cover.changed": _("Days of a cover changed"),
    "visit.reassigned": _("Visit handed over to another"),
    "handover.downloaded": _("Hand-over sheet taken out as PDF"),
    "workinghours.set": _("Working hours set"),
    "visit.handed_over": _("Visit handed over to the case system's journal"),
    "followuptask.added": _("Promised at a visit"),
    "followuptask.done": _("What was promised is done"),
    "followuptask.dropped": _("What was promised is no longer owed"),
    "followuptask.handed_over": _("What was promised is handed over to another"),
    "followuptask.reopened": _("What was promised is not done after all"),
    "date.agreement_reviewed": _("Foster-home agreement reviewed"),
    "date.case_sent": _("Case sent to the Board"),
    "date.aftercare_raised": _("Aftercare talked about"),
    "date.removed": _("Date that was met removed"),
    "shortfall.seen": _("Last year's shortfall acknowledged"),
    "guidance.offered": _("Guidance offered"),
    "guidance.answered": _("Offer of guidance answered"),
    "guidance.changed": _("Guidance changed"),
    "guidance.rhythm": _("Rhythm of the guidance sessions agreed"),
    "guidance.ended": _("Guidance ended"),
    "guidancesession.planned": _("Guidance session planned"),
    "guidancesession.held": _("Guidance session held"),
    "guidancesession.agreed": _("Day of a guidance session agreed with the families"),
    "guidancesession.left": _("Left a planned guidance session"),
    "guidancesession.cancelled": _("Guidance session cancelled"),
    "guidancesession.corrected": _("Guidance session corrected"),
    "guidancesession.removed": _("Guidance session removed"),
    "guidancesession.restored": _("Removed guidance session brought back"),
    "ending.done": _("Ended or changed in one step"),
    "ending.undone": _("Ended in one step, and undone"),
    "reduction.ended": _("Decision to reduce ended"),
    "pause.begun": _("Pause in the visits"),
    "pause.ended": _("Pause ended"),
    "pause.removed": _("Pause removed"),
    "supervisionappointment.removed": _("Planned supervision appointment removed"),
    "supervisionappointment.day_changed": _("Supervision begins or ends on another day"),
    "supervisionappointment.resumed": _("Supervisor goes on after all"),
    "home.moved": _("Moved to another municipality"),
    "visit.cancelled": _("Visit cancelled"),
    "report.written": _("Supervision report begun"),
    "report.changed": _("Supervision report changed"),
    "report.sent": _("Supervision report sent"),
    "report.supplement_asked": _("Supplement to a supervision report asked for"),
    "report.supplement_sent": _("Supplement to a supervision report sent"),
    "report.approved": _("Supervision report approved"),
    "report.approval_withdrawn": _("Approval of a supervision report withdrawn"),
    "report.forwarded": _("Supervision report forwarded"),
    "report.serious_told": _("Serious shortcomings told"),
    "report.serious_copied": _("Copies of serious shortcomings sent"),
    "report.serious_followed_up": _("Serious shortcomings followed up"),
    "reduction.decided": _("Decision to reduce"),
    "registermessage.child": _("Changed by a register message"),
    "registermessage.applied": _("Register message applied"),
    "registermessage.exported": _("Register message taken out"),
    "ruleexception.made": _("Exception from a rule made"),
    "ruleexception.lifted": _("Exception from a rule lifted"),
    "steer.pinned": _("Home pinned for the next proposal"),
    "steer.excluded": _("Home excluded from proposals"),
    "steer.lifted": _("Pin or exclusion lifted"),
    "proposal.accepted": _("Proposal accepted"),
    "proposal.refused": _("Proposal refused"),
    "traveltime.set": _("Travel time set by hand"),
    "traveltime.removed": _("Travel time set by hand removed"),
    "ferry.added": _("Ferry added"),
    "ferry.changed": _("Ferry changed"),
    "ferry.removed": _("Ferry removed"),
    "village.changed": _("Roads of a village changed"),
    "person.registered": _("Person registered"),
    "person.phone_corrected": _("Phone number of a person corrected"),
    "duty.given": _("Duty given"),
    "duty.ended": _("Duty ended"),
    "service.changed": _("The service's norms and days for letters changed"),
    "municipality.changed": _("The written language of a municipality changed"),
    "settings.changed": _("The service's own days changed"),
    "run.asked": _("Run asked for"),
    "run.cancelled": _("Run stopped"),
}
"""Words for the verbs of the audit events."""


@dataclass(frozen=True)
class HistoryEvent:
    """One event as the timeline shows it; `text` holds the reason and the names of what changed, never values."""

    at: datetime
    title: str
    text: str
    by: str


def history(events: Iterable[AuditEvent]) -> list[HistoryEvent]:
    """Return the events in words."""
    return [
        HistoryEvent(event.at, str(VERBS.get(event.verb, event.verb)), _text(event), event.by.name if event.by else "")
        for event in events
    ]


def _text(event: AuditEvent) -> str:
    names = ", ".join(_field_label(event.object_type, name) for name in event.fields)
    if event.reason and names:
        return f"{event.reason} ({names})"
    return event.reason or str(capfirst(names))


def _field_label(object_type: str, name: str) -> str:
    try:
        return field_label(apps.get_model(object_type), name)
    except (LookupError, FieldDoesNotExist):
        return name


def last_changed(row: Model) -> AuditEvent | None:
    """Return the latest event on a row."""
    events = AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk))
    return events.select_related("by").first()
