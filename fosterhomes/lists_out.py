"""Any list as a file, with the filters of the screen: which lists there are, and what each row holds outside.

Each app adds its lists when it is ready. A column of a row that says where a protected address lies is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .access import DutyRequest
from .children import in_order, listed, narrowed, rows
from .forms.child_filters import ChildFilters
from .forms.home_filters import HomeFilters
from .forms.supervisors import SupervisorFilters
from .homes import find_homes
from .models import Role
from .sheets import Sheet, Value
from .supervisors import find_supervisors

OutColumn = tuple[Any, Callable[[Any], Value]]


@dataclass(frozen=True)
class ListOut:
    """A list that can be taken out: by whom, from which page, its columns, and its rows for what the page asks."""

    key: str
    title: Promise
    page: str
    """Name of the address of the list itself."""
    duties: tuple[str, ...]
    columns: tuple[OutColumn, ...]
    rows: Callable[[DutyRequest, QueryDict], Sequence[Any]]

    def sheet(self, request: DutyRequest, asked: QueryDict) -> Sheet:
        """Return the rows that the page shows for the same filters, all of them."""
        cells = [[value(row) for _label, value in self.columns] for row in self.rows(request, asked)]
        return Sheet(str(self.title), [str(label) for label, _value in self.columns], cells)


_lists: dict[str, ListOut] = {}


def register(*lists: ListOut) -> None:
    _lists.update({one.key: one for one in lists})


def list_called(key: str) -> ListOut | None:
    return _lists.get(key)


def lists() -> list[ListOut]:
    return list(_lists.values())


def words(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def where(home: Any) -> str:
    """Return the municipality in which a home lies; nothing for a protected address."""
    return "" if home is None or home.protected_address else str(home.municipality)


def _homes(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    search = HomeFilters(asked, access=request.access).search
    return find_homes(request.access, search, request.today, asked.get("sort", "")).rows


def _children(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    chosen = ChildFilters(asked, access=request.access).chosen
    fitting = narrowed(listed(request.access), chosen, request.access)
    found = in_order(fitting, request.today, words=chosen.get("q") or "", sort=asked.get("sort", ""))
    return rows(found, request.access)


def _supervisors(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    search = SupervisorFilters(asked).search
    return find_supervisors(request.access, search, request.today, asked.get("sort", "")).rows


HOMES = ListOut(
    "homes", _("Foster homes"), "home_list",
    (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK, Role.ON_CALL),
    (
        (_("Home"), lambda row: row.name),
        (_("Kind of home"), lambda row: row.kind),
        (_("Municipality"), lambda row: "" if row.protected else row.municipality),
        (_("Village"), lambda row: "" if row.protected else row.village),
        (_("Places"), lambda row: row.vacancy.places),
        (_("Free now"), lambda row: row.vacancy.free),
        (_("Confirmed on"), lambda row: row.confirmed_on),
        (_("Ages"), lambda row: row.ages),
        (_("Takes on"), lambda row: words(row.takes_on)),
        (_("Can stretch to"), lambda row: words(row.stretches_to)),
        (_("Does not take on"), lambda row: words(row.does_not_take)),
        (_("Minutes"), lambda row: row.travel.minutes if row.travel else None),
    ),
    _homes,
)  # fmt: skip

CHILDREN = ListOut(
    "children", _("Children"), "child_list", (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK),
    (
        (_("Child"), lambda row: row.child.name),
        (_("Reference"), lambda row: row.child.reference),
        (_("Age"), lambda row: row.age),
        (_("Municipality with care responsibility"), lambda row: str(row.child.care_municipality)),
        (_("Lives with"), lambda row: str(row.stay.home or row.stay.place_name) if row.stay else ""),
        (_("Municipality of the home"), lambda row: where(row.stay.home) if row.stay else ""),
        (_("Lives there as"), lambda row: row.stay.get_kind_display() if row.stay else ""),
        (_("Moved in"), lambda row: row.stay.from_on if row.stay else None),
        (_("Moves in"), lambda row: row.planned.from_on if row.planned else None),
        (_("Waits since"), lambda row: row.wait.from_on if row.wait else None),
        (_("Contact person"), lambda row: row.contact.worker.name if row.contact else ""),
        (_("Supervisor"), lambda row: row.appointment.supervisor.name if row.appointment else ""),
    ),
    _children,
)  # fmt: skip

SUPERVISORS = ListOut(
    "supervisors", _("Supervisors"), "supervisor_list",
    (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK),
    (
        (_("Name"), lambda row: row.name),
        (_("Travels from"), lambda row: row.base),
        (_("Children"), lambda row: row.load),
        (_("Children at most"), lambda row: row.capacity),
        (_("Free now"), lambda row: row.free),
        (_("Longest travel, minutes one way"), lambda row: row.longest_minutes),
        (_("Languages"), lambda row: words(row.languages)),
        (_("Phone"), lambda row: row.phone),
        (_("Not available from"), lambda row: row.until_on),
    ),
    _supervisors,
)  # fmt: skip
