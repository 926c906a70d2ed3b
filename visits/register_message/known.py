"""What the register holds of the children of some cases, read at once: a fixed number of queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from fosterhomes.models import Child, Placement, Service

from ..duty import MOVES
from ..models import CaseSystemId, DateMet, FollowUpTask, Reduction, SupervisionReport, Visit, VisitChild
from .facts import Case

What = CaseSystemId.What


class Known:
    """The rows of one service that the cases may be about."""

    def __init__(self, service: Service, cases: Iterable[Case]) -> None:
        cases = list(cases)
        self.links: dict[int, dict[tuple[str, str], CaseSystemId]] = defaultdict(dict)
        self.stays: dict[int, list[Placement]] = defaultdict(list)
        self.visits: dict[tuple[int, str, date], Visit] = {}
        self.reductions: dict[int, list[Reduction]] = defaultdict(list)
        self.raised: set[tuple[int, date]] = set()
        self.hung_on: set[int | None] = set()
        """Visits on which a report or a promise hangs: those are never removed."""
        self._find_children(service, cases)
        self._read_rows(list(self.children))

    def child_of(self, case: Case) -> Child | None:
        """Return the child of the case: by the id of the case, else by its number, else by the national number."""
        return self._by_uid.get(case.id) or self._by_reference.get(case.journal) or self._numbered(case)

    def _numbered(self, case: Case) -> Child | None:
        found = self._by_number.get(case.national_number, [])
        return found[0] if case.national_number and len(found) == 1 else None

    def _find_children(self, service: Service, cases: list[Case]) -> None:
        ids = CaseSystemId.objects.filter(service=service, what=What.CASE, uid__in={case.id for case in cases})
        linked = dict(ids.values_list("child", "uid"))
        named = Q(reference__in={case.journal for case in cases})
        numbered = Q(national_number__in={case.national_number for case in cases if case.national_number})
        rows = Child.objects.filter(Q(pk__in=linked) | named | numbered, service=service, merged_into=None)
        rows = rows.select_related("care_municipality")
        self.children = {child.pk: child for child in rows}
        self._by_uid = {linked[pk]: child for pk, child in self.children.items() if pk in linked}
        self._by_reference = {child.reference: child for child in self.children.values()}
        self._by_number: dict[str, list[Child]] = defaultdict(list)
        for child in self.children.values():
            if child.national_number:
                self._by_number[child.national_number].append(child)

    def _read_rows(self, ids: list[int]) -> None:
        linked = CaseSystemId.objects.filter(child__in=ids).select_related("placement", "visit", "reduction", "home")
        for link in linked:
            self.links[link.child_id][link.what, link.uid] = link
        stays = Placement.objects.filter(child__in=ids, planned=False).order_by("from_on")
        for stay in stays.select_related("home__municipality", "child__care_municipality").prefetch_related(MOVES):
            self.stays[stay.child_id].append(stay)
        made = VisitChild.objects.filter(child__in=ids, visit__status=Visit.Status.DONE, visit__in_person=True)
        for row in made.select_related("visit"):
            self.visits[row.child_id, row.visit.track, row.visit.on_day] = row.visit
        for reduction in Reduction.objects.filter(placement__child__in=ids):
            self.reductions[reduction.placement_id].append(reduction)
        for kind in (SupervisionReport, FollowUpTask):
            self.hung_on.update(kind.objects.filter(child__in=ids).values_list("visit", flat=True))
        met = DateMet.objects.filter(placement__child__in=ids, kind=DateMet.Kind.AFTERCARE_RAISED)
        self.raised.update(met.values_list("placement", "on_day"))
