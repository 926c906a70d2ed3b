"""The same message from two windows at the same moment: real threads, each with its own connection."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from fosterhomes.models import Child, Service
from tests.cast import make_world
from visits.actions.register_message import apply_message
from visits.models import AppliedMessage, Visit

from .register_messages import case, file, measure

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_of_two_who_apply_the_same_message_the_second_finds_nothing_to_change() -> None:
    service, start, ended = make_world().service, threading.Barrier(2), []

    def apply(service: Service) -> None:
        try:
            start.wait(timeout=10)
            told = file(case("N-1", measure("n1", followed=("2026-02-03",))))
            outcome = apply_message(file=told, service=service, by=None, at=NOW)
            ended.append(dict(outcome.states) if outcome.applied else outcome.stopped)
        except Exception as error:  # shown by the test, not lost with the thread
            ended.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=apply, args=(service,)) for _time in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(map(str, ended)) == ["{'new': 1}", "{'unchanged': 1}"]
    assert (Child.objects.filter(reference="N-1").count(), Visit.objects.count()) == (1, 1)
    assert AppliedMessage.objects.count() == 1
