"""Two people at the same moment: real threads, each with its own connection, on the database of the test run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from fosterhomes.actions.contact import assign_contact_person
from fosterhomes.actions.placements import end_stay, move_in, start_stay
from fosterhomes.models import AuditEvent, Child, ContactPerson, Home, Placement
from tests.cast import TODAY, World, make_child, make_world, place

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
ROUNDS = 5


@pytest.fixture
def busy(transactional_db: None) -> World:
    return make_world()


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """Run the deeds in threads that start together; return how each ended, in no order."""
    start, ended = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            deed()
            ended.append("done")
        except ValidationError as refused:
            ended.append(" ".join(refused.messages))
        except Exception as error:  # whatever else happened is shown by the test, not lost with the thread
            ended.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ended, key=lambda said: said != "done")


def begin(child: Child, home: Home, **values: Any) -> Callable[[], Any]:
    stay = Placement(child=child, home=home, kind=home.kind, legal_ground="care_order", from_on=TODAY, **values)
    return lambda: start_stay(stay=stay, by=child.service.duties.first().user, at=NOW)


@pytest.mark.parametrize("planned", [False, True])
def test_of_two_who_give_away_the_last_place_one_gets_it_and_the_other_reads_why(busy: World, planned: bool) -> None:
    for number in range(ROUNDS):
        home = Home.objects.create(
            service=busy.service,
            name=f"Siste plass {number}",
            kind="ordinary",
            places=1,
            municipality=busy.municipality,
        )
        pair = [make_child(busy.service, f"P-{number}-{n}", care_municipality=busy.municipality) for n in (1, 2)]
        done, why = at_once(*(begin(child, home, planned=planned) for child in pair))
        assert done == "done"
        assert f"Siste plass {number}" in why
        assert Placement.objects.filter(home=home).count() == 1
    assert AuditEvent.objects.filter(verb__startswith="placement.").count() == ROUNDS


def test_a_move_in_and_a_new_stay_do_not_share_the_last_place(busy: World) -> None:
    planned = place(busy.waiting_child, busy.emergency_home, TODAY, planned=True)
    extra = make_child(busy.service, "X-1", care_municipality=busy.municipality)
    Home.objects.filter(pk=busy.emergency_home.pk).update(places=1)
    by = busy.cast.leader
    ends = at_once(begin(extra, busy.emergency_home), lambda: move_in(stay=planned, on=TODAY, by=by, at=NOW))
    assert ends[0] == "done"
    assert "Nattheim" in ends[1]
    assert Placement.objects.living(TODAY).get(home=busy.emergency_home).child == busy.waiting_child


def test_a_child_who_is_placed_twice_at_once_lives_in_one_place(busy: World) -> None:
    done, why = at_once(begin(busy.waiting_child, busy.home), begin(busy.waiting_child, busy.other_home))
    rule = next(c for c in Placement._meta.constraints if c.name == "placement_one_at_a_time")
    assert (done, why) == ("done", str(rule.get_violation_error_message()))
    assert busy.waiting_child.placements.count() == 1


def test_two_handovers_at_once_leave_one_contact_person(busy: World) -> None:
    def hand_to(worker: Any) -> Callable[[], Any]:
        return lambda: assign_contact_person(child=busy.child, worker=worker, on=TODAY, by=busy.cast.leader, at=NOW)

    at_once(hand_to(busy.cast.other_caseworker), hand_to(busy.cast.other_caseworker))
    assert ContactPerson.objects.on(TODAY).get(child=busy.child).worker == busy.cast.other_caseworker


def test_a_stay_that_ends_gives_its_place_to_the_next(busy: World) -> None:
    Home.objects.filter(pk=busy.home.pk).update(places=1)
    end_stay(stay=busy.placement, on=TODAY, end_reason="returned", by=busy.cast.leader, at=NOW)
    assert at_once(begin(busy.waiting_child, busy.home)) == ["done"]
