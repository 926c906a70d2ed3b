"""How many cases each caseworker has, who covers for whom, and who has nobody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..access import DutyRequest, duty
from ..caseload import Caseload
from ..caseload import caseload as read_caseload
from ..models import Role, Service

LOOKS_AFTER = (Role.LEADER, Role.COORDINATOR)


@require_safe
@duty(*LOOKS_AFTER)
def caseload(request: DutyRequest) -> HttpResponse:
    """Show each caseworker's cases against the norm, and the children who have nobody."""
    page = "fosterhomes/caseload.html#panel" if request.htmx else "fosterhomes/caseload.html"
    return render(request, page, {"load": _load(request)})


def _load(request: DutyRequest) -> Caseload:
    services = request.access.services(*LOOKS_AFTER)
    return read_caseload(Service.objects.get(pk=min(services)), request.today)
