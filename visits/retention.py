"""What of visits has been kept long enough (`fosterhomes/retention.toml`), when the children's rows have gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fosterhomes.retention import TRACE_YEARS, Sweep, years_before

from .models import (
    Absence,
    AppliedMessage,
    CalendarFeed,
    GuidanceSession,
    InspectionSample,
    Mail,
    ReminderChoice,
    TravelDay,
    Visit,
    VisitDraft,
    VisitHindrance,
)

DRAFT_DAYS = 30
ABSENCE_YEARS = 1
CLAIM_YEARS = 5
MAIL_DAYS = 90


def sweeps(today: date) -> Iterator[Sweep]:
    """Yield drafts that nobody goes on with, and visits and sessions that belong to nobody any more."""
    forgotten = VisitDraft.objects.filter(saved_at__date__lt=today - timedelta(days=DRAFT_DAYS))
    yield Sweep("draft", "drafts of visits and reports that nobody has touched for 30 days", forgotten)
    yield Sweep("visit", "visits to children who are no longer in the register", Visit.objects.filter(children=None))
    over = Absence.objects.filter(until_on__lt=date(today.year - ABSENCE_YEARS, 1, 1))
    yield Sweep("absence", "absences that ended before last year began", over)
    arrived = Mail.objects.filter(made_at__date__lt=today - timedelta(days=MAIL_DAYS))
    yield Sweep("mail", "reminders of more than 90 days ago", arrived)
    left = ReminderChoice.objects.filter(user__is_active=False)
    yield Sweep("reminder", "reminders chosen by people who can no longer log in", left)
    gone = CalendarFeed.objects.filter(user__is_active=False)
    yield Sweep("feed", "addresses for calendar programs of people who can no longer log in", gone)
    said = VisitHindrance.objects.filter(on_day__lt=date(today.year - ABSENCE_YEARS, 1, 1))
    yield Sweep("hindrance", "why visits before last year could not be made by who was to make them", said)
    claimed = TravelDay.objects.filter(on_day__lt=date(today.year - CLAIM_YEARS, 1, 1))
    yield Sweep("claim", "stated kilometres that are older than five years", claimed)
    told = AppliedMessage.objects.filter(applied_at__date__lt=years_before(today, TRACE_YEARS))
    yield Sweep("message", "register messages that were applied more than five years ago", told)
    yield Sweep("session", "guidance sessions of cases that have gone", GuidanceSession.objects.filter(cases=None))
    drawn = InspectionSample.objects.filter(drawn_at__date__lt=years_before(today, TRACE_YEARS))
    yield Sweep("sample", "samples for inspection that are older than five years", drawn)
