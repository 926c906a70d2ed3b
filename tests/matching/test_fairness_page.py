"""Equal treatment: who is turned down and by what, who waited longer for a home another got, how long all wait."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Child, Home, Kin, Wait
from matching.candidates import Candidates
from matching.longer import waited_longer
from matching.models import Decision, Proposal, Steer
from matching.turned_down import turned_down
from matching.waiting_times import groupings, quarters
from tests.cast import TODAY, World, make_child, make_home
from tests.matching.builders import ACCEPTANCE, join_siblings, match
from tests.matching.test_matching_pages import count_queries


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def one(world: World) -> Home:
    """Return the only home with a place: one place."""
    Home.objects.update(places=1)
    return make_home(world.service, "Einheim", municipality=world.municipality, point=world.point, places=1)


def later(world: World, reference: str, **values: Any) -> Child:
    """Return a child that waits since today, of the same urgency as the one that has waited since February."""
    child = make_child(world.service, reference, care_municipality=world.municipality, point=world.point)
    values = {"kind": "ordinary", "urgency": "soon", "from_on": TODAY, "wanted_on": TODAY} | values
    Wait.objects.create(child=child, **values)
    return child


def test_only_the_leader_opens_it(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("fairness")).status_code
        assert status == (200 if name in {"leader", "other_service"} else 404), name


def test_each_home_is_counted_by_what_it_turns_a_child_down_for(world: World, one: Home) -> None:
    """Three ordinary homes: one full, one full and too old, one that fits; the emergency home is of another kind."""
    Home.objects.filter(pk=world.other_home.pk).update(youngest_age=15)
    found = turned_down(Candidates(world.service.pk, TODAY))
    assert (found.pairs, found.turned_down, found.other_kind) == (3, 2, 1)
    assert [(row.name, row.broken, row.alone, row.searches) for row in found.rules] == [
        ("Places", 2, 1, 1), ("Ages", 1, 0, 1)
    ]  # fmt: skip
    (search,) = found.searches
    assert (search.homes, search.fit) == (3, 1)
    by_home = {row.home: (row.searches, row.turned_down) for row in found.homes}
    assert by_home == {world.home: (1, 1), world.other_home: (1, 1)}


def test_who_waited_longer_is_kept_with_the_proposal_and_told(world: World, as_user: Any, one: Home) -> None:
    younger = later(world, "A-7")
    Steer.objects.create(child=younger, home=one, kind="pinned", reason="Kjenner dei.", made_by=world.cast.leader,
                         made_at="2026-03-10T07:00:00Z")  # fmt: skip
    run = match(world, as_user(world.cast.coordinator))
    assert Proposal.objects.get(run=run, child=younger).envied_by == [f"u{world.waiting_child.pk}"]
    answer = as_user(world.cast.leader).get(reverse("fairness"))
    (row,) = answer.context["envy"].rows
    assert (row.longer, row.shorter, row.home) == ([world.waiting_child], [younger], one)
    assert (row.longer_since, row.shorter_since) == (date(2026, 2, 1), TODAY)
    assert "Pinned by Leader: Kjenner dei." in answer.content.decode()
    page = as_user(world.cast.coordinator).get(reverse("match_run", args=[run.pk])).content.decode()
    assert f"Waited longer, would fit and gets no home: {world.waiting_child.name}." in page


def test_kin_who_got_it_are_not_envied(world: World, as_user: Any, one: Home) -> None:
    niece = later(world, "A-7")
    Kin.objects.create(child=niece, name="Tante", relation="aunt_or_uncle", home=one, asked_on=date(2026, 2, 2),
                       answer="yes", answered_on=date(2026, 2, 3))  # fmt: skip
    run = match(world, as_user(world.cast.coordinator))
    assert Proposal.objects.get(run=run, child=niece).envied_by == []
    page = as_user(world.cast.leader).get(reverse("fairness")).content.decode()
    assert "nobody has waited longer for a home that another gets." in page


def test_waiting_times_stand_by_group_and_few_are_said_to_be_few(world: World, as_user: Any) -> None:
    join_siblings(world, "A-4")
    lone = later(world, "A-7", urgency="acute", kind="emergency", from_on=date(2026, 3, 1), wanted_on=date(2026, 3, 2))
    Child.objects.filter(pk=lone.pk).update(languages="ar", birth_date=date(2024, 1, 1))
    found = {row.label: row for one in groupings(Candidates(world.service.pk, TODAY)) for row in one.rows}
    assert {label: row.waiting for label, row in found.items()} == {
        "acute": 1, "soon": 2, "ordinary foster home": 2, "emergency foster home": 1, "0 to 5 years": 1,
        "6 to 12 years": 2, "alone": 1, "siblings who are to live together": 2,
        "language or background to heed": 1, "none registered": 2,
    }  # fmt: skip
    acute = found["acute"]
    assert (acute.median_days, acute.longest_days, acute.late, acute.few) == (9, 9, 1, True)
    assert "few" in as_user(world.cast.leader).get(reverse("fairness")).content.decode()


def test_half_a_day_of_a_median_counts_as_one_and_the_quarter_under_way_is_told(world: World, as_user: Any) -> None:
    for reference, day in (("A-8", date(2026, 3, 8)), ("A-9", date(2026, 3, 7))):
        later(world, reference, urgency="acute", from_on=day)
    acute = groupings(Candidates(world.service.pk, TODAY))[0].rows[0]
    assert (acute.label, acute.median_days) == ("acute", 3)
    assert [row.lasts for row in quarters(world.service.pk, TODAY)] == [True, *[False] * 7]
    assert not quarters(world.service.pk, date(2026, 3, 31))[0].lasts
    assert "so far" in as_user(world.cast.leader).get(reverse("fairness")).content.decode()


def test_a_search_that_ended_counts_its_days_in_the_year_and_the_quarter_it_ended(world: World) -> None:
    Wait.objects.create(child=world.child, kind="ordinary", urgency="soon", from_on=date(2025, 11, 1),
                        wanted_on=date(2025, 12, 1), until_on=date(2026, 1, 10), outcome="Flytta.")  # fmt: skip
    rows = {row.label: row for one in groupings(Candidates(world.service.pk, TODAY)) for row in one.rows}
    assert (rows["soon"].ended, rows["soon"].ended_median) == (1, 70)
    now, before, *_earlier = quarters(world.service.pk, TODAY)
    assert (now.begins, before.begins, before.ends) == (date(2026, 1, 1), date(2025, 10, 1), date(2026, 1, 1))
    assert (now.begun, now.ended, now.ended_median, now.waiting, now.few) == (1, 1, 70, 1, True)
    assert (before.begun, before.ended, before.waiting) == (1, 0, 1)


def test_decisions_are_counted_by_quarter_with_those_that_passed_somebody_over(
    world: World, as_user: Any, one: Home
) -> None:
    younger = later(world, "A-7")
    Steer.objects.create(child=younger, home=one, kind="pinned", reason="Ja.", made_by=world.cast.leader,
                         made_at="2026-03-10T07:00:00Z")  # fmt: skip
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=younger)
    client.post(reverse("proposal_accept", args=[proposal.pk]), ACCEPTANCE)
    assert Decision.objects.count() == 1
    now = quarters(world.service.pk, TODAY)[0]
    assert (now.decided, now.kin, now.refused, now.envied) == (1, 0, 0, 1)


def test_a_home_chosen_from_the_shortlist_says_who_waited_longer_and_keeps_it(
    world: World, as_user: Any, one: Home
) -> None:
    younger = later(world, "A-7")
    client = as_user(world.cast.coordinator)
    address = reverse("decision_new", args=[younger.pk, one.pk])
    page = client.get(address).content.decode()
    assert "Waited longer at the same urgency" in page
    assert "no other home fits" in page
    assert client.post(address, ACCEPTANCE).status_code == 302
    assert Decision.objects.get().envied_by == [f"u{world.waiting_child.pk}"]
    assert quarters(world.service.pk, TODAY)[0].envied == 1
    answer = as_user(world.cast.leader).get(reverse("fairness"))
    (row,) = answer.context["by_hand"]
    assert (row.longer, row.shorter, row.home) == ([world.waiting_child], [younger], one)
    assert (row.longer_since, row.shorter_since) == (date(2026, 2, 1), TODAY)


def test_who_has_another_home_or_waited_shorter_is_not_envied_by_hand(world: World, one: Home) -> None:
    younger = later(world, "A-7")
    candidates = Candidates(world.service.pk, TODAY)
    chosen = {
        group.id: next(o for o in candidates.options(group) if o.home.pk == one.pk) for group in candidates.groups
    }
    assert waited_longer(candidates, chosen[world.waiting_child.pk]) == []
    (longer,) = waited_longer(candidates, chosen[younger.pk])
    assert (longer.group.id, longer.others) == (world.waiting_child.pk, 0)
    make_home(world.service, "Toheim", municipality=world.municipality, point=world.point)
    candidates = Candidates(world.service.pk, TODAY)
    group = candidates.group_of(younger)
    assert group is not None
    (longer,) = waited_longer(candidates, next(o for o in candidates.options(group) if o.home.pk == one.pk))
    assert longer.others == 1


def test_with_nobody_waiting_the_page_says_so(world: World, as_user: Any) -> None:
    Wait.objects.all().delete()
    assert "Nobody waits." in as_user(world.cast.leader).get(reverse("fairness")).content.decode()


def test_the_page_asks_the_database_as_often_for_many_as_for_few(world: World, as_user: Any, one: Home) -> None:
    later(world, "A-7", urgency="acute")
    later(world, "A-8", kind="relief")
    match(world, as_user(world.cast.coordinator))
    few = count_queries(as_user(world.cast.leader), reverse("fairness"))
    for number in range(12):
        later(world, f"V-{number}", kind="relief" if number % 2 else "ordinary")
        make_home(world.service, f"Heim {number}", municipality=world.municipality, point=world.point)
    match(world, as_user(world.cast.coordinator))
    assert count_queries(as_user(world.cast.leader), reverse("fairness")) == few
