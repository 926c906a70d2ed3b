"""Relief weekends: who waits, the run that proposes homes and weekends, and the person who accepts or refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes import runs
from fosterhomes.models import (
    Child,
    Home,
    NotTogether,
    Placement,
    ReliefAgreement,
    ReliefCycle,
    ReliefNeed,
    Run,
    SiblingGroup,
    Wait,
    WeekendPattern,
)
from matching.models import Proposal
from tests.cast import TODAY, World, make_child, place
from tests.fosterhomes.test_relief import FRIDAY, make_relief

pytestmark = pytest.mark.django_db
RIGHT = {"weekends": ["1"], "from_on": "2026-03-10", "until_on": "2027-03-10", "reason": "Kjenner familien."}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def relief(world: World) -> Home:
    """Return a relief home with one place on each of two weekends; the waiting child waits for relief."""
    Wait.objects.update(kind="relief", wanted_on=TODAY)
    return make_relief(world)


def another(world: World, reference: str, **values: Any) -> Child:
    child = make_child(world.service, reference, care_municipality=world.municipality, point=world.point, **values)
    Wait.objects.create(child=child, kind="relief", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    return child


def match(client: Any) -> Run:
    client.post(reverse("relief_match"))
    run = Run.objects.filter(kind=Run.Kind.RELIEF).latest("pk")
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    return run


def proposed(run: Run) -> dict[int, list[int]]:
    return {row.child_id: row.weekends for row in Proposal.objects.filter(run=run)}


def test_two_children_are_proposed_to_one_home_on_weekends_that_suit_them(
    world: World, as_user: Any, relief: Home
) -> None:
    client, second = as_user(world.cast.coordinator), another(world, "A-7")
    WeekendPattern.objects.create(child=world.waiting_child, every_weeks=2, first_on=FRIDAY, why="samvær med far")
    blocked = another(world, "A-8")
    WeekendPattern.objects.create(child=blocked, every_weeks=1, first_on=FRIDAY, why="bur hos mor")
    ReliefCycle.objects.create(home=make_relief_without_cycle(world), weeks=2)
    run = match(client)
    assert run.state == Run.State.DONE, run.failure
    assert proposed(run) == {world.waiting_child.pk: [2], second.pk: [1], blocked.pk: []}
    page = client.get(reverse("relief_run", args=[run.pk])).content.decode()
    for said in ("2 children get a relief home", "No home fits. The shortlist says why", "No other choice does better"):
        assert said in page
    assert "bur hos mor" in client.get(reverse("shortlist", args=[blocked.pk])).content.decode()
    assert "The weekends of 1 home are not written" in client.get(reverse("relief")).content.decode()


def make_relief_without_cycle(world: World) -> Home:
    home = make_relief(world, "Uskriven")
    ReliefCycle.objects.filter(home=home).delete()
    return home


def test_accepting_starts_the_stay_and_its_weekends_and_ends_the_search(
    world: World, as_user: Any, relief: Home
) -> None:
    client = as_user(world.cast.coordinator)
    run = match(client)
    proposal = Proposal.objects.get(run=run)
    url = reverse("proposal_accept", args=[proposal.pk])
    assert "Agree the weekends" in client.get(url).content.decode()
    for wrong in ({"reason": ""}, {"weekends": ["1", "2"]}, {"until_on": "2026-03-01"}, {"until_on": "2029-03-10"}):
        page = client.post(url, RIGHT | wrong)
        assert page.status_code == 422
        assert list(page.context["form"].errors) == list(wrong)
    assert client.post(url, RIGHT).status_code == 302
    stay = Placement.objects.get(child=world.waiting_child, kind="relief")
    assert (stay.planned, stay.legal_ground, stay.home) == (False, "assistance", relief)
    assert ReliefAgreement.objects.get(placement=stay).weekends == ["1"]
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.placement) == ("accepted", stay)
    assert Wait.objects.get(child=world.waiting_child).until_on
    assert client.post(url, RIGHT).status_code == 409, "it has been decided"
    assert Placement.objects.filter(child=world.waiting_child).count() == 1


def test_a_weekend_that_somebody_else_got_meanwhile_is_said_and_nothing_is_stored(
    world: World, as_user: Any, relief: Home
) -> None:
    client, second = as_user(world.cast.coordinator), another(world, "A-7")
    assert client.post(reverse("relief_choose", args=[second.pk, relief.pk]), RIGHT).status_code == 302
    answer = client.post(reverse("relief_choose", args=[world.waiting_child.pk, relief.pk]), RIGHT)
    assert answer.status_code == 422
    assert "The first weekend is full until 10 March 2027." in answer.content.decode()
    assert not Placement.objects.filter(child=world.waiting_child).exists()


def test_who_is_not_to_meet_a_guest_of_the_home_is_proposed_its_other_weekend(
    world: World, as_user: Any, relief: Home
) -> None:
    ReliefCycle.objects.filter(home=relief).update(first_places=2, second_places=2)
    client, second = as_user(world.cast.coordinator), another(world, "A-7")
    assert client.post(reverse("relief_choose", args=[second.pk, relief.pk]), RIGHT).status_code == 302
    NotTogether.objects.create(child=world.waiting_child, other=second)
    assert proposed(match(client))[world.waiting_child.pk] == [2]
    page = client.get(reverse("relief_choose", args=[world.waiting_child.pk, relief.pk])).content.decode()
    assert "first – not with those who come then" in page


def test_a_refused_home_is_not_proposed_again_and_the_reader_is_sent_back_to_the_run(
    world: World, as_user: Any, relief: Home
) -> None:
    client = as_user(world.cast.coordinator)
    run = match(client)
    url = reverse("proposal_refuse", args=[Proposal.objects.get(run=run).pk])
    assert client.post(url, {"reason": "Barnet vil ikkje."}).url == reverse("relief_run", args=[run.pk])
    assert list(proposed(match(client)).values()) == [[]]


def test_siblings_come_together_unless_it_is_written_that_they_come_apart(
    world: World, as_user: Any, relief: Home
) -> None:
    client, brother = as_user(world.cast.coordinator), another(world, "A-7")
    group = SiblingGroup.objects.create(service=world.service)
    Child.objects.filter(pk__in=[brother.pk, world.waiting_child.pk]).update(sibling_group=group)
    Home.objects.filter(pk=relief.pk).update(largest_sibling_group=3)
    assert list(proposed(match(client)).values()) == [[], []]
    ReliefNeed.objects.create(child=brother, weekends=1, apart=True)
    assert sorted(proposed(match(client)).values()) == [[1], [2]]


def test_the_matching_of_foster_homes_leaves_relief_alone(world: World, as_user: Any, relief: Home) -> None:
    client = as_user(world.cast.coordinator)
    client.post(reverse("match_all"))
    run = Run.objects.get(kind=Run.Kind.MATCHING)
    runs.carry_out.call(run.pk)
    assert not Proposal.objects.filter(run=run, child=world.waiting_child).exists()


def test_a_service_without_cycles_is_told_what_to_write(world: World, as_user: Any, relief: Home) -> None:
    ReliefCycle.objects.all().delete()
    client = as_user(world.cast.coordinator)
    run = match(client)
    assert run.failure == "no_cycles"
    assert "No relief home has a cycle" in client.get(reverse("relief_run", args=[run.pk])).content.decode()


def test_only_those_who_match_read_the_pages_and_only_of_their_service(
    world: World, as_user: Any, relief: Home
) -> None:
    run = match(as_user(world.cast.coordinator))
    assert as_user(world.cast.other_service).get(reverse("relief_run", args=[run.pk])).status_code == 404
    choose = reverse("relief_choose", args=[world.waiting_child.pk, relief.pk])
    assert as_user(world.cast.other_service).get(choose).status_code == 404
    for url in (reverse("relief"), choose):
        assert as_user(world.cast.supervisor).get(url).status_code in (403, 404)


def test_the_page_asks_the_same_number_of_queries_for_many(world: World, as_user: Any, relief: Home) -> None:
    client = as_user(world.cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("relief")).status_code == 200
        return len(queries)

    another(world, "A-7")
    asked()
    few = asked()
    for number in range(4):
        another(world, f"A-1{number}")
        make_relief(world, f"Heim {number}")
    assert asked() == few


def test_an_agreement_that_runs_out_is_shown_in_time_and_agreed_anew_from_its_end(
    world: World, as_user: Any, relief: Home
) -> None:
    stay = place(world.other_child, relief, date(2025, 3, 1), kind="relief", legal_ground="assistance")
    cycle = relief.relief_cycles.get()
    days = {"from_on": date(2025, 3, 1), "until_on": date(2026, 6, 8)}
    row = ReliefAgreement.objects.create(placement=stay, cycle=cycle, weekends=["1"], **days)
    client = as_user(world.cast.coordinator)
    page = client.get(reverse("relief"), headers={"accept-language": "en"})
    assert page.context["page"].running_out == [row]
    assert "to 7 June 2026" in page.content.decode()
    again = client.get(reverse("relief_agreement_new", args=[stay.pk]))
    assert again.context["form"]["from_on"].value() == date(2026, 6, 8)
    for until in (date(2026, 6, 9), date(2026, 3, 10)):
        ReliefAgreement.objects.filter(pk=row.pk).update(until_on=until)
        shown = client.get(reverse("relief")).context["page"].running_out
        assert [one.pk for one in shown] == ([] if until == date(2026, 6, 9) else [row.pk])
    assert (
        "ran out on 9 March 2026" in client.get(reverse("relief"), headers={"accept-language": "en"}).content.decode()
    )
    ReliefAgreement.objects.create(
        placement=stay, cycle=cycle, weekends=["1"], from_on=TODAY, until_on=date(2027, 3, 10)
    )  # fmt: skip
    assert client.get(reverse("relief")).context["page"].running_out == []


def test_a_stay_that_ends_with_its_agreement_is_nobodys_to_agree_anew(world: World, as_user: Any, relief: Home) -> None:
    values = {"kind": "relief", "legal_ground": "assistance", "until_on": date(2026, 4, 1), "end_reason": "as_planned"}
    stay = place(world.other_child, relief, date(2025, 3, 1), **values)
    cycle = relief.relief_cycles.get()
    days = {"from_on": date(2025, 3, 1), "until_on": date(2026, 4, 1)}
    ReliefAgreement.objects.create(placement=stay, cycle=cycle, weekends=["1"], **days)
    assert as_user(world.cast.coordinator).get(reverse("relief")).context["page"].running_out == []


def test_no_weekend_is_proposed_that_a_child_without_written_weekends_may_come_on(
    world: World, as_user: Any, relief: Home
) -> None:
    place(world.other_child, relief, date(2025, 3, 1), kind="relief", legal_ground="assistance")
    client = as_user(world.cast.coordinator)
    run = match(client)
    assert [row["weekends"] for row in (run.problem or {})["homes"]] == [[0, 0]]
    ReliefCycle.objects.update(second_places=2)
    run = match(client)
    assert [row["weekends"] for row in (run.problem or {})["homes"]] == [[0, 1]]
    assert Proposal.objects.get(run=run).weekends == [2]
