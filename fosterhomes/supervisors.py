"""The list of supervisors and the page of one: who has room, how far they go, which children they look after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .history import HistoryEvent, history
from .listing import asked_travel, sorted_rows
from .models import AuditEvent, Child, Language, Point, Role, Supervisor
from .models.fields import has_code
from .permissions import Access, can_write_register
from .shown import labels, name_key
from .travel import Travel, TravelTimes

RECENT = 12


@dataclass(frozen=True)
class SupervisorSearch:
    """What a person asks the list for; everything empty is every supervisor who is available."""

    text: str = ""
    village: Point | None = None
    free: bool = False
    language: str = ""
    place: Point | None = None
    longest: int | None = None
    ended: bool = False


@dataclass(frozen=True)
class SupervisorRow:
    """One supervisor in the list. `too_far`: the place is farther away than the supervisor will travel."""

    pk: int
    name: str
    base: str
    load: int
    capacity: int
    free: int
    longest_minutes: int
    languages: list[str]
    phone: str
    available: bool
    until_on: date | None
    travel: Travel | None
    too_far: bool


@dataclass(frozen=True)
class SupervisorList:
    rows: list[SupervisorRow]
    total: int


SORTS: dict[str, Any] = {
    "name": lambda row: name_key(row.name),
    "base": lambda row: name_key(row.base),
    "free": lambda row: row.free,
    "load": lambda row: row.load,
    "longest": lambda row: row.longest_minutes,
    "minutes": lambda row: row.travel.minutes if row.travel else None,
}


def find_supervisors(access: Access, search: SupervisorSearch, on: date, sort: str = "") -> SupervisorList:
    """Return the visible supervisors who answer the search, in order. A fixed number of queries."""
    visible = Supervisor.objects.visible_to(access).filter(merged_into=None)
    people = list(_matching(visible, search, on))
    times = TravelTimes([person.base for person in people] + [search.place]) if search.place else None
    rows = [supervisor_row(person, on, times, search.place) for person in people]
    near = [row for row in rows if not search.longest or (row.travel and row.travel.minutes <= search.longest)]
    total = visible.filter(_available(on)).count()
    return SupervisorList(sorted_rows(near, SORTS, sort or default_sort(search)), total)


def default_sort(search: SupervisorSearch) -> str:
    return "minutes" if search.place else "name"


def _available(on: date) -> Q:
    return Q(until_on=None) | Q(until_on__gt=on)


def _matching(visible: Any, search: SupervisorSearch, on: date) -> Iterable[Any]:
    condition = Q() if search.ended else _available(on)
    if search.village:
        condition &= Q(base__village=search.village.village, base__municipality=search.village.municipality_id)
    if search.language:
        condition &= has_code("languages", search.language)
    people = visible.filter(condition).with_load(on).select_related("base__ferry_area", "base__municipality")
    if search.free:
        people = people.filter(free__gt=0, from_on__lte=on)
    words = search.text.casefold().split()
    return [person for person in people if all(word in _words(person) for word in words)]


def _words(person: Any) -> str:
    return f"{person.name} {person.base.village} {person.phone}".casefold()


def supervisor_row(person: Any, on: date, times: TravelTimes | None, place: Point | None) -> SupervisorRow:
    """Return a supervisor, read by `with_load`, in words; with the travel from `place` when one is given."""
    travel = times.between(person.base, place) if times and place else None
    return SupervisorRow(
        pk=person.pk,
        name=person.name,
        base=person.base.village,
        load=person.load,
        capacity=person.capacity,
        free=max(person.free, 0),
        longest_minutes=person.longest_minutes,
        languages=labels(Supervisor._meta.get_field("languages"), person.languages),
        phone=person.phone,
        available=person.holds_on(on),
        until_on=person.until_on,
        travel=travel,
        too_far=travel is not None and travel.minutes > person.longest_minutes,
    )


def sentence(found: SupervisorList, search: SupervisorSearch) -> str:
    """Return one sentence on what the list shows: `4 of 38 supervisors: from Knarvik, with room now`."""
    counted = ngettext("%(shown)d of %(total)d supervisor", "%(shown)d of %(total)d supervisors", found.total)
    said = counted % {"shown": len(found.rows), "total": found.total}
    asked = ", ".join(_asked(search))
    return f"{said}: {asked}." if asked else f"{said}."


def _asked(search: SupervisorSearch) -> Iterator[str]:
    if search.text:
        yield _("with “%(text)s”") % {"text": search.text}
    if search.village:
        yield _("from %(place)s") % {"place": search.village}
    if search.free:
        yield _("with room now")
    if search.language:
        yield _("speaking %(language)s") % {"language": Language(search.language).label}
    if search.place:
        yield asked_travel(search.place, search.longest, _("with travel to %(place)s"))
    if search.ended:
        yield _("those who have ended too")


@dataclass(frozen=True)
class SupervisorPage:
    """The page of a supervisor: those appointed for whom the person may not see are only counted."""

    supervisor: Supervisor
    row: SupervisorRow
    appointments: list[Any]
    others: int
    earlier: int
    events: list[HistoryEvent]
    may_write: bool
    may_plan: bool
    is_self: bool


def supervisor_rows(access: Access) -> Any:
    """Return the supervisors whose page the person may open, ready for `supervisor_page`."""
    visible = Supervisor.objects.visible_to(access).with_load(access.on)
    return visible.select_related("service", "user", "base__municipality", "base__ferry_area")


def supervisor_page(supervisor: Any, access: Access) -> SupervisorPage:
    """Return the page of a supervisor that was read by `supervisor_rows`."""
    lasting = Q(until_on=None) | Q(until_on__gt=access.on)
    current = list(supervisor.appointments.filter(lasting).select_related("child").order_by("child__name"))
    seen = set(
        Child.objects.visible_to(access).filter(pk__in=[row.child_id for row in current]).values_list("pk", flat=True)
    )
    may_write = can_write_register(access, supervisor.service_id)
    return SupervisorPage(
        supervisor=supervisor,
        row=supervisor_row(supervisor, access.on, None, None),
        appointments=[row for row in current if row.child_id in seen],
        others=sum(row.child_id not in seen for row in current),
        earlier=supervisor.appointments.exclude(lasting).count(),
        events=history(_events(supervisor)) if may_write else [],
        may_write=may_write,
        may_plan=supervisor.service_id in access.services(Role.LEADER, Role.COORDINATOR),
        is_self=supervisor.user_id == access.user.pk,
    )


def _events(supervisor: Supervisor) -> Iterable[AuditEvent]:
    same = Supervisor.objects.filter(Q(pk=supervisor.pk) | Q(merged_into=supervisor)).values_list("pk", flat=True)
    events = AuditEvent.objects.filter(object_type="fosterhomes.supervisor", object_id__in=[str(pk) for pk in same])
    return events.select_related("by")[:RECENT]
