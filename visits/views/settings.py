"""The service's own days, which the law leaves to it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty
from fosterhomes.history import last_changed
from fosterhomes.models import Role

from ..actions.settings import store_settings
from ..forms.settings import SettingsForm
from ..models import settings_of


@require_http_methods(("GET", "HEAD", "POST"))
@duty(Role.LEADER)
def visit_settings(request: DutyRequest) -> HttpResponse:
    """Show and change the days that the service has set for itself."""
    service = min(request.access.services(Role.LEADER))
    row = settings_of({service})[service]
    form = SettingsForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            store_settings(row, seen=form.seen, by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The settings are stored."))
            return redirect("visit_settings")
    context = {"form": form, "changed": last_changed(row) if form.meanwhile else None}
    return render(request, "visits/settings.html", context, status=422 if form.errors else 200)
