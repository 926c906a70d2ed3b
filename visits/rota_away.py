"""Who stands in the on-call rota on days when they are away: seen weeks ahead, as a gap of the rota is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from fosterhomes.models import OnCallShift, User
from fosterhomes.permissions import Access

from .days import Span
from .models import Absence


@dataclass(frozen=True)
class AwayOnCall:
    """A shift whose days an absence of `person` shares; `is_backup`: they stand behind, somebody else answers."""

    shift: OnCallShift
    person: User
    absence: Absence
    is_backup: bool


def away_on_call(access: Access, at: datetime) -> list[AwayOnCall]:
    """Return every shift from now on in which somebody who is away stands, in order of time. Two queries."""
    shifts = OnCallShift.objects.visible_to(access).filter(until_at__gt=at).select_related("worker", "backup")
    lasting = Q(until_on=None) | Q(until_on__gt=timezone.localdate(at))
    absences: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.visible_to(access).filter(lasting, worker__isnull=False):
        absences[absence.worker_id or 0].append(absence)
    return [found for shift in shifts for found in _of_shift(shift, absences)]


def shifts_while_away(access: Access, absence: Absence, at: datetime) -> int:
    """Return in how many shifts to come the absent one stands: said when the absence is registered."""
    return len({found.shift.pk for found in away_on_call(access, at) if found.absence.pk == absence.pk})


def _of_shift(shift: OnCallShift, absences: dict[int, list[Absence]]) -> Iterator[AwayOnCall]:
    for person in (shift.worker, shift.backup):
        for absence in absences[person.pk] if person else ():
            if person and _shares_a_day(shift, absence):
                yield AwayOnCall(shift, person, absence, person == shift.backup)


def _shares_a_day(shift: OnCallShift, absence: Absence) -> bool:
    """Return whether part of the shift lies on a day of the absence; one that ends at midnight ends the day before."""
    first, last = timezone.localdate(shift.from_at), timezone.localdate(shift.until_at - timedelta(microseconds=1))
    days = Span(first, last + timedelta(days=1))
    return absence.from_on < days.until_on and (absence.until_on is None or absence.until_on > days.from_on)
