"""Guidance in the demo service: offered, answered, under way, ended; one first-year group that meets every month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fosterhomes.demo.rows import Demo, weekday
from fosterhomes.models import Duty, Home, HomeKind, Placement, Role, User

from ..models import Guidance, GuidanceSession

DECLINED = ("Har rettleiing gjennom Bufetat.", "Ønskjer å vente til barnet har funne seg til rette.")
ENDED = ("Målet er nådd.", "Familien ønskte å avslutte.", "Går over i gruppe.")
THEMES = ("Trygg base: kjensler og grenser.", "Samvær og reaksjonar etterpå.", "Søvn og rutinar.", "Skule og vener.")
METHODS = (
    Guidance.Method.TRYGG_BASE, Guidance.Method.TBO_F, Guidance.Method.MARTE_MEO, Guidance.Method.COS,
    Guidance.Method.PMTO,
)  # fmt: skip
NEVER_OFFERED_EVERY, GROUP_SIZE = 7, 5


def load_guidance(demo: Demo) -> None:
    """Store cases and sessions, by a chance of their own: what the rest of the demo holds does not change with them."""
    rng = Random(5)
    guides = [row.user for row in demo.rows[Duty] if row.role == Role.CASEWORKER and row.service is demo.service]
    homes = _homes(demo)
    offered = [home for number, home in enumerate(homes) if number % NEVER_OFFERED_EVERY]
    group, rest = offered[:GROUP_SIZE], offered[GROUP_SIZE:]
    cases = [_group(demo, home, guides[0]) for home in group]
    cases += [_case(demo, rng, home, number, rng.choice(guides)) for number, home in enumerate(rest)]
    cases += _parents(demo, rng, guides)
    Guidance.objects.bulk_create(cases)
    _store_sessions(demo, rng, cases[:GROUP_SIZE], cases[GROUP_SIZE:])


def _homes(demo: Demo) -> list[Home]:
    """Return the homes in which the service's children live, each once."""
    stays = [stay for stay in _lasting(demo) if stay.home is not None and stay.home.service is demo.service]
    return list(dict.fromkeys(stay.home for stay in stays if stay.home is not None))


def _lasting(demo: Demo) -> list[Placement]:
    stays = [stay for stay in demo.rows[Placement] if not stay.planned and stay.holds_on(demo.on)]
    return [stay for stay in stays if stay.kind != HomeKind.RELIEF]


def _group(demo: Demo, home: Home, guide: User) -> Guidance:
    offered_on = weekday(demo.on - timedelta(days=200))
    return _begun(demo, home, guide, offered_on, Guidance.Form.FIRST_YEAR, Guidance.Method.TRYGG_BASE)


def _case(demo: Demo, rng: Random, home: Home, number: int, guide: User) -> Guidance:
    """Return one family's case: most accept; every tenth declines, every twelfth has not answered yet."""
    offered_on = weekday(demo.on - timedelta(days=rng.randint(60, 500)))
    if number % 12 == 3:
        return Guidance(
            service=demo.service, home=home, offered_on=weekday(demo.on - timedelta(days=rng.randint(5, 40)))
        )
    if number % 10 == 7:
        answered_on = weekday(offered_on + timedelta(days=10))
        return Guidance(
            service=demo.service, home=home, offered_on=offered_on, answer=Guidance.Answer.DECLINED,
            answered_on=answered_on, declined_why=rng.choice(DECLINED),
        )  # fmt: skip
    case = _begun(demo, home, guide, offered_on, Guidance.Form.INDIVIDUAL, rng.choice(METHODS))
    until_on = (case.from_on or offered_on) + timedelta(days=rng.randint(90, 330))
    if until_on < demo.on:
        case.until_on, case.end_reason = until_on, rng.choice(ENDED)
    return case


def _begun(demo: Demo, home: Home, guide: User, offered_on: date, form: str, method: str) -> Guidance:
    return Guidance(
        service=demo.service, home=home, offered_on=offered_on, answer=Guidance.Answer.ACCEPTED,
        answered_on=offered_on + timedelta(days=7), from_on=offered_on + timedelta(days=21), form=form, method=method,
        guide=guide,
    )  # fmt: skip


def _parents(demo: Demo, rng: Random, guides: list[User]) -> Iterator[Guidance]:
    """Yield a few cases with the biological parents of children of the service."""
    own = [stay.child for stay in _lasting(demo) if stay.child.care_municipality.service is demo.service]
    for child in own[4:40:9]:
        offered_on = weekday(demo.on - timedelta(days=rng.randint(60, 200)))
        yield Guidance(
            service=demo.service, child=child, offered_on=offered_on, answer=Guidance.Answer.ACCEPTED,
            answered_on=offered_on + timedelta(days=5), from_on=offered_on + timedelta(days=14),
            method=Guidance.Method.COS, guide=rng.choice(guides),
        )  # fmt: skip


def _store_sessions(demo: Demo, rng: Random, group: list[Guidance], cases: list[Guidance]) -> None:
    drafts = [(day, group) for day in _days(demo, group[0], 28)] if group else []
    for case in cases:
        step = rng.choice((14, 21)) if case.from_on else 0
        drafts += [(day, [case]) for day in _days(demo, case, step)] if step else []
        _agree(demo, case, step)
    for case in group:
        _agree(demo, case, 28)
    Guidance.objects.bulk_update([*group, *cases], ["rhythm_weeks", "rhythm_from"])
    sessions = [_session(demo, rng, day, who[0]) for day, who in drafts]
    GuidanceSession.objects.bulk_create(sessions)
    through = GuidanceSession.cases.through
    through.objects.bulk_create(
        through(guidancesession_id=session.pk, guidance_id=case.pk)
        for session, (_day, who) in zip(sessions, drafts, strict=True)
        for case in who
    )


def _agree(demo: Demo, case: Guidance, step: int) -> None:
    """Give a case that goes on the rhythm in which its sessions have come."""
    if case.from_on and case.until_on is None:
        case.rhythm_weeks, case.rhythm_from = step // 7, max(case.from_on, demo.on - timedelta(days=step // 2))


def _days(demo: Demo, case: Guidance, step: int) -> Iterator[date]:
    """Yield the days of a case's sessions, the next one to come among them."""
    assert case.from_on is not None
    day = case.from_on + timedelta(days=7)
    while day < (case.until_on or demo.on + timedelta(days=step)):
        yield weekday(day)
        day += timedelta(days=step)


def _session(demo: Demo, rng: Random, day: date, case: Guidance) -> GuidanceSession:
    held = day < demo.on
    assert case.guide is not None
    return GuidanceSession(
        service=demo.service, guide=case.guide, on_day=day, note=rng.choice(THEMES) if held else "",
        status=GuidanceSession.Status.HELD if held else GuidanceSession.Status.PLANNED,
    )  # fmt: skip
