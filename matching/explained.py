"""What the rules say today of a proposal: of each home why, and of who gets none what stands in the way.

The problem of a run holds only homes that fit, as numbers; so the reasons are asked anew when the page is read.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from .candidates import Candidates
from .review import ProposalRow, Review
from .shortlist import row_of
from .turned_down import search_of
from .words import FAILURES


def explained(review: Review, candidates: Candidates) -> Review:
    """Return the review with reasons. As many queries as `candidates` needs."""
    return replace(
        review,
        with_home=[_with_reasons(row, candidates) for row in review.with_home],
        without=[_with_search(row, candidates) for row in review.without],
        nobody=_nobody(review, candidates),
    )


def _with_reasons(row: ProposalRow, candidates: Candidates) -> ProposalRow:
    """Return the row with what is said of the home, while it is not decided on and the children wait."""
    group = None if row.proposal.decision else candidates.group_of(row.proposal.child)
    home = next((home for home in candidates.homes if home.pk == row.proposal.home_id), None)
    if group is None or home is None:
        return row
    found = row_of(candidates, candidates.candidate(group, home))
    return replace(row, reasons=found.reasons, fit=found.candidate.fit)


def _with_search(row: ProposalRow, candidates: Candidates) -> ProposalRow:
    """Return the row with what stands in the way; nothing of that where there is no home at all, which is said once."""
    if _fits_nowhere(row) and not candidates.homes:
        return replace(row, why="")
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
