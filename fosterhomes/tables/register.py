"""What a batch of rows is compared with: the service's register, read once, and found by what people write in files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Child, Home, Municipality, Point, Role, Service, Supervisor, User
from ..national_number import compact
from ..places import own_point, villages
from ..shown import name_key


class Register:
    """The rows of one service by their natural keys. What a batch stores is added, so that later rows find it."""

    def __init__(self, service: Service) -> None:
        self.service = service

    @cached_property
    def _municipalities(self) -> dict[str, Municipality]:
        found: dict[str, Municipality] = {}
        for row in Municipality.objects.all():
            found |= {row.number: row, name_key(row.name): row, name_key(f"{row.name} kommune"): row}
        return found

    def municipality(self, words: str, field: str = "municipality") -> Municipality:
        """Return the municipality with that name or number (`4631`, `Alver`, `4631 Alver`)."""
        number, _space, name = words.partition(" ")
        keys = (words.zfill(4) if words.isdigit() else name_key(words), number if name else "")
        found = next((self._municipalities[key] for key in keys if key in self._municipalities), None)
        if found is None:
            sentence = _("The register knows no municipality called “%(name)s”. Write its name or its number.")
            raise ValidationError({field: sentence % {"name": words}})
        return found

    @cached_property
    def homes(self) -> dict[str, list[Home]]:
        found: dict[str, list[Home]] = defaultdict(list)
        rows = Home.objects.filter(service=self.service, merged_into=None)
        for home in rows.select_related("service", "municipality", "point__municipality"):
            found[name_key(home.name)].append(home)
        return found

    def homes_called(self, name: str, municipality: Municipality | None = None) -> list[Home]:
        same = self.homes.get(name_key(name), [])
        return [home for home in same if municipality is None or home.municipality_id == municipality.pk]

    def home(self, values: dict[str, Any]) -> Home:
        """Return the home that a row names (`home`, perhaps `home_municipality`). Raises when none or several fit."""
        where = values.get("home_municipality")
        municipality = self.municipality(where, "home_municipality") if where else None
        found = self.homes_called(values["home"], municipality)
        if not found:
            sentence = _("No home in the register is called “%(name)s”. Bring the homes in first.")
            raise ValidationError({"home": sentence % {"name": values["home"]}})
        if len(found) > 1:
            sentence = _("%(n)d homes are called “%(name)s”. Write the municipality too.")
            raise ValidationError({"home": sentence % {"n": len(found), "name": values["home"]}})
        return found[0]

    @cached_property
    def _children(self) -> tuple[dict[str, Child], dict[str, Child]]:
        rows = Child.objects.filter(service=self.service, merged_into=None)
        found = list(rows.select_related("service", "care_municipality", "point"))
        numbers = {child.national_number: child for child in found if child.national_number}
        return {child.reference.casefold(): child for child in found}, numbers

    def child_known_as(self, reference: str | None, national_number: str | None) -> Child | None:
        """Return the child with the reference, else with the number. Raises when the two are of different children."""
        references, numbers = self._children
        by_reference = references.get((reference or "").casefold())
        by_number = numbers.get(compact(national_number)) if national_number else None
        if by_reference and by_number and by_reference.pk != by_number.pk:
            sentence = _("The reference and the national identity number belong to two different children.")
            raise ValidationError({"reference": sentence})
        return by_reference or by_number

    def child(self, values: dict[str, Any]) -> Child:
        """Return the child that a row names by `reference` or `national_number`, or by a name that only one has."""
        found = self.child_known_as(values.get("reference"), values.get("national_number"))
        if found is None:
            same = self._children_called.get(name_key(values.get("reference") or ""), [])
            found = same[0] if len(same) == 1 else None
        if found is None:
            key = "reference" if values.get("reference") else "national_number"
            raise ValidationError({key: _("This child is not in the register. Bring the children in first.")})
        return found

    @cached_property
    def _children_called(self) -> dict[str, list[Child]]:
        found: dict[str, list[Child]] = defaultdict(list)
        for child in self._children[0].values():
            found[name_key(child.name)].append(child)
        return found

    def add_child(self, child: Child) -> None:
        references, numbers = self._children
        references[child.reference.casefold()] = child
        if child.national_number:
            numbers[child.national_number] = child

    @cached_property
    def _supervisors(self) -> dict[str, list[Supervisor]]:
        rows = Supervisor.objects.filter(service=self.service, merged_into=None)
        return _by_name(rows.select_related("service", "base"))

    def supervisors_known_as(self, words: str) -> list[Supervisor]:
        return self._supervisors.get(name_key(words), [])

    def supervisor(self, words: str, field: str = "supervisor") -> Supervisor:
        """Return the supervisor with that e-mail address or name."""
        return _the_one(self.supervisors_known_as(words), words, field)

    def add_supervisor(self, supervisor: Supervisor) -> None:
        for key in _keys(supervisor):
            self._supervisors.setdefault(key, []).append(supervisor)

    @cached_property
    def _workers(self) -> dict[str, list[User]]:
        duties = (Role.CASEWORKER, Role.COORDINATOR, Role.LEADER)
        rows = User.objects.filter(duties__service=self.service, duties__role__in=duties).distinct()
        return _by_name(rows)

    def worker(self, words: str, field: str = "worker") -> User:
        """Return the person of the service's staff with that e-mail address or name."""
        return _the_one(self._workers.get(name_key(words), []), words, field)

    @cached_property
    def _villages(self) -> dict[tuple[str, str], list[Point]]:
        found: dict[tuple[str, str], list[Point]] = defaultdict(list)
        for point in villages():
            found["village", name_key(point.village)].append(point)
        for point in Point.objects.exclude(postal_code="").select_related("municipality").order_by("pk"):
            found["postal_code", point.postal_code].append(point)
        return found

    def village(
        self, values: dict[str, Any], municipality: Municipality | None, field: str = "village"
    ) -> Point | None:
        """Return the place that a row names by `postal_code` or by village; None where it names none."""
        code, name = values.get("postal_code"), values.get(field)
        if code and (found := self._villages.get(("postal_code", str(code).zfill(4)))):
            return found[0]
        if not name:
            if code:
                sentence = _("This postal code is not in the register. Choose the village instead.")
                raise ValidationError({"postal_code": sentence})
            return None
        same = self._villages.get(("village", name_key(name)), [])
        near = [point for point in same if municipality is None or point.municipality_id == municipality.pk]
        if len(near or same) != 1:
            raise ValidationError({field: _village_sentence(name, same)})
        return (near or same)[0]

    def point(self, values: dict[str, Any], municipality: Municipality) -> Point | None:
        """Return where a home lies: its own coordinates in the village, or the village. As the form of a home asks."""
        village = self.village(values, municipality)
        if village and village.municipality_id != municipality.pk:
            places = {"village": village.village, "there": village.municipality, "here": municipality}
            raise ValidationError({"village": _("%(village)s lies in %(there)s, not in %(here)s.") % places})
        latitude, longitude = values.get("latitude"), values.get("longitude")
        if latitude is None and longitude is None:
            return village
        if latitude is None or longitude is None:
            missing = "latitude" if latitude is None else "longitude"
            raise ValidationError({missing: _("Write both latitude and longitude, or neither.")})
        if village is None:
            raise ValidationError({"village": _("Choose the village that the point lies in.")})
        return own_point(village, _degrees(latitude), _degrees(longitude))


