"""What the register itself says of its children, in the shape of a message: to be written, and to be compared."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from fosterhomes.models import Child, HomeKind, LegalGround, Municipality, Placement, Service
from fosterhomes.models.move import lay_in
from fosterhomes.models.words import REGISTER_CODES

from .. import law, rules
from ..days import Span, span
from ..duty import MOVES
from ..models import CaseSystemId, DateMet, Reduction, Visit, VisitChild
from ..owed import permanent_stay, sorted_reductions
from .facts import FULL, KINDS, REDUCED, TEMPORARY_KINSHIP, Aftercare, Case, Dated, Done, Measure, Tracked

What = CaseSystemId.What
SPACE = uuid.UUID("7c5e5ab5-54b4-4b0e-8f0f-1d1f3a9f3a60")
"""Ids of rows that the case system has told nothing of are made from ours in this space, the same each time."""

NEW_ACT_ON = date(2023, 1, 1)
OLD_GROUNDS = {
    LegalGround.CARE_ORDER: ("BVL", "4", "12"),
    LegalGround.VOLUNTARY: ("BVL", "4", "4"),
    LegalGround.ASSISTANCE: ("BVL", "4", "4"),
    LegalGround.EMERGENCY: ("BVL", "4", "6"),
    LegalGround.BEHAVIOUR: ("BVL", "4", "24"),
    LegalGround.AFTERCARE: ("BVL", "1", "3"),
}
NEW_GROUNDS = {
    LegalGround.CARE_ORDER: ("BVL2021", "5", "1"),
    LegalGround.VOLUNTARY: ("BVL2021", "3", "2"),
    LegalGround.ASSISTANCE: ("BVL2021", "3", "1"),
    LegalGround.EMERGENCY: ("BVL2021", "4", "2"),
    LegalGround.BEHAVIOUR: ("BVL2021", "6", "2"),
    LegalGround.AFTERCARE: ("BVL2021", "3", "6"),
}
LIFTED = {"returned": "1", "grown_up": "2", "adopted": "3"}
OTHER = "4"


def own_children(service: Service, on: date) -> QuerySet[Child]:
    """Return the children whose case the service carries who live in a home or did since last year began."""
    lately = Q(placements__until_on=None) | Q(placements__until_on__gte=date(on.year - 1, 1, 1))
    homes = Q(placements__setting=Placement.Setting.HOME, placements__planned=False)
    rows = Child.objects.filter(lately & homes, service=service, merged_into=None).own()
    return rows.distinct().select_related("care_municipality").order_by("reference", "pk")


class Facts:
    """The facts of many children, read once."""

    def __init__(self, children: QuerySet[Child] | list[Child]) -> None:
        self.children = list(children)
        ids = [child.pk for child in self.children]
        self._read_links(ids)
        self.stays: dict[int, list[Placement]] = defaultdict(list)
        self.reductions: dict[int, list[Reduction]] = defaultdict(list)
        self.done: dict[tuple[int, str], list[Visit]] = defaultdict(list)
        self.raised: dict[int, list[DateMet]] = defaultdict(list)
        stays = Placement.objects.filter(child__in=ids, planned=False, setting=Placement.Setting.HOME)
        stays = stays.select_related("home__municipality", "child__care_municipality").prefetch_related(MOVES)
        for stay in stays.order_by("from_on", "pk"):
            self.stays[stay.child_id].append(stay)
        for reduction in Reduction.objects.filter(placement__child__in=ids).order_by("from_on"):
            self.reductions[reduction.placement_id].append(reduction)
        made = VisitChild.objects.filter(child__in=ids, visit__status=Visit.Status.DONE, visit__in_person=True)
        for row in made.select_related("visit").order_by("visit__on_day"):
            self.done[row.child_id, row.visit.track].append(row.visit)
        met = DateMet.objects.filter(placement__child__in=ids, kind=DateMet.Kind.AFTERCARE_RAISED)
        for one in met.select_related("placement"):
            self.raised[one.placement.child_id].append(one)

    def cases(self) -> Iterator[tuple[Child, Case]]:
        """Yield each child with its case."""
        for child in self.children:
            yield child, self.case(child)

    def case(self, child: Child) -> Case:
        stays = self.stays[child.pk]
        return Case(
            id=self._uid(What.CASE, child, child.pk),
            journal=child.reference,
            from_on=min((stay.from_on for stay in stays), default=child.birth_date),
            until_on=child.closed_on,
            birth_date=child.birth_date,
            national_number=child.national_number,
            gender=child.gender,
            measures=tuple(self.measure(child, stay) for stay in stays),
            aftercare=tuple(Aftercare(made_id("aftercare", one.pk), one.on_day) for one in self.raised[child.pk]),
        )

    def measure(self, child: Child, stay: Placement) -> Measure:
        return Measure(
            id=self._uid(What.MEASURE, child, stay.pk),
            category=self._category(child, stay),
            ground=_ground(stay),
            from_on=stay.from_on,
            until_on=stay.until_on,
            responsible=tuple(_responsible(stay)),
            follow_up=self._track(child, stay, law.FOLLOW_UP),
            supervision=self._track(child, stay, law.SUPERVISION),
            **_lifted(stay),
        )

    # --- ids ----------------------------------------------------------------------------------------------------

    def _read_links(self, ids: list[int]) -> None:
        self._uids: dict[tuple[str, int, int], str] = {}
        self._categories: dict[int, str] = {}
        columns = {What.CASE: "child_id", What.MEASURE: "placement_id", What.VISIT: "visit_id"}
        for link in CaseSystemId.objects.filter(child__in=ids, what__in=columns):
            target = getattr(link, columns[What(link.what)])
            if target is not None:
                self._uids[link.what, link.child_id, target] = link.uid
            if link.what == What.MEASURE and target is not None:
                self._categories[target] = link.category

    def _uid(self, what: str, child: Child, pk: int) -> str:
        """Return the id by which the case system knows the row, else one made from ours."""
        return self._uids.get((what, child.pk, pk)) or made_id(what, child.pk, pk)

    def _category(self, child: Child, stay: Placement) -> str:
        """Return the category that the case system gave, while the kind is the same; else that of the kind."""
        told = self._categories.get(stay.pk, "")
        if told and KINDS.get(told) == stay.kind:
            return told
        if stay.kind == HomeKind.KINSHIP and stay.legal_ground == LegalGround.EMERGENCY:
            return TEMPORARY_KINSHIP
        return REGISTER_CODES[HomeKind(stay.kind)]

    # --- a track ------------------------------------------------------------------------------------------------

    def _track(self, child: Child, stay: Placement, track: str) -> Tracked:
        if stay.kind in law.WITHOUT_DUTY[track] or stay.kind == HomeKind.RELIEF:
            return Tracked()
        days = span(stay.from_on, stay.until_on)
        made = [visit for visit in self.done[child.pk, track] if days.holds(visit.on_day)]
        done = {visit.on_day: Done(self._uid(What.VISIT, child, visit.pk), visit.on_day) for visit in made}
        return Tracked(tuple(self._frequencies(stay, track)), tuple(done.values()))

    def _frequencies(self, stay: Placement, track: str) -> Iterator[Dated]:
        """Yield from which day how many visits a year are owed by what is lawful here; the message has 4 and 2."""
        lawful, _unlawful = sorted_reductions(self.reductions[stay.pk], stay, track)
        within = span(stay.from_on, stay.until_on)
        cuts = {within.from_on, *(day for run in lawful for day in (run.from_on, run.until_on))}
        if stay.permanent_stay_on is not None:
            cuts.add(stay.permanent_stay_on)
        before = ""
        for day in sorted(cut for cut in cuts if within.holds(cut)):
            value = _frequency(stay, track, lawful, day)
            if value != before:
                yield Dated(made_id("frequency", stay.pk, track, day), day, value)
            before = value


def _frequency(stay: Placement, track: str, lawful: list[Span], day: date) -> str:
    asked_for = rules.visits_a_year(track, lawful, permanent_stay(stay), day)
    return REDUCED if asked_for < int(FULL) else FULL


def _responsible(stay: Placement) -> Iterator[Dated]:
    """Yield who answers for the supervision from which day. Where a protected address lies is told nobody."""
    if stay.home is None or stay.kind in law.WITHOUT_DUTY[law.SUPERVISION] or is_protected(stay):
        return
    within = span(stay.from_on, stay.until_on)
    before = ""
    for municipality, since, until in _answers(stay):
        days = span(since, until).within(within)
        if days.days and municipality.number != before:
            yield Dated(made_id("responsible", stay.pk, days.from_on), days.from_on, municipality.number)
            before = municipality.number


def _answers(stay: Placement) -> Iterator[tuple[Municipality, date, date | None]]:
    moved_on = stay.supervision_moved_on
    assert stay.home is not None
    for municipality, since, until in lay_in(stay.home):
        if moved_on is None or since < moved_on:
            yield municipality, since, min(until or date.max, moved_on or date.max)
    if moved_on is not None:
        yield stay.child.care_municipality, moved_on, None


def is_protected(stay: Placement) -> bool:
    return stay.child.protected_address or (stay.home is not None and stay.home.protected_address)


def _lifted(stay: Placement) -> dict[str, str]:
    """Return why a care order ended, with the words that the code for other reasons asks for."""
    if stay.legal_ground != LegalGround.CARE_ORDER or not stay.end_reason:
        return {}
    return {"lifted": LIFTED.get(stay.end_reason, OTHER), "lifted_words": stay.get_end_reason_display()}


def _ground(stay: Placement) -> tuple[str, str, str]:
    grounds = OLD_GROUNDS if stay.from_on < NEW_ACT_ON else NEW_GROUNDS
    # A row without a ground cannot be written by a form, and is told like a stay that nobody has ordered.
    return grounds[LegalGround(stay.legal_ground or LegalGround.VOLUNTARY)]


def made_id(*parts: object) -> str:
    return str(uuid.uuid5(SPACE, "/".join(map(str, parts))))
