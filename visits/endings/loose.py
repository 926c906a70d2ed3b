"""What hangs loose when a stay ends: promises from visits, guidance and its sessions, reports, drafts. Steps and notes.

What somebody else can go on with is handed over; what nobody can is ended with its reason; what a person must look at
is said. Nothing that somebody has written is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Child, Home, User
from fosterhomes.periods import covers
from fosterhomes.shown import shown_day

from ..models import FollowUpTask, Guidance, GuidanceSession, VisitDraft
from ..permissions import OPEN
from ..supervision_reports.lists import open_rows_of
from ..supervision_reports.states import UNSENT
from .steps import Step

Status = GuidanceSession.Status


@dataclass(frozen=True)
class Loose:
    """One child whose stay in `home` ends on `on`. `without` are the users who then no longer supervise the child."""

    child: Child
    home: Home | None
    on: date
    why: str
    closes_case: bool
    without: frozenset[int]

    def steps(self) -> Iterator[Step]:
        for task in FollowUpTask.objects.still_open().filter(child=self.child).select_related("owner"):
            yield from self._promise(task)
        if self.closes_case:
            for case in Guidance.objects.filter(child=self.child, from_on__lt=self.on, until_on=None):
                yield from end_guidance(case, self.on, self.why)

    def _promise(self, task: FollowUpTask) -> Iterator[Step]:
        """When the supervisor who owes it goes, the contact person goes on with it; with the case it ends."""
        contact = None if self.closes_case else self._contact()
        if not self.closes_case and task.owner_id not in self.without:
            return
        if contact is None:
            sentence = _("What was promised by %(day)s is no longer owed: “%(what)s”.")
            values: dict[str, Any] = {"dropped_on": self.on, "dropped_why": self.why}
            yield Step(task, "followuptask.dropped", sentence % _of_task(task), values)
            return
        sentence = _("%(name)s takes over what was promised by %(day)s: “%(what)s”.")
        yield Step(
            task, "followuptask.handed_over", sentence % (_of_task(task) | {"name": contact}), {"owner": contact}
        )

    def _contact(self) -> User | None:
        row = self.child.contact_persons.filter(covers(self.on)).select_related("worker").first()
        return row.worker if row else None

    def notes(self) -> Iterator[str]:
        yield from self._reports()
        yield from self._drafts()
        if self.home is not None and not self._others_live_there(self.home):
            under_way = Guidance.objects.filter(home=self.home, until_on=None, from_on__isnull=False)
            if under_way.exists():
                yield _("The guidance of %(home)s goes on. End it if nothing is left to guide.") % {"home": self.home}
        offers = Guidance.objects.filter(Q(from_on=None) | Q(from_on__gte=self.on), child=self.child, until_on=None)
        if self.closes_case and offers.exclude(answer=Guidance.Answer.DECLINED).exists():
            yield _("Guidance is offered to the parents of %(name)s and has not begun.") % {"name": self.child.name}

    def _reports(self) -> Iterator[str]:
        rows = open_rows_of(self.child, self.on)
        unsent = [row for row in rows if row.state.code in UNSENT]
        for row in unsent:
            words = {"name": self.child.name, "day": shown_day(row.visit.on_day)}
            sentence = _(
                "The report on the supervision of %(name)s on %(day)s is not sent. After the supervisor's "
                "appointment leader or coordinator writes it."
            )
            yield sentence % words
        if waiting := len(rows) - len(unsent):
            said = ngettext(
                "%(n)d supervision report on %(name)s is still to be checked or forwarded.",
                "%(n)d supervision reports on %(name)s are still to be checked or forwarded.",
                waiting,
            )
            yield said % {"n": waiting, "name": self.child.name}

    def _drafts(self) -> Iterator[str]:
        cancelled = Q(visit__visit_children__child=self.child, visit__status__in=OPEN, visit__on_day__gte=self.on)
        rows = VisitDraft.objects.filter(cancelled, child=None).select_related("by").distinct()
        for draft in rows:
            yield _("%(who)s has begun to write about a visit to %(name)s that is cancelled.") % {
                "who": draft.by.name, "name": self.child.name,
            }  # fmt: skip

    def _others_live_there(self, home: Home) -> bool:
        return home.placements.living(self.on).exclude(child=self.child).exists()


def _of_task(task: FollowUpTask) -> dict[str, object]:
    return {"day": shown_day(task.due_on), "what": task.what}


def end_guidance(case: Guidance, on: date, why: str) -> Iterator[Step]:
    """Yield the steps that end a case of guidance, and take it off the sessions that are planned from that day on."""
    words = {"whom": case.whom, "day": shown_day(on)}
    sentence = _("The guidance of %(whom)s ends on %(day)s.")
    yield Step(case, "guidance.ended", sentence % words, {"until_on": on, "end_reason": why})
    for session in case.sessions.filter(status=Status.PLANNED, on_day__gte=on).order_by("on_day", "pk"):
        words |= {"day": shown_day(session.on_day)}
        if session.cases.count() > 1:
            there = GuidanceSession.cases.through.objects.get(guidance=case, guidancesession=session)
            sentence = _("%(whom)s leaves the guidance session on %(day)s; it stands for the others.")
            yield Step(there, "guidancesession.left", sentence % words, None, about=case)
        else:
            sentence = _("The guidance session on %(day)s is cancelled.")
            yield Step(
                session, "guidancesession.cancelled", sentence % words, {"status": Status.CANCELLED, "note": why}
            )
