"""The stays of a case: matched with those of the register, begun, changed, ended; their homes; and aftercare."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Child, Home, HomeKind, Placement
from fosterhomes.shown import field_label, shown_day

from .. import law
from ..models import CaseSystemId, DateMet
from . import plan_frequencies, plan_visits
from .facts import Measure
from .homes import NO_PLACES
from .known import Known
from .plan import CasePlan, Setting, days_of, plain, relink, take_over
from .stays import Lies, end_reason, ends_of, ground_of, lies_in, likely_ground

What = CaseSystemId.What
SAME_STAY_DAYS = 31
"""A stay of the same kind that began so near to the measure is the same one, entered by hand."""


def plan(plan: CasePlan, child: Child, known: Known, setting: Setting) -> None:
    """Plan every stay of the case, with its visits and frequencies."""
    ends, overlaps = ends_of(plan.case.measures, setting.extracted_on)
    for one in overlaps:
        sentence = ngettext(
            "Two stays overlap by %(n)d day: %(first)s, and %(second)s. Correct them in the case system.",
            "Two stays overlap by %(n)d days: %(first)s, and %(second)s. Correct them in the case system.",
            one.days,
        )
        first, second = (days_of(each.from_on, each.until_on) for each in (one.first, one.second))
        plan.refused.append(sentence % {"n": one.days, "first": first, "second": second})
    for measure in plan.case.measures:
        if measure.until_on is not None and measure.until_on < measure.from_on:
            plan.refused.append(_("The stay %(days)s ends before it begins.") % _days(measure))
    stays: list[tuple[Measure, Placement]] = []
    for measure in plan.case.measures:
        stay = _Stays(plan, child, known, setting, ends[measure.id]).stay_of(measure)
        if stay is not None:
            stays.append((measure, stay))
    _check_free(plan, child, known, [stay for _measure, stay in stays])
    for measure, stay in stays:
        plan_visits.plan(plan, child, measure, stay, known, setting)
        plan_frequencies.plan(plan, child, measure, stay, known, setting)
    _plan_aftercare(plan, known, [stay for _measure, stay in stays], setting)
    _look_at_gone(plan, child, known)


class _Stays:
    """One measure met with the stays of its child."""

    def __init__(self, plan: CasePlan, child: Child, known: Known, setting: Setting, until_on: date | None) -> None:
        self.plan, self.child, self.known, self.setting, self.until_on = plan, child, known, setting, until_on
        self.links = known.links.get(child.pk or 0, {})

    def stay_of(self, measure: Measure) -> Placement | None:
        """Return the stay of the register that is the measure, matched or new; None where there is none."""
        if measure.from_on > self.setting.today:
            self.plan.look.append(_("A stay that begins on %(day)s is left: it has not begun.") % _day(measure.from_on))
            return None
        link = self.links.get((What.MEASURE, measure.id))
        if link is not None:
            return self._linked(measure, link)
        stay = self._same(measure)
        return self._adopt(measure, stay) if stay is not None else self._begin(measure)

    # --- a stay that the register has -----------------------------------------------------------------------------

    def _linked(self, measure: Measure, link: CaseSystemId) -> Placement | None:
        stay = next((one for one in self._stays() if one.pk == link.placement_id), None)
        if stay is None:
            self.plan.look.append(_("The stay %(days)s was removed here, and is left.") % self._days(measure))
            return None
        columns = self._columns(measure)
        values, differ = take_over(link, stay, link.told, columns)
        relink(self.plan, link, plain(columns))
        if values:
            self._change(measure, stay, values)
        self._tell_differing(measure, differ)
        return stay

    def _change(self, measure: Measure, stay: Placement, values: dict[str, Any]) -> None:
        if values.get("until_on") and not stay.end_reason:
            values["end_reason"] = self._reason(measure)
        elif "until_on" in values and values["until_on"] is None:
            values["end_reason"] = ""
        names = ", ".join(field_label(Placement, name) for name in values)
        words = {"days": self._days(measure)["days"], "names": names}
        self.plan.change(stay, _("The stay %(days)s: %(names)s.") % words, "stays_changed", **values)
        if "until_on" in values and self.until_on and stay.home_id and self._is_unregistered(stay.home):
            self.plan.change(stay.home, **_closed(self.until_on))

    def _adopt(self, measure: Measure, stay: Placement) -> Placement:
        columns = self._columns(measure)
        self._link(measure, stay, plain(columns))
        self._tell_differing(measure, [name for name, says in columns.items() if getattr(stay, name) != says])
        return stay

    def _same(self, measure: Measure) -> Placement | None:
        taken = {link.placement_id for link in self.links.values() if link.what == What.MEASURE}
        near = [
            stay
            for stay in self._stays()
            if stay.pk not in taken
            and stay.kind == measure.kind
            and abs((stay.from_on - measure.from_on).days) <= SAME_STAY_DAYS
            and (stay.until_on is None or stay.until_on > measure.from_on)
        ]
        return min(near, key=lambda stay: abs((stay.from_on - measure.from_on).days), default=None)

    def _stays(self) -> list[Placement]:
        return self.known.stays.get(self.child.pk or 0, [])

    def _tell_differing(self, measure: Measure, differ: list[str]) -> None:
        if differ:
            names = ", ".join(field_label(Placement, name) for name in differ)
            words = {"days": self._days(measure)["days"], "names": names}
            self.plan.look.append(_("The stay %(days)s is not the same here, and left: %(names)s.") % words)

    # --- a stay that the register does not have -------------------------------------------------------------------

    def _begin(self, measure: Measure) -> Placement:
        home = self._home(measure)
        stay = Placement(child=self.child, home=home, setting=Placement.Setting.HOME, **self._columns(measure))
        if self.until_on:
            stay.end_reason = self._reason(measure)
        words = {"kind": capfirst(stay.get_kind_display()), **self._days(measure)}
        self.plan.add(stay, _("New stay: %(kind)s %(days)s. The home is to be registered.") % words, "stays_new")
        self._link(measure, stay, plain(self._columns(measure)))
        self.plan.add(self._id(What.HOME, measure, home=home))
        if ground_of(measure) is None:
            sentence = _("The paragraph of the stay %(days)s is not known as one of a stay. Read as: %(ground)s.")
            self.plan.look.append(sentence % {**self._days(measure), "ground": stay.get_legal_ground_display()})
        return stay

    def _home(self, measure: Measure) -> Home:
        """Return a row that stands in for the home until somebody registers it or merges it: it offers no place."""
        lies = self._lies(measure)
        municipality = self.setting.municipality(lies.municipality)
        words = {"municipality": municipality.name, "day": shown_day(measure.from_on)}
        home = Home(
            service=self.setting.service,
            kind=measure.kind,
            name=_("To be registered (%(municipality)s, %(day)s)") % words,
            municipality=municipality,
            places=NO_PLACES,
            **(_closed(self.until_on) if self.until_on and self.until_on <= self.setting.today else {}),
        )
        self.plan.add(home, count="homes_to_register")
        for other in lies.others:
            words = {"number": other.value, **_day(other.from_on)}
            self.plan.look.append(_("From %(day)s municipality %(number)s supervises. Has the family moved?") % words)
        return home

    def _is_unregistered(self, home: Home | None) -> bool:
        return home is not None and home.places == NO_PLACES and home.closed_on is None

    # --- what the message says of it ------------------------------------------------------------------------------

    def _columns(self, measure: Measure) -> dict[str, Any]:
        columns: dict[str, Any] = {
            "kind": measure.kind.value,
            "from_on": measure.from_on,
            "until_on": self.until_on,
            "legal_ground": (ground_of(measure) or likely_ground(measure)).value,
        }
        if measure.kind not in law.WITHOUT_DUTY[law.SUPERVISION]:
            columns["supervision_moved_on"] = self._lies(measure).moved_on
        return columns

    def _lies(self, measure: Measure) -> Lies:
        return lies_in(measure, self.setting.header.municipality)

    def _reason(self, measure: Measure) -> str:
        assert self.until_on is not None
        return end_reason(self.plan.case, measure, self.until_on).value

    def _link(self, measure: Measure, stay: Placement, told: dict[str, Any]) -> None:
        self.plan.add(self._id(What.MEASURE, measure, placement=stay, told=told))

    def _id(self, what: str, measure: Measure, **columns: Any) -> CaseSystemId:
        columns |= {"uid": measure.id, "category": measure.category, "child": self.child}
        return CaseSystemId(service=self.setting.service, what=what, **columns)

    def _days(self, measure: Measure) -> dict[str, str]:
        return {"days": days_of(measure.from_on, self.until_on)}


def _closed(until_on: date) -> dict[str, Any]:
    return {"closed_on": until_on, "closed_reason": _("Known from the register message alone, and nobody lives there.")}


def _days(measure: Measure) -> dict[str, str]:
    return {"days": days_of(measure.from_on, measure.until_on)}


def _day(day: date) -> dict[str, str]:
    return {"day": shown_day(day)}


def _check_free(plan: CasePlan, child: Child, known: Known, stays: list[Placement]) -> None:
    """Refuse a stay on days on which the register says that the child lived somewhere else."""
    ours = [one for one in known.stays.get(child.pk or 0, []) if one.kind != HomeKind.RELIEF and one not in stays]
    for stay in stays:
        if stay.kind == HomeKind.RELIEF:
            continue
        for other in ours:
            if _meet(stay, other):
                sentence = _("Here the child lived somewhere else %(days)s. Correct or end that stay first.")
                plan.refused.append(sentence % {"days": days_of(other.from_on, other.until_on)})


def _meet(one: Placement, other: Placement) -> bool:
    begins, ends = max(one.from_on, other.from_on), min(one.until_on or date.max, other.until_on or date.max)
    return begins < ends


def _plan_aftercare(plan: CasePlan, known: Known, stays: list[Placement], setting: Setting) -> None:
    """Note that aftercare was raised, on the stay in which the young person lived when it was offered."""
    for offer in plan.case.aftercare:
        begun = [stay for stay in stays if stay.from_on <= offer.offered_on and stay.kind != HomeKind.RELIEF]
        if not begun or offer.offered_on > setting.today:
            continue
        stay = max(begun, key=lambda one: one.from_on)
        if (stay.pk, offer.offered_on) not in known.raised:
            row = DateMet(placement=stay, kind=DateMet.Kind.AFTERCARE_RAISED, on_day=offer.offered_on)
            row.note = _answers().get(offer.answer, "")
            plan.add(row, _("Aftercare was offered on %(day)s.") % _day(offer.offered_on), "aftercare_new")


def _answers() -> dict[str, str]:
    return {
        "1": _("Measures were offered and accepted."),
        "2": _("Measures were offered and declined: the young person wanted something else."),
        "3": _("The young person wants no measures any more."),
    }


def _look_at_gone(plan: CasePlan, child: Child, known: Known) -> None:
    """Say which stays the case system has deleted: a person removes them here, with what hangs on them."""
    for link in known.links.get(child.pk or 0, {}).values():
        if link.what == What.MEASURE and link.uid in plan.case.gone and link.placement is not None:
            days = days_of(link.placement.from_on, link.placement.until_on)
            plan.look.append(_("The stay %(days)s is deleted in the case system. Look at it here.") % {"days": days})
