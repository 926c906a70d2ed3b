"""What follows when a child's stay ends: stays, supervision, visits, searches, holds, decisions, the case. As steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.actions.children import end_for
from fosterhomes.models import (
    Child,
    Hold,
    HomeKind,
    LegalGround,
    Placement,
    SupervisionAppointment,
    SupervisorTie,
    Wait,
)
from fosterhomes.periods import Period
from fosterhomes.rules import ADULT_AT, birthday
from fosterhomes.shown import shown_day
from fosterhomes.stays import hanging_on, living_in

from ..models import Ending, Visit, VisitChild
from ..models.visit import Track
from ..permissions import OPEN
from .loose import Loose
from .short import ends_with
from .steps import Plan, Step, Wish

Kind, Reason = Ending.Kind, Placement.EndReason

REASONS = {
    Kind.RETURNED: Reason.RETURNED,
    Kind.MOVES: Reason.MOVED_HOME,
    Kind.INSTITUTION: Reason.MOVED_INSTITUTION,
    Kind.BREAKDOWN: Reason.BREAKDOWN,
    Kind.ADOPTED: Reason.ADOPTED,
    Kind.AFTERCARE: Reason.GROWN_UP,
    Kind.GROWN_UP: Reason.GROWN_UP,
    Kind.HOME_CLOSES: Reason.HOME_CLOSED,
    Kind.SEPARATES: Reason.BREAKDOWN,
}
NEW_STAY = (Kind.MOVES, Kind.INSTITUTION, Kind.AFTERCARE)
STILL_SEARCHING = (Kind.BREAKDOWN, Kind.HOME_CLOSES, Kind.SEPARATES)
"""The child needs a home after it: what it waits for and what is held for it stays."""
MAY_CLOSE = (Kind.RETURNED, Kind.ADOPTED, Kind.GROWN_UP)
GROWN_UP = (Kind.AFTERCARE, Kind.GROWN_UP)


def plan_of_child(child: Child, wish: Wish, at: datetime, today: date, together: frozenset[int] = frozenset()) -> Plan:
    """Return what is done when the child's stay ends as wished; `together`: ids of all who leave in the same deed."""
    stay = living_in(child, wish.on_day - timedelta(days=1))
    if stay is None:
        return Plan((), problems=(_("%(name)s lived nowhere in the register the day before.") % {"name": child.name},))
    flow = _Flow(child, stay, wish, at, today, together)
    problems = tuple(flow.problems())
    return Plan(tuple(flow.steps()), tuple(flow.notes()), problems)


