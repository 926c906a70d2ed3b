"""Where a visit stands in a plan, as plain values that a run can store and a row can be compared with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from .models import Visit
from .visitors import columns_of, id_of


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
    def of(cls, visit: Visit) -> Slot:
        """Return where the visit stands now; read its children with it."""
        return cls(
            visitor=id_of(visit),
            on_day=visit.on_day.isoformat(),
            start=f"{visit.start:%H:%M}" if visit.start else "",
            minutes=visit.minutes,
            children=tuple(sorted(child.pk for child in visit.children.all())),
            home=visit.home_id,
            track=visit.track,
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
    def columns(self) -> dict[str, Any]:
        """Return the columns of a visit that stands here."""
        return columns_of(self.visitor) | {"on_day": self.day, "start": self.begins, "minutes": self.minutes}

    def same_place(self, other: Slot) -> bool:
        """Return whether day and visitor are the same: another hour is no move."""
        return (self.visitor, self.on_day) == (other.visitor, other.on_day)
