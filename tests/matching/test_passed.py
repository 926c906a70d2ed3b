"""What has passed: a proposal, a call and promised support for a child who has left since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from fosterhomes.models import Placement, Run, SupervisionAppointment, Wait
from matching.actions.proposals import accept_supervisor
from matching.models import Call, Decision, Proposal, SupportTask
from tests.cast import TODAY, World
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
        accept_supervisor(proposal=row, from_on=TODAY, reason="Near.", by=world.cast.leader, at=noon(TODAY))
    assert Proposal.objects.get().decision == ""


def test_a_supervisor_is_accepted_for_a_child_who_lacks_one(world: World, run: Run) -> None:
    row = proposal(run, world.other_child, supervisor=world.supervisor)
    accept_supervisor(proposal=row, from_on=TODAY, reason="Near.", by=world.cast.leader, at=noon(TODAY))
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