@dataclass(frozen=True)
class _Flow:
    """One child, the stay that ends, and what is wished."""

    child: Child
    stay: Placement
    wish: Wish
    at: datetime
    today: date
    together: frozenset[int]

    @property
    def on(self) -> date:
        return self.wish.on_day

    @property
    def day(self) -> str:
        return shown_day(self.on)

    def steps(self) -> Iterator[Step]:
        """Yield the steps in the order in which they can be done; undone, it is the other way round."""
        supervision = list(self._supervision())
        yield from supervision
        yield from self._visits()
        yield from self._loose(supervision).steps()
        yield from self._decisions()
        yield from self._planned()
        yield from self._stay()
        yield from self._searches()
        yield from self._case()

    def problems(self) -> Iterator[str]:
        name = {"name": self.child.name, "day": self.day}
        yield from self._wrong_day(name)
        if self.wish.kind == Kind.AFTERCARE and self.stay.home is None:
            yield _("%(name)s does not live in a home.") % name
        if self.wish.kind == Kind.MOVES and self.wish.new_home == self.stay.home:
            yield _("%(name)s lives in that home already.") % name
        made = self._visited().filter(visit__status=Visit.Status.DONE, visit__on_day__gt=self.on)
        if self.stay.home and made.exists():
            yield _("A visit to %(name)s there is recorded as made after %(day)s. Correct one of them.") % name
        for stay in self._planned_stays():
            if names := hanging_on(stay):
                yield _("The planned stay cannot be withdrawn: %(names)s hang on it.") % {"names": ", ".join(names)}

    def _loose(self, supervision: Iterable[Step]) -> Loose:
        appointments = [step.row for step in supervision if isinstance(step.row, SupervisionAppointment)]
        without = frozenset(row.supervisor.user_id for row in appointments if row.supervisor.user_id)
        closes = self.wish.closes_case and self.wish.kind in MAY_CLOSE
        return Loose(self.child, self.stay.home, self.on, self._why(), closes, without)

    def _wrong_day(self, name: dict[str, str]) -> Iterator[str]:
        if self.wish.kind in NEW_STAY and self.on > self.today:
            yield _("%(day)s has not come. Register the new stay as planned, and come back that day.") % name
        adult_on = birthday(self.child.birth_date, ADULT_AT)
        if self.wish.kind in GROWN_UP and self.on < adult_on:
            yield _("%(name)s turns 18 on %(birthday)s.") % (name | {"birthday": shown_day(adult_on)})
        if self.wish.closes_case and self.on > self.today:
            yield _("A case cannot be closed on a day that has not come.")

    def notes(self) -> Iterator[str]:
        yield from ends_with(self.stay, self.on)
        yield from self._loose(self._supervision()).notes()
        yield from self._weekends()
        name = {"name": self.child.name}
        waiting = self._visited().filter(visit__status__in=OPEN, visit__on_day__lt=self.on).count()
        if waiting:
            said = ngettext(
                "%(n)d visit to %(name)s before that day is not recorded yet.",
                "%(n)d visits to %(name)s before that day are not recorded yet.",
                waiting,
            )
            yield said % {"n": waiting, "name": self.child.name}
        if self.wish.kind == Kind.RETURNED:
            yield _("After a return home the service follows up for up to six months.")
        if self.wish.kind == Kind.MOVES and self.wish.new_home:
            yield _("%(municipality)s answers for the supervision in the new home, from the day of moving in.") % {
                "municipality": self.wish.new_home.municipality
            }
            yield _("The home is to be approved for %(name)s before moving in (FF § 6).") % name
        if self.wish.kind in STILL_SEARCHING and not self.wish.search and not self._waits().exists():
            yield _("%(name)s then has no place to live in the register, and no search for one.") % name

    def _weekends(self) -> Iterator[str]:
        """What is agreed of relief was agreed with this family: somebody must look at it, where it does not end."""
        if self.wish.closes_case and self.wish.kind in MAY_CLOSE:
            return
        for relief in self._relief_stays():
            words = {"name": self.child.name, "place": relief.home}
            yield _("The weekends of %(name)s in %(place)s go on. End them if they are not needed any more.") % words

    def _relief_stays(self) -> QuerySet[Placement]:
        lasting = Q(until_on=None) | Q(until_on__gt=self.on)
        return self.child.placements.filter(lasting, kind=HomeKind.RELIEF, planned=False).select_related("home")

    def _supervision(self) -> Iterator[Step]:
        lasting = Q(until_on=None) | Q(until_on__gt=self.on)
        for row in self.child.supervision_appointments.filter(lasting).select_related("supervisor"):
            if self._keeps(row):
                continue
            words = {"supervisor": row.supervisor.name, "name": self.child.name, "day": self.day}
            if row.from_on > self.on:
                sentence = _("The appointment of %(supervisor)s for %(name)s, which was to begin later, is removed.")
                yield Step(row, "supervisionappointment.removed", sentence % words, None)
                continue
            sentence = _("%(supervisor)s is no longer the supervisor of %(name)s from %(day)s.")
            values = {"until_on": end_for(row, self.on), "end_reason": self._why()}
            yield Step(row, "supervisionappointment.ended", sentence % words, values)

    def _keeps(self, row: SupervisionAppointment) -> bool:
        """A supervisor goes on where the same service answers for the new home, and is not tied to it (FF §§ 16-17)."""
        home = self.wish.new_home
        if self.wish.kind != Kind.MOVES or home is None:
            return False
        tied = SupervisorTie.objects.filter(home=home, supervisor=row.supervisor_id).exists()
        return home.municipality.service_id == self.child.service_id and not tied

    def _visited(self) -> QuerySet[VisitChild]:
        return VisitChild.objects.filter(child=self.child, visit__home=self.stay.home)

    def _visits(self) -> Iterator[Step]:
        rows = self._visited().filter(visit__status__in=OPEN, visit__on_day__gte=self.on)
        for row in rows.select_related("visit", "child").order_by("visit__on_day", "pk"):
            yield from leave_visit(row, self._why(), self.together)

    def _decisions(self) -> Iterator[Step]:
        lasting = Q(until_on=None) | Q(until_on__gt=self.on)
        for row in self.stay.reductions.filter(lasting):
            words = {"name": self.child.name, "day": self.day, "track": row.get_track_display()}
            sentence = _("The decision on fewer visits to %(name)s (%(track)s) ends on %(day)s.")
            yield Step(row, "reduction.ended", sentence % words, self._until(row))
        for pause in self.stay.pauses.filter(lasting):
            sentence = _("A pause in the visits to %(name)s ends on %(day)s.")
            yield Step(pause, "pause.ended", sentence % {"name": self.child.name, "day": self.day}, self._until(pause))

    def _until(self, row: Period) -> dict[str, date] | None:
        """Return the end of a period that goes with the stay; one that was to begin later is removed."""
        return None if row.from_on >= self.on else {"until_on": self.on}

    def _planned_stays(self) -> Iterable[Placement]:
        if self.wish.kind in STILL_SEARCHING:
            return []
        return list(self.child.placements.filter(planned=True).select_related("home"))

    def _planned(self) -> Iterator[Step]:
        for stay in self._planned_stays():
            words = {"name": self.child.name, "place": stay.home or stay.place_name or stay.get_setting_display()}
            sentence = _("The planned stay of %(name)s in %(place)s is withdrawn.") % words
            yield Step(stay, "placement.withdrawn", sentence, None)

    def _stay(self) -> Iterator[Step]:
        place = self.stay.home or self.stay.place_name or self.stay.get_setting_display()
        reason = REASONS[Kind(self.wish.kind)]
        words = {"name": self.child.name, "place": place, "day": self.day, "why": reason.label}
        ends = _("The stay of %(name)s in %(place)s ends on %(day)s: %(why)s.") % words
        yield Step(self.stay, "placement.ended", ends, {"until_on": self.on, "end_reason": reason.value})
        if self.wish.kind in NEW_STAY:
            yield self._new_stay()

    def _new_stay(self) -> Step:
        new = Placement(child=self.child, from_on=self.on, legal_ground=self.stay.legal_ground)
        new.emergency_order_on = self.stay.emergency_order_on
        if self.wish.kind == Kind.INSTITUTION:
            new.setting, new.place_name = Placement.Setting.INSTITUTION, self.wish.place_name
        else:
            new.home = self.stay.home if self.wish.kind == Kind.AFTERCARE else self.wish.new_home
            assert new.home is not None
            new.kind = self.stay.kind if self.wish.kind == Kind.AFTERCARE else new.home.kind
        words = {"name": self.child.name, "place": new.home or new.place_name, "day": self.day}
        sentence = _("%(name)s lives in %(place)s from %(day)s.")
        if self.wish.kind == Kind.AFTERCARE:
            new.legal_ground, new.emergency_order_on = LegalGround.AFTERCARE, None
            sentence = _("%(name)s stays in %(place)s with aftercare from %(day)s.")
        return Step(new, "placement.started", sentence % words)

    def _waits(self) -> QuerySet[Wait]:
        return self.child.waits.filter(Q(until_on=None) | Q(until_on__gt=self.on)).exclude(kind=HomeKind.RELIEF)

    def _searches(self) -> Iterator[Step]:
        if self.wish.kind in STILL_SEARCHING:
            yield from self._begin_search()
            return
        for wait in self._waits():
            sentence = _("The search for a home for %(name)s ends.") % {"name": self.child.name}
            values = {"until_on": end_for(wait, self.on), "outcome": self._why()}
            yield Step(wait, "wait.ended", sentence, values)
        for hold in Hold.objects.live(self.at).filter(child=self.child).select_related("home"):
            words = {"home": hold.home, "name": self.child.name}
            sentence = _("The place held in %(home)s for %(name)s is free again.") % words
            yield Step(hold, "hold.released", sentence, {"ended_at": self.at, "end_reason": self._why()})

    def _begin_search(self) -> Iterator[Step]:
        if not self.wish.search or self._waits().exists():
            return
        from_on = min(self.on, self.today)
        wait = Wait(
            child=self.child, kind=self.stay.kind or HomeKind.ORDINARY, urgency=Wait.Urgency.ACUTE, from_on=from_on,
            wanted_on=max(self.on, from_on),
        )  # fmt: skip
        yield Step(wait, "wait.started", _("A search for a new home for %(name)s begins.") % {"name": self.child.name})

    def _case(self) -> Iterator[Step]:
        if not self.wish.closes_case or self.wish.kind not in MAY_CLOSE:
            return
        words = {"name": self.child.name, "day": self.day}
        lasting = Q(until_on=None) | Q(until_on__gt=self.on)
        for relief in self._relief_stays():
            values = {"until_on": end_for(relief, self.on), "end_reason": Reason.OTHER}
            sentence = _("The weekends in %(place)s end.") % {"place": relief.home}
            yield Step(relief, "placement.ended", sentence, values)
        for cover in self.child.covers.filter(lasting).select_related("stand_in"):
            said = _("%(stand_in)s no longer covers for the contact person of %(name)s from %(day)s.")
            yield Step(cover, "cover.ended", said % (words | {"stand_in": cover.stand_in.name}), self._until(cover))
        for contact in self.child.contact_persons.filter(lasting).select_related("worker"):
            said = _("%(worker)s is no longer the contact person of %(name)s from %(day)s.")
            ends = None if contact.from_on > self.on else {"until_on": end_for(contact, self.on)}
            yield Step(contact, "contact_person.ended", said % (words | {"worker": contact.worker.name}), ends)
        said = _("The case of %(name)s is closed on %(day)s.")
        yield Step(self.child, "child.case_closed", said % words, {"closed_on": self.on})

    def _why(self) -> str:
        """Return the reason that the rows get: what happened, without names."""
        label = self.wish.label
        return f"{label[:1].upper()}{label[1:]}."


def leave_visit(row: VisitChild, why: str, together: frozenset[int]) -> Iterator[Step]:
    """Yield the step that takes a child off a visit; a visit that nobody is left on is cancelled.

    `together`: ids of the children who leave in the same deed; the first of them on the visit cancels it for all.
    """
    visit = row.visit
    staying = set(visit.visit_children.values_list("child", flat=True)) - {row.child_id}
    words = {"track": Track(visit.track).label, "day": shown_day(visit.on_day), "name": row.child.name}
    if not staying - together:
        if row.child_id > min(staying, default=row.child_id):
            return
        sentence = _("The visit on %(day)s (%(track)s) is cancelled.") % words
        yield Step(visit, "visit.cancelled", sentence, {"status": Visit.Status.CANCELLED, "reason": why})
        return
    sentence = _("%(name)s is taken off the visit on %(day)s (%(track)s); it stands for the others.") % words
    yield Step(row, "visit.changed", sentence, None)
