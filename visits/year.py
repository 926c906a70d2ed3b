"""A child's year: both tracks, window by window, and the visits of the year; drawn as a line and told as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fosterhomes.models import Child, Home, Service
from fosterhomes.permissions import Access
from fosterhomes.rules import months_before

from . import rules
from .boxes import Box, boxes, fraction, unlawful_in_words, year_in_words
from .days import Span, years_after
from .models import Visit
from .models.settings import counted_from_moving_in
from .models.visit import Track
from .owed import TrackYear, owed_to_see
from .pauses import in_words
from .permissions import OPEN


@dataclass(frozen=True, slots=True)
class Bar:
    """A window on the line: first day and length in days from the beginning of the year."""

    x: int
    width: int
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """One track in one home: its windows as bars, the visits that count as marks, a day one unit wide."""

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
    def pauses(self) -> list[str]:
        """Return the days of the year on which nothing is added: pauses, and days of another service's duty."""
        shown = [pause.within(drawn(self.year)) for pause in self.year.case.pauses]
        return [in_words(pause) for pause in sorted(shown) if pause.days]

    @property
    def boxes(self) -> list[Box]:
        return [bar.box for bar in self.bars]

    @property
    def days(self) -> int:
        return drawn(self.year).days

    @property
    def today_at(self) -> int:
        return (self.year.case.on - drawn(self.year).from_on).days

    @property
    def counted(self) -> str:
        """Return from when until when the year is counted; nothing for a calendar year, which goes without saying."""
        return "" if self.year.case.basis == rules.CALENDAR else year_in_words(self.year)

    @property
    def months(self) -> list[tuple[int, date]]:
        """Return where each of the twelve months of the counting year begins on the line, and its first day.

        Counted from moving in on the 26th, its months begin on the 26th.
        """
        begins = drawn(self.year).from_on
        firsts = [months_before(begins, -month) for month in range(12)]
        return [((first - begins).days, first) for first in firsts]


def lines(access: Access, children: QuerySet[Child]) -> list[Line]:
    """Return the lines of the year for these children, as far as the person sees them."""
    return [_line(year) for year in owed_to_see(access, children)]


def drawn(year: TrackYear) -> Span:
    """Return the days that the line shows: the whole counting year, also where it is cut short."""
    return rules.counting_year(year.case)


def _line(year: TrackYear) -> Line:
    first = drawn(year).from_on
    shown = zip(year.result.windows, boxes(year), strict=True)
    bars = tuple(Bar((window.from_on - first).days, window.days, box) for window, box in shown)
    return Line(year, bars, tuple((day - first).days for day in year.made_on))


def visits_of(access: Access, *, child: Child | None = None, home: Home | None = None) -> list[Visit]:
    """Return the visits of this year and those to come that the person sees, the latest first.

    Counted from moving in, this year may have begun up to a year ago: the last twelve months are there as well.
    """
    rows = Visit.objects.visible_to(access).filter(on_day__gte=_since(access))
    seen = Child.objects.visible_to(access)
    rows = rows.filter(children__in=seen.filter(pk=child.pk)) if child else rows.filter(home=home, children__in=seen)
    return list(rows.select_related("home", "worker", "supervisor").distinct().order_by("-on_day", "-start", "-pk"))


def ahead_and_behind(visits: Sequence[Visit]) -> tuple[list[Visit], list[Visit]]:
    """Return those that nobody has said the outcome of, the next first, and the others, the latest first."""
    return (
        [visit for visit in reversed(visits) if visit.status in OPEN],
        [visit for visit in visits if visit.status not in OPEN],
    )


def _since(access: Access) -> date:
    services = Service.objects.filter(pk__in=access.services()).select_related("visit_settings")
    if any(counted_from_moving_in(service) for service in services):
        return years_after(access.on, -1)
    return date(access.on.year, 1, 1)
