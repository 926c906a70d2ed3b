"""The homes of the plan: family, address, hours, training, certificates seen, vacancy confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from ..models import (
    Home,
    HomeHoliday,
    HomeKind,
    HomeMember,
    PoliceCertificate,
    Service,
    Training,
    TravelBand,
    VisitHours,
)
from .names import BOY, GIRL, email
from .plan import FREE, Household, households
from .rows import Demo, weekday
from .traits import draw_traits

PROTECTED = ("Myking", "o")
"""The home of the plan (village, letters) whose address is protected."""

CLOSED = (("Alversund", 400, "Fosterforeldra vart for gamle."), ("Manger", 260, "Flytta til Trøndelag."),
          ("Knarvik", 95, "Eigne born treng meir tid."))  # fmt: skip
"""Homes that are no more: village, days ago, why."""

PAUSED = {"Alversund f.": 40, "Ostereidet f.": 75}
FREE_FROM = {"Mongstad .": 25, "Lindås .": 9, "Årås .": 60}
"""Households by village and letters, and in how many days they take children again, or for the first time."""

TRAININGS = {HomeKind.KINSHIP: Training.Course.KINSHIP, HomeKind.EMERGENCY: Training.Course.EMERGENCY}


@dataclass
class DraftHome:
    """A home with its line of the plan, and since when it is in the register."""

    home: Home
    household: Household
    since: date


def draft_homes(demo: Demo) -> list[DraftHome]:
    """Draft every home of the plan, and those that have closed."""
    drafts = [_draft(demo, household) for household in households()]
    for village, days_ago, reason in CLOSED:
        closed = _draft(demo, Household(len(drafts), HomeKind.ORDINARY, village, ""))
        closed.home.places, closed.home.closed_reason = 1, reason
        closed.home.closed_on = demo.on - timedelta(days=days_ago)
    return drafts


def _draft(demo: Demo, household: Household) -> DraftHome:
    since = demo.days_ago(1300, 4500)
    carers = [(gender, demo.people.surname()) for gender in ((GIRL, BOY) if demo.chance(75) else (GIRL,))]
    names = [demo.people.person(gender, surname) for gender, surname in carers]
    home = new_home(demo, demo.service, household, names)
    _shape(demo, home, household)
    demo.add(home)
    _family(demo, home, names, since)
    _calendar(demo, home)
    return DraftHome(home, household, since)


def new_home(demo: Demo, service: Service, household: Household, carers: list[str]) -> Home:
    """Return a home, not yet drafted, with a spot of its own on the map."""
    point = demo.places.spot(household.village, demo.rng)
    home = Home(
        service=service,
        kind=household.kind,
        name=family_name(carers),
        municipality=point.municipality,
        point=point,
        address=f"{demo.people.street()}, {point.postal_code} {household.village}",
        phone=demo.people.phone(),
        email=email(carers[0], "fosterheim"),
        places=len(household.letters),
        largest_sibling_group=max(1, len(household.letters)),
    )
    draw_traits(demo, home)
    if (household.village, household.letters) == PROTECTED:
        home.protected_address, home.address, home.point = True, "", None
        home.travel_band = TravelBand.UP_TO_60
    else:
        demo.add(point)
    return home


def family_name(carers: list[str]) -> str:
    """Return `Berg og Lie` for two, the whole name for one."""
    return " og ".join(name.split()[-1] for name in carers) if len(carers) > 1 else carers[0]


def _shape(demo: Demo, home: Home, household: Household) -> None:
    """Set what decides the vacancy besides who lives there, and when it was last confirmed."""
    key = f"{household.village} {household.letters}"
    if key in PAUSED:
        home.paused_until = demo.on + timedelta(days=PAUSED[key])
    if key in FREE_FROM:
        home.free_from = demo.on + timedelta(days=FREE_FROM[key])
    # Of homes with a free place two of three were asked of late; the others are stale, and some were never asked.
    fresh = ((0, 12), (3, 27), (0, 20), (8, 29)) if FREE in household.letters else ((5, 29), (20, 120))
    ages = demo.rng.choice((*fresh, (45, 160), None))
    home.vacancy_confirmed_on = demo.days_ago(*ages) if ages else None


def _family(demo: Demo, home: Home, carers: list[str], since: date) -> None:
    for name in carers:
        born = demo.on.year - demo.rng.randint(32, 61)
        carer = HomeMember(home=home, name=name, relation=HomeMember.Relation.CARER, birth_year=born, from_on=since)
        _certificate(demo, demo.add(carer), since)
    for _child in range(demo.rng.choice((0, 0, 1, 2, 2, 3))):
        born = demo.on.year - demo.rng.randint(4, 17)
        name = demo.people.person(demo.people.gender(), carers[-1].split()[-1])
        own = HomeMember.Relation.OWN_CHILD
        demo.add(HomeMember(home=home, name=name, relation=own, birth_year=born, from_on=since))
    demo.rows[Training].extend(_trainings(demo, home, since))


def _certificate(demo: Demo, member: HomeMember, since: date) -> None:
    """Nine of ten were at most three months old when they were seen; the others break the rule and show it."""
    seen_on = since - timedelta(days=demo.rng.randint(10, 90))
    age = demo.rng.randint(5, 80) if demo.chance(92) else demo.rng.randint(110, 200)
    demo.add(
        PoliceCertificate(home=member.home, member=member, issued_on=seen_on - timedelta(days=age), seen_on=seen_on)
    )


def _trainings(demo: Demo, home: Home, since: date) -> list[Training]:
    kind = HomeKind(home.kind)
    rows = []
    if kind != HomeKind.RELIEF and demo.chance(60 if kind == HomeKind.KINSHIP else 97):
        rows.append(Training(home=home, course=Training.Course.SOLID, completed_on=since - timedelta(days=45)))
    if kind in TRAININGS and demo.chance(80):
        completed_on = weekday(since + timedelta(days=demo.rng.randint(30, 300)))
        rows.append(Training(home=home, course=TRAININGS[kind], completed_on=completed_on))
    if demo.chance(25):
        note, completed_on = demo.rng.choice(("Trygg base", "COS", "TBO-F")), demo.days_ago(60, 900)
        rows.append(Training(home=home, course=Training.Course.OTHER, completed_on=completed_on, note=note))
    return rows


def _calendar(demo: Demo, home: Home) -> None:
    """One home in three has hours, one in five is away for a week near the day of the demo."""
    if demo.chance(33):
        for weekday_number in sorted(demo.rng.sample(range(5), demo.rng.randint(2, 4))):
            begins, ends = demo.rng.choice(((9, 13), (12, 16), (14, 18), (8, 15)))
            demo.add(VisitHours(home=home, weekday=weekday_number, from_time=time(begins), until_time=time(ends, 30)))
    if demo.chance(20):
        begins_on = demo.on + timedelta(days=demo.rng.randint(-20, 60))
        note = demo.rng.choice(("Ferie", "Hos besteforeldra", "Haustferie på hytta"))
        demo.add(HomeHoliday(home=home, from_on=begins_on, until_on=begins_on + timedelta(days=7), note=note))
