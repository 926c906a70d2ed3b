"""Who is reminded when: of each person the day that a digest stands for, and what is written in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Duty, Role, User
from fosterhomes.periods import covers
from fosterhomes.permissions import Access, access_for

from ..models import Absence, Mail, ReminderChoice, VisitHindrance
from ..models.reminder import Rhythm
from ..working_days import working_days
from .digest import Digest, digest

REMINDED = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.SUPERVISOR)
ANSWERS_FOR = (Role.LEADER, Role.COORDINATOR)
EARLIEST = time(6, 30)
"""Nothing is made before that hour: nobody's phone rings at night, and the numbers are the morning's."""
CATCH_UP_DAYS = 4
"""So long after its weekday a weekly digest is still made, when a holiday or a stopped timer was in the way."""


@dataclass(frozen=True)
class Choice:
    """How somebody is reminded, by their own choice or by their duty."""

    rhythm: str
    weekday: int
    own: bool


def choice_of(access: Access, stored: ReminderChoice | None) -> Choice:
    """Return what holds for the person: who answers for the service reads once a week, everybody else daily."""
    if stored is not None:
        return Choice(stored.rhythm, stored.weekday, own=True)
    rhythm = Rhythm.WEEKLY if access.main_role in ANSWERS_FOR else Rhythm.DAILY
    return Choice(rhythm, ReminderChoice.Weekday.MONDAY, own=False)


def day_of(choice: Choice, today: date) -> date | None:
    """Return the day that a digest of today stands for; None when none is due.

    A daily one is due on every working day. A weekly one stands for its weekday and is due from that day on, or from
    the next working day, for a few days: who gets it twice is told apart by that day.
    """
    if choice.rhythm == Rhythm.NONE or today not in working_days(today, 1):
        return None
    if choice.rhythm == Rhythm.DAILY:
        return today
    behind = (today.weekday() - choice.weekday) % 7
    return today - timedelta(days=behind) if behind <= CATCH_UP_DAYS else None


@dataclass(frozen=True)
class Due:
    """A digest to be made: for whom, with what access, how often they want one, and for which day."""

    access: Access
    rhythm: str
    for_day: date
    cannot: bool = False
    """Between two weekly ones: somebody has said since the last that they cannot make a visit."""


def due_now(at: datetime) -> Iterator[Due]:
    """Yield the digests of the day that nobody has made yet."""
    local = timezone.localtime(at)
    today = local.date()
    if local.time() < EARLIEST:
        return
    made = _latest_made(today)
    for user in people(today).select_related("reminder_choice"):
        access = access_for(user, today, at)
        choice = choice_of(access, getattr(user, "reminder_choice", None))
        for_day = day_of(choice, today)
        last = made.get(user.pk, date.min)
        if for_day is not None and last < for_day:
            yield Due(access, choice.rhythm, for_day)
        elif last < today and _waits_for(access, choice, today):
            yield Due(access, choice.rhythm, today, cannot=True)


def _waits_for(access: Access, choice: Choice, today: date) -> bool:
    """Return whether who plans, and reads once a week, has a visit to move that no digest has told of yet.

    Such a visit may stand before the next weekly one. On the front page it shows at once.
    """
    if choice.rhythm != Rhythm.WEEKLY or not access.has(*ANSWERS_FOR) or today not in working_days(today, 1):
        return False
    told_at = Mail.objects.filter(to=access.user).aggregate(at=Max("made_at"))["at"]
    rows = VisitHindrance.objects.visible_to(access).waiting().exclude(said_by=access.user)
    return (rows.filter(said_at__gt=told_at) if told_at else rows).exists()


def people(on: date) -> QuerySet[User]:
    """Return who can be reminded: who has a duty with something owed, may log in, and is not away."""
    duties = Duty.objects.filter(covers(on), role__in=REMINDED)
    away = Absence.objects.on(on)
    there = User.objects.exclude(pk__in=away.exclude(worker=None).values("worker"))
    there = there.exclude(pk__in=away.exclude(supervisor__user=None).values("supervisor__user"))
    return there.filter(pk__in=duties.values("user"), is_active=True).order_by("pk")


def _latest_made(today: date) -> dict[int, date]:
    since = today - timedelta(days=CATCH_UP_DAYS)
    rows = Mail.objects.filter(for_day__gte=since).order_by("for_day").values_list("to", "for_day")
    return dict(rows)


def written(due: Due, at: datetime) -> Mail:
    """Return the digest as an unsaved row, in the person's language."""
    person = due.access.user
    told = digest(due.access)
    wanted = told.presses if due.rhythm == Rhythm.DAILY else told.says_something
    with translation.override(person.spoken):
        subject, text = subject_of(told, cannot=due.cannot), text_of(due.access, told, due.rhythm)
    return Mail(
        service_id=min(due.access.services(*REMINDED)), to=person, rhythm=due.rhythm, for_day=due.for_day,
        language=person.spoken,
        subject=subject, text=text if wanted else "", made_at=at,
        state=_first_state(wanted), next_try_at=at if wanted and not settings.DEMO else None,
    )  # fmt: skip


def _first_state(wanted: bool) -> str:
    if not wanted:
        return Mail.State.NOTHING
    return Mail.State.SHOWN if settings.DEMO else Mail.State.WAITING


def subject_of(told: Digest, *, cannot: bool = False) -> str:
    """Return the subject, in the language that is active: `3 visits are late` says it all."""
    if cannot and told.team:
        waits = ngettext("%(n)d visit waits for a new time", "%(n)d visits wait for a new time", told.team.hindered)
        return waits % {"n": told.team.hindered}
    if not told.late:
        return _("Visits and dates that come")
    return ngettext("%(n)d visit is late", "%(n)d visits are late", told.late) % {"n": told.late}


def text_of(access: Access, told: Digest, rhythm: str) -> str:
    """Return the text of a digest, in the language that is active."""
    context: dict[str, Any] = {"told": told, "name": access.user.get_short_name(), "site": settings.SITE_URL}
    context |= {"daily": rhythm == Rhythm.DAILY, "today": access.on}
    text = render_to_string("visits/mails/digest.txt", context)
    return "\n".join(_without_gaps(text.splitlines())).strip() + "\n"


def _without_gaps(lines: list[str]) -> Iterator[str]:
    """Yield the lines without the emptiness that the template's conditions leave."""
    before = ""
    for line in (line.rstrip() for line in lines):
        if line or before:
            yield line
        before = line
