"""What a deed that ended or changed several rows did, in words, and which deeds stand for a child or a home."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from fosterhomes.history import VERBS
from fosterhomes.models import Child, Home
from fosterhomes.permissions import Access

from ..models import Ending
from ..permissions import CHOOSES_VISITOR

LATEST = 3


def standing(access: Access, *, child: Child | None = None, home: Home | None = None) -> list[Ending]:
    """Return the latest deeds about the child or the home that stand and that the person may undo.

    Also what happened to a home and ended the child's stay there that day.
    """
    left = Q(home__placements__child=child, home__placements__until_on=F("on_day"))
    about = Q(child=child) | left if child else Q(home=home)
    rows = Ending.objects.filter(about, service__in=access.services(*CHOOSES_VISITOR), undone_at=None)
    return list(rows.distinct()[:LATEST])


def done_in_words(ending: Ending) -> list[tuple[str, str]]:
    """Return what was done and to what, in the order in which it was done; a row that is gone has only its verb."""
    rows = _rows(ending.steps)
    return [
        (str(VERBS.get(step["verb"], step["verb"])), rows.get((step["model"], step["pk"]), "")) for step in ending.steps
    ]


def _rows(steps: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """Return the rows in words, read once for each table."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for step in steps:
        wanted[step["model"]].append(step["pk"])
    return {(label, pk): words for label, ids in wanted.items() for pk, words in _read(apps.get_model(label), ids)}


def _read(model: type[models.Model], ids: list[int]) -> list[tuple[int, str]]:
    if model._meta.auto_created:  # who takes part in what has no words of its own
        return []
    related = [one.name for one in model._meta.concrete_fields if one.is_relation and one.name in ("child", "home")]
    return [(row.pk, str(row)) for row in model._base_manager.filter(pk__in=ids).select_related(*related)]
