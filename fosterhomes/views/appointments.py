"""A supervisor is appointed for a child, and the appointment ends."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..access import DutyRequest, record_look
from ..actions.supervisors import appoint_supervisor, end_appointment
from ..candidates import candidates, home_of
from ..forms.supervisors import AppointmentForm, EndAppointmentForm
from ..models import Child, SupervisionAppointment
from ..permissions import check_write_register
from .home import writes_register
from .home_deeds import confirmed


@writes_register
def appointment_new(request: DutyRequest, child_id: int) -> HttpResponse:
    """Show who could supervise the child, the best first, and for the others why not; appoint the one chosen."""
    child = get_object_or_404(Child.objects.visible_to(request.access).filter(merged_into=None), pk=child_id)
    check_write_register(request.access, child.service_id)
    home = home_of(child, request.today)
    people = candidates(child, home, request.today)
    present = child.supervision_appointments.on(request.today).select_related("supervisor").first()
    form = AppointmentForm(
        request.POST or None,
        supervisors=[person.row.pk for person in people],
        replaces=present is not None,
        initial={"from_on": request.today},
    )
    if request.method == "POST" and form.is_valid() and _appointed(request, child, form):
        return redirect("child", child.pk)
    record_look(request, "appointment_new", child=child)
    context = {"child": child, "home": home, "people": people, "form": form, "present": present}
    return render(request, "fosterhomes/appointment_new.html", context, status=422 if form.errors else 200)


def _appointed(request: DutyRequest, child: Child, form: AppointmentForm) -> bool:
    values = form.cleaned_data
    row = SupervisionAppointment(child=child, supervisor=values["supervisor"], from_on=values["from_on"])
    try:
        appoint_supervisor(row, by=request.access.user, at=request.now, end_reason=values.get("end_reason", ""))
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("%(name)s is appointed.") % {"name": row.supervisor})
    return True


@writes_register
def appointment_end(request: DutyRequest, appointment_id: int) -> HttpResponse:
    children = Child.objects.visible_to(request.access)
    open_ones = SupervisionAppointment.objects.filter(child__in=children, until_on=None)
    appointment = get_object_or_404(open_ones.select_related("child", "supervisor"), pk=appointment_id)
    check_write_register(request.access, appointment.child.service_id)
    form = EndAppointmentForm(request.POST or None, initial={"until_on": request.today})

    def deed() -> None:
        values = form.cleaned_data
        until_on, reason = values["until_on"], values["reason"]
        end_appointment(appointment, until_on=until_on, reason=reason, by=request.access.user, at=request.now)

    words = {
        "title": _("End the appointment of %(name)s") % {"name": appointment.supervisor},
        "text": _("From that day %(name)s sees %(child)s no more.")
        % {"name": appointment.supervisor, "child": appointment.child},
        "submit": _("End the appointment"),
    }
    record_look(request, "appointment_end", child=appointment.child)
    return confirmed(
        request, form, deed, words, reverse("child", args=[appointment.child_id]), _("The appointment has ended.")
    )
