"""The service's own numbers, and in which language each municipality wants to be written to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions.service import change_municipality, change_service
from ..forms.service import MunicipalityForm, ServiceForm
from ..history import last_changed
from ..models import Municipality, Role, Service
from ..permissions import can_change_municipality, check_municipality
from .deeds import carried_out


@require_http_methods(["GET", "HEAD", "POST"])
@duty(Role.LEADER)
def service_settings(request: DutyRequest) -> HttpResponse:
    """Show and change the numbers that the service sets for itself; below them the municipalities."""
    row = get_object_or_404(Service, pk=min(request.access.services(Role.LEADER)))
    form = ServiceForm(request.POST or None, instance=row)
    rows = Municipality.objects.select_related("service")
    context = {"municipalities": [(one, can_change_municipality(request.access, one)) for one in rows]}

    def change() -> None:
        change_service(row, seen=form.seen, by=request.user, at=request.now)

    return _answer(request, form, change, "fosterhomes/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(Role.LEADER)
def municipality_edit(request: DutyRequest, pk: str) -> HttpResponse:
    """Change what a municipality wants to be written to in; one that another service answers for is theirs."""
    row = get_object_or_404(Municipality, pk=pk)
    check_municipality(request.access, row)
    form = MunicipalityForm(request.POST or None, instance=row)

    def change() -> None:
        change_municipality(row, seen=form.seen, by=request.user, at=request.now)

    return _answer(request, form, change, "fosterhomes/municipality.html", {"municipality": row})


def _answer(
    request: DutyRequest, form: Any, change: Callable[[], None], template: str, context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and carried_out(form, change):
        messages.success(request, _("The settings are stored."))
        return redirect("service_settings")
    context |= {"form": form, "changed": last_changed(form.instance) if form.meanwhile else None}
    return render(request, template, context, status=422 if form.errors else 200)
