"""The pack for an inspection: what a supervisory authority asks to see about a child, from the rows of the register.

Owed and done with the paragraph, decisions to reduce with each condition, reports and their way, participation, who
answered for the child, and what other apps tell (`fosterhomes/chapters.py`). A fixed number of queries for any number
of children; no address and no place of a home stands in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fosterhomes.chapters import Chapter, told
from fosterhomes.models import Child, ContactPerson, HomeKind, Placement, Service, SupervisionAppointment
from fosterhomes.permissions import Access
from fosterhomes.rules import ADULT_AT, born_after_while_under
from fosterhomes.shown import shown_day

from .. import law
from ..boxes import boxes, year_in_words
from ..days import Span
from ..models import Reduction, SupervisionReport, Visit, VisitChild
from ..models.visit import Track
from ..owed import TrackYear, owed_between
from ..reductions import conditions
from . import tables
from .tables import Row, Table

DAY = timedelta(days=1)
YEARS_BACK = 1
"""Calendar years before this one that a pack tells of: the law counts in years."""


def drawn_among(service: Service, on: date) -> list[int]:
    """Return the ids of the children to draw from: under 18, living in a foster home that day, by id."""
    living = Placement.objects.living(on).filter(setting=Placement.Setting.HOME).exclude(kind=HomeKind.RELIEF)
    under_age = Q(birth_date__gt=born_after_while_under(ADULT_AT, on))
    rows = Child.objects.filter(under_age, service=service, merged_into=None, pk__in=living.values("child"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def drawn(ids: list[int], size: int, seed: int) -> list[int]:
    """Return `size` of the ids by chance; the same seed gives the same ones (Python's Mersenne twister)."""
    return sorted(Random(seed).sample(sorted(ids), size))


@dataclass(frozen=True)
class Pack:
    """Everything about one child. `years` are its counting years, tracks and homes; `tables` says it all in words."""

    child: Child
    years: list[TrackYear]
    tables: list[Table]
    not_lawful: int
    alone: tuple[int, int]
    """Visits at which the child was spoken to alone or was offered it, of all that were made."""

    @property
    def missing(self) -> int:
        return sum(year.missing for year in self.years)

    @property
    def made(self) -> int:
        return sum(len(year.made_on) for year in self.years)

    @property
    def required(self) -> int:
        return sum(year.required for year in self.years)


def packs(access: Access, children: QuerySet[Child]) -> list[Pack]:
    """Return the pack of each of the children, by name."""
    since = date(access.on.year - YEARS_BACK, 1, 1)
    rows = children.select_related("service", "care_municipality").order_by("name", "pk")
    facts = _Facts(access, children, since)
    return [facts.pack(child) for child in rows]


class _Facts:
    """What is told of many children, read once."""

    def __init__(self, access: Access, children: QuerySet[Child], since: date) -> None:
        ids = list(children.values_list("pk", flat=True))
        self.years = _by_child(owed_between(children, Span(since, access.on + DAY), access.on), "child.pk")
        reductions = Reduction.objects.filter(placement__child__in=ids).select_related("placement__child", "decided_by")
        self.reductions = _by_child(reductions.order_by("decided_on"), "placement.child_id")
        reports = SupervisionReport.objects.filter(child__in=ids, visit__on_day__gte=since)
        self.reports = _by_child(
            reports.select_related("visit").prefetch_related("steps__by").order_by("visit__on_day"), "child_id"
        )
        made = VisitChild.objects.filter(child__in=ids, visit__status=Visit.Status.DONE, visit__on_day__gte=since)
        self.visits = _by_child(
            made.select_related("visit__worker", "visit__supervisor").order_by("visit__on_day"), "child_id"
        )
        contacts = ContactPerson.objects.filter(child__in=ids).select_related("worker").order_by("from_on")
        appointed = SupervisionAppointment.objects.filter(child__in=ids).select_related("supervisor")
        self.contacts = _by_child(contacts, "child_id")
        self.supervisors = _by_child(appointed.order_by("from_on"), "child_id")
        self.chapters = told(access, ids)

    def pack(self, child: Child) -> Pack:
        visits: list[VisitChild] = self.visits[child.pk]
        reductions: list[Reduction] = self.reductions[child.pk]
        heard = sum(one.alone in (VisitChild.Alone.HELD, VisitChild.Alone.DECLINED) for one in visits)
        lawless = sum(any(not one.holds for one in conditions(row)) for row in reductions)
        whole = [
            _owed(self.years[child.pk]),
            _reduced(reductions),
            _reported(self.reports[child.pk]),
            _participation(visits),
            _people(self.contacts[child.pk], self.supervisors[child.pk]),
            *(_chapter(one) for one in self.chapters[child.pk]),
        ]
        return Pack(child, self.years[child.pk], whole, lawless, (heard, len(visits)))


def _by_child(rows: Iterable[Any], path: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        key: Any = row
        for name in path.split("."):
            key = getattr(key, name)
        found[key].append(row)
    return found


def _table(key: str, title: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]], lead: str = "") -> Table:
    lines = tuple(Row(first, tuple(map(tables.words, rest))) for first, *rest in rows)
    return Table(key, title, tuple(columns), lines, lead)


