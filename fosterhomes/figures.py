"""The figures of the status report to the municipal council (BVL § 15-3), counted from the rows on one day.

One definition for each figure: the page, `manage.py figures` and the tests all ask here, and a figure is always the
number of the very rows that the page can name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Child, HomeKind, LegalGround, Placement, Service
from .models.child import ChildQuerySet
from .models.placement import PlacementQuerySet
from .rules import ADULT_AT, born_after_while_under

FOSTER_KINDS = (HomeKind.ORDINARY, HomeKind.SPECIALISED, HomeKind.KINSHIP)
"""Homes whose children are counted as foster children in the report; emergency homes are counted beside."""

LABELS: dict[str, Promise] = {
    "foster_children": _("foster children"),
    "ordinary": _("foster children in ordinary homes"),
    "specialised": _("foster children in specialised homes"),
    "kinship": _("foster children with kin and network"),
    "aftercare": _("young people in aftercare"),
    "aftercare_in_foster_homes": _("young people in aftercare in foster homes"),
    "institution": _("children in institutions"),
    "emergency": _("children in emergency homes"),
    "under_supervision": _("children whose supervision the service answers for"),
    "waiting_for_measure": _("children waiting for a measure"),
}
"""What each figure is called, in the order of the report."""

PARTS = {
    "ordinary": "foster_children",
    "specialised": "foster_children",
    "kinship": "foster_children",
    "aftercare_in_foster_homes": "aftercare",
}
"""Figures that are a part of another."""

EARLIEST = date(1990, 1, 1)
"""No register reaches further back."""

LATEST = date(2200, 1, 1)


@dataclass(frozen=True)
class Figures:
    """The figures of one service on one day; `children(key)` are those whom the figure `key` counts."""

    service_id: int
    on: date

    def placements(self, key: str) -> PlacementQuerySet:
        """Return the stays that the figure counts; every figure but `waiting_for_measure` counts stays."""
        if key == "under_supervision":
            return Placement.objects.under_supervision_of(self.service_id, self.on)
        return self._own().filter(self._conditions()[key])

    def children(self, key: str) -> ChildQuerySet:
        """Return the children whom the figure counts."""
        if key == "waiting_for_measure":
            return Child.objects.filter(service=self.service_id).own().waiting(self.on)
        return Child.objects.filter(pk__in=self.placements(key).values("child"))

    def own_by_place(self) -> set[tuple[str, int, str]]:
        """Return figure, child and care municipality of all figures that count stays of own children, in one query."""
        conditions = self._conditions()
        flags = {
            f"is_{key}": Case(When(one, then=Value(True)), default=Value(False)) for key, one in conditions.items()
        }
        rows = self._own().annotate(**flags).values_list("child", "child__care_municipality", *flags)
        return {
            (key, child, place)
            for child, place, *told in rows
            for key, counts in zip(conditions, told, strict=True)
            if counts
        }

    def table(self) -> dict[str, int]:
        """Return every figure by its key, in the order of the report."""
        return {key: self.children(key).count() for key in LABELS}

    def _own(self) -> PlacementQuerySet:
        """Return the stays on the day of children whose care municipality belongs to the service."""
        own = Q(child__service=self.service_id, child__care_municipality__service=self.service_id)
        return Placement.objects.living(self.on).filter(own)

    def _conditions(self) -> dict[str, Q]:
        under_age = Q(child__birth_date__gt=born_after_while_under(ADULT_AT, self.on))
        in_home = under_age & Q(setting=Placement.Setting.HOME)
        aftercare = Q(legal_ground=LegalGround.AFTERCARE)
        return {
            "foster_children": in_home & Q(kind__in=FOSTER_KINDS),
            "ordinary": in_home & Q(kind=HomeKind.ORDINARY),
            "specialised": in_home & Q(kind=HomeKind.SPECIALISED),
            "kinship": in_home & Q(kind=HomeKind.KINSHIP),
            "aftercare": aftercare,
            "aftercare_in_foster_homes": aftercare & Q(setting=Placement.Setting.HOME),
            "institution": under_age & Q(setting=Placement.Setting.INSTITUTION),
            "emergency": in_home & Q(kind=HomeKind.EMERGENCY),
        }


def figures_of(service: Service, on: date) -> dict[str, int]:
    """Return the figures of the service on that day by their keys."""
    return Figures(service.pk, on).table()
