"""A child's year: both tracks, window by window, and the visits of the year; drawn as a line and told as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fosterhomes.models import Child, Home
from fosterhomes.permissions import Access

from .boxes import Box, boxes, fraction, unlawful_in_words
from .models import Visit
from .models.visit import Track
from .owed import TrackYear, owed_to_see


@dataclass(frozen=True, slots=True)
class Bar:
    """A window on the line: first day and length in days from the beginning of the year."""

    x: int
    width: int
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """One track in one home: its windows as bars, the visits that count as marks."""

    year: TrackYear
    bars: tuple[Bar, ...]
    marks: tuple[int, ...]

    @property
    def label(self) -> str:
        return str(Track(self.year.track).label)

    @property
    def fraction(self) -> str:
        return fraction(self.year)

    @property
    def unlawful(self) -> list[str]:
        return [unlawful_in_words(found) for found in self.year.unlawful]

    @property
    def boxes(self) -> list[Box]:
        return [bar.box for bar in self.bars]


def lines(access: Access, children: QuerySet[Child]) -> list[Line]:
    """Return the lines of the year for these children, as far as the person sees them."""
    wanted = set(children.values_list("pk", flat=True))
    return [_line(year) for year in owed_to_see(access) if year.child.pk in wanted]


def _line(year: TrackYear) -> Line:
    first = date(year.case.year, 1, 1)
    drawn = zip(year.result.windows, boxes(year), strict=True)
    bars = tuple(Bar((window.from_on - first).days, window.days, box) for window, box in drawn)
    return Line(year, bars, tuple((day - first).days for day in year.made_on))


def days_in(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def months(year: int) -> list[tuple[int, date]]:
    """Return where each month begins on the line, and its first day."""
    first = date(year, 1, 1)
    return [((date(year, month, 1) - first).days, date(year, month, 1)) for month in range(1, 13)]


def visits_of(access: Access, *, child: Child | None = None, home: Home | None = None) -> list[Visit]:
    """Return the visits of this counting year and those to come that the person sees, the latest first."""
    rows = Visit.objects.visible_to(access).filter(on_day__gte=date(access.on.year, 1, 1))
    seen = Child.objects.visible_to(access)
    rows = rows.filter(children__in=seen.filter(pk=child.pk)) if child else rows.filter(home=home, children__in=seen)
    return list(rows.select_related("home", "worker", "supervisor").distinct().order_by("-on_day", "-start", "-pk"))
