"""Equal treatment: who is turned down and by what, who has waited longer for a home that another gets, and how long."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role

from ..candidates import Candidates
from ..fairness import envy_in_decisions, envy_in_latest
from ..turned_down import turned_down
from ..waiting_times import FEW, groupings, quarters


@require_safe
@duty(Role.LEADER)
def fairness(request: DutyRequest) -> HttpResponse:
    """Show the report to the leader of the service."""
    service_id = min(request.access.services(Role.LEADER))
    candidates = Candidates(service_id, request.today, request.now)
    context = {
        "down": turned_down(candidates),
        "envy": envy_in_latest(service_id),
        "by_hand": envy_in_decisions(service_id, request.today),
        "groupings": [one for one in groupings(candidates) if one.rows],
        "quarters": quarters(service_id, request.today),
        "few": FEW,
        "on": request.today,
    }
    return render(request, "matching/fairness.html", context)
