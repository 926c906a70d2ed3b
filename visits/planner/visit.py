"""One owed visit of the problem: by whom, between which days, at which hours, or where it is pinned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .week import A_WEEK, Spans, WeekdayHours, narrowed


@dataclass(frozen=True)
class Pin:
    """A visit kept as it is: by this visitor, on this day, starting at this minute."""

    visitor: int
    day: int
    start: int


@dataclass(frozen=True)
class Visit:
    """One owed visit. `from_day <= day < until_day`, inside one of `hours` (start, end in minutes) and, where they are
    given, of the weekday's own hours, unless pinned."""

    id: str
    place: int
    visitors: tuple[int, ...]
    from_day: int
    until_day: int
    target_day: int
    minutes: int
    hours: Spans
    pinned: Pin | None
    weekday_hours: WeekdayHours | None = None

    @cached_property
    def _week(self) -> tuple[Spans, ...]:
        """The hours of day 0 and the six after it: they come again each week."""
        own = self.weekday_hours
        return tuple(self.hours if own is None else narrowed(self.hours, own.on(day)) for day in range(A_WEEK))

    @cached_property
    def open_days(self) -> tuple[bool, ...]:
        """Whether the weekday suits, for day 0 and the six after it; without hours by weekday each one does."""
        return tuple(
            self.weekday_hours is None or any(last - first >= self.minutes for first, last in spans)
            for spans in self._week
        )

    def hours_on(self, day: int) -> Spans:
        """Return the hours of a day; a pin overrides them."""
        return self._week[day % A_WEEK]

    def has_hours(self) -> bool:
        """Whether the visit is short enough for any of its hours."""
        return any(last - first >= self.minutes for spans in self._week for first, last in spans)

    def may_be_made_by(self, visitor: int, day: int) -> bool:
        """Whether visitor and day suit this visit (a pin decides alone); says nothing of clock times."""
        if self.pinned is not None:
            return (visitor, day) == (self.pinned.visitor, self.pinned.day)
        return self.from_day <= day < self.until_day and visitor in self.visitors and self.open_days[day % A_WEEK]

    def earliest_start(self, arrive: int, day: int) -> int | None:
        """Return the first start at or after `arrive`, or None when it is too late for every hour (or for the pin)."""
        if self.pinned is not None:
            return self.pinned.start if arrive <= self.pinned.start else None
        starts = [max(arrive, a) for a, b in self.hours_on(day) if max(arrive, a) + self.minutes <= b]
        return min(starts, default=None)

    def latest_start(self, end: int, day: int) -> int | None:
        """Return the last start with which the visit is over at or before `end`, or None."""
        if self.pinned is not None:
            return self.pinned.start if self.pinned.start + self.minutes <= end else None
        starts = [min(end, b) - self.minutes for a, b in self.hours_on(day) if min(end, b) - self.minutes >= a]
        return max(starts, default=None)
