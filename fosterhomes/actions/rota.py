"""Shifts of the on-call service: put up, changed, taken away.

Whether somebody else answers in that time is asked with the service's row locked: of two leaders who fill one gap at
the same moment, the second reads who already has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Duty, OnCallShift, Role, Service, User
from ..models.rota import OnCallHours
from ..periods import covers
from ..shown import shown_day
from ..versions import check_unchanged
from .base import deed, record, save_changes, save_new

LONGEST = timedelta(days=14)
"""Longer than two weeks at a stretch is a slip of the pen."""


def add_shifts(*, shift: OnCallShift, times: int, every_weeks: int, by: User, at: datetime) -> list[OnCallShift]:
    """Store a shift and repeat it, `times` in all, every so many weeks at the same hours: all of them or none.

    Raises `ValidationError`: another answers then, one of the two is not on call that day, it is too long.
    """
    with deed():
        return [_add(shift, number * every_weeks, by=by, at=at) for number in range(times)]


def _add(shift: OnCallShift, weeks: int, *, by: User, at: datetime) -> OnCallShift:
    row = OnCallShift(service=shift.service, worker=shift.worker, backup=shift.backup)
    row.from_at, row.until_at = _weeks_later(shift.from_at, weeks), _weeks_later(shift.until_at, weeks)
    _check(row)
    save_new(row, verb="oncallshift.added", by=by, at=at)
    return row


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    """The same hour on the wall, also when the clocks change in between."""
    local = timezone.localtime(moment).replace(tzinfo=None) + timedelta(weeks=weeks)
    return timezone.make_aware(local)


def change_shift(*, shift: OnCallShift, seen: Mapping[str, str], by: User, at: datetime) -> None:
    """Store another person or other hours. Raises `ValidationError` as `add_shifts`, or `ChangedMeanwhile`."""
    with deed():
        check_unchanged(shift, seen)
        _check(shift)
        save_changes(shift, verb="oncallshift.changed", by=by, at=at)


def remove_shift(*, shift: OnCallShift, by: User, at: datetime) -> None:
    """Take a shift away. What it leaves open shows as a gap."""
    with deed():
        record("oncallshift.removed", shift, by=by, at=at)
        shift.delete()


def set_hours(*, hours: OnCallHours, by: User, at: datetime) -> None:
    """Store when the office is open."""
    if hours.pk:
        save_changes(hours, verb="oncallhours.changed", by=by, at=at)
    else:
        save_new(hours, verb="oncallhours.changed", by=by, at=at)


def _check(shift: OnCallShift) -> None:
    Service.objects.select_for_update().get(pk=shift.service_id)
    if shift.until_at - shift.from_at > LONGEST:
        raise ValidationError({"until_at": _("A shift lasts two weeks at most.")})
    others = OnCallShift.objects.filter(service=shift.service_id).exclude(pk=shift.pk)
    if other := others.between(shift.from_at, shift.until_at).select_related("worker").first():
        raise ValidationError({"from_at": _taken(other)})
    for field, person in (("worker", shift.worker), ("backup", shift.backup)):
        if person is not None:
            _check_on_call(field, person, shift)


def _taken(other: OnCallShift) -> str:
    words = {"name": other.worker.name, "from": _shown(other.from_at), "until": _shown(other.until_at)}
    return _("%(name)s already answers from %(from)s until %(until)s.") % words


def _shown(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{shown_day(local.date())} {local:%H:%M}"


def _check_on_call(field: str, person: User, shift: OnCallShift) -> None:
    day = timezone.localdate(shift.from_at)
    duties = Duty.objects.filter(covers(day), user=person, service=shift.service_id)
    if not duties.filter(role__in=(Role.ON_CALL, Role.LEADER)).exists():
        words = {"name": person.name, "day": shown_day(day)}
        raise ValidationError({field: _("%(name)s has no duty as on-call worker on %(day)s.") % words})
