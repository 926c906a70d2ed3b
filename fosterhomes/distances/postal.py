"""Postal codes with coordinates from a file, as points to choose from.

The file is the one of www.erikbolstad.no/postnummer: tab separated, UTF-8, with the columns POSTNR, POSTSTAD,
BRUKSOMRÅDE, KOMMNR, KOMMUNE, LAT and LON. Its municipality numbers may be older than the register's; a second file with
postal code, place, municipality number and name in its first four columns (Posten's own register) says today's.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from ..models import Municipality, Point

COLUMNS = ("POSTNR", "POSTSTAD", "BRUKSOMRÅDE", "KOMMNR", "KOMMUNE", "LAT", "LON")
PEOPLE_LIVE_THERE = ("gate", "fleire")
"""How the use of a postal code begins, in lower case, where it has street addresses; the others are boxes and firms."""

MAINLAND = ((57.0, 72.0), (4.0, 32.0))


class NoPostalFile(Exception):
    """The file is none of postal codes; the message says what is lacking."""


@dataclass(frozen=True)
class PostalPlace:
    """A postal code that people live in."""

    code: str
    place: str
    municipality: str
    municipality_name: str
    latitude: str
    longitude: str


@dataclass(frozen=True)
class Loaded:
    """What became of a file: points made, codes that were there before, and those of municipalities not asked for."""

    made: int
    known: int
    elsewhere: int


def read_places(path: Path, faults: list[str]) -> list[PostalPlace]:
    """Return the places of the file; a line that cannot be understood is told in `faults` and left out."""
    rows = _rows(path)
    header = next(rows, (0, []))[1]
    if missing := [name for name in COLUMNS if name not in header]:
        raise NoPostalFile(f"{path.name} is no file of postal codes: it lacks {', '.join(missing)}.")
    places = []
    for number, row in rows:
        values = dict(zip(header, row, strict=False))
        if not values.get("BRUKSOMRÅDE", "").lower().startswith(PEOPLE_LIVE_THERE):
            continue
        if fault := _fault(values):
            faults.append(f"line {number}: {fault}")
        else:
            places.append(_place(values))
    return places


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1)
    except FileNotFoundError as error:
        raise NoPostalFile(f"There is no file {path}.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NoPostalFile(f"{path.name} cannot be read as a table of text in UTF-8.") from error


def _fault(values: dict[str, str]) -> str:
    code, number = values.get("POSTNR", ""), values.get("KOMMNR", "")
    if not (code.isdecimal() and len(code) <= 4 and number.isdecimal() and len(number) <= 4):
        return "no postal code or no municipality number"
    for name, (low, high) in zip(("LAT", "LON"), MAINLAND, strict=True):
        try:
            degrees = float(values.get(name, ""))
        except ValueError:
            return f"{name} is no number"
        if not low <= degrees <= high:
            return f"{name} is not between {low:.0f} and {high:.0f}"
    return ""


def _place(values: dict[str, str]) -> PostalPlace:
    place = values["POSTSTAD"].strip()
    return PostalPlace(
        code=values["POSTNR"].zfill(4),
        place=place.title() if place.isupper() else place,
        municipality=values["KOMMNR"].zfill(4),
        municipality_name=values["KOMMUNE"].strip(),
        latitude=f"{float(values['LAT']):.5f}",
        longitude=f"{float(values['LON']):.5f}",
    )


def read_register(path: Path) -> dict[str, tuple[str, str]]:
    """Return today's municipality of each postal code, number and name, from Posten's register."""
    found = {
        row[0]: (row[2].zfill(4), row[3].title())
        for _number, row in _rows(path)
        if len(row) >= 4 and row[0].isdecimal()
    }
    if not found:
        raise NoPostalFile(f"{path.name} is no register of postal codes: no line has a code and a municipality.")
    return found


def of_today(places: Iterable[PostalPlace], register: dict[str, tuple[str, str]]) -> list[PostalPlace]:
    """Return the places with the municipality that the register says they lie in now."""
    numbers = ((row, register.get(row.code, (row.municipality, row.municipality_name))) for row in places)
    return [replace(row, municipality=number, municipality_name=name) for row, (number, name) in numbers]


@transaction.atomic
def load(places: Iterable[PostalPlace], numbers: Collection[str], terrain: str) -> Loaded:
    """Store a point for each place in one of the municipalities, where there is none yet. What is there stays."""
    wanted, elsewhere = [], 0
    for place in places:
        if place.municipality in numbers:
            wanted.append(place)
        else:
            elsewhere += 1
    codes = set(Point.objects.exclude(postal_code="").values_list("postal_code", flat=True))
    taken = {(f"{lat:.5f}", f"{lon:.5f}") for lat, lon in Point.objects.values_list("latitude", "longitude")}
    rows = []
    for place in wanted:
        spot = (place.latitude, place.longitude)
        if place.code not in codes and spot not in taken:
            taken.add(spot)
            codes.add(place.code)
            rows.append(_point(place, terrain))
    Point.objects.bulk_create(rows, batch_size=500)
    return Loaded(len(rows), len(wanted) - len(rows), elsewhere)


def _point(place: PostalPlace, terrain: str) -> Point:
    municipality, _new = Municipality.objects.get_or_create(
        number=place.municipality, defaults={"name": place.municipality_name}
    )
    return Point(
        village=place.place, postal_code=place.code, municipality=municipality, latitude=place.latitude,
        longitude=place.longitude, terrain=terrain,
    )  # fmt: skip
