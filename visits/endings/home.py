"""What follows when a home closes, a foster family moves to another municipality or its parents separate. As steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from fosterhomes.actions.children import end_for
from fosterhomes.models import (
    SUPERVISED_KINDS,
    Hold,
    Home,
    HomeMove,
    Municipality,
    Placement,
    SupervisionAppointment,
)
from fosterhomes.rules import ADULT_AT
from fosterhomes.shown import shown_day
from fosterhomes.stays import hanging_on

from .. import law
from ..duty import duty_on
from ..models import Ending, VisitChild
from ..models.visit import Track
from ..permissions import OPEN
from .child import leave_visit, plan_of_child
from .loose import end_guidance
from .short import ends_with
from .steps import Plan, Step, Wish

Kind = Ending.Kind


def plan_of_home(home: Home, wish: Wish, at: datetime, today: date) -> Plan:
    """Return what is done when what is wished has happened to the home."""
    flow = _Flow(home, wish, at, today)
    plans = {
        Kind.HOME_CLOSES: flow.closes,
        Kind.FAMILY_MOVES: flow.moves,
        Kind.SEPARATES: flow.separates,
    }
    return plans[Kind(wish.kind)]()


@dataclass(frozen=True)
class _Flow:
    home: Home
    wish: Wish
    at: datetime
    today: date

    @property
    def on(self) -> date:
        return self.wish.on_day

    @property
    def words(self) -> dict[str, object]:
        return {"home": self.home.name, "day": shown_day(self.on), "municipality": self.wish.municipality}

    def living(self) -> list[Placement]:
        """Return the stays of those who live there the day before, and later."""
        lasting = Q(until_on=None) | Q(until_on__gte=self.on)
        rows = self.home.placements.filter(lasting, planned=False, from_on__lt=self.on)
        return list(rows.select_related("child__care_municipality", "home__municipality").order_by("child__name"))

    # --- the home closes ---------------------------------------------------------------------------------------

    def closes(self) -> Plan:
        stays = [stay for stay in self.living() if stay.until_on != self.on]
        home = Plan(tuple(self._closing()), (), tuple(self._cannot_close()))
        return self._out(stays) + home

    def _out(self, stays: list[Placement]) -> Plan:
        """Return what is done for the children who leave; the weekends of a relief home are ended as they are."""
        together = frozenset(stay.child_id for stay in stays)
        whole = Plan((), (), tuple(self._of_others(stays)))
        for stay in stays:
            if stay.child.service_id != self.home.service_id:
                continue
            if stay.kind == "relief":
                whole += Plan(tuple(self._relief(stay)))
            else:
                whole += plan_of_child(stay.child, self.wish, self.at, self.today, together)
        return whole

    def _of_others(self, stays: list[Placement]) -> Iterator[str]:
        for stay in stays:
            if stay.child.service_id != self.home.service_id:
                yield _("Another service keeps a child who lives here. It must end that stay first.")

    def _relief(self, stay: Placement) -> Iterator[Step]:
        sentence = _("The weekends of %(name)s in %(home)s end.") % (self.words | {"name": stay.child.name})
        values = {"until_on": self.on, "end_reason": Placement.EndReason.HOME_CLOSED}
        yield Step(stay, "placement.ended", sentence, values)

    def _closing(self) -> Iterator[Step]:
        for stay in self.home.placements.filter(planned=True).select_related("child"):
            sentence = _("The planned stay of %(name)s in %(home)s is withdrawn.")
            yield Step(stay, "placement.withdrawn", sentence % (self.words | {"name": stay.child.name}), None)
        why = _("The home closes.")
        for hold in Hold.objects.live(self.at).filter(home=self.home).select_related("child"):
            sentence = _("The place held in %(home)s for %(name)s is given up.")
            values = {"ended_at": self.at, "end_reason": why}
            yield Step(hold, "hold.released", sentence % (self.words | {"name": hold.whom}), values)
        home: Any = self.home
        for case in home.guidance.filter(from_on__lt=self.on, until_on=None):
            yield from end_guidance(case, self.on, why)
        sentence = _("%(home)s is closed on %(day)s.") % self.words
        yield Step(self.home, "home.closed", sentence, {"closed_on": self.on, "closed_reason": self.wish.reason})

    def _cannot_close(self) -> Iterator[str]:
        if self.home.closed_on:
            yield _("%(home)s has closed already.") % self.words
        for stay in self.home.placements.filter(planned=True):
            if names := hanging_on(stay):
                yield _("The planned stay cannot be withdrawn: %(names)s hang on it.") % {"names": ", ".join(names)}
        later = self.home.placements.filter(planned=False, from_on__gte=self.on)
        for stay in later.select_related("child"):
            yield _("%(name)s moved in on that day or later.") % {"name": stay.child.name}

    # --- the family moves --------------------------------------------------------------------------------------

    def moves(self) -> Plan:
        steps, notes = [*self._moving()], []
        for stay in self.living():
            steps = [*self._supervision_of(stay), *steps]
            if self._is_supervised(stay):
                notes += [self._answers(stay), *self._ends_with(stay)]
        return Plan(tuple(steps), tuple(dict.fromkeys(notes)), tuple(self._cannot_move()))

    def _is_supervised(self, stay: Placement) -> bool:
        """Return whether anybody answers for supervising the child there: not at 18, in relief, or a § 6-3 home."""
        return stay.kind in SUPERVISED_KINDS and stay.child.age_on(self.on) < ADULT_AT

    def _moving(self) -> Iterator[Step]:
        move = HomeMove(home=self.home, on_day=self.on, from_municipality=self.home.municipality)
        old = self.words | {"old": self.home.municipality}
        yield Step(move, "home.moved", _("It is kept that %(home)s lay in %(old)s until %(day)s.") % old)
        sentence = _("%(home)s lies in %(municipality)s. Address and place on the map are removed: write the new ones.")
        values = {"municipality": self.wish.municipality, "address": "", "point": None}
        yield Step(self.home, "home.moved", sentence % self.words, values)

    def _cannot_move(self) -> Iterator[str]:
        if self.on > self.today:
            yield _("%(day)s has not come yet.") % self.words
        if self.wish.municipality == self.home.municipality:
            yield _("%(home)s lies in %(municipality)s already.") % self.words
        if HomeMove.objects.filter(home=self.home, on_day__gte=self.on).exists():
            yield _("A later move of this home is registered. Undo that one first.")

    def _supervision_of(self, stay: Placement) -> Iterator[Step]:
        """Yield what becomes of the supervision: kept by agreement, or over when another service now answers."""
        if self._still_ours(stay):
            return
        if self.wish.keeps_supervision and self._own(stay):
            sentence = _("The care municipality supervises %(name)s from %(day)s, by written agreement (FF § 16(3)).")
            words = self.words | {"name": stay.child.name}
            yield Step(stay, "placement.supervision_moved", sentence % words, {"supervision_moved_on": self.on})
            return
        why = _("The family moved; another municipality answers for the supervision.")
        for row in _appointments(stay, self.on):
            sentence = _("%(supervisor)s is no longer the supervisor of %(name)s from %(day)s.")
            words = self.words | {"name": stay.child.name, "supervisor": row.supervisor.name}
            values = {"until_on": end_for(row, self.on), "end_reason": why}
            yield Step(row, "supervisionappointment.ended", sentence % words, values)
        together = frozenset(one.child_id for one in self.living() if not self._still_ours(one))
        rows = VisitChild.objects.filter(
            child=stay.child, visit__home=self.home, visit__status__in=OPEN, visit__on_day__gte=self.on,
            visit__track=Track.SUPERVISION,
        )  # fmt: skip
        for visited in rows.select_related("visit", "child").order_by("visit__on_day", "pk"):
            yield from leave_visit(visited, why, together)

    def _ends_with(self, stay: Placement) -> Iterator[str]:
        """Yield what the supervision ends short of, where another service answers from then on."""
        if not self._still_ours(stay) and not (self.wish.keeps_supervision and self._own(stay)):
            yield from ends_with(stay, self.on, (law.SUPERVISION,))

    def _own(self, stay: Placement) -> bool:
        return stay.child.care_municipality.service_id == stay.child.service_id

    def _still_ours(self, stay: Placement) -> bool:
        """Return whether the service that keeps the child's row answers for the supervision after the move."""
        new = self._new()
        by_agreement = stay.supervision_moved_on is not None and stay.supervision_moved_on <= self.on
        if by_agreement:
            return self._own(stay)
        return new.service_id == stay.child.service_id

    def _new(self) -> Municipality:
        assert self.wish.municipality is not None
        return self.wish.municipality

    def _answers(self, stay: Placement) -> str:
        words = self.words | {"name": stay.child.name, "care": stay.child.care_municipality}
        if stay.supervision_moved_on or (self.wish.keeps_supervision and self._own(stay)):
            return _("%(care)s answers for the supervision of %(name)s, by agreement.") % words
        said = _("%(municipality)s answers for the supervision of %(name)s from %(day)s (FF § 16).") % words
        before = duty_on(stay, Track.SUPERVISION, self.on - timedelta(days=1))
        if self._still_ours(stay) and not before:
            return " ".join((said, _("A supervisor is to be appointed.")))
        return said if self._still_ours(stay) else " ".join((said, _("Tell that municipality about the child.")))

    # --- the foster parents separate ---------------------------------------------------------------------------

    def separates(self) -> Plan:
        steps = tuple(self._leaving())
        stays = [stay for stay in self.living() if stay in self.wish.children_out]
        problems = () if steps or stays else (_("Choose who moves out."),)
        return self._out(stays) + Plan(steps, tuple(self._remaining(stays)), problems)

    def _leaving(self) -> Iterator[Step]:
        for member in self.wish.members:
            sentence = _("%(name)s no longer lives in %(home)s from %(day)s.") % (self.words | {"name": member.name})
            yield Step(member, "homemember.corrected", sentence, {"until_on": end_for(member, self.on)})

    def _remaining(self, out: list[Placement]) -> Iterator[str]:
        for stay in self.living():
            if stay not in out:
                yield _(
                    "%(name)s stays in %(home)s: review the agreement (FF § 7), and assess again whether the home is "
                    "right for the child (FF §§ 5-6)."
                ) % (self.words | {"name": stay.child.name})
        yield _("Look at how many places the home has now, and at what it takes on.")


def _appointments(stay: Placement, on: date) -> list[SupervisionAppointment]:
    lasting = Q(until_on=None) | Q(until_on__gt=on)
    return list(stay.child.supervision_appointments.filter(lasting).select_related("supervisor"))
