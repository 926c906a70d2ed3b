"""Files and people at the same moment: real threads, each with its own connection, on the database of the test run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from fosterhomes.actions.tables import import_rows, store_upload, take_in, try_upload
from fosterhomes.models import Child, Home, Upload
from fosterhomes.tables.check import Report, outcome, try_out
from fosterhomes.tables.columns import kind_of
from fosterhomes.tables.files import read
from tests.cast import World, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from tests.fosterhomes.test_tables import CHILDREN, HOMES, batch, rows
from visits.actions.recording import record_visit
from visits.models import Visit, VisitChild
from visits.recording import Account, SeenChild

from .test_table_visits import HEAD, ROWS

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
PATIENCE = 10
"""Seconds that the halfway trial waits for the other person; without a lock it is a matter of milliseconds."""


@pytest.fixture
def busy(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("fosterhomes.tables.check.TOLD_EVERY", 1)
    return make_world()


def while_trying(world: World, text: str, meanwhile: Callable[[], object]) -> tuple[Report, bool]:
    """Stop a trial after its first row until `meanwhile` is done; return its report, and whether that was in time."""
    halfway, done, told = threading.Event(), threading.Event(), list[object]()

    def trial() -> None:
        try:
            steps = try_out(rows(text), batch(world))
            next(steps)
            halfway.set()
            in_time = done.wait(PATIENCE)
            told.extend((outcome(steps), in_time))
        finally:
            connection.close()

    thread = threading.Thread(target=trial)
    thread.start()
    assert halfway.wait(PATIENCE)
    meanwhile()
    done.set()
    thread.join(PATIENCE)
    report, in_time = told
    assert isinstance(report, Report)
    return report, bool(in_time)


def test_a_visit_is_saved_while_the_rows_of_a_file_are_tried(busy: World) -> None:
    account = Account(
        on_day=date(2026, 3, 5),
        status=Visit.Status.DONE,
        visitor=busy.cast.caseworker,
        children=(SeenChild(busy.child, VisitChild.Alone.HELD, "", ""),),
    )

    def save() -> None:
        record_visit(home=busy.home, track="follow_up", account=account, among=(), by=busy.cast.caseworker, at=NOW)

    report, in_time = while_trying(busy, HEAD + ROWS, save)
    assert in_time, "the other person did not wait for the trial"
    assert report.counts["new"] == 2
    assert Visit.objects.get().on_day == date(2026, 3, 5), "of the trial nothing is left"


def test_a_trial_sees_what_stands_in_the_register_and_leaves_it_as_it_is(busy: World) -> None:
    Home.objects.create(service=busy.service, kind="ordinary", name="Nyheim", municipality=busy.municipality, places=1)
    report = outcome(try_out(rows(HOMES), batch(busy)))
    assert report.counts == {"new": 0, "changed": 2, "unchanged": 0, "refused": 0}
    assert Home.objects.get(name="Nyheim").places == 1


@pytest.mark.parametrize("text", [CHILDREN, HOMES], ids=["children", "homes"])
def test_of_two_who_store_the_same_file_the_second_finds_it_stored(busy: World, text: str) -> None:
    counts = []

    def store() -> None:
        report = outcome(import_rows(rows(text), batch(busy)))
        counts.append((report.kept, report.counts["new"], report.counts["unchanged"]))

    assert at_once(store, store) == ["done", "done"]
    assert sorted(counts) == [(True, 0, 2), (True, 1, 0)]
    assert Child.objects.filter(reference="B-1").count() + Home.objects.filter(name="Nyheim").count() == 1


def test_a_file_that_is_stored_from_two_windows_is_stored_once(busy: World) -> None:
    upload = take_in(
        grid=read(CHILDREN.encode()), kind=kind_of("children"), service=busy.service, by=busy.cast.clerk, at=NOW
    )
    outcome(try_upload(upload=upload, batch=batch(busy)))
    kept = []

    def store() -> None:
        mine = Upload.objects.get(pk=upload.pk)
        kept.append(outcome(store_upload(upload=mine, batch=batch(busy))).kept)

    ended = at_once(store, store)
    assert ended == ["done", "done"]
    assert sorted(kept) == [False, True]
    upload.refresh_from_db()
    assert upload.applied_at is not None
    assert (upload.rows, Child.objects.filter(reference="B-1").count()) == ([], 1)
