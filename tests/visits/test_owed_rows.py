"""From the register's rows to what is owed: which stays count for which track, and what the rows say about them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fosterhomes.models import Child, Home, HomeMove, Placement
from tests.cast import World, access, make_child, make_home, place
from visits.duty import duty_on
from visits.models import Pause
from visits.owed import TrackYear, owed, owed_to_see, shortfalls

from .rows import lay_many, lay_reduction, lay_visit

ON = date(2026, 7, 15)
"""Two of four windows have closed."""


def rows_of(child: Child, on: date = ON) -> list[TrackYear]:
    return owed(Child.objects.filter(pk=child.pk), on)


def told(rows: list[TrackYear]) -> list[tuple[str, str, int, int]]:
    return [(row.home.name, row.track, row.required, row.missing) for row in rows]


def one(world: World, track: str = "follow_up", on: date = ON) -> TrackYear:
    (row,) = [row for row in rows_of(world.child, on) if row.track == track]
    return row


def test_an_own_child_in_an_own_municipality_is_owed_both_tracks(world: World) -> None:
    assert told(rows_of(world.child)) == [("Fjellheim", "follow_up", 4, 2), ("Fjellheim", "supervision", 4, 2)]


def test_another_services_child_who_lives_here_is_owed_supervision_alone(world: World) -> None:
    guest = make_child(world.service, "G-1", care_municipality=world.other_municipality)
    place(guest, world.home)
    assert [row.track for row in rows_of(guest)] == ["supervision"]


def test_an_own_child_who_lives_elsewhere_is_owed_follow_up_alone(world: World) -> None:
    away = make_child(world.service, "B-1", care_municipality=world.municipality)
    place(away, make_home(world.service, "Lusterheim II", municipality=world.other_municipality))
    assert [row.track for row in rows_of(away)] == ["follow_up"]


@pytest.mark.parametrize(
    ("values", "tracks"),
    [
        ({"kind": "relief"}, []),
        ({"kind": "particular_conditions"}, ["follow_up"]),
        ({"kind": "emergency"}, ["follow_up", "supervision"]),
        ({"kind": "kinship"}, ["follow_up", "supervision"]),
        ({"planned": True}, []),
        ({"home": None, "setting": "institution", "kind": ""}, []),
        ({"home": None, "setting": "own_housing", "kind": ""}, []),
    ],
)
def test_what_each_kind_of_stay_is_owed(world: World, values: dict[str, Any], tracks: list[str]) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(**values)
    assert [row.track for row in rows_of(world.child)] == tracks


def test_two_homes_in_a_year_are_two_cases_and_nothing_is_carried_over(world: World) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 5, 1), end_reason="moved_home")
    place(world.child, world.other_home, from_on=date(2026, 5, 1))
    lay_visit(world, "follow_up", date(2026, 6, 1), home=world.other_home)
    rows = [row for row in rows_of(world.child) if row.track == "follow_up"]
    assert told(rows) == [("Fjellheim", "follow_up", 1, 1), ("Strandheim", "follow_up", 3, 0)]
    assert [row.has_ended for row in rows] == [True, False]


def test_supervision_that_an_agreement_moved_away_is_owed_until_that_day(world: World) -> None:
    Child.objects.filter(pk=world.child.pk).update(care_municipality=world.other_municipality)
    Placement.objects.filter(pk=world.placement.pk).update(supervision_moved_on=date(2026, 5, 20))
    (row,) = rows_of(world.child)
    assert row.case.lived_there.until_on == date(2026, 5, 20)
    assert row.result.windows[-1].until_on == date(2026, 5, 20)
    assert row.has_ended


def test_supervision_that_an_agreement_moved_here_is_owed_from_that_day(world: World) -> None:
    Home.objects.filter(pk=world.home.pk).update(municipality=world.other_municipality)
    Placement.objects.filter(pk=world.placement.pk).update(supervision_moved_on=date(2026, 5, 16))
    row = one(world, "supervision")
    assert row.result.windows[0].from_on == date(2026, 5, 16)
    assert row.missing == 0


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("moved_on", [None, date(2026, 5, 16)])
@pytest.mark.parametrize("family_moved_on", [None, date(2026, 3, 1), date(2026, 5, 16), date(2026, 9, 1)])
def test_the_duty_to_supervise_holds_on_the_days_on_which_the_register_finds_the_stay(
    world: World, here: bool, own: bool, moved_on: date | None, family_moved_on: date | None
) -> None:
    municipality = {True: world.municipality, False: world.other_municipality}
    Home.objects.filter(pk=world.home.pk).update(municipality=municipality[here])
    Child.objects.filter(pk=world.child.pk).update(care_municipality=municipality[own])
    Placement.objects.filter(pk=world.placement.pk).update(supervision_moved_on=moved_on)
    if family_moved_on:
        HomeMove.objects.create(home=world.home, on_day=family_moved_on, from_municipality=municipality[not here])
    stay = Placement.objects.select_related("child__care_municipality", "home__municipality").get(pk=world.placement.pk)
    for day in (date(2026, 1, 1), *around(2026, 3, 1), *around(2026, 5, 16), *around(2026, 9, 1), date(2026, 12, 31)):
        found = Placement.objects.under_supervision_of(world.service.pk, day).filter(pk=stay.pk).exists()
        assert found == (duty_on(stay, "supervision", day) is not None), day


def around(year: int, month: int, day: int) -> tuple[date, date]:
    """Return the day before, and the day."""
    return date(year, month, day) - timedelta(days=1), date(year, month, day)


MOVED = [
    # where the home lies now, the agreement, and the days on which the service supervises (the child came in 2024)
    ("away", None, [("2024-02-01", "2026-05-16")]),
    ("here", None, [("2026-05-16", "9999-12-31")]),
    ("away", date(2026, 5, 16), [("2024-02-01", "9999-12-31")]),
    ("away", date(2026, 6, 1), [("2024-02-01", "2026-05-16"), ("2026-06-01", "9999-12-31")]),
]


@pytest.mark.parametrize(("now", "agreed_on", "runs"), MOVED)
def test_who_supervises_follows_the_family_when_it_moves(
    world: World, now: str, agreed_on: date | None, runs: list[tuple[str, str]]
) -> None:
    lies = {"here": world.municipality, "away": world.other_municipality}
    before = lies["here" if now == "away" else "away"]
    Home.objects.filter(pk=world.home.pk).update(municipality=lies[now])
    HomeMove.objects.create(home=world.home, on_day=date(2026, 5, 16), from_municipality=before)
    Placement.objects.filter(pk=world.placement.pk).update(supervision_moved_on=agreed_on)
    case = one(world, "supervision").case
    assert [str(day) for day in (case.moved_in_on, case.lived_there.until_on)] == [runs[0][0], runs[-1][1]]
    assert [(str(gap.from_on), str(gap.until_on)) for gap in case.pauses] == [
        (first[1], second[0]) for first, second in pairwise(runs)
    ]
    assert one(world, "follow_up").case.lived_there.until_on == date.max


def test_what_another_service_answered_for_in_between_adds_nothing_and_its_visits_count_there(world: World) -> None:
    for day, left in ((date(2026, 3, 1), world.municipality), (date(2026, 9, 1), world.other_municipality)):
        HomeMove.objects.create(home=world.home, on_day=day, from_municipality=left)
    lay_visit(world, "supervision", date(2026, 4, 20))
    row = one(world, "supervision", on=date(2026, 12, 31))
    # 59 days and 122 days of 365, four visits a year: 1.98 visits.
    assert [(str(w.from_on), str(w.until_on)) for w in row.result.windows] == [
        ("2026-01-01", "2026-10-04"), ("2026-10-04", "2027-01-01"),
    ]  # fmt: skip
    assert row.made_on == ()


def test_a_young_person_of_eighteen_is_owed_nothing(world: World) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=date(2007, 12, 31))
    assert [row.required for row in rows_of(world.child)] == [0, 0]


def test_who_turns_eighteen_in_the_year_can_no_longer_be_visited_for_it_afterwards(world: World) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=date(2008, 7, 15))
    assert one(world, on=date(2026, 7, 14)).has_ended is False
    assert one(world).has_ended is True


def test_a_lawful_decision_lowers_from_the_day_it_was_made(world: World) -> None:
    lay_reduction(world, from_on=date(2026, 1, 1))
    row = one(world)
    assert row.unlawful == ()
    assert row.case.reduced[0].from_on == date(2026, 3, 1)
    assert row.required == 2


def test_an_unlawful_decision_is_carried_along_with_what_it_lacks_and_lowers_nothing(world: World) -> None:
    decision = lay_reduction(world, decided_on=date(2026, 2, 1), from_on=date(2026, 2, 1))
    row = one(world)
    assert [(found.reduction, found.lacks) for found in row.unlawful] == [
        (decision, ("child_not_heard", "foster_parents_not_heard", "not_over_two_years"))
    ]
    assert row.required == 4


def test_a_decision_on_one_track_says_nothing_of_the_other(world: World) -> None:
    lay_reduction(world)
    assert one(world, "supervision").required == 4


def test_a_pause_and_a_permanent_stay_are_read_from_the_rows(world: World) -> None:
    Pause.objects.create(placement=world.placement, from_on=date(2026, 3, 1), until_on=date(2026, 4, 10), reason="Heim")
    assert one(world).result.windows[0].until_on == date(2026, 5, 13)
    Placement.objects.filter(pk=world.placement.pk).update(permanent_stay_on=date(2026, 1, 1), agreed_follow_up=1)
    assert one(world, "supervision").required == 2
    assert one(world, "follow_up").required == 1


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, 1),
        ({"in_person": False}, 0),
        ({"status": "tried", "reason": "Ingen heime"}, 0),
        ({"status": "cancelled", "reason": "Sjukdom"}, 0),
        ({"status": "planned"}, 0),
        ({"status": "booked"}, 0),
    ],
)
def test_only_a_visit_made_in_person_counts(world: World, values: dict[str, Any], counts: int) -> None:
    lay_visit(world, "follow_up", date(2026, 2, 3), **values)
    assert len(one(world).made_on) == counts


def test_a_visit_counts_for_its_own_track_and_the_children_who_were_there(world: World) -> None:
    lay_visit(world, "supervision", date(2026, 2, 3))
    assert one(world, "supervision").made_on == (date(2026, 2, 3),)
    assert one(world, "follow_up").made_on == ()


def test_what_the_year_before_ended_short_of(world: World) -> None:
    for month in (2, 5, 8):
        lay_visit(world, "follow_up", date(2025, month, 3))
    short = shortfalls(Child.objects.filter(pk=world.child.pk), ON)
    assert told(short) == [("Fjellheim", "follow_up", 4, 1), ("Fjellheim", "supervision", 4, 4)]


def test_a_supervisor_is_shown_the_supervision_alone(world: World) -> None:
    seen = {name: [row.track for row in owed_to_see(access(user, ON))] for name, user in world.cast}
    assert seen["supervisor"] == ["supervision"]
    assert seen["caseworker"] == ["follow_up", "supervision"]
    assert seen["other_caseworker"] == ["follow_up", "supervision"]
    assert len(seen["leader"]) == len(seen["coordinator"]) == len(seen["clerk"]) == 4
    assert seen["on_call"] == seen["administrator"] == seen["stranger"] == []


def test_the_number_of_queries_does_not_grow_with_the_children(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert owed(Child.objects.all(), ON)
        return len(asked)

    few = queries()
    lay_many(world, 12)
    assert queries() == few == 5


def test_the_page_of_a_day_counts_only_what_had_happened_by_then(world: World) -> None:
    lay_visit(world, "follow_up", ON + timedelta(days=1))
    assert one(world).made_on == ()
    assert one(world, on=ON + timedelta(days=1)).made_on == (ON + timedelta(days=1),)
