"""What a report counts of a service, on a day or over a run of days, in all and by municipality. Rows in, numbers out.

Every number is somebody else's definition: the figures are `fosterhomes/figures.py`, what is owed `visits/owed.py`, a
vacancy `with_vacancy`, the caseload `fosterhomes/caseload.py`, mileage `visits/travel_claims.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef

from fosterhomes.caseload import caseload
from fosterhomes.figures import LABELS, Figures
from fosterhomes.models import Child, Home, HomeKind, Placement, Service, SupervisionAppointment, Wait
from fosterhomes.periods import covers
from fosterhomes.permissions import Access

from .. import law, rules
from ..days import Span
from ..duty import MOVES, answering_municipality
from ..models import Guidance, GuidanceSession
from ..owed import TrackYear, owed_between
from ..travel_claims import claims_between
from .spec import ELSEWHERE, THIS

DAY = timedelta(days=1)
Numbers = dict[tuple[str, str], Any]

BESIDE = ("under_supervision", "waiting_for_measure")
"""Figures that do not count stays of the service's own children; all others are asked for at once."""


@dataclass(frozen=True)
class Asked:
    """What is asked: the service, the run of days that is reported, and its last day, on which it stands.

    `today`: the day on which it is asked. A window that ends with it can still be filled, and is told of tomorrow.
    """

    service: Service
    days: Span
    places: tuple[str, ...]
    """The numbers of the service's municipalities."""
    today: date

    @property
    def on(self) -> date:
        return self.days.until_on - DAY

    def tallied(self, keys: Iterable[str], found: Iterable[tuple[str, str]], elsewhere: bool = False) -> Numbers:
        """Return how often each key was found, in all and in each municipality, 0 where it was not."""
        counted = Counter((key, place if place in self.places else ELSEWHERE) for key, place in found)
        columns = (*self.places, ELSEWHERE) if elsewhere else self.places
        whole = {(key, THIS): sum(counted[key, one] for one in (*self.places, ELSEWHERE)) for key in keys}
        return whole | {(key, one): counted[key, one] for key in keys for one in columns}


def figures(asked: Asked) -> Numbers:
    """Return the figures of the status report, and the shares that follow from them."""
    counted = Figures(asked.service.pk, asked.on)
    found = [(key, place) for key, _child, place in counted.own_by_place()]
    found += [(key, place) for key in BESIDE for place in _places(counted, key, asked.on)]
    numbers = asked.tallied(LABELS, found)
    for column in (THIS, *asked.places):
        whole, inside = numbers["aftercare", column], numbers["aftercare_in_foster_homes", column]
        numbers["aftercare_elsewhere", column] = whole - inside
        numbers["kinship_share", column] = _share(numbers["kinship", column], numbers["foster_children", column])
    return numbers


def _places(counted: Figures, key: str, on: date) -> Iterator[str]:
    if key == "under_supervision":
        stays = _with_places(counted.placements(key))
        yield from (answering_municipality(stay, law.SUPERVISION, on).pk for stay in stays)
    else:
        yield from counted.children(key).values_list("care_municipality", flat=True)


def _with_places(stays: Any) -> Any:
    return stays.select_related("child__care_municipality", "home__municipality").prefetch_related(MOVES)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def supervisors(asked: Asked) -> Numbers:
    """Return the children under supervision who have a supervisor on the day, and those who have none (FF § 17)."""
    appointed = SupervisionAppointment.objects.filter(covers(asked.on), child=OuterRef("child"))
    stays = Placement.objects.under_supervision_of(asked.service.pk, asked.on).annotate(has=Exists(appointed))
    names = {True: "with_supervisor", False: "without_supervisor"}
    found = [
        (names[stay.has], answering_municipality(stay, law.SUPERVISION, asked.on).pk) for stay in _with_places(stays)
    ]
    return asked.tallied(names.values(), found)


def visits(asked: Asked) -> Numbers:
    """Return the windows that ended in the days, those with a visit, and the children behind them, by track."""
    children = Child.objects.filter(service=asked.service)
    years = [year for year in owed_between(children, asked.days, asked.days.until_on) if year.days.from_on <= asked.on]
    numbers: Numbers = {}
    for track in law.TRACKS:
        numbers |= _track(asked, track, [year for year in years if year.track == track])
    return numbers


def _track(asked: Asked, track: str, years: list[TrackYear]) -> Numbers:
    ended = [(year, due) for year in years for due in _ended(year, asked)]
    found = [(f"{track}_{what}", _answers(year, asked.on)) for year, due in ended for what in _said(due)]
    short = {year.child.pk for year, due in ended if due.done_on is None}
    last_place = {year.child.pk: _answers(year, asked.on) for year, _due in ended}
    for child, place in last_place.items():
        found += [(f"{track}_children", place), (f"{track}_{'short' if child in short else 'complete'}", place)]
    keys = [f"{track}_{what}" for what in ("owed", "made", "missing", "children", "complete", "short")]
    numbers = asked.tallied(keys, found)
    for column in (THIS, *asked.places):
        made, owed = numbers[f"{track}_made", column], numbers[f"{track}_owed", column]
        numbers[f"{track}_share", column] = _share(made, owed)
    return numbers


