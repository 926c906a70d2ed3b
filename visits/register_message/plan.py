"""What a case would change in the register: rows that are new, changed or go, said in words; and what cannot be.

Nothing is stored here. The rows are made as they would be, so that what is shown and what is applied are the same.
A column is changed only where the register still says what the case system said last: what a person corrected stands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from fosterhomes.models import Child, Municipality, Service
from fosterhomes.shown import shown_day

from ..models import CaseSystemId
from .facts import Case, Header
from .known import Known

What = CaseSystemId.What

NEW, CHANGED, UNCHANGED, REFUSED, LEFT = "new", "changed", "unchanged", "refused", "left"
STATES = (NEW, CHANGED, UNCHANGED, REFUSED, LEFT)

TAKEN_OUT = "taken_out"
"""On the id of a case: when the last message that was applied to it was taken out (UTC, so that text is in order)."""


@dataclass(frozen=True)
class Setting:
    """What one message is planned against."""

    service: Service
    header: Header
    today: date
    municipalities: dict[str, Municipality]
    met: set[str] = field(default_factory=set)
    """Ids and numbers of the cases so far: none may stand twice."""

    @property
    def care(self) -> Municipality:
        return self.municipalities[self.header.municipality]

    @property
    def extracted_on(self) -> date:
        return min(self.header.extracted_at.date(), self.today)

    @property
    def taken_out(self) -> str:
        return self.header.extracted_at.astimezone(UTC).isoformat(timespec="seconds")

    def municipality(self, number: str) -> Municipality:
        """Return the municipality; one that nobody has named here is called by its number."""
        if number not in self.municipalities:
            self.municipalities[number] = Municipality(number=number, name=number)
        return self.municipalities[number]


@dataclass
class CasePlan:
    """One case: how it stands, sentences, and the rows that would be stored, changed and removed."""

    case: Case
    child: Child | None = None
    state: str = UNCHANGED
    new: list[Model] = field(default_factory=list)
    changed: list[tuple[Model, set[str]]] = field(default_factory=list)
    gone: list[Model] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What would change, a sentence each."""
    look: list[str] = field(default_factory=list)
    """What a person is to look at: left as it is, or read with a guess."""
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, row: Model, says: str = "", count: str = "") -> None:
        self.new.append(row)
        self._tell(says, count)

    def change(self, row: Any, says: str = "", count: str = "", **values: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.append((row, set(values)))
        self._tell(says, count)

    def remove(self, row: Model, says: str = "", count: str = "") -> None:
        self.gone.append(row)
        self._tell(says, count)

    def _tell(self, says: str, count: str) -> None:
        if says:
            self.told.append(says)
        if count:
            self.counts[count] += 1

    def settle(self) -> None:
        """Settle how the case stands when everything is planned."""
        if self.refused:
            self.state, self.new, self.changed, self.gone, self.told = REFUSED, [], [], [], []
            self.counts = Counter()
        elif self.state == UNCHANGED and self.counts:
            self.state = CHANGED


def plan_case(case: Case, known: Known, setting: Setting) -> CasePlan:
    """Return what the case would change."""
    from . import plan_child, plan_stays

    plan = CasePlan(case, known.child_of(case))
    if why := _older(plan, known, setting) or _not_ours(case, plan.child, setting):
        plan.state = LEFT
        plan.counts[why] += 1
        return plan
    child = plan_child.plan(plan, known, setting)
    if child is not None:
        plan_stays.plan(plan, child, known, setting)
        plan_child.plan_closing(plan, child, known)
    plan.settle()
    return plan


def _older(plan: CasePlan, known: Known, setting: Setting) -> str:
    """Return why an old message of a case is left, as a key of the counts: a later one has told of it already."""
    links = known.links.get(plan.child.pk, {}) if plan.child else {}
    link = links.get((What.CASE, plan.case.id))
    return "cases_older" if link and link.told.get(TAKEN_OUT, "") > setting.taken_out else ""


def _not_ours(case: Case, child: Child | None, setting: Setting) -> str:
    """Return why the case is left alone, as a key of the counts; empty when it is taken."""
    if child is not None and (case.measures or case.gone or case.deleted):
        return ""
    if case.deleted or not case.measures:
        return "cases_without_foster_care"
    first_kept = date(setting.extracted_on.year - 1, 1, 1)
    if all(one.until_on is not None and one.until_on < first_kept for one in case.measures):
        return "cases_ended_long_ago"
    return ""


def take_over(link: CaseSystemId, row: Any, told: dict[str, Any], columns: dict[str, Any]) -> tuple[dict, list[str]]:
    """Return which columns a later message changes, and the names of those that a person has made differ.

    `columns`: what the message says of each column. `told` is put on the link by the caller.
    """
    values, differ = {}, []
    for name, says in columns.items():
        ours = getattr(row, name)
        if ours == says:
            continue
        if _plain(ours) == told.get(name, ...):
            values[name] = says
        else:
            differ.append(name)
    return values, differ


def plain(columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns as they are stored in `told`."""
    return {name: _plain(value) for name, value in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "pk", value)


def relink(plan: CasePlan, link: CaseSystemId, told: dict[str, Any]) -> None:
    """Note on the link what this message said, without calling that a change of the register."""
    if link.told != told:
        link.told = told
        if link.pk is not None:
            plan.changed.append((link, {"told"}))


def days_of(day: date, until_on: date | None) -> str:
    """Return a stay's days in words; the last day is the one on which it ended."""
    if until_on is None:
        return _("from %(day)s") % {"day": shown_day(day)}
    return _("from %(day)s to %(end)s") % {"day": shown_day(day), "end": shown_day(until_on)}
