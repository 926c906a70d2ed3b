"""The service's own days and norms, which the law leaves to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty
from fosterhomes.history import last_changed
from fosterhomes.models import Role, Service
from fosterhomes.views.deeds import carried_out, posted

from ..actions.settings import store_norms, store_settings
from ..forms.settings import NormsForm, SettingsForm
from ..models import VisitSettings, settings_of


@require_http_methods(("GET", "HEAD", "POST"))
@duty(Role.LEADER)
def visit_settings(request: DutyRequest) -> HttpResponse:
    """Show and change the days that the service has set for itself; its norms have a form of their own beside it."""
    row, service = _own(request)
    form = SettingsForm(posted(request), instance=row)

    def store() -> None:
        store_settings(row, seen=form.seen, by=request.user, at=request.now)

    return _answer(request, form, store, {"form": form, "norms": NormsForm(instance=service)})


@require_http_methods(("GET", "HEAD", "POST"))
@duty(Role.LEADER)
def service_norms(request: DutyRequest) -> HttpResponse:
    """Change the service's norms; what is wrong is shown on the page of the settings."""
    if request.method != "POST":
        return redirect("visit_settings")
    row, service = _own(request)
    norms = NormsForm(request.POST, instance=service)

    def store() -> None:
        store_norms(service, seen=norms.seen, by=request.user, at=request.now)

    return _answer(request, norms, store, {"form": SettingsForm(instance=row), "norms": norms})


def _own(request: DutyRequest) -> tuple[VisitSettings, Service]:
    service = min(request.access.services(Role.LEADER))
    return settings_of({service})[service], Service.objects.get(pk=service)


def _answer(request: DutyRequest, sent: Any, store: Callable[[], None], forms: dict[str, Any]) -> HttpResponse:
    """Store what was sent and open the page anew, or show it with what is wrong."""
    if request.method == "POST" and carried_out(sent, store):
        messages.success(request, _("The settings are stored."))
        return redirect("visit_settings")
    changed = last_changed(sent.instance) if sent.meanwhile else None
    context = forms | {"sent": sent, "changed": changed}
    return render(request, "visits/settings.html", context, status=422 if sent.errors else 200)
