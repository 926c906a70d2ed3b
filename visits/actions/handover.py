"""Handing a finished visit over to the journal: that it was done, by whom, is traced for each child."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import Child, User

from ..handover import WRITTEN, journal_text
from ..models import Visit


def hand_over(*, visit: Visit, children: Sequence[Child], by: User, at: datetime) -> str:
    """Return the text for the journal. Raises `ValidationError` for a visit that nobody has recorded."""
    if visit.status not in WRITTEN:
        raise ValidationError(_("This visit is not recorded yet."))
    with deed():
        for row in visit.visit_children.filter(child__in=children).select_related("child"):
            record("visit.handed_over", row, by=by, at=at)
    return journal_text(visit, list(children))
