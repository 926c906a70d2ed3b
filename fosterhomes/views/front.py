"""The front page: made for the work of each duty."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..access import DutyRequest, any_duty
from ..front import LEADS, panels_for


@require_safe
@any_duty
def front(request: DutyRequest) -> HttpResponse:
    """Show the panels of the person's duties."""
    lead = LEADS[request.access.main_role or ""]
    context = {"lead": lead, "panels": panels_for(request.access), "name": request.access.user.get_short_name()}
    return render(request, "fosterhomes/front.html", context)
