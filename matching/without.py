"""Why a proposal has no home for somebody whom nothing fits: what stands in the way, as the register is now.

The problem of a run holds only homes that fit; so what the others lack is asked of the rules when the page is read.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from .candidates import Candidates
from .review import ProposalRow, Review
from .turned_down import search_of
from .words import FAILURES


def explained(review: Review, candidates: Candidates) -> Review:
    """Return the review with what stands in the way of each who has no home. As many queries as `candidates` needs."""
    without = [_explained(row, candidates) for row in review.without]
    return replace(review, without=without, nobody=_nobody(review, candidates))


def _explained(row: ProposalRow, candidates: Candidates) -> ProposalRow:
    group = candidates.group_of(row.proposal.child) if _fits_nowhere(row) else None
    return replace(row, search=search_of(candidates, group)) if group else row


def _fits_nowhere(row: ProposalRow) -> bool:
    return bool(row.proposal.why_not.get("code") == "no_option")


def _nobody(review: Review, candidates: Candidates) -> str:
    """Return why none of those who wait gets a home, where no home fits any of them; otherwise empty."""
    waiting = [row for row in review.without if row.proposal.unit]
    if review.with_home or not waiting or not all(map(_fits_nowhere, waiting)):
        return ""
    why = _("No home fits any of those who wait.") if candidates.homes else FAILURES["no_homes"]({})
    return " ".join([why, *([_("Supervisors are proposed all the same.")] if review.supervisor_only else [])])
