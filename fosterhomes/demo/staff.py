"""The people of the service who log in. Nobody has a password: the demo's log-in page lets them in with a click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..models import Duty, Role, Service, User
from .names import email
from .rows import Demo

CASES = (24, 22, 20, 18, 15, 12, 10)
"""Cases of each of the seven caseworkers; the norm is 13."""

HANDED_OVER_DAYS_AGO = 210
"""A caseworker left that long ago; the others took over."""


@dataclass
class Staff:
    leader: User
    coordinator: User
    caseworkers: list[User]
    left: User
    """Caseworker until `handed_over_on`."""
    handed_over_on: date


def draft_staff(demo: Demo) -> Staff:
    """Draft the staff. The first of each role is the one whom the log-in page offers."""
    service, domain = demo.service, "alver"
    handed_over_on = demo.on - timedelta(days=HANDED_OVER_DAYS_AGO)
    staff = Staff(
        leader=draft_user(demo, service, Role.LEADER, domain),
        coordinator=draft_user(demo, service, Role.COORDINATOR, domain),
        caseworkers=[draft_user(demo, service, Role.CASEWORKER, domain) for _cases in CASES],
        left=draft_user(demo, service, Role.CASEWORKER, domain, until_on=handed_over_on),
        handed_over_on=handed_over_on,
    )
    for role in (Role.ON_CALL, Role.ON_CALL, Role.CLERK, Role.ADMINISTRATOR):
        draft_user(demo, service, role, domain)
    return staff


def draft_user(
    demo: Demo, service: Service, role: Role, domain: str, *, name: str = "", until_on: date | None = None
) -> User:
    """Draft somebody with one duty, who may not log in any more once the duty has ended."""
    name = name or demo.people.person(demo.people.gender())
    user = User(email=email(name, domain), name=name, phone=demo.people.phone(), is_active=until_on is None)
    user.set_unusable_password()
    since = demo.on - timedelta(days=demo.rng.randint(800, 3000))
    demo.add(Duty(user=demo.add(user), service=service, role=role, from_on=since, until_on=until_on))
    return user
