"""The page of a supervisor; registered, changed, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..access import DutyRequest, duty
from ..actions.supervisors import change_supervisor, create_supervisor, end_supervisor
from ..forms.parts import SUPERVISOR_PARTS
from ..forms.supervisors import EndSupervisorForm, SupervisorForm
from ..history import last_changed
from ..models import Role, Supervisor
from ..permissions import WRITES_REGISTER, check_write_register
from ..supervisors import supervisor_page, supervisor_rows
from .home import writes_register
from .home_deeds import confirmed
from .parts import panel_of


@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.SUPERVISOR, Role.CLERK)
def supervisor(request: DutyRequest, supervisor_id: int) -> HttpResponse:
    """Show a supervisor. The address of one who was merged into another leads to the one that remains."""
    remaining = Supervisor.objects.filter(pk=supervisor_id).values_list("merged_into", flat=True).first()
    row = get_object_or_404(supervisor_rows(request.access), pk=remaining or supervisor_id)
    if remaining:
        return redirect("supervisor", remaining)
    panels = {name: panel_of(request, part, row) for name, part in SUPERVISOR_PARTS.items()}
    page = supervisor_page(row, request.access)
    return render(request, "fosterhomes/supervisor.html", {"page": page, "supervisor": row, "panels": panels})


def supervisor_to_write(request: DutyRequest, supervisor_id: int) -> Any:
    """Return a supervisor that the person may change: 404 outside their duty, `Refused` where they only read."""
    row: Any = get_object_or_404(supervisor_rows(request.access), pk=supervisor_id)
    if row.merged_into_id:
        raise Http404
    check_write_register(request.access, row.service_id)
    return row


@writes_register
def supervisor_new(request: DutyRequest) -> HttpResponse:
    initial = {"from_on": request.today}
    form = SupervisorForm(request.POST or None, services=request.access.services(*WRITES_REGISTER), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            create_supervisor(form.instance, by=request.access.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": form.instance})
            return redirect("supervisor", form.instance.pk)
    return answer(request, form, None)


@writes_register
def supervisor_edit(request: DutyRequest, supervisor_id: int) -> HttpResponse:
    row = supervisor_to_write(request, supervisor_id)
    form = SupervisorForm(request.POST or None, instance=row, services=[row.service_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            change_supervisor(row, by=request.access.user, at=request.now, seen=form.seen, reason=reason)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("supervisor", row.pk)
    return answer(request, form, form.stored)


def answer(request: DutyRequest, form: SupervisorForm, row: Supervisor | None) -> HttpResponse:
    changed = last_changed(row) if row and form.meanwhile else None
    context = {"form": form, "supervisor": row, "changed": changed}
    return render(request, "fosterhomes/supervisor_form.html", context, status=422 if form.errors else 200)


@writes_register
def supervisor_end(request: DutyRequest, supervisor_id: int) -> HttpResponse:
    row = supervisor_to_write(request, supervisor_id)
    form = EndSupervisorForm(request.POST or None, supervisor=row, initial={"until_on": request.today})

    def deed() -> None:
        values = form.cleaned_data
        until_on, reason = values["until_on"], values["reason"]
        end_supervisor(row, until_on=until_on, reason=reason, by=request.access.user, at=request.now)

    words = {
        "title": _("%(name)s is no longer available") % {"name": row},
        "text": _("Possible when no appointment lasts beyond that day."),
        "submit": _("End availability"),
    }
    return confirmed(request, form, deed, words, reverse("supervisor", args=[row.pk]), _("The end is registered."))
