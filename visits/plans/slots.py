"""Where a visit stands in a plan, as plain values that a run can store and a row can be compared with.

A session of guidance stands in a plan as a visit does: the guide is its visitor, `GUIDANCE` its track, those who take
part stand in the place of the children, and home 0 is the office.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from ..home_hours import holds, minute
from ..models import GuidanceSession, Visit
from ..visitors import columns_of, id_of
from .options import GUIDANCE

Row = Visit | GuidanceSession


def visitor_of(row: Row) -> str:
    """Return the id of who makes it."""
    return f"w{row.guide_id}" if isinstance(row, GuidanceSession) else id_of(row)


def track_of(row: Row) -> str:
    return GUIDANCE if isinstance(row, GuidanceSession) else row.track


def whom(row: Row) -> list[int]:
    """Return the ids of the children who are visited, or of the cases that take part; read them with it."""
    met = row.cases.all() if isinstance(row, GuidanceSession) else row.children.all()
    return sorted(one.pk for one in met)


def stays(row: Row) -> bool:
    """Return whether no plan moves it: booked or pinned, or agreed with the families."""
    if isinstance(row, GuidanceSession):
        return row.agreed
    return row.pinned or row.status == Visit.Status.BOOKED


@dataclass(frozen=True)
class Slot:
    """Who, which day, from when (empty: no hour is set), how long; to which children in which home."""

    visitor: str
    on_day: str
    start: str
    minutes: int
    children: tuple[int, ...]
    home: int
    track: str

    @classmethod
    def of(cls, row: Row) -> Slot:
        """Return where it stands now; read its children or cases with it."""
        return cls(
            visitor=visitor_of(row),
            on_day=row.on_day.isoformat(),
            start=f"{row.start:%H:%M}" if row.start else "",
            minutes=row.minutes,
            children=tuple(whom(row)),
            home=row.home_id,
            track=track_of(row),
        )

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Slot:
        return cls(**values | {"children": tuple(values["children"])})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"children": list(self.children)}

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on_day)

    @property
    def begins(self) -> time | None:
        return time.fromisoformat(self.start) if self.start else None

    @property
    def is_guidance(self) -> bool:
        return self.track == GUIDANCE

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns of a visit or session that stands here."""
        who = columns_of(self.visitor)
        people = {"guide_id": who["worker_id"]} if self.is_guidance else who
        return people | {"on_day": self.day, "start": self.begins, "minutes": self.minutes}

    def lies_in(self, hours: list[list[str]]) -> bool:
        """Return whether one of the hours holds it from beginning to end; without an hour yet it does."""
        spans = [(minute(time.fromisoformat(first)), minute(time.fromisoformat(last))) for first, last in hours]
        return self.begins is None or holds(spans, minute(self.begins), self.minutes)

    def same_place(self, other: Slot) -> bool:
        """Return whether day and visitor are the same: another hour is no move."""
        return (self.visitor, self.on_day) == (other.visitor, other.on_day)
