"""Pauses of a stay as pages show them: the days on which nothing is added to what is owed (`visits.rules`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fosterhomes.models import Child
from fosterhomes.periods import overlaps
from fosterhomes.shown import shown_day

from .days import FOREVER, Span
from .models import Pause


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A pause and how it stands on a day."""

    row: Pause
    on: date

    @property
    def current(self) -> bool:
        return self.row.until_on is None or self.row.until_on > self.on


def pause_rows(child: Child, on: date) -> list[PauseRow]:
    """Return the pauses in the child's stays, the latest first."""
    rows = Pause.objects.filter(placement__child=child).select_related("placement__home", "placement__child")
    return [PauseRow(row, on) for row in rows.order_by("-from_on", "-pk")]


def clashes(pause: Pause) -> QuerySet[Pause]:
    """Return the other pauses of the stay that share a day with it."""
    same = Pause.objects.filter(overlaps(pause.from_on, pause.until_on), placement=pause.placement)
    return same.exclude(pk=pause.pk)


def in_words(days: Span) -> str:
    """Return `1 March 2026 – 9 April 2026`, the last day of the pause itself; open at the end: `1 March 2026 –`."""
    first = shown_day(days.from_on)
    if days.until_on == FOREVER:
        return f"{first} –"
    return f"{first} – {shown_day(date.fromordinal(days.until_on.toordinal() - 1))}"
