"""The list of homes: what is asked for, its rows, and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .listing import asked_travel, sorted_rows
from .models import Home, HomeKind, Language, Municipality, Need, Point
from .models.fields import has_code
from .permissions import Access
from .shown import labels, name_key
from .travel import Travel, TravelTimes
from .vacancy import Confirmation, Vacancy, ages_of, confirmation_of, vacancy_of


@dataclass(frozen=True)
class HomeSearch:
    """What a person asks the list for; everything empty is every open home."""

    text: str = ""
    kind: str = ""
    municipality: Municipality | None = None
    age: int | None = None
    free: bool = False
    language: str = ""
    need: str = ""
    place: Point | None = None
    longest: int | None = None
    closed: bool = False


@dataclass(frozen=True)
class HomeRow:
    """One home in the list."""

    pk: int
    name: str
    kind: str
    municipality: str
    village: str
    protected: bool
    band: str
    vacancy: Vacancy
    confirmation: Confirmation
    confirmed_on: date | None
    ages: str
    takes_on: list[str]
    stretches_to: list[str]
    does_not_take: list[str]
    travel: Travel | None
    found_in: str
    """Everything that the search in words looks through."""


@dataclass(frozen=True)
class HomeList:
    rows: list[HomeRow]
    total: int
    unmeasured: int
    """Homes left out because nobody knows how far away they are."""


SORTS: dict[str, Any] = {
    "name": lambda row: name_key(row.name),
    "kind": lambda row: row.kind,
    "municipality": lambda row: (name_key(row.municipality), name_key(row.village)),
    "free": lambda row: row.vacancy.free,
    "minutes": lambda row: row.travel.minutes if row.travel else None,
    "confirmed": lambda row: row.confirmed_on,
}


def find_homes(access: Access, search: HomeSearch, on: date, sort: str = "") -> HomeList:
    """Return the visible homes that answer the search, in order. A fixed number of queries."""
    visible = Home.objects.visible_to(access).filter(merged_into=None)
    homes = list(_matching(visible, search, on, access.at))
    times = TravelTimes([home.point for home in homes if home.point] + [search.place]) if search.place else None
    rows = [_row(home, search.place, times, on) for home in homes]
    if search.text:
        rows = [row for row in rows if all(word in row.found_in for word in search.text.casefold().split())]
    near = [row for row in rows if _near_enough(row, search)]
    unmeasured = sum(row.travel is None for row in rows) if search.longest else 0
    return HomeList(sorted_rows(near, SORTS, sort or default_sort(search)), visible.open_on(on).count(), unmeasured)


def default_sort(search: HomeSearch) -> str:
    return "minutes" if search.place else "name"


def _matching(visible: Any, search: HomeSearch, on: date, at: datetime | None) -> Iterable[Any]:
    condition = Q()
    if search.kind:
        condition &= Q(kind=search.kind)
    if search.municipality:
        condition &= Q(municipality=search.municipality)
    if search.age is not None:
        condition &= Q(youngest_age=None) | Q(youngest_age__lte=search.age)
        condition &= Q(oldest_age=None) | Q(oldest_age__gte=search.age)
    if search.language:
        condition &= has_code("languages", search.language)
    if search.need:
        condition &= has_code("takes_on", search.need) | has_code("stretches_to", search.need)
    wanted = visible.filter(condition)
    homes = (wanted if search.closed else wanted.open_on(on)).with_vacancy(on, at)
    free = homes.filter(free__gt=0) if search.free else homes
    return free.select_related("service", "municipality", "point__ferry_area").prefetch_related("members")


def _row(home: Any, place: Point | None, times: TravelTimes | None, on: date) -> HomeRow:
    names = " ".join(member.name for member in home.members.all() if member.holds_on(on))
    village = home.point.village if home.point else ""
    return HomeRow(
        pk=home.pk,
        name=home.name,
        kind=home.get_kind_display(),
        municipality=home.municipality.name,
        village=village,
        protected=home.protected_address,
        band=home.get_travel_band_display(),
        vacancy=vacancy_of(home, on),
        confirmation=confirmation_of(home, on),
        confirmed_on=home.vacancy_confirmed_on,
        ages=ages_of(home),
        takes_on=labels(_TAKES_ON, home.takes_on),
        stretches_to=labels(_TAKES_ON, home.stretches_to),
        does_not_take=labels(_TAKES_ON, home.does_not_take),
        travel=times.between(place, home.point) if times and place and home.point else None,
        found_in=f"{home.name} {names} {village} {home.municipality.name}".casefold(),
    )


_TAKES_ON = Home._meta.get_field("takes_on")


def _near_enough(row: HomeRow, search: HomeSearch) -> bool:
    return not search.longest or (row.travel is not None and row.travel.minutes <= search.longest)


def sentence(found: HomeList, search: HomeSearch) -> str:
    """Return one sentence on what the list shows: `12 of 64 homes: emergency foster home, in Alver, free now`."""
    shown = len(found.rows)
    counted = ngettext("%(shown)d of %(total)d home", "%(shown)d of %(total)d homes", found.total)
    said = counted % {"shown": shown, "total": found.total}
    if asked := list(_asked(search)):
        said = f"{said}: {', '.join(asked)}"
    left_out = ""
    if found.unmeasured:
        left_out = ngettext(
            " %(n)d home without a known place is left out.",
            " %(n)d homes without a known place are left out.",
            found.unmeasured,
        ) % {"n": found.unmeasured}
    return f"{said}.{left_out}"


def _asked(search: HomeSearch) -> Iterator[str]:
    """Yield what is asked for, each in a few words."""
    if search.text:
        yield _("with “%(text)s”") % {"text": search.text}
    if search.kind:
        yield str(HomeKind(search.kind).label)
    if search.municipality:
        yield _("in %(place)s") % {"place": search.municipality}
    if search.free:
        yield _("free now")
    yield from _asked_of_the_home(search)
    if search.place:
        yield asked_travel(search.place, search.longest, _("with travel from %(place)s"))
    if search.closed:
        yield _("closed ones too")


def _asked_of_the_home(search: HomeSearch) -> Iterator[str]:
    if search.age is not None:
        yield _("for a child of %(age)d") % {"age": search.age}
    if search.language:
        yield _("speaking %(language)s") % {"language": Language(search.language).label}
    if search.need:
        yield _("taking on %(need)s") % {"need": Need(search.need).label}
