"""A decision that comes to nothing: the stay is withdrawn from its record, and with it who was to supervise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from fosterhomes.actions.placements import move_in
from fosterhomes.models import AuditEvent, Home, Kin, SupervisionAppointment, Supervisor
from matching.models import Decision
from tests.cast import TODAY, World, make_home
from tests.matching.builders import ACCEPTANCE

MOVES_ON = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def before(world: World) -> SupervisionAppointment:
    """Return the appointment of somebody who supervises the child where it lives now."""
    other = Supervisor.objects.create(
        service=world.service,
        name="Berit Tilsyn",
        base=world.point,
        capacity=1,
        longest_minutes=60,
        from_on=date(2025, 1, 1),
    )
    return SupervisionAppointment.objects.create(child=world.waiting_child, supervisor=other, from_on=date(2025, 6, 1))


def decide(client: Any, world: World, home: Home, **values: str) -> Any:
    url = reverse("decision_new", args=[world.waiting_child.pk, home.pk])
    return client.post(url, ACCEPTANCE | {"supervisor": str(world.supervisor.pk)} | values)


def supervising(world: World) -> list[tuple[str, date | None]]:
    rows = SupervisionAppointment.objects.filter(child=world.waiting_child).order_by("from_on")
    return [(row.supervisor.name, row.until_on) for row in rows]


def test_withdrawing_the_stay_takes_its_supervisor_back_and_the_one_before_goes_on(
    world: World, as_user: Any, free: Home, before: SupervisionAppointment
) -> None:
    client = as_user(world.cast.coordinator)
    decide(client, world, free)
    decision = Decision.objects.get()
    assert supervising(world) == [("Berit Tilsyn", MOVES_ON), (world.supervisor.name, None)]
    record = reverse("decision", args=[decision.pk])
    withdraw = reverse("placement_remove", args=[decision.placement_id])
    assert withdraw in client.get(record).content.decode()
    assert f"{world.supervisor.name}, who was to supervise" in client.get(withdraw).content.decode()
    assert client.post(withdraw, {"reason": "Familien trekte seg."}).status_code == 302
    assert supervising(world) == [("Berit Tilsyn", None)]
    page = client.get(record).content.decode()
    assert "The planned stay was withdrawn." in page
    assert "supervises from" not in page
    assert "is not approved for the child yet" not in page
    verbs = set(AuditEvent.objects.filter(reason="Familien trekte seg.").values_list("verb", flat=True))
    assert verbs == {
        "placement.withdrawn", "supervisionappointment.removed", "supervisionappointment.resumed"
    }  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 3, 20), date(2026, 4, 20)])
def test_a_stay_on_another_day_brings_its_supervisor_along(
    world: World, as_user: Any, free: Home, before: SupervisionAppointment, day: date
) -> None:
    client = as_user(world.cast.coordinator)
    decide(client, world, free)
    move = reverse("placement_day", args=[Decision.objects.get().placement_id])
    assert client.post(move, {"from_on": day.isoformat()}).status_code == 302
    assert supervising(world) == [("Berit Tilsyn", day), (world.supervisor.name, None)]


def test_who_moves_in_today_has_the_new_supervisor_from_today(
    world: World, as_user: Any, free: Home, before: SupervisionAppointment
) -> None:
    decide(as_user(world.cast.coordinator), world, free)
    stay = Decision.objects.get().placement
    assert stay is not None
    move_in(stay=stay, on=TODAY, by=world.cast.leader, at=timezone.now())
    assert supervising(world) == [("Berit Tilsyn", TODAY), (world.supervisor.name, None)]


def test_who_has_given_the_place_away_meanwhile_does_not_go_on(
    world: World, as_user: Any, free: Home, before: SupervisionAppointment
) -> None:
    client = as_user(world.cast.coordinator)
    decide(client, world, free)
    SupervisionAppointment.objects.create(child=world.other_child, supervisor=before.supervisor, from_on=MOVES_ON)
    stay = Decision.objects.get().placement_id
    assert client.post(reverse("placement_remove", args=[stay]), {"reason": "Trekt."}).status_code == 302
    assert supervising(world) == [("Berit Tilsyn", MOVES_ON)]


def test_a_supervisor_who_was_to_begin_the_same_day_makes_way_for_the_one_chosen_now(
    world: World, as_user: Any, free: Home, before: SupervisionAppointment
) -> None:
    SupervisionAppointment.objects.filter(pk=before.pk).update(from_on=MOVES_ON)
    assert decide(as_user(world.cast.coordinator), world, free).status_code == 302
    assert supervising(world) == [(world.supervisor.name, None)]
    assert AuditEvent.objects.filter(verb="supervisionappointment.removed", child=world.waiting_child).exists()


def test_no_legal_ground_is_chosen_for_the_person(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    form = client.get(reverse("decision_new", args=[world.waiting_child.pk, free.pk])).context["form"]
    assert form["legal_ground"].value() == ""
    refused = decide(client, world, free, legal_ground="")
    assert list(refused.context["form"].errors) == ["legal_ground"]


def test_where_a_home_of_kin_fits_it_is_written_why_it_is_not_chosen(world: World, as_user: Any, free: Home) -> None:
    aunt = make_home(world.service, "Tante", kind="kinship", municipality=world.municipality, point=world.point)
    Kin.objects.create(child=world.waiting_child, name="Tante", relation="aunt_or_uncle", home=aunt, answer="yes",
                       assessment="Trygg.", assessed_on=TODAY)  # fmt: skip
    client = as_user(world.cast.coordinator)
    refused = decide(client, world, free, kin_reason="")
    assert refused.status_code == 422
    assert "Kin or network has said yes, and fits: Tante." in refused.content.decode()
    assert not Decision.objects.exists()
    decide(client, world, free, kin_reason="Tante flyttar til våren.")
    record = client.get(reverse("decision", args=[Decision.objects.get().pk])).content.decode()
    assert "Tante flyttar til våren." in record
