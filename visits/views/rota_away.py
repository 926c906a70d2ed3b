"""Who stands in the on-call rota while away: a part of the rota's page, and a page of its own without JavaScript."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role

from ..rota_away import away_on_call
from ..visitors import PLANS


@require_safe
@duty(*PLANS, Role.ON_CALL)
def rota_away(request: DutyRequest) -> HttpResponse:
    """Show the shifts to come in which somebody stands who is away; an on-call worker sees their own."""
    context = {"away": away_on_call(request.access, request.now), "may_write": request.access.has(*PLANS)}
    return render(request, "visits/rota_away.html" + ("#inner" if request.htmx else ""), context)
