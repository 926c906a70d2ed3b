"""What has passed: a proposal, a call and promised support for a child who has left since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from fosterhomes.models import Child, Home, Placement, Run, SiblingGroup, SupervisionAppointment, Wait
from matching.actions.proposals import accept_supervisor
from matching.models import Call, Decision, Proposal, SupportTask
from tests.cast import TODAY, World, make_child, place
from tests.matching.builders import match
from tests.visits.rows import noon


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def run(world: World) -> Run:
    cast = world.cast
    return Run.objects.create(
        service=world.service, kind="matching", state="done", asked_by=cast.leader, asked_at=noon(TODAY)
    )


def proposal(run: Run, child: Any, **values: Any) -> Proposal:
    return Proposal.objects.create(run=run, child=child, **values)


def left(client: Any, run: Run) -> int:
    return client.get(reverse("match_run", args=[run.pk])).context["review"].undecided


def test_a_proposal_for_a_child_who_no_longer_waits_has_passed(world: World, as_user: Any, run: Run) -> None:
    row = proposal(run, world.waiting_child, home=world.other_home, unit="u1")
    client = as_user(world.cast.coordinator)
    assert left(client, run) == 1
    Wait.objects.update(until_on=TODAY, outcome="Went home.")
    page = client.get(reverse("match_run", args=[run.pk]))
    assert page.context["review"].undecided == 0
    text = page.content.decode()
    assert "no longer waits for a home" in text
    assert reverse("proposal_accept", args=[row.pk]) not in text
    assert client.get(reverse("proposal_accept", args=[row.pk])).status_code == 302


@pytest.mark.parametrize("why", ["moved away", "got one meanwhile"])
def test_a_supervisor_is_not_accepted_for_a_child_who_needs_none_from_us(world: World, run: Run, why: str) -> None:
    row = proposal(run, world.other_child, supervisor=world.supervisor)
    if why == "moved away":
        Placement.objects.filter(child=world.other_child).update(until_on=TODAY, end_reason="returned")
    else:
        SupervisionAppointment.objects.create(child=world.other_child, supervisor=world.supervisor, from_on=TODAY)
    with pytest.raises(ValidationError, match="This has passed: Barn A-2"):
        accept_supervisor(proposals=[row], from_on=TODAY, reason="Near.", by=world.cast.leader, at=noon(TODAY))
    assert Proposal.objects.get().decision == ""


def test_a_supervisor_is_accepted_for_a_child_who_lacks_one(world: World, run: Run) -> None:
    row = proposal(run, world.other_child, supervisor=world.supervisor)
    accept_supervisor(proposals=[row], from_on=TODAY, reason="Near.", by=world.cast.leader, at=noon(TODAY))
    assert Proposal.objects.get().decision == "accepted"


def test_support_for_a_stay_that_is_over_is_no_longer_open(world: World, as_user: Any) -> None:
    decision = Decision.objects.create(
        child=world.child, home=world.home, placement=world.placement, decided_by=world.cast.leader,
        decided_at=noon(TODAY), reason="Near.", child_view="Yes.", parents_view="Yes.", approval="before",
    )  # fmt: skip
    SupportTask.objects.create(decision=decision, what="Relief", due_on=date(2026, 3, 1), owner=world.cast.caseworker)
    client = as_user(world.cast.leader)
    page = client.get(reverse("support_list"))
    assert (len(page.context["tasks"]), page.context["late"], page.context["over"]) == (1, 1, [])
    Placement.objects.filter(pk=world.placement.pk).update(until_on=TODAY, end_reason="returned")
    page = client.get(reverse("support_list"))
    assert (page.context["tasks"], page.context["late"], len(page.context["over"])) == ([], 0, 1)
    assert "Promised for a stay that is over" in page.content.decode()


def test_a_home_reads_that_the_child_it_was_called_about_no_longer_waits(world: World, as_user: Any) -> None:
    Call.objects.create(
        home=world.home, child=world.waiting_child, called_at=noon(TODAY), called_by=world.cast.leader, answer="yes"
    )
    client, address = as_user(world.cast.leader), reverse("home_calls", args=[world.home.pk])
    assert "no longer waits for a home" not in client.get(address).content.decode()
    Wait.objects.update(until_on=TODAY, outcome="Went home.")
    assert "no longer waits for a home" in client.get(address).content.decode()


def lay_siblings_without_supervisor(world: World) -> tuple[Child, Child]:
    """Return two siblings in one home who both lack a supervisor."""
    other = make_child(world.service, "A-8", care_municipality=world.municipality)
    place(other, world.other_home)
    group = SiblingGroup.objects.create(service=world.service)
    Child.objects.filter(pk__in=[world.other_child.pk, other.pk]).update(sibling_group=group)
    return world.other_child, other


def test_siblings_in_one_home_get_the_same_supervisor_in_one_decision(world: World, as_user: Any) -> None:
    world.supervisor.capacity = 8
    world.supervisor.save()
    client, siblings = as_user(world.cast.coordinator), lay_siblings_without_supervisor(world)
    run = match(world, client)
    (row,) = client.get(reverse("match_run", args=[run.pk])).context["review"].supervisor_only
    assert (set(row.children), row.lives.name) == (set(siblings), "Strandheim")
    address = reverse("proposal_accept", args=[row.proposal.pk])
    assert "Strandheim" in client.get(address).content.decode()
    client.post(address, {"from_on": TODAY.isoformat(), "reason": "Near."})
    appointed = SupervisionAppointment.objects.filter(child__in=siblings, from_on=TODAY)
    assert {(one.child, one.supervisor) for one in appointed} == {(child, world.supervisor) for child in siblings}


def test_of_siblings_of_whom_one_moved_out_the_other_still_gets_its_supervisor(world: World, as_user: Any) -> None:
    world.supervisor.capacity = 8
    world.supervisor.save()
    client, (left_home, stays) = as_user(world.cast.coordinator), lay_siblings_without_supervisor(world)
    run = match(world, client)
    Placement.objects.filter(child=left_home).update(until_on=TODAY, end_reason="returned")
    rows = client.get(reverse("match_run", args=[run.pk])).context["review"].supervisor_only
    assert {(row.names, bool(row.passed)) for row in rows} == {(left_home.name, True), (stays.name, False)}
    row = Proposal.objects.get(run=run, child=stays)
    answer = client.post(reverse("proposal_accept", args=[row.pk]), {"from_on": TODAY.isoformat(), "reason": "Near."})
    assert answer.status_code == 302, answer.context["form"].errors
    assert [one.child for one in SupervisionAppointment.objects.filter(from_on=TODAY)] == [stays]
    assert not Proposal.objects.get(run=run, child=left_home).decision


def test_of_a_protected_home_the_row_says_the_name_and_nothing_of_where(world: World, as_user: Any) -> None:
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    home = world.other_home
    Home.objects.filter(pk=home.pk).update(protected_address=True, point=None, address="")
    row = Proposal.objects.get(run=run, child=world.other_child)
    page = client.get(reverse("match_run", args=[run.pk])).content.decode().partition('id="supervisors"')[2]
    line = page.partition(home.name)[2].partition("</tr>")[0]
    accept = client.get(reverse("proposal_accept", args=[row.pk])).content.decode()
    assert home.name in page
    assert str(home.municipality) not in line
    assert "min" not in line.partition(world.supervisor.name)[2].partition("</td>")[0]
    assert home.name in accept
