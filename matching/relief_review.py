"""What a person reads of a run on relief weekends: the proposals, and the calendar with them laid in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fosterhomes.models import Home, HomeKind, Run
from fosterhomes.permissions import Access
from fosterhomes.relief import Proposed, calendar

from .models import Proposal
from .review import review_of


def review_of_relief(run: Run, access: Access, at: datetime) -> dict[str, Any]:
    """Return the review, and the calendar in which what is proposed and not yet decided stands beside the agreed."""
    review = review_of(run, at)
    undecided = [one for row in review.with_home if not row.passed for one in row.proposals if not one.decision]
    homes = Home.objects.filter(service=run.service_id, kind=HomeKind.RELIEF, merged_into=None).open_on(access.on)
    return {"review": review, "calendar": calendar(homes.order_by("name", "pk"), access, proposed=_laid_in(undecided))}


def _laid_in(proposals: list[Proposal]) -> list[Proposed]:
    return [
        Proposed(one.home_id, one.child_id, frozenset(one.weekends)) for one in proposals if one.home_id is not None
    ]
