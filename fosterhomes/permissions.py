"""Who may. Access follows duty: everything here is computed from a person's duties on a day.

`Access` is made once for each request and handed down; `visible_to(access)` on a QuerySet limits its rows.
Pairs: `check_…` raises `Refused` with a sentence, `can_…` asks the same as yes or no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .models.cover import followed_by
from .models.person import Duty, Role, User
from .models.service import Municipality
from .periods import covers

READS_ALL = (Role.LEADER, Role.COORDINATOR, Role.CLERK)
WRITES_REGISTER = (Role.LEADER, Role.COORDINATOR, Role.CLERK)
"""Leader, coordinator and clerk answer for the whole register of their service."""


class Refused(PermissionDenied):
    """The person may not do this; the message is the reason, in the person's language."""


@dataclass(frozen=True)
class Access:
    """A person's duties on one day: what `visible_to` and the checks ask."""

    user: User
    on: date
    roles: frozenset[tuple[str, int]]
    """Pairs of role and the id of the service it is held in."""
    at: datetime | None = None
    """The moment of the request, for what ends within a day; None where only the day matters."""

    def services(self, *roles: str) -> set[int]:
        """Return the ids of the services in which the person holds one of `roles` (any role when none is named)."""
        return {service for role, service in self.roles if not roles or role in roles}

    def has(self, *roles: str) -> bool:
        return bool(self.services(*roles))

    @property
    def main_role(self) -> str | None:
        """Return the first of the person's roles in the order of `Role`: it chooses the front page."""
        return next((role for role in Role.values if self.has(role)), None)

    @property
    def service_id(self) -> int | None:
        """Return the service of the main role."""
        return min(self.services(self.main_role)) if self.main_role else None


def access_for(user: User, on: date, at: datetime | None = None) -> Access:
    """Return the duties of `user` on that day."""
    rows = Duty.objects.filter(covers(on), user=user).values_list("role", "service_id")
    return Access(user, on, frozenset(rows), at)


def check_write_register(access: Access, service_id: int) -> None:
    """Raise `Refused` unless the person may create and correct rows in the register of the service."""
    if service_id not in access.services(*WRITES_REGISTER):
        raise Refused(_("Only a leader, a placement coordinator or a clerk of the service may change the register."))


def can_write_register(access: Access, service_id: int) -> bool:
    return service_id in access.services(*WRITES_REGISTER)


def check_follow_child(access: Access, child: Any) -> None:
    """Raise `Refused` unless the person answers for the child: its contact person or who covers, or for the service."""
    if not can_follow_child(access, child):
        raise Refused(_("Only the child's contact person or the service's leader or coordinator may do this."))


def can_follow_child(access: Access, child: Any) -> bool:
    if child.service_id in access.services(Role.LEADER, Role.COORDINATOR):
        return True
    return type(child)._base_manager.filter(followed_by(access.user, access.on), pk=child.pk).exists()


def check_municipality(access: Access, municipality: Municipality) -> None:
    """Raise `Refused` unless the person leads the service that answers for it; where none does, any leader may."""
    if not can_change_municipality(access, municipality):
        raise Refused(_("Only a leader of the service that answers for the municipality may do this."))


def can_change_municipality(access: Access, municipality: Municipality) -> bool:
    led = access.services(Role.LEADER)
    return bool(led) and (municipality.service_id is None or municipality.service_id in led)


def check_leader(access: Access, service_id: int) -> None:
    """Raise `Refused` unless the person leads the service."""
    if service_id not in access.services(Role.LEADER):
        raise Refused(_("Only a leader of the service may do this."))
