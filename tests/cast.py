"""The fixed cast of people, and the small world they meet in. Every page test plays with these.

    Nordhordland barnevern (ours)           Sogn barnevern (other)
    leader, coordinator, caseworker,        other_service (its leader)
    other_caseworker, supervisor,
    on_call, clerk, administrator           stranger: logged in, no duty anywhere

`world.child` lives with `world.home`; `caseworker` is its contact person and `supervisor` its supervisor.
`world.other_child` lives with `world.other_home`; `other_caseworker` is its contact person, nobody its supervisor.
`world.waiting_child` waits for a home. `world.foreign_child` and `world.foreign_home` belong to the other service.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest
from django.test import Client

from fosterhomes.models import (
    Child,
    ContactPerson,
    Duty,
    Home,
    Municipality,
    Placement,
    Point,
    Role,
    Service,
    SupervisionAppointment,
    Supervisor,
    User,
    Wait,
)
from fosterhomes.permissions import Access, access_for

TODAY = date(2026, 3, 10)
"""The day of the tests that need one: a Tuesday. Pages are opened on it with `time_machine`."""

LONG_AGO = date(2020, 1, 1)


@dataclass
class Cast:
    """Everybody who may knock on a page, by duty."""

    leader: User
    coordinator: User
    caseworker: User
    other_caseworker: User
    supervisor: User
    on_call: User
    clerk: User
    administrator: User
    other_service: User
    stranger: User

    def __iter__(self) -> Any:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


@dataclass
class World:
    """The rows that the cast meets."""

    service: Service
    other_service: Service
    municipality: Municipality
    other_municipality: Municipality
    point: Point
    far_point: Point
    home: Home
    other_home: Home
    emergency_home: Home
    foreign_home: Home
    child: Child
    other_child: Child
    waiting_child: Child
    foreign_child: Child
    placement: Placement
    other_placement: Placement
    wait: Wait
    supervisor: Supervisor
    appointment: SupervisionAppointment
    cast: Cast


def access(user: User, on: date = TODAY) -> Access:
    return access_for(user, on)


def make_user(name: str, role: str | None = None, service: Service | None = None) -> User:
    """Return a person with at most one duty, from long ago."""
    user = User.objects.create_user(email=f"{name}@example.no", name=name.replace("_", " ").title())
    if role and service:
        Duty.objects.create(user=user, service=service, role=role, from_on=LONG_AGO)
    return user


def make_cast(service: Service, other: Service) -> Cast:
    return Cast(
        leader=make_user("leader", Role.LEADER, service),
        coordinator=make_user("coordinator", Role.COORDINATOR, service),
        caseworker=make_user("caseworker", Role.CASEWORKER, service),
        other_caseworker=make_user("other_caseworker", Role.CASEWORKER, service),
        supervisor=make_user("supervisor", Role.SUPERVISOR, service),
        on_call=make_user("on_call", Role.ON_CALL, service),
        clerk=make_user("clerk", Role.CLERK, service),
        administrator=make_user("administrator", Role.ADMINISTRATOR, service),
        other_service=make_user("other_service", Role.LEADER, other),
        stranger=make_user("stranger"),
    )


def make_home(service: Service, name: str, **values: Any) -> Home:
    values = {"kind": "ordinary", "places": 2, "youngest_age": 0, "oldest_age": 17, "largest_sibling_group": 2} | values
    return Home.objects.create(service=service, name=name, **values)


def make_child(service: Service, reference: str, **values: Any) -> Child:
    values = {"name": f"Barn {reference}", "birth_date": date(2014, 5, 17)} | values
    return Child.objects.create(service=service, reference=reference, **values)


def place(child: Child, home: Home, from_on: date = date(2024, 2, 1), **values: Any) -> Placement:
    values = {"kind": home.kind, "legal_ground": "care_order"} | values
    return Placement.objects.create(child=child, home=home, from_on=from_on, **values)


def make_world() -> World:
    service = Service.objects.create(name="Nordhordland barnevern")
    other = Service.objects.create(name="Sogn barnevern")
    alver = Municipality.objects.create(number="4631", name="Alver", service=service)
    sogndal = Municipality.objects.create(number="4640", name="Sogndal", service=other)
    point = Point.objects.create(village="Knarvik", municipality=alver, latitude="60.54760", longitude="5.28660")
    far = Point.objects.create(village="Sogndal", municipality=sogndal, latitude="61.22940", longitude="7.10060")
    service.office = point
    service.save(update_fields=["office"])
    cast = make_cast(service, other)
    home = make_home(service, "Fjellheim", municipality=alver, point=point, address="Fjellvegen 1", phone="55 00 00 01")
    other_home = make_home(service, "Strandheim", municipality=alver, point=point)
    emergency = make_home(service, "Nattheim", municipality=alver, point=point, kind="emergency")
    foreign_home = make_home(other, "Lusterheim", municipality=sogndal, point=far)
    child = make_child(service, "A-1", care_municipality=alver, point=point)
    other_child = make_child(service, "A-2", care_municipality=alver, point=point)
    waiting = make_child(service, "A-3", care_municipality=alver, point=point)
    foreign_child = make_child(other, "S-1", care_municipality=sogndal, point=far)
    placement, other_placement = place(child, home), place(other_child, other_home)
    place(foreign_child, foreign_home)
    wait = Wait.objects.create(
        child=waiting, kind="ordinary", urgency="soon", from_on=date(2026, 2, 1), wanted_on=date(2026, 4, 1)
    )
    supervisor = Supervisor.objects.create(
        service=service, user=cast.supervisor, name=cast.supervisor.name, base=point, capacity=4, longest_minutes=60,
        from_on=LONG_AGO,
    )  # fmt: skip
    appointment = SupervisionAppointment.objects.create(child=child, supervisor=supervisor, from_on=date(2024, 2, 1))
    ContactPerson.objects.create(child=child, worker=cast.caseworker, from_on=date(2024, 2, 1))
    ContactPerson.objects.create(child=other_child, worker=cast.other_caseworker, from_on=date(2024, 2, 1))
    return World(
        service=service, other_service=other, municipality=alver, other_municipality=sogndal, point=point,
        far_point=far, home=home, other_home=other_home, emergency_home=emergency, foreign_home=foreign_home,
        child=child, other_child=other_child, waiting_child=waiting, foreign_child=foreign_child,
        placement=placement, other_placement=other_placement, wait=wait, supervisor=supervisor,
        appointment=appointment, cast=cast,
    )  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def cast(world: World) -> Cast:
    return world.cast


@pytest.fixture
def as_user(client: Client) -> Any:
    """Return the test client, logged in as the given person."""

    def login(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return login
