"""Supervisors, and for whom they are appointed, from a file. A supervisor is the one with that e-mail, or that name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.supervisors import (
    appoint_supervisor,
    change_supervisor,
    create_supervisor,
    end_appointment,
    store_past_appointment,
)
from ..models import SupervisionAppointment, Supervisor
from ..shown import name_key
from .check import Batch, State, Taken
from .columns import Column, Kind, column_of
from .names import names_of
from .placements import CHILD, WHICH_CHILD
from .register import Seen, differing

COLUMNS = (
    column_of(Supervisor, "name", example="Tora Tilsyn"),
    column_of(Supervisor, "email", example="tora@example.no"),
    column_of(Supervisor, "phone"),
    Column(
        "village",
        gettext_lazy("travels from"),
        example="Knarvik",
        help=gettext_lazy("The village. Distances to the homes are measured from here."),
    ),
    Column(
        "postal_code",
        gettext_lazy("postal code"),
        help=gettext_lazy("Instead of the village, or where it has several."),
    ),
    column_of(Supervisor, "capacity", example=4),
    column_of(Supervisor, "longest_minutes", example=60),
    column_of(Supervisor, "languages"),
    column_of(Supervisor, "from_on", label=gettext_lazy("available from"), example="01.01.2024"),
)
PLAIN = ("name", "email", "phone", "capacity", "longest_minutes", "languages", "from_on")


class SupervisorRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()

    def take(self, values: dict[str, Any]) -> Taken:
        known = self._known(values)
        self.seen.once(name_key(values.get("email") or values["name"]), "name")
        if known:
            self.seen.once(known.pk, "name")
        if values.get("capacity") == 0:
            raise ValidationError({"capacity": _("At least one child.")})
        village = self.batch.register.village(values, None)
        return self._change(known, values, village) if known else self._new(values, village)

    def _known(self, values: dict[str, Any]) -> Supervisor | None:
        """Return the supervisor with the e-mail address, else the only one with the name."""
        register = self.batch.register
        by_email = register.supervisors_known_as(values["email"]) if values.get("email") else []
        by_name = [] if by_email else register.supervisors_known_as(values["name"])
        # Two people may have one name; another address tells that this is the other.
        same = [one for one in by_name if not (values.get("email") and one.email)]
        if len(by_email or same) > 1:
            raise ValidationError({"name": _("Several in the register are called this. Write the e-mail address.")})
        return next(iter(by_email or same), None)

    def _new(self, values: dict[str, Any], village: Any) -> Taken:
        if village is None:
            raise ValidationError({"village": _("This is missing.")})
        supervisor = Supervisor(service=self.batch.service, base=village)
        differing(supervisor, values, PLAIN)
        create_supervisor(supervisor, by=self.batch.by, at=self.batch.at)
        self.batch.register.add_supervisor(supervisor)
        self.seen.once(supervisor.pk, "name")
        return Taken(State.NEW)

    def _change(self, supervisor: Supervisor, values: dict[str, Any], village: Any) -> Taken:
        changed = differing(supervisor, values, PLAIN)
        if village is not None and village.village != supervisor.base.village:
            supervisor.base, changed = village, [*changed, "village"]
        if changed:
            change_supervisor(supervisor, by=self.batch.by, at=self.batch.at, seen={})
        return Taken(State.CHANGED if changed else State.UNCHANGED, fields=changed)


SUPERVISORS = Kind(
    key="supervisors",
    label=gettext_lazy("Supervisors"),
    lead=gettext_lazy("Those who visit the children on the supervision track: from where, how many, how far."),
    columns=COLUMNS,
    names=names_of("supervisors"),
    rows=SupervisorRows,
    place=50,
    one_of=(("village", "postal_code"),),
)

APPOINTMENT_COLUMNS = (
    *CHILD,
    Column(
        "supervisor",
        gettext_lazy("supervisor"),
        required=True,
        example="Tora Tilsyn",
        help=gettext_lazy("Name or e-mail, as in the register."),
    ),
    column_of(SupervisionAppointment, "from_on", label=gettext_lazy("appointed from"), example="01.02.2024"),
    column_of(
        SupervisionAppointment,
        "until_on",
        label=gettext_lazy("appointed until"),
        help=gettext_lazy("Empty while it still holds."),
    ),
    column_of(SupervisionAppointment, "end_reason"),
)


class AppointmentRows:
    """Takes one row after the other, the earliest appointment first."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()
        rows = SupervisionAppointment.objects.filter(child__service=batch.service)
        self.known = {(row.child_id, row.from_on): row for row in rows.select_related("child", "supervisor")}

    def take(self, values: dict[str, Any]) -> Taken:
        child = self.batch.register.child(values)
        supervisor = self.batch.register.supervisor(values["supervisor"])
        key = (child.pk, values["from_on"])
        self.seen.once(key, "from_on")
        row = self.known.get(key)
        if row is None:
            return self._new(SupervisionAppointment(child=child, supervisor=supervisor), values)
        if row.supervisor_id != supervisor.pk:
            sentence = _("%(name)s is appointed from that day. Change that on the child's page.")
            raise ValidationError({"supervisor": sentence % {"name": row.supervisor}})
        return self._end(row, values)

    def _new(self, row: SupervisionAppointment, values: dict[str, Any]) -> Taken:
        differing(row, values, ("from_on", "until_on", "end_reason"))
        over = row.until_on is not None and row.until_on <= self.batch.today
        store = store_past_appointment if over else appoint_supervisor
        store(row, by=self.batch.by, at=self.batch.at)
        return Taken(State.NEW)

    def _end(self, row: SupervisionAppointment, values: dict[str, Any]) -> Taken:
        changed = differing(row, values, ("until_on", "end_reason"))
        if not changed:
            return Taken(State.UNCHANGED)
        if row.until_on is None:
            raise ValidationError({"until_on": _("This is missing.")})
        end_appointment(row, until_on=row.until_on, reason=row.end_reason, by=self.batch.by, at=self.batch.at)
        return Taken(State.CHANGED, fields=changed)


APPOINTMENTS = Kind(
    key="appointments",
    label=gettext_lazy("Appointments of supervisors"),
    lead=gettext_lazy("Who supervises which child, since when. Bring children, supervisors and stays in first."),
    columns=APPOINTMENT_COLUMNS,
    names=names_of("appointments"),
    rows=AppointmentRows,
    place=60,
    one_of=(WHICH_CHILD,),
    order=lambda values: values["from_on"],
)
