"""What a deed that ended or changed several rows did, in words, for its page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models

from fosterhomes.history import VERBS

from ..models import Ending


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