def _ended(year: TrackYear, asked: Asked) -> Iterator[rules.Due]:
    """Yield the windows whose last day lies in the days; a visit after them is not seen."""
    seen = [day for day in year.case.done if day <= asked.on]
    on = min(asked.days.until_on, asked.today)
    dues = rules.due_state(year.result, seen, on)
    return (due for due in dues if due.window.until_on <= on and asked.days.holds(rules.last_day(due.window)))


def _said(due: rules.Due) -> tuple[str, str]:
    return ("owed", "made" if due.done_on else "missing")


def _answers(year: TrackYear, on: date) -> str:
    """Return the municipality that answered on the last day of the duty, or on the day."""
    number: str = answering_municipality(year.placement, year.track, min(on, year.duty_ends_on - DAY)).pk
    return number


def waits(asked: Asked) -> Numbers:
    """Return who waits on the day by urgency and kind, for how long, and who is past the wanted day."""
    rows = Wait.objects.filter(covers(asked.on), child__in=Child.objects.filter(service=asked.service).own())
    found, days = [], []
    for wait in rows.select_related("child"):
        days.append((wait.child.care_municipality_id, (asked.on - wait.from_on).days))
        late = "wait_late" if wait.wanted_on < asked.on else "wait_in_time"
        found += [(key, days[-1][0]) for key in (f"wait_{wait.urgency}", f"wait_for_{wait.kind}", late)]
    keys = [*(f"wait_{one}" for one in Wait.Urgency.values), *(f"wait_for_{one}" for one in HomeKind.values)]
    numbers = asked.tallied([*keys, "wait_late", "wait_in_time"], found)
    for column in (THIS, *asked.places):
        waited = [number for place, number in days if column in (THIS, place)]
        numbers["wait_median", column] = round(median(waited)) if waited else None
        numbers["wait_longest", column] = max(waited, default=None)
    return numbers


def vacancies(asked: Asked, at: datetime) -> Numbers:
    """Return the free places of the service's open homes by kind, wherever they lie."""
    homes: Any = (
        Home.objects.filter(service=asked.service, merged_into=None).open_on(asked.on).with_vacancy(asked.on, at)
    )
    found = [(f"free_{home.kind}", home.municipality_id) for home in homes for _place in range(home.free)]
    found += [("free", place) for _kind, place in found]
    return asked.tallied(["free", *(f"free_{kind}" for kind in HomeKind.values)], found, elsewhere=True)


def staff(asked: Asked) -> Numbers:
    """Return the caseload of the day against the service's norm."""
    load = caseload(asked.service, asked.on)
    working = [worker for worker in load.workers if worker.has_duty]
    return {
        ("caseworkers", THIS): len(working),
        ("cases", THIS): load.cases,
        ("cases_each", THIS): load.cases / len(working) if working else None,
        ("norm", THIS): asked.service.caseload_norm,
        ("over_norm", THIS): sum(worker.over > 0 for worker in load.workers),
        ("no_contact", THIS): len(load.without_contact),
    }


def guidance(asked: Asked) -> Numbers:
    """Return the guidance cases that were active on at least one of the days, by form, and the sessions held."""
    cases = Guidance.objects.filter(service=asked.service).active_in(asked.days.from_on, asked.days.until_on)
    found = [(f"guidance_{case.form}", _place_of(case)) for case in cases.select_related("home", "child")]
    found += [("guidance", place) for _form, place in found]
    numbers = asked.tallied(["guidance", *(f"guidance_{form}" for form in Guidance.Form.values)], found, elsewhere=True)
    held = GuidanceSession.objects.filter(
        cases__service=asked.service, status=GuidanceSession.Status.HELD,
        on_day__gte=asked.days.from_on, on_day__lt=asked.days.until_on,
    )  # fmt: skip
    return numbers | {("guidance_sessions", THIS): held.distinct().count()}


def _place_of(case: Guidance) -> str:
    found: str | None = (
        case.home.municipality_id if case.home else case.child.care_municipality_id if case.child else None
    )
    return found or ELSEWHERE


def travel(asked: Asked, access: Access) -> Numbers:
    """Return what visits of the days took in hours, kilometres and kroner, of all who made them."""
    found = claims_between(access, asked.days)
    paid = any(day.rate for claim in found for day in claim.days)
    return {
        ("travel_visits", THIS): sum(claim.visits for claim in found),
        ("travel_hours", THIS): round(sum(claim.minutes for claim in found) / 60),
        ("travel_driving", THIS): round(sum(claim.driving_minutes for claim in found) / 60),
        ("travel_km", THIS): sum(claim.kilometres for claim in found),
        ("travel_kroner", THIS): sum(claim.total for claim in found) if paid else None,
        ("travel_unknown", THIS): sum(claim.needs_kilometres for claim in found),
    }
