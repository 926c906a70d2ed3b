"""Every visit as a list: planned, booked, made and missed, narrowed by what a person asks."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from fosterhomes.models import Child
from fosterhomes.permissions import Access

from .models import Visit

NEWEST, OLDEST = "-day", "day"
ORDERS = {NEWEST: ("-on_day", "-start", "-pk"), OLDEST: ("on_day", "start", "pk")}


def visit_rows(access: Access, asked: dict[str, Any], sort: str = NEWEST) -> QuerySet[Visit]:
    """Return the visits that the person sees and that fit, each with the children whom the person sees (`seen`)."""
    seen = Child.objects.visible_to(access).order_by("name", "pk")
    rows = Visit.objects.visible_to(access).filter(**_conditions(asked))
    return (
        rows.select_related("home__municipality", "worker", "supervisor")
        .prefetch_related(Prefetch("children", seen, to_attr="seen"))
        .order_by(*ORDERS.get(sort, ORDERS[NEWEST]))
    )


def _conditions(asked: dict[str, Any]) -> dict[str, Any]:
    names = {
        "from_on": "on_day__gte", "last_on": "on_day__lte", "track": "track", "status": "status", "worker": "worker",
        "supervisor": "supervisor", "municipality": "home__municipality",
    }  # fmt: skip
    found = {condition: asked[name] for name, condition in names.items() if asked.get(name)}
    # Where a protected address lies is told by no filter either.
    return found | ({"home__protected_address": False} if asked.get("municipality") else {})
