"""Applying a register message: whole or not at all, with one event for each child and one for the message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from fosterhomes.actions.base import deed, record
from fosterhomes.models import AuditEvent, Child, Home, Municipality, Placement, Service, User

from ..models import AppliedMessage, CaseSystemId, DateMet, Reduction, Visit, VisitChild
from ..register_message.plan import REFUSED, CasePlan, Setting
from ..register_message.run import Outcome, run
from ..register_message.takeout import TakenOut, take_out
from ..register_message.words import counted

ORDER: tuple[type[Model], ...] = (
    Municipality, Child, Home, Placement, Visit, VisitChild, Reduction, DateMet, CaseSystemId,
)  # fmt: skip
"""A row is stored after those it points at."""


class _NotWhole(Exception):
    """Something was refused: what was stored of the message is taken back."""


def apply_message(
    *, file: BinaryIO, service: Service, by: User | None, at: datetime, leave_refused: bool = False
) -> Outcome:
    """Apply a message and return what it changed; nothing is stored when a case is refused, unless those are left.

    Whoever calls has asked whether the person may change the register. The file is not kept.
    """
    outcome = Outcome()

    def store(plans: list[CasePlan], setting: Setting) -> None:
        _store(plans, setting, by=by, at=at)

    try:
        with deed():
            # One message at a time for a service: the second plans on what the first has stored. Rows that only
            # point at the service (no_key) are stored meanwhile by others.
            Service.objects.select_for_update(no_key=True).get(pk=service.pk)
            outcome = run(file, service, timezone.localdate(at), store=store)
            if outcome.stopped or (outcome.refused and not leave_refused):
                raise _NotWhole
            _note(outcome, service, by=by, at=at)
    except _NotWhole:
        return outcome
    except ValidationError as error:
        outcome.stopped += error.messages
        return outcome
    outcome.applied = True
    return outcome


def _store(plans: Iterable[CasePlan], setting: Setting, *, by: User | None, at: datetime) -> None:
    plans = [plan for plan in plans if plan.state != REFUSED]
    for plan in plans:
        for row in plan.gone:
            row.delete()
    for plan in plans:
        for row, fields in plan.changed:
            row.save(update_fields=fields)
    _create([row for plan in plans for row in plan.new], setting)
    AuditEvent.objects.bulk_create(
        _event(plan, setting.service, by=by, at=at) for plan in plans if plan.told and plan.child is not None
    )


def _create(rows: list[Model], setting: Setting) -> None:
    of_kind: dict[type[Model], list[Any]] = defaultdict(list)
    for row in rows:
        of_kind[type(row)].append(row)
    of_kind[Municipality] = [row for row in setting.municipalities.values() if row._state.adding]
    for kind in ORDER:
        kind._base_manager.bulk_create(of_kind[kind])


def _event(plan: CasePlan, service: Service, *, by: User | None, at: datetime) -> AuditEvent:
    return AuditEvent(
        at=at,
        by=by,
        service=service,
        verb="registermessage.child",
        object_type=Child._meta.label_lower,
        object_id=str(plan.child.pk),  # type: ignore[union-attr]
        child=plan.child,
        reason=" ".join(plan.told),
    )


def _note(outcome: Outcome, service: Service, *, by: User | None, at: datetime) -> None:
    header = outcome.header
    assert header is not None
    if not outcome.changes:
        return  # the same message again changes nothing, and is no event
    row = AppliedMessage.objects.create(
        service=service,
        municipality_id=header.municipality,
        message_id=header.id,
        extracted_at=header.extracted_at,
        system=header.system,
        applied_at=at,
        applied_by=by,
        counts=dict(outcome.counts),
    )
    told = ", ".join(f"{label}: {n}" for label, n in counted(outcome))
    record("registermessage.applied", row, by=by, at=at, reason=told)


def take_out_messages(
    *, service: Service, reason: str, by: User | None, at: datetime, reference: str = "", organisation: str = ""
) -> TakenOut:
    """Return the register as messages, and write down that they were taken out, by whom, how many and why."""
    with deed():
        taken = take_out(service, at, reference=reference, organisation=organisation)
        record("registermessage.exported", service, by=by, at=at, reason=f"{len(taken.files)}: {reason}")
    return taken
