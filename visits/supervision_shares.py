"""Who could supervise the children of a supervisor who leaves, and what another change means for each child."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.actions.supervisors import lasting_appointments
from fosterhomes.candidates import Candidate, candidates, home_of
from fosterhomes.models import Child, SupervisionAppointment, Supervisor
from fosterhomes.shown import shown_day


@dataclass(frozen=True)
class SupervisionShares:
    """The children, who can take each, who is suggested, and a sentence on continuity for each."""

    children: list[Child]
    choices: dict[int, list[tuple[str, str]]]
    suggested: dict[int, int]
    warnings: list[str]
    people: dict[int, Supervisor]

    def supervisors(self, shares: dict[Child, int]) -> dict[Child, Supervisor]:
        return {child: self.people[pk] for child, pk in shares.items()}


def supervision_shares(giver: Supervisor, on: date) -> SupervisionShares:
    """Return what the page of the handover needs. Queries grow with the supervisor's children, a handful at most."""
    rows = list(lasting_appointments(giver, on).filter(from_on__lte=on).select_related("child"))
    fits = {row.child_id: _who_fits(row.child, on) for row in rows}
    return SupervisionShares(
        children=[row.child for row in rows],
        choices={pk: [(str(one.row.pk), _label(one)) for one in found] for pk, found in fits.items()},
        suggested=_suggested(fits),
        warnings=[_continuity(row) for row in rows],
        people=Supervisor.objects.in_bulk({one.row.pk for found in fits.values() for one in found}),
    )


def _who_fits(child: Child, on: date) -> list[Candidate]:
    return [one for one in candidates(child, home_of(child, on), on) if not one.refusals]


def _suggested(fits: dict[int, list[Candidate]]) -> dict[int, int]:
    """Return the nearest for each child, as far as there is room: who has the fewest to choose from goes first."""
    given: Counter[int] = Counter()
    found: dict[int, int] = {}
    for child, people in sorted(fits.items(), key=lambda pair: len(pair[1])):
        for one in people:
            if given[one.row.pk] < one.row.free:
                found[child] = one.row.pk
                given[one.row.pk] += 1
                break
    return found


def _label(one: Candidate) -> str:
    row = one.row
    way = _("%(n)d min") % {"n": row.travel.minutes} if row.travel and row.travel.minutes is not None else ""
    room = ngettext("room for %(n)d", "room for %(n)d", row.free) % {"n": row.free}
    doubt = f" ({one.doubts[0]})" if one.doubts else ""
    return ", ".join(part for part in (f"{row.name} – {room}", way) if part) + doubt


def _continuity(row: SupervisionAppointment) -> str:
    """Return how long the child has known the supervisor, and the how manieth the next will be."""
    before = SupervisionAppointment.objects.filter(child=row.child_id, from_on__lte=row.from_on).count()
    words = {"child": row.child.name, "day": shown_day(row.from_on), "n": before + 1}
    return _("%(child)s has had this supervisor since %(day)s; the next is number %(n)d.") % words
