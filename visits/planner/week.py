"""Hours by weekday: an optional field of a visit that narrows its hours (`docs/year-planner.md`)."""

from __future__ import annotations

from dataclasses import dataclass

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
A_WEEK = len(WEEKDAYS)

Spans = tuple[tuple[int, int], ...]
"""From when until when, in minutes since midnight."""


@dataclass(frozen=True)
class WeekdayHours:
    """Hours of each weekday, Monday first: none on a weekday that is not named. `first` is the weekday of day 0."""

    spans: tuple[Spans, ...]
    first: int

    def on(self, day: int) -> Spans:
        return self.spans[(self.first + day) % A_WEEK]


def narrowed(hours: Spans, by: Spans) -> Spans:
    """Return the spans that lie both inside one of `hours` and inside one of `by`, in order."""
    both = {(max(a, c), min(b, d)) for a, b in hours for c, d in by}
    # A visit of no length fits where one span ends and the other begins.
    return tuple(sorted((first, last) for first, last in both if first <= last))
