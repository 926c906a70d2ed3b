"""Two at the same moment about a visit that somebody cannot make: one answers, the other reads that it is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from fosterhomes.models import AuditEvent
from tests.cast import World, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from visits.actions.booking import shift_visit
from visits.actions.hindrances import keep_visit, say_cannot

from .rows import lay_visit

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
ROUNDS = 4


@pytest.fixture
def busy(transactional_db: None) -> World:
    return make_world()


def test_one_keeps_the_visit_or_the_other_moves_it_and_the_answer_is_whose_came_first(busy: World) -> None:
    leader, coordinator = busy.cast.leader, busy.cast.coordinator
    visit = lay_visit(busy, "supervision", date(2026, 3, 17), status="booked", start=time(13))
    for _round in range(ROUNDS):
        visit.refresh_from_db()
        said = say_cannot(visit=visit, reason="Kurs", from_on=None, until_on=None, by=busy.cast.supervisor, at=NOW)
        ended = at_once(
            lambda row=said: keep_visit(hindrance=row, by=leader, at=NOW),
            lambda row=said: keep_visit(hindrance=row, by=coordinator, at=NOW),
        )
        assert ended == ["done", "Somebody has answered this meanwhile."]
    assert AuditEvent.objects.filter(verb="visithindrance.kept", child=None).count() == ROUNDS


def test_of_two_who_drag_one_visit_the_second_is_told(busy: World) -> None:
    visit = lay_visit(busy, "supervision", date(2026, 3, 17), status="booked", start=time(13))
    was = (visit.on_day, visit.start)
    done, why = at_once(
        lambda: shift_visit(
            visit=visit, to=(date(2026, 3, 18), time(9)), was=was, reason="", by=busy.cast.leader, at=NOW
        ),
        lambda: shift_visit(
            visit=visit, to=(date(2026, 3, 19), time(9)), was=was, reason="", by=busy.cast.coordinator, at=NOW
        ),
    )
    assert done == "done"
    assert "Somebody has moved this visit meanwhile." in why
    visit.refresh_from_db()
    assert visit.revision == 1
