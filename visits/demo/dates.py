"""Dates that bind in the demo service: most were met, a few are late; last year's shortfall is partly acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from fosterhomes.demo.rows import Demo, weekday
from fosterhomes.models import Child, Duty, LegalGround, Placement, Role

from .. import deadlines, law
from ..days import years_after
from ..models import DateMet, ShortfallSeen
from ..owed import shortfalls

Kind = DateMet.Kind
LATE_EVERY = 11
SEEN = ("Sjukdom i vår. Ny kontaktperson er på plass.", "Tilsynspersonen slutta. Ny er oppnemnd.")


def load_dates(demo: Demo) -> None:
    """Store what was met, by a chance of its own: what the rest of the demo holds does not change with it."""
    rng = Random(7)
    DateMet.objects.bulk_create(_met(demo, rng))
    ShortfallSeen.objects.bulk_create(_seen(demo, rng))


def _own(demo: Demo) -> list[Placement]:
    stays = [stay for stay in demo.rows[Placement] if not stay.planned and stay.holds_on(demo.on)]
    own = [stay for stay in stays if stay.child.care_municipality.service is demo.service]
    return [stay for stay in own if stay.kind != law.RELIEF and stay.child.age_on(demo.on) < deadlines.ADULT_AT]


def _met(demo: Demo, rng: Random) -> Iterator[DateMet]:
    for number, stay in enumerate(_own(demo)):
        late = number % LATE_EVERY == 5
        lived = (demo.on - stay.from_on).days
        if stay.home is not None and lived > 340 and not late:
            day = demo.on - timedelta(days=rng.randint(10, 355))
            yield DateMet(placement=stay, kind=Kind.AGREEMENT_REVIEWED, on_day=max(weekday(day), stay.from_on))
        if stay.legal_ground == LegalGround.EMERGENCY and lived > 25 and not late:
            yield DateMet(
                placement=stay, kind=Kind.CASE_SENT, on_day=weekday(stay.from_on + timedelta(days=rng.randint(20, 40)))
            )
        if years_after(stay.child.birth_date, 17) < demo.on + timedelta(days=90) and number % 4:
            yield DateMet(
                placement=stay,
                kind=Kind.AFTERCARE_RAISED,
                on_day=weekday(demo.on - timedelta(days=rng.randint(5, 200))),
            )


def _seen(demo: Demo, rng: Random) -> Iterator[ShortfallSeen]:
    leaders = [row.user for row in demo.rows[Duty] if row.role == Role.LEADER and row.service is demo.service]
    at = timezone.make_aware(datetime.combine(demo.on.replace(month=1, day=1) + timedelta(days=20), time(10)))
    short = shortfalls(Child.objects.filter(service=demo.service), demo.on)
    for row in sorted(short, key=lambda row: (row.placement.pk, row.track))[::2]:
        yield ShortfallSeen(
            placement=row.placement, track=row.track, basis=row.case.basis, year=row.case.year, missing=row.missing,
            seen_by=leaders[0], seen_at=at, note=rng.choice(SEEN),
        )  # fmt: skip
