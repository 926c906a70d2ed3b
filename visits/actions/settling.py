"""What is answered by itself when a visit is moved or cancelled: that somebody could not make it."""

from __future__ import annotations

from datetime import datetime

from fosterhomes.models import User

from ..models import Visit, VisitHindrance


def settle(visit: Visit, answer: str, *, by: User, at: datetime) -> None:
    """Store the answer to whoever said that they cannot make the visit, inside the deed that gives it."""
    VisitHindrance.objects.filter(visit=visit, answer="").update(answer=answer, answered_by=by, answered_at=at)
