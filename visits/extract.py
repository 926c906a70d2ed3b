"""Pseudonymised rows for the service's analyst: csv that pandas reads, and a description of each column.

No names, numbers, birth dates, addresses or free texts. A pseudonym is drawn anew for each extract, so that two
extracts cannot be laid side by side, and nobody can reckon it back. Where a protected address lies is left out, the
municipality too. With few children in a service somebody may still be recognised by age and dates: it stays inside.
"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fosterhomes.models import Child, ContactPerson, Home, Placement, Service, SupervisionAppointment, Wait
from fosterhomes.periods import covers
from fosterhomes.rules import age_on

from . import rules
from .duty import duty_on
from .models import VisitChild
from .owed import owed_between
from .rules import Span

Value = str | int | date | None
Row = dict[str, Value]

COLUMNS: dict[str, dict[str, str]] = {
    "children": {
        "child": "pseudonym of the child",
        "age": "age in whole years on the day of the extract",
        "gender": "girl, boy, or empty",
        "care_municipality": "number of the municipality with care responsibility",
        "own": "1 when the service itself has the care, 0 when it supervises for another",
        "siblings": "pseudonym of the sibling group, or empty",
        "closed": "1 when the case is closed",
        "waits": "1 when the child waits for a home on the day of the extract",
        "has_supervisor": "1 when a supervisor is appointed on the day of the extract",
        "has_contact_person": "1 when a contact person is chosen on the day of the extract",
    },
    "placements": {
        "placement": "pseudonym of the stay",
        "child": "pseudonym of the child",
        "home": "pseudonym of the home, empty where the child lives in none",
        "setting": "home, institution or own_housing",
        "kind": "kind of home: kinship ordinary specialised particular_conditions emergency relief",
        "legal_ground": "care_order voluntary emergency behaviour assistance aftercare",
        "home_municipality": "number of the municipality of the home today; empty for a protected address",
        "age_at_start": "age in whole years when the stay began",
        "from_on": "first day of the stay",
        "until_on": "first day after the stay, empty while it lasts",
        "planned": "1 when agreed and not begun",
        "end_reason": "why it ended",
        "permanent_stay": "1 when a permanent stay is agreed (BVL § 5-12)",
    },
    "visits": {
        "visit": "pseudonym of the visit; siblings who were visited together share it",
        "child": "pseudonym of the child",
        "home": "pseudonym of the home",
        "track": "follow_up or supervision",
        "on_day": "day of the visit",
        "status": "planned booked done tried cancelled",
        "in_person": "1 when in person",
        "announced": "1 when the family knew beforehand",
        "alone": "held declined not_offered, or empty",
    },
    "duties": {
        "placement": "pseudonym of a stay that lasts on the day of the extract",
        "child": "pseudonym of the child",
        "track": "follow_up or supervision: what the service answers for on that day, owed or not",
    },
    "windows": {
        "placement": "pseudonym of the stay",
        "child": "pseudonym of the child",
        "track": "follow_up or supervision",
        "year_from": "first day of the counting year",
        "number": "number of the window in the counting year, from 1",
        "from_on": "first day of the window",
        "until_on": "first day after the window",
        "done_on": "day of the visit that fills it, empty where none does",
        "state": "how the window stands on the day of the extract",
    },
}
"""The files and their columns, with what each holds. Days are written as 2026-12-31, yes and no as 1 and 0."""


@dataclass(frozen=True)
class Extract:
    """How many rows each file got."""

    rows: dict[str, int]


class Pseudonyms:
    """One random word for each row, of this extract alone."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], str] = {}

    def __call__(self, kind: str, pk: int | None) -> str:
        if pk is None:
            return ""
        return self._known.setdefault((kind, pk), f"{kind[0]}{secrets.token_hex(6)}")


def write_extract(service: Service, on: date, years: int, folder: Path) -> Extract:
    """Write the files of a service as it stands on the day; windows of this year and so many before."""
    folder.mkdir(parents=True, exist_ok=True)
    name = Pseudonyms()
    rows: dict[str, Iterable[Row]] = {
        "children": _children(service, on, name),
        "placements": _placements(service, name),
        "visits": _visits(service, name),
        "duties": _duties(service, on, name),
        "windows": _windows(service, on, years, name),
    }
    counted = {file: _write(folder / f"{file}.csv", COLUMNS[file], found) for file, found in rows.items()}
    _write(folder / "columns.csv", {"file": "", "column": "", "meaning": ""}, _described())
    return Extract(counted)


