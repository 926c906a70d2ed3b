"""What the pages about one waiting child share: the child, its unit, and one home as a candidate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from fosterhomes.access import DutyRequest
from fosterhomes.models import Child, Home

from ..candidates import Candidate, Candidates, Group
from .gone import Gone, HomeGone, WaitsNoLonger, answer_to


def while_waiting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead on from a page about a child who waits no longer, or a home that has closed, and say why."""

    @wraps(view)
    def guarded(request: DutyRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            return answer_to(request, gone)

    return guarded


def waiting_group(request: DutyRequest, pk: int) -> tuple[Child, Candidates, Group]:
    """Return a waiting child that the person may see, with its unit.

    Raises `WaitsNoLonger` for one who does not wait, and 404 for one outside the person's duty.
    """
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    group = (candidates := Candidates(child.service_id, request.today, request.now)).group_of(child)
    if group is None:
        raise WaitsNoLonger(child)
    return child, candidates, group


def candidate_home(candidates: Candidates, group: Group, home_pk: int) -> Candidate:
    """Return one of the service's open homes as a candidate for the unit.

    Raises `HomeGone` for one that has closed, and 404 for any other.
    """
    home = next((home for home in candidates.homes if home.pk == home_pk), None)
    if home is None:
        closed = Home.objects.filter(service=candidates.service_id, closed_on__lte=candidates.on)
        raise HomeGone(group.children[0], get_object_or_404(closed, pk=home_pk))
    return candidates.candidate(group, home)
