"""Who could be the supervisor of a child: near enough, with room, independent; and for the others, why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Child, Duty, Home, Placement, Role, Supervisor, SupervisorTie
from .models.words import HomeKind
from .shown import labels
from .supervisors import SupervisorRow, supervisor_row
from .travel import TravelTimes


@dataclass(frozen=True)
class Candidate:
    """A supervisor seen from one child. `refusals` stand in the way by law or by room; `doubts` do not."""

    row: SupervisorRow
    refusals: list[str]
    doubts: list[str]
    shared_languages: list[str]

    @property
    def order(self) -> tuple[bool, bool, bool, int]:
        minutes = self.row.travel.minutes if self.row.travel else 0
        return bool(self.refusals), bool(self.doubts), not self.shared_languages, minutes


def home_of(child: Child, on: date) -> Home | None:
    """Return the home in which the child lives that day, else the one that it is to move to; relief homes apart."""
    stays = child.placements.filter(Q(until_on=None) | Q(until_on__gt=on), home__isnull=False)
    lasting = (
        stays.exclude(kind=HomeKind.RELIEF).select_related("home__point__ferry_area").order_by("planned", "from_on")
    )
    stay: Placement | None = lasting.first()
    return stay.home if stay else None


def candidates(child: Child, home: Home | None, on: date) -> list[Candidate]:
    """Return every supervisor of the service but the child's present one, the best first. A fixed number of queries."""
    people = list(_available(child, on))
    point = home.point if home else None
    times = TravelTimes([person.base for person in people] + [point]) if point else None
    refusals = _ties(child, home)
    staff = _staff(child, on)
    found = []
    for person in people:
        row = supervisor_row(person, on, times, point)
        against = [*refusals.get(person.pk, []), *_no_room(row)]
        if person.user_id in staff:
            against.append(_("works for the service (FF § 17)"))
        found.append(Candidate(row, against, list(_doubts(row)), _shared(child, person)))
    return sorted(found, key=lambda candidate: candidate.order)


def _available(child: Child, on: date) -> Iterable[Supervisor]:
    people = Supervisor.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), service=child.service_id, merged_into=None
    )
    present = child.supervision_appointments.on(on).values("supervisor")
    others = people.filter(from_on__lte=on).exclude(pk__in=present)
    return others.with_load(on).select_related("base__ferry_area", "base__municipality")


def _ties(child: Child, home: Home | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for tie in SupervisorTie.objects.filter(Q(child=child) | Q(home__isnull=False, home=home)):
        whom = _("of the home") if tie.home_id else _("of the child")
        told = _("not independent %(whom)s: %(tie)s") % {"whom": whom, "tie": tie.get_kind_display()}
        found.setdefault(tie.supervisor_id, []).append(told)
    return found


def _staff(child: Child, on: date) -> set[int]:
    duties = Duty.objects.on(on).filter(service=child.service_id).exclude(role=Role.SUPERVISOR)
    return set(duties.values_list("user", flat=True))


def _no_room(row: SupervisorRow) -> list[str]:
    return (
        [] if row.free else [_("has no room: %(load)d of %(capacity)d") % {"load": row.load, "capacity": row.capacity}]
    )


def _doubts(row: SupervisorRow) -> Iterator[str]:
    if row.too_far:
        yield _("farther than the %(minutes)d minutes agreed") % {"minutes": row.longest_minutes}


def _shared(child: Child, person: Supervisor) -> list[str]:
    return labels(
        Supervisor._meta.get_field("languages"), [code for code in child.languages if code in person.languages]
    )
