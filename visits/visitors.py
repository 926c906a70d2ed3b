"""Who makes visits, under one name in plans and addresses: ``w`` and a worker's id, ``s`` and a supervisor's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from fosterhomes.models import Role, Supervisor, User
from fosterhomes.periods import covers
from fosterhomes.permissions import Access

Visitor = User | Supervisor

PLANS = (Role.LEADER, Role.COORDINATOR)
"""Who plans for others."""

_ID = re.compile(r"([ws])([0-9]{1,18})", re.ASCII)


def id_of(row: Any) -> str:
    """Return the id of who a row with `worker_id` and `supervisor_id` is about."""
    return f"w{row.worker_id}" if row.worker_id else f"s{row.supervisor_id}"


def id_of_person(person: Visitor) -> str:
    return f"s{person.pk}" if isinstance(person, Supervisor) else f"w{person.pk}"


def columns_of(visitor: str) -> dict[str, int | None]:
    """Return the columns `worker_id` and `supervisor_id` for an id. Raises `ValueError` for anything else."""
    match = _ID.fullmatch(visitor)
    if match is None:
        raise ValueError(visitor)
    number = int(match[2])
    return {
        "worker_id": number if match[1] == "w" else None,
        "supervisor_id": number if match[1] == "s" else None,
    }


def person_of(visitor: str) -> Visitor:
    """Return the row of a visitor."""
    kind: type[User] | type[Supervisor] = User if visitor.startswith("w") else Supervisor
    return kind._base_manager.get(pk=int(visitor[1:]))


def named(ids: Iterable[str]) -> dict[str, str]:
    """Return the names of visitors by their ids."""
    wanted = set(ids)
    workers = User.objects.in_bulk([int(one[1:]) for one in wanted if one.startswith("w")])
    supervisors = Supervisor.objects.in_bulk([int(one[1:]) for one in wanted if one.startswith("s")])
    return {f"w{pk}": user.name for pk, user in workers.items()} | {f"s{pk}": s.name for pk, s in supervisors.items()}


def workers_of(service: int, on: date) -> QuerySet[User]:
    """Return who makes follow-up visits for the service: its caseworkers of the day."""
    duty = Q(duties__service=service, duties__role=Role.CASEWORKER) & covers(on, "duties__")
    return User.objects.filter(duty, is_active=True).distinct().order_by("name")


def supervisors_of(service: int, on: date) -> QuerySet[Supervisor]:
    """Return the supervisors who are available to the service on the day."""
    return Supervisor.objects.filter(covers(on), service=service, merged_into=None).order_by("name")


def find(access: Access, visitor: str) -> tuple[Visitor, int] | None:
    """Return the visitor and the service, if the person plans for them or is them; None otherwise."""
    try:
        columns = columns_of(visitor)
    except ValueError:
        return None
    if columns["supervisor_id"]:
        return _supervisor(access, columns["supervisor_id"])
    return _worker(access, columns["worker_id"] or 0)


def _supervisor(access: Access, pk: int) -> tuple[Visitor, int] | None:
    own = Q(user=access.user, service__in=access.services(Role.SUPERVISOR))
    row = Supervisor.objects.filter(Q(service__in=access.services(*PLANS)) | own, pk=pk, merged_into=None).first()
    return (row, row.service_id) if row else None


def _worker(access: Access, pk: int) -> tuple[Visitor, int] | None:
    works = (*PLANS, Role.CASEWORKER)
    services = access.services(*works) if pk == access.user.pk else access.services(*PLANS)
    held = Q(duties__service__in=services, duties__role__in=works) & covers(access.on, "duties__")
    user = User.objects.filter(held, pk=pk, is_active=True).distinct().first()
    if user is None:
        return None
    duty = user.duties.filter(covers(access.on), service__in=services, role__in=works).order_by("service").first()
    return (user, duty.service_id) if duty else None


def own_ids(access: Access) -> list[str]:
    """Return the ids under which the person makes visits."""
    found = [f"w{access.user.pk}"] if access.has(Role.CASEWORKER) else []
    supervisors = Supervisor.objects.filter(user=access.user, service__in=access.services(Role.SUPERVISOR))
    return found + [f"s{pk}" for pk in supervisors.values_list("pk", flat=True)]
