"""Drawing a sample for an inspection, and taking papers about children out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import Child, User

from ..models import InspectionSample
from ..statements.inspection import drawn, drawn_among


def draw_sample(*, sample: InspectionSample, by: User, at: datetime) -> None:
    """Draw the children and store the sample. Raises `ValidationError` when there are fewer than were asked for."""
    with deed():
        ids = drawn_among(sample.service, sample.on_day)
        sample.among, sample.drawn_by, sample.drawn_at = len(ids), by, at
        sample.full_clean()
        if sample.size > len(ids):
            sentence = _("There are only %(n)d children to draw from.") % {"n": len(ids)}
            raise ValidationError({"size": sentence})
        sample.save()
        sample.children.set(drawn(ids, sample.size, sample.seed))
        record("inspectionsample.drawn", sample, by=by, at=at, reason=sample.reason)


def take_out_packs(*, children: Iterable[Child], kind: str, reason: str, by: User, at: datetime) -> None:
    """Write down for each child that its pack was taken out, by whom and why: it stands in the child's log."""
    with deed():
        for child in children:
            record("inspectionpack.exported", child, by=by, at=at, reason=f"{reason} ({kind})")
