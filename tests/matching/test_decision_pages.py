"""The decision on a home and its record: the same from a proposal and from the shortlist, and nothing half made."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import (
    Approval,
    AuditEvent,
    Hold,
    Home,
    Kin,
    Look,
    Placement,
    SupervisionAppointment,
)
from fosterhomes.models.supervisor import SupervisorTie
from matching.models import Call, Decision, Proposal, SupportTask
from tests.cast import TODAY, World, make_home
from tests.matching.builders import ACCEPTANCE, acceptance_of, join_siblings, match

DECIDERS = {"leader", "coordinator"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def decide(client: Any, world: World, home: Home, **values: str) -> Any:
    return client.post(reverse("decision_new", args=[world.waiting_child.pk, home.pk]), ACCEPTANCE | values)


@pytest.fixture
def decision(world: World, as_user: Any, free: Home) -> Decision:
    decide(as_user(world.cast.coordinator), world, free, what_1="Rettleiing", due_1="2026-05-01",
           owner_1=str(world.cast.caseworker.pk))  # fmt: skip
    return Decision.objects.get()


def test_only_who_matches_decides(world: World, as_user: Any, free: Home) -> None:
    address = reverse("decision_new", args=[world.waiting_child.pk, free.pk])
    for name, user in world.cast:
        assert as_user(user).get(address).status_code == (200 if name in DECIDERS else 404), name


def test_deciding_from_the_shortlist_plans_the_stay_and_keeps_the_record(
    world: World, as_user: Any, free: Home
) -> None:
    values = {"supervisor": str(world.supervisor.pk), "approved_on": "2026-03-09"}
    answer = decide(as_user(world.cast.coordinator), world, free, **values)
    decision = Decision.objects.get()
    assert answer.headers["Location"] == reverse("decision", args=[decision.pk])
    stay = Placement.objects.get(child=world.waiting_child)
    assert (stay.home, stay.planned, stay.from_on, decision.placement) == (free, True, date(2026, 4, 1), stay)
    appointment = SupervisionAppointment.objects.get(child=world.waiting_child)
    assert (appointment.supervisor, decision.appointment) == (world.supervisor, appointment)
    assert Approval.objects.get(child=world.waiting_child, home=free).approved_on == date(2026, 3, 9)
    assert (decision.decided_by, decision.run, decision.approved_on) == (world.cast.coordinator, None, date(2026, 3, 9))
    assert AuditEvent.objects.filter(verb="decision.made", child=world.waiting_child).exists()


def test_the_record_says_who_decided_why_and_what_else_was_weighed(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    Call.objects.create(
        home=world.home, child=world.waiting_child, called_at="2026-03-09T10:00:00Z", called_by=world.cast.leader,
        answer="no", note="Ventar eige barn",
    )  # fmt: skip
    decide(client, world, free)
    decision = Decision.objects.get()
    assert [row["home"] for row in decision.weighed] == [world.other_home.pk]
    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    for said in (
        "by Coordinator", "Nær skulen.", "Vil bu nær venene.", "Mor er samd.", "Ingen.", world.other_home.name,
        "Ventar eige barn", "The home is not approved for the child yet", "without a proposal",
    ):  # fmt: skip
        assert said in page, said
    assert Look.objects.filter(page="decision", child=world.waiting_child).exists()


def test_accepting_a_proposal_gives_the_same_record_and_names_the_run(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    proposal = Proposal.objects.get(run=run, child=world.waiting_child)
    client.post(reverse("proposal_accept", args=[proposal.pk]), ACCEPTANCE)
    decision = Decision.objects.get()
    assert (decision.run, decision.home, decision.child) == (run, proposal.home, world.waiting_child)
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.placement) == ("accepted", decision.placement)
    assert "The record" in client.get(reverse("match_run", args=[run.pk])).content.decode()


@pytest.mark.parametrize("name", ["reason", "child_view", "parents_view", "kin_reason", "approval"])
def test_what_the_law_wants_recorded_is_asked_for(world: World, as_user: Any, free: Home, name: str) -> None:
    answer = decide(as_user(world.cast.coordinator), world, free, **{name: ""})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Decision.objects.exists()
    assert not Placement.objects.filter(planned=True).exists()


def test_with_kin_assessed_in_writing_no_further_reason_is_asked_for(world: World, as_user: Any, free: Home) -> None:
    Kin.objects.create(child=world.waiting_child, name="Onkel", relation="aunt_or_uncle",
                       assessment="Bur for langt unna.", assessed_on=TODAY)  # fmt: skip
    client = as_user(world.cast.coordinator)
    decide(client, world, free, kin_reason="")
    page = client.get(reverse("decision", args=[Decision.objects.get().pk])).content.decode()
    assert "Bur for langt unna." in page


@pytest.mark.parametrize(
    ("ground", "kin", "allowed"),
    [("emergency", False, True), ("voluntary", True, True), ("voluntary", False, False), ("care_order", True, False)],
)
def test_the_approval_comes_after_only_where_the_law_lets_it(
    world: World, as_user: Any, free: Home, ground: str, kin: bool, allowed: bool
) -> None:
    if kin:
        Kin.objects.create(child=world.waiting_child, name="Tante", relation="aunt_or_uncle", home=free,
                           asked_on=date(2026, 2, 2), answer="yes", answered_on=date(2026, 2, 3))  # fmt: skip
    values = {"legal_ground": ground, "approval": "after", "approval_reason": "Må flytte i dag."}
    answer = decide(as_user(world.cast.coordinator), world, free, **values)
    assert Decision.objects.exists() == allowed
    assert allowed or "approval" in answer.context["form"].errors


def test_an_approval_after_moving_in_needs_its_reason(world: World, as_user: Any, free: Home) -> None:
    answer = decide(as_user(world.cast.coordinator), world, free, legal_ground="emergency", approval="after")
    assert "approval_reason" in answer.context["form"].errors


def test_a_home_that_a_rule_keeps_the_child_from_cannot_be_chosen(world: World, as_user: Any) -> None:
    answer = decide(as_user(world.cast.coordinator), world, world.emergency_home)
    assert answer.status_code == 422
    assert "Nattheim does not fit: Is a home of another kind" in answer.content.decode()
    assert not Placement.objects.filter(planned=True).exists()


def test_the_place_held_for_the_child_is_used(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    client.post(reverse("call", args=[world.waiting_child.pk, free.pk]),
                {"answer": "yes", "hold_until_at": "2026-03-10T18:00"})  # fmt: skip
    decide(client, world, free)
    assert Hold.objects.get().ended_at is not None


def test_only_independent_supervisors_with_room_are_offered(world: World, as_user: Any, free: Home) -> None:
    address = reverse("decision_new", args=[world.waiting_child.pk, free.pk])
    client = as_user(world.cast.coordinator)
    offered = [key for key, _label in client.get(address).context["form"].fields["supervisor"].choices]
    assert offered == ["", str(world.supervisor.pk)]
    SupervisorTie.objects.create(supervisor=world.supervisor, child=world.waiting_child, kind="friend")
    assert [key for key, _ in client.get(address).context["form"].fields["supervisor"].choices] == [""]


def test_siblings_move_together_with_a_record_each(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    client = as_user(world.cast.coordinator)
    client.post(reverse("decision_new", args=[children[0].pk, free.pk]), acceptance_of(*children))
    said = {decision.child: decision.child_view for decision in Decision.objects.all()}
    assert said == {child: f"{child.name} vil flytte." for child in children}
    assert Placement.objects.filter(home=free, planned=True).count() == 2
    first = Decision.objects.get(child=world.waiting_child)
    assert children[1].name in client.get(reverse("decision", args=[first.pk])).content.decode()


def test_each_of_the_siblings_is_heard(world: World, as_user: Any, free: Home) -> None:
    children = join_siblings(world, "A-4")
    silent = {f"child_view_{children[1].pk}": " "}
    address = reverse("decision_new", args=[children[0].pk, free.pk])
    answer = as_user(world.cast.coordinator).post(address, acceptance_of(*children, **silent))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(silent))
    assert not Decision.objects.exists()


def test_siblings_who_do_not_all_get_a_place_get_none(world: World, as_user: Any) -> None:
    one = make_home(world.service, "Einheim", municipality=world.municipality, point=world.point, places=1)
    children = join_siblings(world, "A-4")
    address = reverse("decision_new", args=[children[0].pk, one.pk])
    answer = as_user(world.cast.coordinator).post(address, acceptance_of(*children))
    assert answer.status_code == 422
    assert "Einheim has no free place" in answer.content.decode()
    assert not Placement.objects.filter(planned=True).exists()


def test_half_a_promise_is_refused_where_it_stands(world: World, as_user: Any, free: Home) -> None:
    answer = decide(as_user(world.cast.coordinator), world, free, what_2="Avlasting")
    assert "what_2" in answer.context["form"].errors
    assert "Avlasting" in answer.content.decode()


def test_promised_support_is_a_task_of_its_owner(world: World, as_user: Any, decision: Decision) -> None:
    task = SupportTask.objects.get()
    assert (task.what, task.owner, task.due_on) == ("Rettleiing", world.cast.caseworker, date(2026, 5, 1))
    assert "1 promise is open." in as_user(world.cast.leader).get(reverse("support_list")).content.decode()
    other = as_user(world.cast.other_caseworker)
    assert "Nobody waits for support" in other.get(reverse("support_list")).content.decode()
    assert other.post(reverse("support_done", args=[task.pk])).status_code == 404
    as_user(world.cast.coordinator).post(reverse("support_done", args=[task.pk]))
    task.refresh_from_db()
    assert task.done_on == TODAY
    assert AuditEvent.objects.filter(verb="supporttask.done", child=world.waiting_child).exists()


def test_support_can_be_promised_later(world: World, as_user: Any, decision: Decision) -> None:
    data = {"what": "Kurs", "due_on": "2026-06-01", "owner": str(world.cast.leader.pk)}
    as_user(world.cast.coordinator).post(reverse("support_new", args=[decision.pk]), data)
    assert decision.tasks.count() == 2


def test_the_approval_is_registered_once_and_stands_on_the_home(world: World, as_user: Any, decision: Decision) -> None:
    client = as_user(world.cast.leader)
    address = reverse("decision_approve", args=[decision.pk])
    assert client.post(address, {"approved_on": "2026-03-11"}).status_code == 422
    assert client.post(address, {"approved_on": "2026-03-10"}).status_code == 302
    assert client.post(address, {"approved_on": "2026-03-10"}).status_code == 422
    assert Approval.objects.filter(child=decision.child, home=decision.home).count() == 1


def test_the_record_is_read_by_who_has_the_case_and_by_nobody_else(
    world: World, as_user: Any, decision: Decision
) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("decision", args=[decision.pk])).status_code
        assert status == (200 if name in DECIDERS | {"clerk"} else 404), name


def test_the_childs_page_leads_to_the_record(world: World, as_user: Any, decision: Decision) -> None:
    client = as_user(world.cast.leader)
    panel = reverse("child_decisions", args=[decision.child_id])
    assert panel in client.get(reverse("child", args=[decision.child_id])).content.decode()
    assert reverse("decision", args=[decision.pk]) in client.get(panel).content.decode()
    assert "<html" not in client.get(panel, headers={"HX-Request": "true"}).content.decode()


def test_a_proposal_for_a_child_who_has_got_a_home_meanwhile_says_so(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    decide(client, world, free)
    answer = client.get(reverse("proposal_accept", args=[proposal.pk]), follow=True)
    assert "does not wait for a home any more" in answer.content.decode()


def test_who_decides_after_a_colleague_is_told_what_was_decided(world: World, as_user: Any, free: Home) -> None:
    address = reverse("decision_new", args=[world.waiting_child.pk, free.pk])
    assert as_user(world.cast.coordinator).post(address, ACCEPTANCE).status_code == 302
    page = as_user(world.cast.leader).post(address, ACCEPTANCE, follow=True).content.decode()
    assert f"{world.waiting_child.name} does not wait any more: Coordinator chose {free.name}" in page
    assert Decision.objects.count() == 1
