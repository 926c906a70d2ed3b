"""What a decision starts, as its page shows it: the stay, the supervision, the visits, and the other municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from fosterhomes.actions.placements import move_in
from fosterhomes.models import Approval, Child, Home, Letter
from matching.models import Decision
from tests.cast import TODAY, World, access, make_home
from tests.matching.builders import ACCEPTANCE
from visits.dates import date_rows
from visits.owed import owed


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def decide(client: Any, world: World, home: Home, **values: str) -> Decision:
    client.post(reverse("decision_new", args=[world.waiting_child.pk, home.pk]), ACCEPTANCE | values)
    return Decision.objects.get()


def page(client: Any, decision: Decision) -> str:
    return str(client.get(reverse("decision", args=[decision.pk])).content.decode())


def test_deciding_starts_the_stay_the_supervision_and_the_visits(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    decision = decide(client, world, free, **{f"supervisor_{world.waiting_child.pk}": str(world.supervisor.pk)})
    said = page(client, decision)
    for part in ("The stay is planned from 1 April 2026", "4 follow-up visits a year (FF § 10)", "4 of supervision"):
        assert part in said, part
    mine = Child.objects.filter(pk=world.waiting_child.pk)
    assert not owed(mine, TODAY)
    assert decision.placement is not None
    move_in(stay=decision.placement, on=TODAY, by=world.cast.leader, at=timezone.now())
    assert "The child has lived there since 10 March 2026." in page(client, decision)
    assert {row.track for row in owed(mine, TODAY)} == {"follow_up", "supervision"}


def test_an_approval_after_moving_in_is_late_from_that_day_and_binds(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    after = {"legal_ground": "emergency", "approval": "after", "approval_reason": "Må flytte i dag."}
    decision = decide(client, world, free, from_on="2026-03-10", **after)
    assert decision.placement is not None
    move_in(stay=decision.placement, on=date(2026, 3, 10), by=world.cast.leader, at=timezone.now())
    with time_machine.travel("2026-03-12T08:00:00+01:00", tick=False):
        assert "the approval is late" in page(as_user(world.cast.coordinator), decision)
        due = date_rows(access(world.cast.coordinator, date(2026, 3, 12)))
        codes = {row.deadline.code: row.state for row in due if row.child == world.waiting_child}
        assert codes["approval"] == "late"


def test_an_approval_that_was_registered_on_the_home_counts_here_too(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    decision = decide(client, world, free)
    Approval.objects.create(home=free, child=world.waiting_child, approved_on=TODAY)
    assert "The home is not approved for the child yet" not in page(client, decision)
    twice = client.post(reverse("decision_approve", args=[decision.pk]), {"approved_on": "2026-03-10"})
    assert twice.status_code == 422
    assert Approval.objects.filter(home=free, child=world.waiting_child).count() == 1


def test_for_a_home_elsewhere_the_page_says_whom_one_still_has_to_tell(world: World, as_user: Any) -> None:
    away = make_home(world.service, "Askheim", municipality=world.other_municipality, point=world.point)
    client = as_user(world.cast.coordinator)
    form = client.get(reverse("decision_new", args=[world.waiting_child.pk, away.pk])).content.decode()
    assert reverse("letter_new", args=[away.pk]) in form
    decision = decide(client, world, away)
    said = page(client, decision)
    assert "is not told of the approval and the placement" in said
    assert "The municipality where the home lies appoints the supervisor" in said
    client.post(f"{reverse('letter_new', args=[away.pk])}?child={world.waiting_child.pk}",
                {"answer_due_on": "2026-04-01"})  # fmt: skip
    Letter.objects.update(sent_on=TODAY)
    assert "is not told of the approval" not in page(client, decision)


def test_a_child_who_moves_in_today_has_no_late_approval_yet(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    decision = decide(client, world, free, from_on="2026-03-10")
    assert "the approval is late" not in page(client, decision)


def test_the_emergency_decision_behind_the_stay_keeps_its_day(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    address = reverse("decision_new", args=[world.waiting_child.pk, free.pk])
    for wrong in ({"legal_ground": "care_order", "emergency_order_on": "2026-03-09"},
                  {"legal_ground": "emergency", "emergency_order_on": "2026-03-11"}):  # fmt: skip
        answer = client.post(address, ACCEPTANCE | wrong)
        assert "emergency_order_on" in answer.context["form"].errors, wrong
    decision = decide(client, world, free, legal_ground="emergency", emergency_order_on="2026-03-09")
    assert decision.placement is not None
    assert decision.placement.emergency_order_on == date(2026, 3, 9)
