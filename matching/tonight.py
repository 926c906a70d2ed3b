"""Tonight: which emergency homes can take these children now, the nearest first. Read in one go: somebody waits.

The rules are those of every other search (`matching/rules`), asked about children of whom only the age is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fosterhomes.models import Home, HomeKind, Point, Service, TravelBand
from fosterhomes.permissions import Access
from fosterhomes.rules import months_before
from fosterhomes.travel import Travel, TravelTimes
from fosterhomes.vacancy import Confirmation, Vacancy, ages_of, confirmation_of, vacancy_of

from .home_facts import HomeRegister
from .models import NightCall, NightSearch
from .rules import Finding, Unit, Verdict, Waiting, Ways, findings, ruled_out
from .sentences import rule_name, sentence

OLDEST = 17
MOST_CHILDREN = 6
SHOWN = 8
"""So many homes at first; who has called them in vain asks for `MORE`."""
MORE = 24
"""So many at a time: hundreds at once are slow to send to a phone, and nobody calls so many."""

FOR_ANY_CHILD = frozenset({"closed", "free_from", "places", "other_must_be_alone"})
"""Rules that keep every child away, whoever it is."""

TOLD = frozenset({"needs", "ages"})
"""Rules whose doubts are worth a word on the telephone; papers and ways are for the day."""


@dataclass(frozen=True)
class NightRow:
    """One home: how far, what is free and how fresh that is, what to ask on the telephone, and what it answered."""

    home: Home
    travel: Travel | None
    band: str
    vacancy: Vacancy
    confirmation: Confirmation
    ages: str
    to_ask: tuple[str, ...]
    call: NightCall | None
    held_until: datetime | None = None
    """Until when places are held here for the children of the search."""

    @property
    def rank(self) -> tuple[Any, ...]:
        """Where places are held first, then not yet asked, who thinks it over, who did not answer, who said no.

        In each the nearest first.
        """
        answers = NightCall.Answer
        order = ["", answers.YES, answers.THINKING, answers.NO_ANSWER, answers.NO]
        asked = order.index(self.call.answer if self.call else "")
        return (
            self.held_until is None,
            asked,
            self.minutes is None,
            self.minutes or 0,
            len(self.to_ask),
            self.home.name,
            self.home.pk,
        )

    @property
    def minutes(self) -> int | None:
        return int(self.home.travel_band) if self.band else self.travel.minutes if self.travel else None


@dataclass(frozen=True)
class NightList:
    """`left_out`: how many homes each rule keeps away, the most frequent first; a home may stand under several."""

    rows: list[NightRow]
    total: int
    left_out: list[tuple[str, int]]
    start: Point | None

    @property
    def fitting(self) -> int:
        return len(self.rows)

    @property
    def all_asked(self) -> bool:
        """Return whether every home that fits has been called, and none said yes."""
        return bool(self.rows) and all(row.call and row.call.answer != NightCall.Answer.YES for row in self.rows)


def tonight(access: Access, service: Service, search: NightSearch | None, at: datetime) -> NightList:
    """Return the emergency homes for the search, or, before anything is asked, all that have a place free."""
    on = timezone.localdate(at)
    homes = _homes(access, service, on, at)
    held = _held(search, at)
    found = _found(service, unit_of(search, on, frozenset(held)), homes, on)
    fitting = [home for home in homes if not _kept_away(found[home.pk], search)]
    start = (search.place if search else None) or service.office
    times = TravelTimes([home.point for home in fitting if home.point] + [start], starts=[start]) if start else None
    calls = _calls(search)
    rows = [
        _row(home, found[home.pk], _travel(times, start, home), calls.get(home.pk), on, held.get(home.pk))
        for home in fitting
    ]
    left_out = Counter(name for said in found.values() for name in _names(_kept_away(said, search)))
    return NightList(sorted(rows, key=lambda row: row.rank), len(homes), left_out.most_common(), start)


def _homes(access: Access, service: Service, on: date, at: datetime) -> list[Any]:
    visible = Home.objects.visible_to(access).filter(service=service, kind=HomeKind.EMERGENCY, merged_into=None)
    homes = visible.open_on(on).with_vacancy(on, at)
    return list(homes.select_related("service", "municipality", "point__ferry_area", "point__municipality"))


def _held(search: NightSearch | None, at: datetime) -> dict[int, datetime]:
    """Return until when places are held for the search, by the home."""
    return dict(search.holds.live(at).values_list("home", "until_at")) if search else {}


def _found(service: Service, unit: Unit, homes: Iterable[Any], on: date) -> dict[int, tuple[Finding, ...]]:
    # Papers rule nobody out and are for the day; who calls at night does not wait for them.
    register = HomeRegister(service.pk, on, [], [], papers=False)
    return {home.pk: findings(unit, register.of(home), Ways(municipality=home.municipality_id)) for home in homes}


def unit_of(search: NightSearch | None, on: date, held_homes: frozenset[int] = frozenset()) -> Unit:
    """Return the children as the rules read them. Of a child of seven the seventh birthday is taken to be today."""
    ages, needs = (search.ages, frozenset(search.needs)) if search else ([], frozenset())
    children = tuple(
        Waiting(child=-number, birth_date=months_before(on, 12 * age), needs=needs, held_homes=held_homes)
        for number, age in enumerate(ages or [0], start=1)
    )
    return Unit(children, HomeKind.EMERGENCY, "acute", wanted_on=on, since=on, longest_minutes=24 * 60)


def _kept_away(found: Iterable[Finding], search: NightSearch | None) -> list[Finding]:
    """Return what keeps the home away; before an age is chosen only what would keep any child away."""
    asked = search is not None and bool(search.ages)
    return [finding for finding in ruled_out(found) if asked or finding.rule in FOR_ANY_CHILD]


def _names(found: Iterable[Finding]) -> set[str]:
    return {rule_name(finding.rule) for finding in found}


def _calls(search: NightSearch | None) -> dict[int, NightCall]:
    """Return the latest call to each home of the search."""
    rows = search.calls.select_related("called_by").order_by("called_at", "pk") if search else []
    return {call.home_id: call for call in rows}


def _travel(times: TravelTimes | None, start: Point | None, home: Home) -> Travel | None:
    return times.between(start, home.point) if times and start and home.point else None


def _row(
    home: Any, found: Iterable[Finding], travel: Travel | None, call: NightCall | None, on: date,
    held_until: datetime | None,
) -> NightRow:  # fmt: skip
    doubts = (one for one in found if one.rule in TOLD and one.verdict in (Verdict.STRETCH, Verdict.UNKNOWN))
    return NightRow(
        home=home,
        travel=travel,
        band=str(TravelBand(home.travel_band).label) if home.travel_band else "",
        vacancy=vacancy_of(home, on),
        confirmation=confirmation_of(home, on),
        ages=ages_of(home),
        to_ask=tuple(sentence(doubt) for doubt in doubts),
        call=call,
        held_until=held_until,
    )


def placed_lately(access: Access, since: datetime) -> list[NightSearch]:
    """Return the searches that gave children a home since then. A fixed number of queries."""
    ended = NightSearch.objects.visible_to(access).filter(ended_at__gte=since, children__isnull=False).distinct()
    return list(ended.select_related("home", "begun_by").prefetch_related("children"))
