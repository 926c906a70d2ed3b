"""Decisions on homes, promised support, calls and a held place in the demo service, with a chance of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from fosterhomes.demo.rows import Demo, weekday
from fosterhomes.findings import Finding, Sort, Verdict
from fosterhomes.models import (
    Approval,
    Duty,
    Hold,
    Home,
    HomeKind,
    LegalGround,
    Placement,
    Role,
    SupervisionAppointment,
    User,
    Wait,
)

from ..models import Call, Decision, SupportTask
from ..rules import as_data
from . import words

DECIDED_DAYS = 150
"""The stays that began within so many days were decided on with the tool."""

APPROVED_DAYS = 60
"""A home that was approved for the child longer before was chosen before: the child has come back to it."""

NO_ANSWER, THINKING = Call.Answer.ASKED, Call.Answer.THINKING


def load_matching(demo: Demo) -> None:
    rng = Random(13)
    deciders = [row.user for row in demo.rows[Duty] if row.role == Role.COORDINATOR and row.service is demo.service]
    stays = sorted(_recent(demo), key=lambda stay: (stay.from_on, stay.child_id))
    decisions = Decision.objects.bulk_create(_decisions(demo, rng, stays, deciders))
    _leave_one_unapproved(decisions)
    SupportTask.objects.bulk_create(_promises(demo, rng, decisions))
    calls = Call.objects.bulk_create(_calls(demo, rng, deciders))
    _hold(demo, calls, deciders[0])


def _recent(demo: Demo) -> list[Placement]:
    since = demo.on - timedelta(days=DECIDED_DAYS)
    lasting = [stay for stay in demo.rows[Placement] if stay.until_on is None and stay.home and stay.from_on > since]
    own = [stay for stay in lasting if stay.child.care_municipality.service is demo.service]
    return [stay for stay in own if stay.kind != HomeKind.RELIEF]


def _decisions(demo: Demo, rng: Random, stays: list[Placement], deciders: list[User]) -> Iterator[Decision]:
    approved = {(row.home_id, row.child_id): row.approved_on for row in demo.rows[Approval]}
    supervisors = {row.child_id: row for row in demo.rows[SupervisionAppointment] if row.until_on is None}
    open_homes = [home for home in demo.rows[Home] if home.service is demo.service and home.closed_on is None]
    for number, stay in enumerate(stays):
        assert stay.home is not None
        day = approved.get((stay.home.pk, stay.child.pk)) or stay.from_on
        if (stay.from_on - day).days > APPROVED_DAYS:
            continue
        decided_on = min(weekday(min(day, stay.from_on)), demo.on)
        after = day > stay.from_on
        yield Decision(
            child=stay.child, home=stay.home, placement=stay, appointment=supervisors.get(stay.child.pk),
            decided_by=rng.choice(deciders), decided_at=_at(decided_on, rng), kin=stay.kind == HomeKind.KINSHIP,
            minutes=None if stay.home.protected_address else rng.randrange(10, 75), findings=_findings(stay),
            weighed=_weighed(rng, stay, open_homes), reason=words.REASONS[number % len(words.REASONS)],
            kin_reason="" if stay.kind == HomeKind.KINSHIP else rng.choice(words.KIN_REASONS),
            child_view=rng.choice(words.CHILD_SAYS), parents_view=rng.choice(words.PARENTS_SAY),
            gaps=words.GAPS[number % len(words.GAPS)],
            approval=Decision.Approval.AFTER if after else Decision.Approval.BEFORE,
            approval_reason=words.WHY_AFTER if after else "", approved_on=day,
        )  # fmt: skip


def _at(day: date, rng: Random) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(rng.randrange(9, 15), rng.choice((0, 15, 30, 45)))))


def _findings(stay: Placement) -> list[dict[str, object]]:
    """Return the findings whose sentences hold for every home that was chosen."""
    sure = (("kind", Sort.SERVICE), ("open", Sort.SERVICE), ("training", Sort.LAW), ("certificates", Sort.LAW))
    return [as_data(Finding(rule, sort, Verdict.MATCH)) for rule, sort in sure]


def _weighed(rng: Random, stay: Placement, homes: list[Home]) -> list[dict[str, object]]:
    others = [home for home in homes if home.kind == stay.kind and home is not stay.home]
    picked = rng.sample(others, min(3, len(others)))
    fits = sorted((rng.randrange(20, 60) for _home in picked), reverse=True)
    return [
        {"home": home.pk, "minutes": rng.randrange(15, 90), "fit": fit, "kin": False}
        for home, fit in zip(picked, fits, strict=True)
    ]


def _leave_one_unapproved(decisions: list[Decision]) -> None:
    """Let the latest child who moved in a hurry, else the latest of all, wait for its approval."""
    there = [one for one in decisions if one.placement and not one.placement.planned]
    hurried = [one for one in there if one.placement and one.placement.legal_ground == LegalGround.EMERGENCY]
    late = (hurried or there)[-1]
    late.approval, late.approval_reason, late.approved_on = Decision.Approval.AFTER, words.WHY_AFTER, None
    late.save(update_fields=["approval", "approval_reason", "approved_on"])
    Approval.objects.filter(home=late.home_id, child=late.child_id).delete()


def _promises(demo: Demo, rng: Random, decisions: list[Decision]) -> Iterator[SupportTask]:
    owners = [row.user for row in demo.rows[Duty] if row.role == Role.CASEWORKER and row.service is demo.service]
    for number, decision in enumerate(decisions):
        if number % 4 == 3 or decision.placement is None:
            continue
        due_on = weekday(decision.placement.from_on + timedelta(days=(30, 45, 60)[number % 3]))
        done_on = due_on if due_on < demo.on and number % 2 else None
        yield SupportTask(decision=decision, what=words.SUPPORT[number % len(words.SUPPORT)], due_on=due_on,
                          owner=rng.choice(owners), done_on=done_on)  # fmt: skip


def _calls(demo: Demo, rng: Random, callers: list[User]) -> Iterator[Call]:
    """Every other waiting child has been asked about, here and there; most families have answered."""
    waits = [wait for wait in demo.rows[Wait] if wait.until_on is None and wait.child.service is demo.service]
    answers = list(Call.Answer)
    for number, wait in enumerate(waits[::2]):
        fitting = [home for home in demo.rows[Home] if home.kind == wait.kind and home.service is demo.service]
        for home in rng.sample([home for home in fitting if home.closed_on is None], min(2, len(fitting))):
            answer = answers[rng.randrange(len(answers))] if number % 3 else NO_ANSWER
            until = demo.on + timedelta(days=rng.randrange(1, 6)) if answer == THINKING else None
            day = weekday(demo.on - timedelta(days=rng.randrange(0, 9)))
            yield Call(home=home, child=wait.child, called_at=_at(day, rng), called_by=rng.choice(callers),
                       answer=answer, thinking_until_on=until, note=words.NOTES[answer])  # fmt: skip


def _hold(demo: Demo, calls: list[Call], by: User) -> None:
    """A place is held in the first home with room that thinks about it, until noon on the next day."""
    homes: Any = Home.objects.with_vacancy(demo.on)
    with_room = {home.pk for home in homes if home.free}
    for call in calls:
        if call.answer == THINKING and call.home_id in with_room:
            noon = timezone.make_aware(datetime.combine(demo.on + timedelta(days=1), time(12)))
            Hold.objects.create(home=call.home, child=call.child, made_at=_at(demo.on, Random(1)), made_by=by,
                                until_at=noon)  # fmt: skip
            return