SOURCES = {law.FOLLOW_UP: "FF § 10", law.SUPERVISION: "FF §§ 16, 18"}


def _owed(years: list[TrackYear]) -> Table:
    columns = (_("Track"), _("Source"), _("Home"), _("Year"), _("Made of owed"), _("Missing"), _("Windows"))
    rows = (
        (
            str(Track(year.track).label), SOURCES[year.track], year.home.name, year_in_words(year),
            _("%(made)d of %(owed)d") % {"made": len(year.made_on), "owed": year.required}, str(year.missing),
            "; ".join(box.text for box in boxes(year)),
        )
        for year in years
    )  # fmt: skip
    return _table("owed", _("Owed and done"), columns, rows)


def _reduced(rows: list[Reduction]) -> Table:
    columns = (_("Decided on"), _("Track"), _("Condition"), _("Source"), _("Holds"), _("What the register knows"))
    told_rows = (
        (
            shown_day(row.decided_on), str(Track(row.track).label), one.text, one.source,
            _("yes") if one.holds else _("no"), one.fact,
        )
        for row in rows
        for one in conditions(row)
    )  # fmt: skip
    lead = _("A decision that lacks a condition lowers nothing: four visits a year are owed all the same.")
    return _table("reductions", _("Decisions to reduce"), columns, told_rows, lead)


def _reported(rows: list[SupervisionReport]) -> Table:
    columns = (_("Visit on"), _("State"), _("Serious shortcomings"), _("Way of the report (FF § 19)"))
    told_rows = (
        (
            shown_day(row.visit.on_day), row.get_state_display(),
            row.get_serious_state_display() if row.serious else _("none told"), "; ".join(_steps(row)),
        )
        for row in rows
    )  # fmt: skip
    return _table("reports", _("Supervision reports"), columns, told_rows)


def _steps(row: SupervisionReport) -> Iterator[str]:
    for step in row.steps.all():
        yield f"{step.get_step_display()} {shown_day(step.on_day)}, {step.by.name}"


def _participation(rows: list[VisitChild]) -> Table:
    columns = (_("Visit on"), _("Track"), _("By"), _("In person"), _("Spoken to alone"), _("Why not"))
    told_rows = (
        (
            shown_day(one.visit.on_day), str(Track(one.visit.track).label), str(one.visit.visitor or ""),
            _("yes") if one.visit.in_person else _("no"),
            str(one.get_alone_display()) if one.alone else _("not registered"), one.alone_reason,
        )
        for one in rows
    )  # fmt: skip
    return _table("participation", _("Participation"), columns, told_rows, _("BVL § 1-4, FF §§ 10 and 18"))


def _people(contacts: list[ContactPerson], supervisors: list[SupervisionAppointment]) -> Table:
    columns = (_("Duty"), _("Name"), _("From"), _("Until"))
    rows = [(_("Contact person (FF § 8)"), one.worker.name, *_span(one)) for one in contacts]
    rows += [(_("Supervisor (FF § 17)"), one.supervisor.name, *_span(one)) for one in supervisors]
    return _table("people", _("Who has answered for the child"), columns, rows)


def _span(row: Any) -> tuple[str, str]:
    return shown_day(row.from_on), shown_day(row.until_on) if row.until_on else ""


def _chapter(chapter: Chapter) -> Table:
    return _table(chapter.key, chapter.title, chapter.columns, chapter.rows)


def overview(found: list[Pack]) -> Table:
    """Return one row for each child of a sample."""
    columns = (
        _("Child"), _("Reference"), _("Made of owed"), _("Missing"), _("Reductions against the rules"),
        _("Alone or offered, of visits"),
    )  # fmt: skip
    rows = (
        (
            pack.child.name, pack.child.reference,
            _("%(made)d of %(owed)d") % {"made": pack.made, "owed": pack.required}, str(pack.missing),
            str(pack.not_lawful), _("%(made)d of %(owed)d") % {"made": pack.alone[0], "owed": pack.alone[1]},
        )
        for pack in found
    )  # fmt: skip
    return _table("sample", capfirst(_("sample for inspection")), columns, rows)
