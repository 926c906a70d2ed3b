"""The visits of a stay: new ones, those that another day is told of, those that are no longer told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Child, HomeKind, Placement
from fosterhomes.shown import shown_day

from .. import law
from ..models import CaseSystemId, Visit, VisitChild
from .facts import Done, Measure
from .known import Known
from .plan import CasePlan, Setting, relink

What = CaseSystemId.What


def plan(plan: CasePlan, child: Child, measure: Measure, stay: Placement, known: Known, setting: Setting) -> None:
    """Plan the visits of both tracks; a relief home is owed none, and those told of it are left."""
    if measure.kind == HomeKind.RELIEF:
        return
    for track in law.TRACKS:
        _Track(plan, child, measure, stay, track, known, setting).plan()


class _Track:
    def __init__(
        self,
        plan: CasePlan,
        child: Child,
        measure: Measure,
        stay: Placement,
        track: str,
        known: Known,
        setting: Setting,
    ) -> None:
        self.case, self.child, self.measure, self.stay, self.track = plan, child, measure, stay, track
        self.known, self.setting = known, setting
        self.links = known.links.get(child.pk or 0, {})
        self.days: set[date] = set()
        self.added: list[date] = []
        self.outside: list[date] = []

    def plan(self) -> None:
        told = self.measure.track(self.track).done
        # What goes is taken away first: another visit may have got its day.
        self._drop({one.id for one in told})
        for done in sorted(told, key=lambda one: (one.on_day, one.id)):
            self._plan_one(done)
        self._tell()

    def _plan_one(self, done: Done) -> None:
        if done.on_day in self.days:
            return  # a day counts once, whatever is told of it
        self.days.add(done.on_day)
        if not self._lived_there(done.on_day):
            self.outside.append(done.on_day)
            return
        link = self.links.get((What.VISIT, done.id))
        visit = self._on(done.on_day)
        if visit is not None:
            self._note(done, link, visit)
        elif link is not None and link.visit is not None:
            self._move(done, link, link.visit)
        else:
            self._add(done)

    def _lived_there(self, day: date) -> bool:
        ended = self.stay.until_on is not None and day >= self.stay.until_on
        return self.stay.from_on <= day <= self.setting.today and not ended

    def _on(self, day: date) -> Visit | None:
        return self.known.visits.get((self.child.pk or 0, self.track, day))

    def _note(self, done: Done, link: CaseSystemId | None, visit: Visit) -> None:
        if link is None:
            self.case.add(self._id(done, visit))
        elif link.visit_id == visit.pk:
            relink(self.case, link, {"on_day": done.on_day.isoformat()})

    def _move(self, done: Done, link: CaseSystemId, visit: Visit) -> None:
        if not visit.from_case_system:
            sentence = _("The case system now tells of a visit on %(day)s. What was recorded here is left.")
            self.case.look.append(sentence % {"day": shown_day(done.on_day)})
            return
        words = {"before": shown_day(visit.on_day), "day": shown_day(done.on_day)}
        says = _("The visit on %(before)s was on %(day)s.") % words
        self.case.change(visit, says, "visits_changed", on_day=done.on_day)
        relink(self.case, link, {"on_day": done.on_day.isoformat()})

    def _add(self, done: Done) -> None:
        visit = Visit(
            service=self.setting.service,
            home=self.stay.home,
            track=self.track,
            status=Visit.Status.DONE,
            on_day=done.on_day,
            from_case_system=True,
        )
        self.case.add(visit, count="visits_new")
        self.case.add(VisitChild(visit=visit, child=self.child))
        self.case.add(self._id(done, visit))
        self.added.append(done.on_day)

    def _id(self, done: Done, visit: Visit) -> CaseSystemId:
        told = {"on_day": done.on_day.isoformat()}
        columns = {"uid": done.id, "child": self.child, "placement": self.stay, "visit": visit, "told": told}
        return CaseSystemId(service=self.setting.service, what=What.VISIT, **columns)

    def _drop(self, told: set[str]) -> None:
        for link in self._untold(told):
            assert link.visit is not None
            words = {"day": shown_day(link.visit.on_day)}
            if link.visit_id in self.known.hung_on:
                sentence = _("The visit on %(day)s is no longer told of. It stays: a report or a promise hangs on it.")
                self.case.look.append(sentence % words)
                continue
            self.case.remove(link.visit, _("The visit on %(day)s is no longer told of.") % words, "visits_removed")
            self.known.visits.pop((self.child.pk, self.track, link.visit.on_day), None)

    def _untold(self, told: set[str]) -> Iterator[CaseSystemId]:
        """Yield the ids of visits of this stay that only the case system told of, and now does not."""
        for (what, uid), link in self.links.items():
            visit = link.visit
            if what != What.VISIT or visit is None or self.stay.pk is None or link.placement_id != self.stay.pk:
                continue
            if uid not in told and visit.track == self.track and visit.from_case_system:
                yield link

    def _tell(self) -> None:
        if self.added:
            days = ", ".join(shown_day(day) for day in self.added)
            if self.track == law.FOLLOW_UP:
                says = ngettext("New follow-up visit: %(days)s.", "New follow-up visits: %(days)s.", len(self.added))
            else:
                says = ngettext(
                    "New supervision visit: %(days)s.", "New supervision visits: %(days)s.", len(self.added)
                )
            self.case.told.append(says % {"days": days})
        if self.outside:
            days = ", ".join(shown_day(day) for day in self.outside)
            sentence = _("Visits on days on which the child did not live in the home are left: %(days)s.")
            self.case.look.append(sentence % {"days": days})
