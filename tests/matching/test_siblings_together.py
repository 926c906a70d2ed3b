"""Siblings who are proposed together are decided on in one: a record each, all or none, also in a race."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Home, Placement, Run, SupervisionAppointment, User, Wait
from matching.actions.decisions import Own, decide
from matching.actions.proposals import accept_home
from matching.candidates import Candidates
from matching.models import Decision, Proposal
from tests.cast import TODAY, World, make_child, make_home, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from tests.matching.builders import ACCEPTANCE, acceptance_of, join_siblings, match
from tests.matching.test_decide_at_once import DRAFT, NOW, deciding, waiting


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def proposals_of(run: Run, child: Child) -> list[Proposal]:
    one = Proposal.objects.get(run=run, child=child)
    return list(Proposal.objects.all().together_with(one).order_by("pk"))


def test_siblings_are_accepted_in_one_decision_with_a_record_each(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    world.supervisor.capacity = 8
    world.supervisor.save()
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    first, second = proposals_of(run, children[0])
    page = client.get(reverse("proposal_accept", args=[second.pk]))
    assert [page.context["form"][f"supervisor_{child.pk}"].initial for child in children] == [
        str(world.supervisor.pk), str(world.supervisor.pk)
    ]  # fmt: skip
    chosen = {f"supervisor_{children[0].pk}": str(world.supervisor.pk)}
    client.post(reverse("proposal_accept", args=[second.pk]), acceptance_of(*children, **chosen))
    assert {(d.child, d.home, d.run) for d in Decision.objects.all()} == {(c, first.home, run) for c in children}
    assert Placement.objects.filter(planned=True, home=first.home).count() == 2
    assert [row.child for row in SupervisionAppointment.objects.filter(child__in=children)] == [children[0]]
    decided = Proposal.objects.filter(run=run, child__in=children)
    assert {(p.decision, p.placement and p.placement.child_id) for p in decided} == {
        ("accepted", child.pk) for child in children
    }
    assert AuditEvent.objects.filter(verb="proposal.accepted").count() == 2


@pytest.mark.parametrize("siblings", [(), ("A-4",)])
def test_the_form_and_the_record_speak_of_as_many_as_are_decided_on(
    world: World, as_user: Any, free: Home, siblings: tuple[str, ...]
) -> None:
    children = join_siblings(world, *siblings) if siblings else [world.waiting_child]
    client = as_user(world.cast.coordinator)
    one = proposals_of(match(world, client), children[0])[0]
    accept, refuse = (client.get(reverse(f"proposal_{way}", args=[one.pk])) for way in ("accept", "refuse"))
    written = acceptance_of(*children) if siblings else ACCEPTANCE
    client.post(reverse("proposal_accept", args=[one.pk]), written)
    record = client.get(reverse("decision", args=[Decision.objects.all()[0].pk]))
    text = accept.content.decode() + refuse.content.decode() + record.content.decode()
    of_one = (
        "in the child's best interests",
        "proposed to this child",
        "<dt>Child</dt>",
    )
    of_many = (
        "in the children's best interests",
        "approved for the children",
        "proposed to these children",
        "before the children move in",
        "Children</dt>",
    )
    said, unsaid = (of_many, of_one) if siblings else (of_one, of_many)
    assert [words for words in said if words not in text] == []
    assert [words for words in unsaid if words in text] == []


def test_they_are_one_line_of_the_proposal_and_one_decision(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    client = as_user(world.cast.coordinator)
    review = client.get(reverse("match_run", args=[match(world, client).pk])).context["review"]
    (row,) = review.with_home
    # The other decision is on a supervisor for a child who lives in a home.
    assert (row.children, review.housed, review.undecided) == (children, 2, 2)


def test_a_place_taken_meanwhile_leaves_nothing_half_done(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    first, *_others = proposals_of(run, children[0])
    other = make_child(world.service, "A-9", care_municipality=world.municipality)
    Placement.objects.create(child=other, home=first.home, kind="ordinary", legal_ground="voluntary", from_on=TODAY)
    answer = client.post(reverse("proposal_accept", args=[first.pk]), acceptance_of(*children))
    assert answer.status_code == 422
    assert "has no free place" in answer.content.decode()
    assert f"{children[1].name} vil flytte." in answer.content.decode()
    assert not Placement.objects.filter(planned=True).exists()
    assert not Decision.objects.exists()
    assert {p.decision for p in proposals_of(run, children[0])} == {""}


def test_they_are_refused_in_one_with_one_reason(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    client.post(reverse("proposal_refuse", args=[proposals_of(run, children[0])[1].pk]), {"reason": "For nær mor."})
    assert {(p.decision, p.reason) for p in proposals_of(run, children[0])} == {("refused", "For nær mor.")}


def test_siblings_who_are_others_than_in_the_proposal_are_solved_again(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    Wait.objects.filter(child=children[1]).delete()
    address = reverse("proposal_accept", args=[proposals_of(run, children[0])[0].pk])
    answer = client.post(address, acceptance_of(*children), follow=True)
    assert "It is not the same siblings who wait together any more" in answer.content.decode()
    assert not Decision.objects.exists()


def accepting(run: Run, children: list[Child], home: Home, by: User) -> Callable[[], Any]:
    """Return the deed of somebody who has the form of the siblings open."""
    candidates = Candidates(run.service_id, TODAY, NOW)
    group = candidates.group_of(children[0])
    assert group is not None
    draft, rows = DRAFT, list(Proposal.objects.filter(run=run, child__in=children))
    chosen = candidates.candidate(group, home)
    return lambda: accept_home(proposals=rows, candidates=candidates, chosen=chosen, draft=draft, by=by, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_the_siblings_at_once_one_does_and_the_other_is_told() -> None:
    world = make_world()
    children = join_siblings(world, "A-4")
    for number in range(4):
        home = make_home(world.service, f"Siste {number}", municipality=world.municipality, point=world.point)
        Placement.objects.filter(planned=True).delete()
        run = Run.objects.create(service=world.service, kind="matching", state="done", asked_by=world.cast.leader,
                                 asked_at=NOW)  # fmt: skip
        for child in children:
            Proposal.objects.create(run=run, child=child, home=home, unit="u1")
        people = (world.cast.coordinator, world.cast.leader)
        done, why = at_once(*(accepting(run, children, home, by) for by in people))
        assert (done, why) == ("done", "Somebody has decided on this proposal meanwhile.")
        assert Decision.objects.filter(run=run).count() == Placement.objects.filter(home=home).count() == 2


@pytest.mark.django_db(transaction=True)
def test_siblings_and_a_child_who_want_the_last_places_at_once_do_not_share_them() -> None:
    world = make_world()
    children = join_siblings(world, "A-4")
    for number in range(4):
        home = make_home(world.service, f"Siste {number}", municipality=world.municipality, point=world.point)
        Placement.objects.filter(planned=True).delete()
        run = Run.objects.create(service=world.service, kind="matching", state="done", asked_by=world.cast.leader,
                                 asked_at=NOW)  # fmt: skip
        for child in children:
            Proposal.objects.create(run=run, child=child, home=home, unit="u1")
        lone = waiting(world, f"L-{number}")
        deeds = accepting(run, children, home, world.cast.coordinator), deciding(lone, home, world.cast.leader)
        done, why = at_once(*deeds)
        assert done == "done"
        assert f"Siste {number}" in why
        assert Placement.objects.filter(home=home).count() in (1, 2)
        assert Decision.objects.filter(home=home).count() == Placement.objects.filter(home=home).count()
        undecided = Proposal.objects.filter(run=run, decision="").count()
        assert (undecided, Placement.objects.filter(home=home).count()) in ((0, 2), (2, 1))


@pytest.mark.django_db(transaction=True)
def test_siblings_decided_on_in_two_orders_do_not_stop_each_other_dead() -> None:
    """One begins with the elder, the other with the younger: both lock the children in the order of the register."""
    world = make_world()
    children = join_siblings(world, "A-4")
    home = make_home(world.service, "Siste", municipality=world.municipality, point=world.point)
    candidates = Candidates(world.service.pk, TODAY, NOW)
    group = candidates.group_of(children[0])
    assert group is not None
    chosen = candidates.candidate(group, home)

    def deed(order: list[Child]) -> Callable[[], Any]:
        by = world.cast.leader
        return lambda: decide(candidates=candidates, chosen=chosen, children=order, draft=DRAFT, by=by, at=NOW)

    done, why = at_once(deed(children), deed(children[::-1]))
    assert done == "done"
    assert "deadlock" not in why
    assert Placement.objects.filter(home=home).count() == 2


def test_what_each_has_for_itself_wins_over_what_is_shared(world: World) -> None:
    own = Own("Vil bu nær skulen.", world.supervisor)
    draft = type(DRAFT)(**{**vars(DRAFT), "own": {world.child.pk: own}})
    assert (draft.of(world.child), draft.of(world.other_child)) == (own, Own("Vil."))
