"""Two timers at the same moment: real threads, each with its own connection; every person gets one mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox_of
from django.utils import timezone

from tests.cast import TODAY, World, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from visits.models import Mail
from visits.reminding.mailing import CLAIM, claim, send_due

from .rows import lay_visit, noon

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy(transactional_db: None) -> World:
    world = make_world()
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    lay_visit(world, "supervision", date(2026, 3, 2), status="booked")
    return world


def test_two_timers_at_once_make_and_send_each_mail_once(busy: World, settings: Any) -> None:
    with time_machine.travel(noon(TODAY), tick=False):
        now = timezone.now()
        assert at_once(*[lambda: send_due(now)] * 4) == ["done"] * 4
    sent = sorted(to for mail in outbox_of.outbox for to in mail.to)
    assert sent == sorted(mail.to.email for mail in Mail.objects.filter(state=Mail.State.SENT))
    assert busy.cast.caseworker.email in sent
    assert len(sent) == len(set(sent))


def test_a_claim_of_a_process_that_died_runs_out(busy: World) -> None:
    now = noon(TODAY)
    mail = Mail.objects.create(
        service=busy.service, to=busy.cast.caseworker, rhythm="daily", for_day=TODAY, language="nn", subject="x",
        text="y", made_at=now, next_try_at=now,
    )  # fmt: skip
    assert claim(mail, now)
    assert not claim(mail, now + CLAIM - timedelta(seconds=1))
    assert claim(mail, now + CLAIM)
