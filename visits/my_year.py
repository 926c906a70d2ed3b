"""A visitor's year: for each child what is done, booked and left, and until when the next visit is in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fosterhomes.permissions import Access

from .ahead import Ahead, ahead_of
from .due import DueRow, due_rows
from .models import Visit
from .schedule import is_made_by


@dataclass(frozen=True, slots=True)
class ChildYear:
    """One child on one track. `ahead`: its visits that are booked or planned, the next first.

    `left`: visits that are neither made nor ahead, `late` of them past their time; `latest_on`: the last day in time of
    the first of them, None when nothing is left.
    """

    stands: Ahead

    @property
    def row(self) -> DueRow:
        return self.stands.row

    @property
    def ahead(self) -> tuple[Visit, ...]:
        return self.stands.visits

    @property
    def left(self) -> int:
        return len(self.stands.left)

    @property
    def late(self) -> int:
        return self.stands.late

    @property
    def latest_on(self) -> date | None:
        return self.stands.latest_on

    @property
    def done(self) -> int:
        return self.stands.made

    @property
    def booked(self) -> int:
        return sum(visit.status == Visit.Status.BOOKED for visit in self.ahead)

    @property
    def planned(self) -> int:
        return len(self.ahead) - self.booked

    @property
    def next_on(self) -> date | None:
        return self.ahead[0].on_day if self.ahead else None


@dataclass(frozen=True, slots=True)
class MyYear:
    """All the children whose visits the person makes, those that press most first."""

    children: tuple[ChildYear, ...]

    @property
    def done(self) -> int:
        return sum(one.done for one in self.children)

    @property
    def required(self) -> int:
        return sum(one.row.year.required for one in self.children)

    @property
    def booked(self) -> int:
        return sum(one.booked for one in self.children)

    @property
    def planned(self) -> int:
        return sum(one.planned for one in self.children)

    @property
    def left(self) -> int:
        return sum(one.left for one in self.children)


def my_year(access: Access) -> MyYear:
    """Return the person's year. A fixed number of queries."""
    rows = [row for row in due_rows(access) if not row.year.has_ended and is_made_by(access, row)]
    years = [ChildYear(stands) for stands in ahead_of(rows)]
    return MyYear(tuple(sorted(years, key=lambda one: one.latest_on or date.max)))
