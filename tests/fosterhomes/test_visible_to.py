"""Rows follow duty: whom the register shows which child, home and supervisor."""

from datetime import date, timedelta

import pytest

from fosterhomes.models import Child, ContactPerson, Duty, Home, Placement, SupervisionAppointment, Supervisor
from tests.cast import TODAY, World, access

CHILDREN_SEEN = {
    "leader": {"A-1", "A-2", "A-3"},
    "coordinator": {"A-1", "A-2", "A-3"},
    "clerk": {"A-1", "A-2", "A-3"},
    "caseworker": {"A-1"},
    "other_caseworker": {"A-2"},
    "supervisor": {"A-1"},
    "on_call": set(),
    "administrator": set(),
    "other_service": {"S-1"},
    "stranger": set(),
}

HOMES_SEEN = {
    "leader": {"Fjellheim", "Strandheim", "Nattheim"},
    "coordinator": {"Fjellheim", "Strandheim", "Nattheim"},
    "clerk": {"Fjellheim", "Strandheim", "Nattheim"},
    "caseworker": {"Fjellheim"},
    "other_caseworker": {"Strandheim"},
    "supervisor": {"Fjellheim"},
    "on_call": {"Nattheim"},
    "administrator": set(),
    "other_service": {"Lusterheim"},
    "stranger": set(),
}


@pytest.mark.parametrize(("who", "seen"), CHILDREN_SEEN.items())
def test_each_person_sees_the_children_of_their_duty(world: World, who: str, seen: set[str]) -> None:
    children = Child.objects.visible_to(access(getattr(world.cast, who)))
    assert set(children.values_list("reference", flat=True)) == seen


@pytest.mark.parametrize(("who", "seen"), HOMES_SEEN.items())
def test_each_person_sees_the_homes_of_their_duty(world: World, who: str, seen: set[str]) -> None:
    homes = Home.objects.visible_to(access(getattr(world.cast, who)))
    assert sorted(homes.values_list("name", flat=True)) == sorted(seen)


def test_a_supervisor_sees_the_child_until_the_appointment_ends_and_not_that_day(world: World) -> None:
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(until_on=TODAY, end_reason="Flytta")
    eve = TODAY - timedelta(days=1)
    assert Child.objects.visible_to(access(world.cast.supervisor, eve)).exists()
    assert not Child.objects.visible_to(access(world.cast.supervisor)).exists()
    assert not Home.objects.visible_to(access(world.cast.supervisor)).exists()


def test_a_caseworker_sees_the_child_no_more_after_the_handover(world: World) -> None:
    ContactPerson.objects.filter(child=world.child).update(until_on=TODAY)
    assert not Child.objects.visible_to(access(world.cast.caseworker)).exists()


def test_nobody_sees_anything_after_their_duty_has_ended(world: World) -> None:
    Duty.objects.update(until_on=TODAY)
    for _name, user in world.cast:
        assert not Child.objects.visible_to(access(user)).exists()
        assert not Home.objects.visible_to(access(user)).exists()
        assert not Supervisor.objects.visible_to(access(user)).exists()


def test_a_home_is_seen_no_more_by_the_caseworker_when_the_child_has_moved_out(world: World) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 1), end_reason="returned")
    assert not Home.objects.visible_to(access(world.cast.caseworker)).exists()


def test_a_supervisor_of_one_service_is_not_a_caseworker_of_another(world: World) -> None:
    Duty.objects.filter(user=world.cast.caseworker).update(service=world.other_service)
    assert not Child.objects.visible_to(access(world.cast.caseworker)).exists()