def _write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> int:
    """Write rows in an order that says nothing of when they were registered: by their pseudonyms."""
    found = sorted(rows, key=lambda row: [str(value) for value in row.values()])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(found)
    return len(found)


def _described() -> Iterator[Row]:
    for file, columns in COLUMNS.items():
        for column, meaning in columns.items():
            yield {"file": file, "column": column, "meaning": meaning}


def _of(service: Service) -> Any:
    return Child.objects.filter(service=service, merged_into=None)


def _children(service: Service, on: date, name: Pseudonyms) -> Iterator[Row]:
    held = {
        "waits": set(Wait.objects.filter(covers(on)).values_list("child", flat=True)),
        "has_supervisor": set(SupervisionAppointment.objects.filter(covers(on)).values_list("child", flat=True)),
        "has_contact_person": set(ContactPerson.objects.filter(covers(on)).values_list("child", flat=True)),
    }
    for child in _of(service).select_related("care_municipality"):
        yield {
            "child": name("child", child.pk),
            "age": child.age_on(on),
            "gender": child.gender,
            "care_municipality": child.care_municipality_id,
            "own": int(child.care_municipality.service_id == service.pk),
            "siblings": name("siblings", child.sibling_group_id),
            "closed": int(child.closed_on is not None and child.closed_on <= on),
            **{column: int(child.pk in there) for column, there in held.items()},
        }


def _placements(service: Service, name: Pseudonyms) -> Iterator[Row]:
    for stay in Placement.objects.filter(child__in=_of(service)).select_related("child", "home"):
        yield {
            "placement": name("placement", stay.pk),
            "child": name("child", stay.child_id),
            "home": name("home", stay.home_id),
            "setting": stay.setting,
            "kind": stay.kind,
            "legal_ground": stay.legal_ground,
            "home_municipality": _municipality_of(stay.home),
            "age_at_start": age_on(stay.child.birth_date, stay.from_on),
            "from_on": stay.from_on,
            "until_on": stay.until_on,
            "planned": int(stay.planned),
            "end_reason": stay.end_reason,
            "permanent_stay": int(stay.permanent_stay_on is not None),
        }


def _municipality_of(home: Home | None) -> str:
    return "" if home is None or home.protected_address else str(home.municipality_id)


def _visits(service: Service, name: Pseudonyms) -> Iterator[Row]:
    for row in VisitChild.objects.filter(child__in=_of(service)).select_related("visit"):
        yield {
            "visit": name("visit", row.visit_id),
            "child": name("child", row.child_id),
            "home": name("home", row.visit.home_id),
            "track": row.visit.track,
            "on_day": row.visit.on_day,
            "status": row.visit.status,
            "in_person": int(row.visit.in_person),
            "announced": int(row.visit.announced),
            "alone": row.alone,
        }


def _duties(service: Service, on: date, name: Pseudonyms) -> Iterator[Row]:
    """Yield what half-year figures are counted among: a child in a pause owes nothing, and is still one of them."""
    for year in owed_between(_of(service), Span(on, on + timedelta(days=1)), on):
        if year.placement.holds_on(on) and duty_on(year.placement, year.track, on):
            stay, child = name("placement", year.placement.pk), name("child", year.child.pk)
            yield {"placement": stay, "child": child, "track": year.track}


def _windows(service: Service, on: date, years: int, name: Pseudonyms) -> Iterator[Row]:
    days = Span(date(on.year - years, 1, 1), on + timedelta(days=1))
    for year in owed_between(_of(service), days, on):
        for due in year.dues:
            yield {
                "placement": name("placement", year.placement.pk),
                "child": name("child", year.child.pk),
                "track": year.track,
                "year_from": rules.counting_year(year.case).from_on,
                "number": due.number,
                "from_on": due.window.from_on,
                "until_on": due.window.until_on,
                "done_on": due.done_on,
                "state": due.state.value,
            }
