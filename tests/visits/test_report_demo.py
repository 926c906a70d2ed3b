"""The demo holds supervision reports in every state, some overdue, and serious shortcomings on their way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from fosterhomes.models import Duty, Role, Service, User
from fosterhomes.permissions import access_for
from tests.demo import ON
from visits.models import ReportStep, SupervisionReport
from visits.supervision_reports import states
from visits.supervision_reports.lists import Show, own_rows, report_rows, shown, to_write

ANOTHER_DAY = date(2025, 1, 2)


@pytest.fixture(scope="module", params=[ON, ANOTHER_DAY], ids=str)
def day(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[date]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo_data", on=request.param, verbosity=0)
        yield request.param
        transaction.set_rollback(True)


def first(role: str) -> User:
    service = Service.objects.get(name="Alver barnevernteneste")
    return Duty.objects.filter(role=role, service=service).order_by("pk")[0].user


def test_every_state_is_there(day: date, db: None) -> None:
    rows = report_rows(access_for(first(Role.LEADER), day))
    done = report_rows(access_for(first(Role.LEADER), day), Show.FINISHED)
    assert {row.state.code for row in rows + done} == {state.code for state in states.ORDINARY.states}
    assert {row.serious.code for row in rows + done} == {state.code for state in states.SERIOUS.states}
    assert 0 < len(shown(rows, Show.OVERDUE)) < len(rows)
    assert len(done) > 300


def test_the_supervisor_of_the_log_in_page_has_something_to_write(day: date, db: None) -> None:
    waiting = to_write(own_rows(access_for(first(Role.SUPERVISOR), day)))
    assert {row.state.code for row in waiting} >= {states.OWED, states.SUPPLEMENT_ASKED}


def test_the_steps_lead_to_the_state_and_none_lies_ahead(day: date, db: None) -> None:
    assert ReportStep.objects.filter(on_day__gt=day).count() == 0
    for report in SupervisionReport.objects.prefetch_related("steps")[:400]:
        at = {way.column: way.states[0].code for way in states.WAYS}
        for step in report.steps.all():
            way, move = states.find(step.step)
            assert at[way.column] in move.before, (report.pk, step.step)
            at[way.column] = move.after
        assert at == {"state": report.state, "serious_state": report.serious_state}