def _degrees(number: Decimal) -> Decimal:
    """Return degrees as the register keeps them: to a metre."""
    return number.quantize(Decimal("0.00001")) if abs(number) < 1000 else number


def _village_sentence(name: str, same: list[Point]) -> str:
    if not same:
        return _("The register knows no village called “%(name)s”. Write its postal code.") % {"name": name}
    return _("There are %(n)d villages called “%(name)s”. Write the postal code.") % {"n": len(same), "name": name}


def _keys(person: Any) -> set[str]:
    return {name_key(words) for words in (person.name, person.email) if words}


def _by_name(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        for key in _keys(row):
            found.setdefault(key, []).append(row)
    return found


def _the_one(found: list[Any], words: str, field: str) -> Any:
    if not found:
        raise ValidationError({field: _("Nobody in the register is called “%(name)s”.") % {"name": words}})
    if len(found) > 1:
        sentence = _("Several in the register are called “%(name)s”. Write the e-mail address.")
        raise ValidationError({field: sentence % {"name": words}})
    return found[0]


class Seen:
    """The keys that a file has named already: the same twice is a mistake that nobody but the writer can settle."""

    def __init__(self) -> None:
        self._seen: set[Any] = set()

    def once(self, key: Any, field: str) -> None:
        if key in self._seen:
            raise ValidationError({field: _("This stands twice in the file. Keep one of the rows.")})
        self._seen.add(key)


def differing(row: Any, values: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Set what the file says and the row does not, and return the names. An empty cell says nothing."""
    changed = [name for name in names if name in values and getattr(row, name, None) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed
