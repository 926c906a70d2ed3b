"""Reports on the supervision visits: the older ones forwarded, those of the last weeks in every state, some late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from fosterhomes.demo.rows import Demo
from fosterhomes.models import Duty, HomeKind, Role, User

from ..models import ReportStep, SupervisionReport, Visit, VisitChild
from ..models.visit import Track
from ..supervision_reports import states
from ..supervision_reports.states import Recipient
from .words import report_words

FRESH_DAYS, UNDER_WAY_DAYS = 16, 60
"""Reports on visits of the last days stand anywhere; of those before, some have got stuck; the older are forwarded."""

STUCK_OF = 7

Way = tuple[tuple[str, int], ...]
"""Steps, each with its days after the one before it; the first after the visit."""

TO_SENT: Way = (("written", 1), ("sent", 1))
TO_ASKED: Way = (*TO_SENT, ("supplement_asked", 3))
TO_SUPPLEMENT: Way = (*TO_ASKED, ("supplement_sent", 2))
TO_APPROVED: Way = (*TO_SENT, ("approved", 4))
WHOLE: Way = (*TO_APPROVED, ("forwarded", 2))
WITH_SUPPLEMENT: Way = (*TO_SUPPLEMENT, ("approved", 3), ("forwarded", 2))
DRAFT: Way = (("written", 2),)

Alone = VisitChild.Alone

UNDER_WAY: tuple[Way, ...] = ((), TO_SENT, TO_ASKED, TO_SENT, TO_SUPPLEMENT, DRAFT, TO_APPROVED, WHOLE)

TOLD: Way = (*TO_SENT, ("serious_told", 0))
COPIED: Way = (*TOLD, ("serious_copied", 0), ("approved", 2), ("forwarded", 1))
SERIOUS: tuple[tuple[int, Way], ...] = ((3, TOLD), (35, COPIED), (150, (*COPIED, ("serious_followed_up", 20))))
"""Serious shortcomings were told at least so many days ago, and how far that has come."""

WHAT = "Barnet fortel at det blir låst inne på rommet om kvelden. Det er hengsle og lås utanpå døra."
NOTES = {
    "supplement_asked": "Skriv meir om korleis det går på skulen, og om samværet med mor.",
    "supplement_sent": "Læraren seier at det går betre. Samværa er kvar tredje laurdag, og barnet gler seg til dei.",
    "serious_followed_up": "Låsen er fjerna. Tenesta var i heimen same dag, og har avtalt tettare rettleiing.",
}
BY_SUPERVISOR = ("written", "sent", "serious_told", "supplement_sent")


def load_reports(demo: Demo) -> None:
    """Store reports and their steps for the visits that are stored already, by lots of their own."""
    rng = Random(f"reports {demo.on}")
    seen, office = _visited(demo), _office(demo)
    reports: list[SupervisionReport] = []
    steps: list[ReportStep] = []
    for one, way in zip(seen, _ways(demo, seen), strict=True):
        taken = list(_taken(demo, one, way))
        if taken:
            reports.append(_report(rng, one, [step for step, _day in taken]))
            steps += [_step(reports[-1], step, day, office) for step, day in taken]
    SupervisionReport.objects.bulk_create(reports)
    ReportStep.objects.bulk_create(steps)


def _visited(demo: Demo) -> list[VisitChild]:
    rows = VisitChild.objects.filter(
        visit__service=demo.service,
        visit__track=Track.SUPERVISION,
        visit__status=Visit.Status.DONE,
        visit__in_person=True,
    )
    whole = rows.select_related("visit__supervisor__user", "visit__home", "child")
    return list(whole.order_by("-visit__on_day", "visit_id", "child_id"))


def _office(demo: Demo) -> User:
    return next(row.user for row in demo.rows[Duty] if row.role == Role.COORDINATOR and row.service is demo.service)


def _ways(demo: Demo, seen: list[VisitChild]) -> list[Way]:
    """Return how far each report has come; the latest visits come first."""
    ways = [_way(_age(demo, one), number) for number, one in enumerate(seen)]
    # The supervisor whom the log-in page offers has something to write, and something to add to.
    shown = next(row.user for row in demo.rows[Duty] if row.role == Role.SUPERVISOR)
    theirs = [number for number, one in enumerate(seen) if one.visit.supervisor.user_id == shown.pk]  # type: ignore[union-attr]
    for number, way in zip(theirs, ((), TO_ASKED), strict=False):
        ways[number] = way
    for days, way in SERIOUS:
        number = next(
            n for n, one in enumerate(seen) if _age(demo, one) >= days and one.alone == Alone.HELD and n not in theirs
        )
        ways[number] = way
    return ways


def _age(demo: Demo, one: VisitChild) -> int:
    return (demo.on - one.visit.on_day).days


def _way(days: int, number: int) -> Way:
    if days <= FRESH_DAYS:
        return UNDER_WAY[number % len(UNDER_WAY)]
    if days <= UNDER_WAY_DAYS and number % STUCK_OF == 0:
        return UNDER_WAY[number // STUCK_OF % len(UNDER_WAY)]
    return WITH_SUPPLEMENT if number % STUCK_OF == 1 else WHOLE


def _taken(demo: Demo, one: VisitChild, way: Way) -> Iterator[tuple[str, date]]:
    """Yield the steps of the way that were taken by the day of the demo, with their days."""
    day = one.visit.on_day
    for step, days in way:
        day += timedelta(days=days)
        if day > demo.on:
            return
        yield step, day


def _report(rng: Random, one: VisitChild, taken: list[str]) -> SupervisionReport:
    """Return the report with what the steps have made of it."""
    values: dict[str, Any] = report_words(rng, one.alone)
    if "serious_told" in taken:
        values |= {"serious": True, "serious_what": WHAT, "talk": "Eg er redd om kvelden."}
    if "sent" in taken:
        values |= {"alone": one.alone, "alone_reason": one.alone_reason}
    for step in taken:
        way, move = states.find(step)
        values[way.column] = move.after
    return SupervisionReport(visit=one.visit, child=one.child, **values)


def _step(report: SupervisionReport, step: str, day: date, office: User) -> ReportStep:
    author = report.visit.supervisor.user if report.visit.supervisor else None
    by = author if author and step in BY_SUPERVISOR else office
    recipients = list(states.find(step)[1].to)
    if step == "forwarded" and report.home.kind == HomeKind.SPECIALISED:
        recipients.append(Recipient.BUFETAT)
    at = datetime.combine(day, time(12), timezone.get_default_timezone())
    return ReportStep(
        report=report, step=step, on_day=day, at=at, by=by, note=NOTES.get(step, ""), recipients=recipients
    )
