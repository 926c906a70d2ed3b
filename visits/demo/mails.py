"""Reminders of the demo: those of today shown as mails, and two of last week that tell how a failed send looks."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from fosterhomes.demo.rows import Demo
from fosterhomes.models import Duty, Role, User
from fosterhomes.permissions import access_for

from ..models import Mail
from ..models.reminder import Rhythm
from ..reminding.reminders import Due, written

MORNING = time(7)


def load_mails(demo: Demo) -> None:
    """Store today's digests of the first leader, caseworker and supervisor, and two that did not get through."""
    at = timezone.make_aware(datetime.combine(demo.on, MORNING))
    leader, caseworker, supervisor = (_first(demo, role) for role in (Role.LEADER, Role.CASEWORKER, Role.SUPERVISOR))
    for user, rhythm in ((leader, Rhythm.WEEKLY), (caseworker, Rhythm.DAILY), (supervisor, Rhythm.DAILY)):
        mail = written(Due(access_for(user, demo.on, at), rhythm, demo.on), at)
        mail.state, mail.next_try_at = Mail.State.SHOWN if mail.text else Mail.State.NOTHING, None
        mail.save()
    _failed(demo, caseworker, at - timedelta(days=7), state=Mail.State.GIVEN_UP, problem="refused", tries=6)
    _failed(demo, supervisor, at - timedelta(days=6), state=Mail.State.SENT, tries=2, settled_at=at)


def _first(demo: Demo, role: str) -> User:
    duties: list[Duty] = demo.rows[Duty]
    return next(row.user for row in duties if row.role == role and row.service is demo.service)


def _failed(demo: Demo, to: User, at: datetime, **values: object) -> None:
    day = timezone.localdate(at)
    Mail.objects.create(
        service=demo.service, to=to, rhythm=Rhythm.DAILY, for_day=day, language="nn", subject="1 besøk er på etterskot",
        text="Hei!\n\n- 1 besøk er på etterskot\n", made_at=at, **values,
    )  # fmt: skip
