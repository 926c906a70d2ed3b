"""What belongs to a home or a supervisor and is one row of its own: added, corrected, removed, each with its trace.

Members, visiting hours, holidays, approvals, police certificates, training. A tie of a supervisor has its own actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import User
from ..stays import hanging_on
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new


def add_part(part: Any, *, by: User, at: datetime) -> None:
    save_new(part, verb=f"{part._meta.model_name}.added", by=by, at=at)


def correct_part(part: Any, *, by: User, at: datetime, reason: str, seen: Mapping[str, str]) -> list[str]:
    """Store the correction with its reason. Raises `ChangedMeanwhile` when the row is not what the person saw."""
    with deed():
        check_unchanged(part, seen)
        return save_changes(part, verb=f"{part._meta.model_name}.corrected", by=by, at=at, reason=reason)


def remove_part(part: Any, *, by: User, at: datetime, reason: str) -> None:
    """Delete a row that was wrong; that it was there, and why it went, stays in the trace.

    Refused while other rows hang on it, which would silently go with it: a member's police certificates.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is removed.")})
    with deed():
        if hanging := hanging_on(part):
            sentence = _("Something else is registered on it: %(what)s. Remove that first.")
            raise ValidationError(sentence % {"what": ", ".join(hanging)})
        record(f"{part._meta.model_name}.removed", part, by=by, at=at, reason=reason)
        part.delete()
