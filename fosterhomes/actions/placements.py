"""Stays of a child: planned, begun, moved, ended, corrected.

Whether the home has room is asked inside the deed, with the home's row locked: of two people who give away the last
place at the same moment, one succeeds and the other reads why not. SQLite lets one writer in at a time from the start
of the deed (`transaction_mode`), PostgreSQL stops the second at the lock. Locks are taken child first, then home: two
deeds for one child would otherwise meet in the constraint on overlaps and stop each other dead.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import HomeKind, Placement, User
from ..stays import check_room, check_supervisor_untied, hanging_on, living_in
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new
from .children import end_for, end_supervision, lock_child
from .holds import use_holds
from .supervisors import bring_along, withdraw_coming
from .waits import end_search


def start_stay(
    *, stay: Placement, by: User, at: datetime, end_reason: str = "", ends_search: bool = False
) -> Placement:
    """Store a stay that has begun or, with `stay.planned`, is agreed for later.

    With `end_reason` the stay in which the child lives ends the same day, in the same deed; with `ends_search` so does
    its wait. Raises `ValidationError`: no room in the home, a supervisor tied to it, an overlap.
    """
    with deed():
        lock_child(stay.child_id)
        _check_start(stay, timezone.localdate(at))
        check_room(stay, at)
        check_supervisor_untied(stay)
        if end_reason:
            _end_current(stay, end_reason, by=by, at=at)
        save_new(stay, verb="placement.planned" if stay.planned else "placement.started", by=by, at=at)
        use_holds(stay, by=by, at=at)
        if ends_search:
            end_search(stay.child, stay.from_on, _moved_to(stay), by=by, at=at)
    return stay


def move_in(
    *, stay: Placement, on: date, by: User, at: datetime, end_reason: str = "", ends_search: bool = True
) -> None:
    """Turn a planned stay into one that has begun on `on`; the stay in which the child lives ends that day.

    Raises `ValidationError` when the home has no room (any more), or the earlier stay has no `end_reason`.
    """
    with deed():
        lock_child(stay.child_id)
        stay = Placement.objects.select_for_update().get(pk=stay.pk)
        if not stay.planned:
            raise ValidationError(_("The child has already moved in."))
        bring_along(stay, on, by=by, at=at)
        stay.from_on, stay.planned = on, False
        _check_start(stay, timezone.localdate(at))
        check_room(stay, at)
        check_supervisor_untied(stay)
        _end_current(stay, end_reason, by=by, at=at)
        save_changes(stay, verb="placement.moved_in", by=by, at=at)
        if ends_search:
            end_search(stay.child, on, _moved_to(stay), by=by, at=at)


def end_stay(
    *, stay: Placement, on: date, end_reason: str, by: User, at: datetime, ends_supervision: bool = False
) -> None:
    """End a stay with its reason; with `ends_supervision` the supervisor's appointment ends too."""
    with deed():
        stay.until_on, stay.end_reason = on, end_reason
        save_changes(stay, verb="placement.ended", by=by, at=at, reason=stay.get_end_reason_display())
        if ends_supervision:
            end_supervision(stay.child, on, _("The stay ended."), by=by, at=at)


def change_planned_day(*, stay: Placement, on: date, by: User, at: datetime) -> None:
    """Agree another day for a planned stay; who is to supervise from its day on begins on the new one."""
    if not stay.planned:
        raise ValidationError(_("The child has already moved in."))
    with deed():
        lock_child(stay.child_id)
        bring_along(stay, on, by=by, at=at)
        stay.from_on = on
        save_changes(stay, verb="placement.planned_day_changed", by=by, at=at)


def correct_stay(*, stay: Placement, seen: Mapping[str, str], reason: str, by: User, at: datetime) -> list[str]:
    """Correct a stay that was entered wrongly. The reason stays in the trace.

    Raises `ChangedMeanwhile` when the row is not what the person saw (`seen`).
    """
    with deed():
        lock_child(stay.child_id)
        check_unchanged(stay, seen)
        _check_order(stay, timezone.localdate(at))
        before = Placement.objects.get(pk=stay.pk)
        if (stay.home_id, stay.until_on) != (before.home_id, before.until_on):
            check_room(stay, at)
            check_supervisor_untied(stay)
        return save_changes(stay, verb="placement.corrected", by=by, at=at, reason=reason)


def remove_stay(*, stay: Placement, reason: str, by: User, at: datetime) -> None:
    """Remove a stay that never was, or withdraw a planned one; that it was done, and why, stays in the trace.

    Who was appointed to supervise from the day of a planned stay on is not appointed after all.

    Raises `ValidationError` when decisions or pauses hang on it: what happened is ended or corrected, not removed.
    """
    with deed():
        lock_child(stay.child_id)
        if names := hanging_on(stay):
            sentence = _("Other things hang on this stay and would be lost: %(names)s. Correct it, or end it.")
            raise ValidationError(sentence % {"names": ", ".join(names)})
        withdraw_coming(stay, reason=reason, by=by, at=at)
        record("placement.withdrawn" if stay.planned else "placement.removed", stay, by=by, at=at, reason=reason)
        stay.delete()


def agree_permanent_stay(*, stay: Placement, on: date, visits: int, by: User, at: datetime) -> None:
    """Write that the stay is permanent (BVL § 5-12) from `on`, with so many agreed follow-up visits a year."""
    stay.permanent_stay_on, stay.agreed_follow_up = on, visits
    save_changes(stay, verb="placement.permanent_stay_agreed", by=by, at=at)


def date_emergency_order(*, stay: Placement, on: date, by: User, at: datetime) -> None:
    """Write on which day the emergency decision was made. Raises `ValidationError` for a day to come."""
    stay.emergency_order_on = on
    with deed():
        _check_order(stay, timezone.localdate(at))
        save_changes(stay, verb="placement.emergency_order_dated", by=by, at=at)


def move_supervision(*, stay: Placement, on: date | None, by: User, at: datetime) -> None:
    """Write that the municipalities agreed to move the supervision to the care municipality from `on` (FF § 16(3))."""
    stay.supervision_moved_on = on
    save_changes(stay, verb="placement.supervision_moved", by=by, at=at)


def _check_order(stay: Placement, today: date) -> None:
    if stay.emergency_order_on and stay.emergency_order_on > today:
        raise ValidationError({"emergency_order_on": _("This day has not come yet.")})


def _check_start(stay: Placement, today: date) -> None:
    _check_order(stay, today)
    if not stay.planned and stay.from_on > today:
        raise ValidationError({"from_on": _("This day has not come yet. Register the stay as planned.")})
    if stay.planned and stay.from_on < today:
        raise ValidationError({"from_on": _("This day has passed. A planned stay begins today or later.")})
    if stay.child.closed_on and stay.until_on is None:
        raise ValidationError(_("The child's case is closed. Open it again first."))


def _end_current(stay: Placement, end_reason: str, *, by: User, at: datetime) -> None:
    """End where the child lives when it begins another stay. Weekends in a relief home end nothing."""
    current = living_in(stay.child, stay.from_on) if stay.kind != HomeKind.RELIEF else None
    if current is None or current.pk == stay.pk:
        return
    if not end_reason:
        raise ValidationError({"end_reason": _("Choose why the stay in which the child lives now ends.")})
    end_stay(stay=current, on=end_for(current, stay.from_on), end_reason=end_reason, by=by, at=at)


def _moved_to(stay: Placement) -> str:
    return _("Moved to %(place)s.") % {"place": stay.home or stay.place_name or stay.get_setting_display()}
