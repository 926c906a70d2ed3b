"""What the demo service did before it approved its homes, and its letters to the municipalities of homes elsewhere.

Loaded after the register is stored, with a chance of its own: what the rest of the demo holds does not change with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from ..approval import is_elsewhere
from ..letters import language_for, text_of
from ..models import ApprovalStep, Duty, Home, HomeKind, HomeMember, Letter, Placement, Role, User
from ..rules import ADULT_AT
from .rows import Demo, weekday

Step = ApprovalStep.Kind
ANSWERS = (
    "Kjenner ikkje til noko som talar imot. Har ingen andre fosterbarn.",
    "Familien har vore avlastingsheim for eitt barn i to år, med godt samarbeid.",
    "Ingenting å merke. Tilsynsperson kan oppnemnast frå første dag.",
)
NAMED = "Stadfesta. Tilsynsperson er oppnemnd frå innflyttinga."
RECEIVED = "Stadfesta: Meldinga er motteken."
TOLD_DAYS = 365
UNANSWERED = {0: -9, 1: 12}
"""The first two requests are not answered: the day on which the answer was due, seen from the day of the demo."""


def load_papers(demo: Demo) -> None:
    rng = Random(11)
    workers = [row.user for row in demo.rows[Duty] if row.role == Role.CASEWORKER and row.service is demo.service]
    homes = [home for home in demo.rows[Home] if home.service is demo.service and home.closed_on is None]
    ApprovalStep.objects.bulk_create(step for home in homes for step in _steps(demo, rng, home, workers))
    away = [home for home in homes if home.kind != HomeKind.RELIEF and is_elsewhere(home)]
    Letter.objects.bulk_create(_requests(demo, rng, away, workers))
    Letter.objects.bulk_create(_notices(demo, rng, {home.pk for home in away}, workers))


def _steps(demo: Demo, rng: Random, home: Home, workers: list[User]) -> Iterator[ApprovalStep]:
    """Nearly everything was done in the weeks before the family came into the register."""
    carers = [row for row in demo.rows[HomeMember] if row.home is home and row.relation == HomeMember.Relation.CARER]
    since = min(row.from_on for row in carers)
    kinds = [(Step.TALK, None), (Step.VISIT, None), (Step.VISIT, None), *((Step.HEALTH, one) for one in carers)]
    for kind, member in kinds:
        if rng.randrange(100) < 95:
            day = weekday(since - timedelta(days=rng.randint(12, 90)))
            yield ApprovalStep(home=home, kind=kind, member=member, done_on=day, done_by=rng.choice(workers))


def _requests(demo: Demo, rng: Random, homes: list[Home], workers: list[User]) -> Iterator[Letter]:
    """Homes with room were asked about this year; of the others some were."""
    taken = [stay.home for stay in demo.rows[Placement] if stay.until_on is None and stay.home]
    asked = [home for home in homes if sum(one is home for one in taken) < home.places or rng.randrange(4) == 0]
    for number, home in enumerate(asked):
        due = demo.on + timedelta(days=UNANSWERED.get(number, -rng.randint(20, 200)))
        letter = _letter(demo, home, None, rng.choice(workers), due)
        if number not in UNANSWERED:
            letter.answered_on = weekday(due - timedelta(days=rng.randint(0, 10)))
            letter.answer = rng.choice(ANSWERS)
        yield letter


def _notices(demo: Demo, rng: Random, homes: set[int], workers: list[User]) -> Iterator[Letter]:
    """Most of the last year's placements were told; the last one was forgotten, and one that is planned comes."""
    stays = [stay for stay in demo.rows[Placement] if stay.home and stay.home.pk in homes and stay.until_on is None]
    recent = [stay for stay in stays if (demo.on - stay.from_on).days < TOLD_DAYS and not stay.planned]
    for stay in sorted(recent, key=lambda stay: stay.from_on)[:-1]:
        due = stay.from_on + timedelta(days=demo.service.letter_answer_days + 2)
        letter = _letter(demo, stay.home, stay, rng.choice(workers), due)
        if due < demo.on:
            under_age = stay.child.age_on(letter.written_on) < ADULT_AT
            letter.answered_on, letter.answer = weekday(due - timedelta(days=3)), NAMED if under_age else RECEIVED
        yield letter


def _letter(demo: Demo, home: Home, stay: Placement | None, by: User, due: date) -> Letter:
    due_on = weekday(due)
    written = weekday(due_on - timedelta(days=home.service.letter_answer_days))
    child = stay.child if stay else None
    language = language_for(home, None)
    return Letter(
        home=home, child=child, municipality=home.municipality, language=language, written_on=written, written_by=by,
        kind=Letter.Kind.NOTICE if child else Letter.Kind.REQUEST, sent_on=written, answer_due_on=due_on,
        text=text_of(home, child, language, by=by, on=written, answer_due_on=due_on),
    )  # fmt: skip
