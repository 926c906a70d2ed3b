"""The status report to the municipal council, once a year (BVL § 15-3): this year beside the last, by municipality."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fosterhomes.figures import LABELS, PARTS
from fosterhomes.models import HomeKind, Service, Wait
from fosterhomes.permissions import Access
from fosterhomes.shown import shown_day

from .. import law
from ..days import Span, years_after
from ..models import Guidance
from ..models.visit import Track
from . import measures, tables
from .measures import Asked
from .spec import DETAIL, ELSEWHERE, LAST, PLAIN, SHARE, THIS, Column, RowSpec, Section, as_tables
from .tables import Table

DAY = timedelta(days=1)


def _parts(prefix: str, choices: Any) -> tuple[RowSpec, ...]:
    return tuple(RowSpec(f"{prefix}{value}", label, part=True) for value, label in choices)


def _figures(*keys: str) -> tuple[RowSpec, ...]:
    return tuple(RowSpec(key, LABELS[key], part=key in PARTS) for key in keys)


def _keys(rows: tuple[RowSpec, ...]) -> tuple[str, ...]:
    return tuple(row.key for row in rows)


CHILDREN = Section(
    "children",
    _("Children and young people"),
    _("Whom the service has in its care on the day, and whom it supervises for others."),
    (
        *_figures("foster_children", "ordinary", "specialised", "kinship", "aftercare", "aftercare_in_foster_homes"),
        RowSpec("aftercare_elsewhere", _("young people in aftercare who live elsewhere"), part=True),
        *_figures("institution", "emergency", "under_supervision"),
        RowSpec(
            "kinship_share", _("share of the foster children with kin and network"), SHARE,
            of=("kinship", "foster_children"), shown=tables.percent,
        ),
    ),
    (
        ("foster_children", ("ordinary", "specialised", "kinship")),
        ("aftercare", ("aftercare_in_foster_homes", "aftercare_elsewhere")),
    ),
    ("foster_children", "ordinary", "specialised", "kinship", "aftercare", "under_supervision"),
)  # fmt: skip


ROLES = {
    law.FOLLOW_UP: _("FF § 10, as municipality with care responsibility"),
    law.SUPERVISION: _("FF §§ 16 and 18, as the municipality where the home lies"),
}


def track_section(track: str) -> Section:
    """Return what was made of what was owed on one track."""
    lead = ROLES[track]

    def key(name: str) -> str:
        return f"{track}_{name}"

    rows = (
        RowSpec(key("children"), _("children with a visit due in the period")),
        RowSpec(key("complete"), _("children with every visit made"), part=True),
        RowSpec(key("short"), _("children who lack a visit"), part=True),
        RowSpec(key("owed"), _("visits due in the period"), of=(key("children"),)),
        RowSpec(key("made"), _("visits made of these"), part=True, of=(key("complete"), key("short"))),
        RowSpec(key("missing"), _("visits that are lacking"), part=True, of=(key("complete"), key("short"))),
        RowSpec(key("share"), _("share made"), SHARE, of=(key("made"), key("owed")), shown=tables.percent),
    )
    sums = (
        (key("children"), (key("complete"), key("short"))),
        (key("owed"), (key("made"), key("missing"))),
    )
    return Section(track, Track(track).label, lead, rows, sums, (key("owed"), key("made"), key("missing")))


SUPERVISORS = Section(
    "supervisors",
    _("Children without a supervisor"),
    _("Of those whose supervision the service answers for on the day (FF § 17)."),
    (
        RowSpec("with_supervisor", _("children with a supervisor")),
        RowSpec("without_supervisor", _("children without a supervisor")),
    ),
    (("under_supervision", ("with_supervisor", "without_supervisor")),),
    ("with_supervisor", "without_supervisor"),
)

WAIT_URGENCIES = _parts("wait_", Wait.Urgency.choices)
WAIT_KINDS = _parts("wait_for_", HomeKind.choices)
WAITS = Section(
    "waits",
    _("Waiting children"),
    _("The service's own children who wait for a measure on the day, by urgency and by kind of home."),
    (
        RowSpec("waiting_for_measure", LABELS["waiting_for_measure"]),
        *WAIT_URGENCIES,
        *WAIT_KINDS,
        RowSpec("wait_late", _("past the wanted day"), part=True),
        RowSpec("wait_in_time", _("the wanted day has not come"), part=True),
        RowSpec("wait_median", _("days waited, median"), DETAIL, of=("waiting_for_measure",)),
        RowSpec("wait_longest", _("days waited, longest"), DETAIL, of=("waiting_for_measure",)),
    ),
    tuple(
        ("waiting_for_measure", parts)
        for parts in (_keys(WAIT_URGENCIES), _keys(WAIT_KINDS), ("wait_late", "wait_in_time"))
    ),
    ("waiting_for_measure", "wait_late"),
)

FREE = _parts("free_", HomeKind.choices)
VACANCIES = Section(
    "vacancies",
    _("Vacancies"),
    _("Free places in the service's homes by kind, as the register knows them; of an earlier day it does not."),
    (RowSpec("free", _("free places")), *FREE),
    (("free", _keys(FREE)),),
    _keys(FREE),
)

STAFF = Section(
    "staff",
    _("Caseload"),
    _("A case is a child whose contact person one is. The norm is the service's own."),
    (
        RowSpec("caseworkers", _("caseworkers"), PLAIN),
        RowSpec("cases", _("cases"), PLAIN),
        RowSpec("cases_each", _("cases for each caseworker"), PLAIN, shown=tables.tenths),
        RowSpec("norm", _("the service's norm"), PLAIN),
        RowSpec("over_norm", _("caseworkers above the norm"), PLAIN, part=True),
        RowSpec("no_contact", _("children without a contact person"), part=True),
    ),
    (),
    ("cases_each", "norm"),
)

GUIDED = _parts("guidance_", Guidance.Form.choices)
GUIDANCE = Section(
    "guidance",
    _("Guidance"),
    _("Guidance of foster families and parents that was active on at least one day of the period."),
    (
        RowSpec("guidance", _("guidance cases")),
        *GUIDED,
        RowSpec("guidance_sessions", _("sessions held"), of=("guidance",)),
    ),
    (("guidance", _keys(GUIDED)),),
    ("guidance", "guidance_sessions"),
)

TRAVEL = Section(
    "travel",
    _("Travel"),
    _("What visits that were made or tried in the period took, of staff and supervisors."),
    (
        RowSpec("travel_visits", _("visits made or tried"), PLAIN),
        RowSpec("travel_hours", _("hours with visits and driving"), PLAIN),
        RowSpec("travel_driving", _("hours of driving"), PLAIN, part=True),
        RowSpec("travel_km", _("kilometres"), PLAIN),
        RowSpec("travel_kroner", _("mileage and hourly pay, NOK"), PLAIN, shown=tables.money),
        RowSpec("travel_unknown", _("days without kilometres"), PLAIN, part=True),
    ),
    (),
    ("travel_hours", "travel_driving"),
)

SECTIONS = (
    CHILDREN, track_section(law.FOLLOW_UP), track_section(law.SUPERVISION), SUPERVISORS, WAITS, VACANCIES, STAFF,
    GUIDANCE, TRAVEL,
)  # fmt: skip


@dataclass(frozen=True)
class CouncilReport:
    """The report of one service. `on`: its last day; it tells of the calendar year up to that day."""

    service: Service
    on: date
    columns: list[Column]
    values: dict[tuple[str, str], Any]

    def tables(self, least: int | None = None) -> list[Table]:
        """Return the tables; with `least` as they are published, small numbers hidden."""
        return as_tables(SECTIONS, self.columns, self.values, least)

    @property
    def period(self) -> str:
        days = {"first": shown_day(date(self.on.year, 1, 1)), "last": shown_day(self.on), "before": self.on.year - 1}
        return gettext("%(first)s to %(last)s, beside the same days of %(before)d") % days


def council_report(service: Service, on: date, access: Access, at: datetime) -> CouncilReport:
    """Return the report on that day, beside the same day of the year before. A fixed number of queries.

    Free places are those of today only: the register does not keep when a home had how many places.
    """
    municipalities = list(service.municipalities.all())
    places = tuple(one.number for one in municipalities)
    before = years_after(on, -1)
    values = {
        (row, LAST): value
        for (row, column), value in _numbers(service, before, places, access).items()
        if column == THIS
    }
    values |= _numbers(service, on, places, access)
    if on == access.on:
        values |= measures.vacancies(_asked(service, on, places, access), at)
    columns = [Column(LAST, f"{before.year}"), Column(THIS, f"{on.year}")]
    columns += [Column(one.number, one.name) for one in municipalities] + [Column(ELSEWHERE, gettext("Elsewhere"))]
    return CouncilReport(service, on, columns, values)


def _asked(service: Service, on: date, places: tuple[str, ...], access: Access) -> Asked:
    return Asked(service, Span(date(on.year, 1, 1), on + DAY), places, access.on)


def _numbers(service: Service, on: date, places: tuple[str, ...], access: Access) -> dict[tuple[str, str], Any]:
    asked = _asked(service, on, places, access)
    found = measures.figures(asked) | measures.visits(asked) | measures.supervisors(asked) | measures.waits(asked)
    return found | measures.staff(asked) | measures.guidance(asked) | measures.travel(asked, access)
