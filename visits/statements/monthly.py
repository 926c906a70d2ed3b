"""The monthly report to the head of service: activity, capacity, staff and economy, beside the month before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Placement, Service, Wait
from fosterhomes.permissions import Access
from fosterhomes.rules import months_before

from ..days import Span, years_after
from ..models import ReportStep, Visit
from ..models.visit import Track
from ..travel_claims import month_after, month_name
from . import measures
from .council import FREE, STAFF, TRAVEL, WAITS
from .measures import Asked
from .spec import LAST, PLAIN, THIS, Column, RowSpec, Section, as_tables
from .tables import Table

DAY = timedelta(days=1)
YEAR_AGO = "year_ago"


def _track(track: str, made: Promise) -> tuple[RowSpec, ...]:
    return (
        RowSpec(f"{track}_visits", made, PLAIN),
        RowSpec(f"{track}_owed", _("visits due"), PLAIN, part=True),
        RowSpec(f"{track}_missing", _("due and not made"), PLAIN, part=True),
    )


ACTIVITY = Section(
    "activity",
    _("Activity"),
    _("What was done in the month. Due are the visits whose last day in time lay in it."),
    (
        *_track("follow_up", _("follow-up visits made")),
        *_track("supervision", _("supervision visits made")),
        RowSpec("reports_sent", _("supervision reports sent"), PLAIN),
        RowSpec("guidance", _("guidance cases"), PLAIN),
        RowSpec("guidance_sessions", _("sessions held"), PLAIN, part=True),
        RowSpec("moved_in", _("children who moved in"), PLAIN),
        RowSpec("moved_out", _("children who moved out"), PLAIN),
        RowSpec("waits_begun", _("searches for a home begun"), PLAIN),
        RowSpec("waits_ended", _("searches for a home ended"), PLAIN),
    ),
    (),
    ("follow_up_visits", "supervision_visits", "reports_sent", "guidance_sessions"),
)

CAPACITY = Section(
    "capacity",
    _("Capacity"),
    _("On the last day of the month; free places are those of today."),
    (
        RowSpec("foster_children", _("foster children"), PLAIN),
        RowSpec("emergency", _("children in emergency homes"), PLAIN),
        RowSpec("under_supervision", _("children whose supervision the service answers for"), PLAIN),
        RowSpec("without_supervisor", _("children without a supervisor"), PLAIN, part=True),
        *(row for row in WAITS.rows if row.key in ("waiting_for_measure", "wait_late", "wait_median")),
        RowSpec("free", _("free places"), PLAIN),
        *FREE,
    ),
    (),
    ("foster_children", "waiting_for_measure", "wait_late", "without_supervisor"),
)

SECTIONS = (ACTIVITY, CAPACITY, STAFF, TRAVEL)


def monthly_tables(service: Service, month: date, access: Access, at: datetime) -> list[Table]:
    """Return the month (its first day) beside the one before and the same a year ago. A fixed number of queries."""
    asked = {LAST: months_before(month, 1), THIS: month, YEAR_AGO: years_after(month, -1)}
    values: dict[tuple[str, str], Any] = {}
    for column, first in asked.items():
        values |= _month(service, first, column, access)
    if month <= access.on < month_after(month):
        found = measures.vacancies(_asked(service, month, access.on), at)
        values |= {(row, THIS): number for (row, column), number in found.items() if column == THIS}
    columns = [Column(key, month_name(first)) for key, first in sorted(asked.items(), key=lambda one: one[1])]
    return as_tables(SECTIONS, columns, values)


def _asked(service: Service, first: date, today: date) -> Asked:
    """Return the month up to today."""
    return Asked(service, Span(first, min(month_after(first), max(first, today) + DAY)), (), today)


def _month(service: Service, first: date, column: str, access: Access) -> dict[tuple[str, str], Any]:
    asked = _asked(service, first, access.on)
    found = measures.figures(asked) | measures.visits(asked) | measures.supervisors(asked) | measures.waits(asked)
    found |= measures.staff(asked) | measures.guidance(asked) | measures.travel(asked, access)
    found |= {(key, THIS): number for key, number in _activity(asked).items()}
    return {(row, column): number for (row, where), number in found.items() if where == THIS}


def _activity(asked: Asked) -> dict[str, int]:
    days = asked.days

    def within(column: str) -> Q:
        return Q(**{f"{column}__gte": days.from_on, f"{column}__lt": days.until_on})

    visits = Visit.objects.filter(within("on_day"), service=asked.service, status=Visit.Status.DONE, in_person=True)
    made = list(visits.values_list("track", flat=True))
    stays = Placement.objects.filter(child__service=asked.service, planned=False, setting=Placement.Setting.HOME)
    waits = Wait.objects.filter(child__service=asked.service)
    sent = ReportStep.objects.filter(within("on_day"), step="sent", report__child__service=asked.service)
    return {
        **{f"{track}_visits": made.count(track) for track in Track.values},
        "reports_sent": sent.count(),
        "moved_in": stays.filter(within("from_on")).count(),
        "moved_out": stays.filter(within("until_on")).count(),
        "waits_begun": waits.filter(within("from_on")).count(),
        "waits_ended": waits.filter(within("until_on")).count(),
    }
