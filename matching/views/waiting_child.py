"""What the pages about one waiting child share: the child, its unit, and one home as a candidate."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from fosterhomes.access import DutyRequest
from fosterhomes.models import Child

from ..candidates import Candidate, Candidates, Group


def waiting_group(request: DutyRequest, pk: int) -> tuple[Child, Candidates, Group]:
    """Return a waiting child that the person may see, with its unit; 404 for any other."""
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    group = (candidates := Candidates(child.service_id, request.today, request.now)).group_of(child)
    if group is None:
        raise Http404
    return child, candidates, group


def candidate_home(candidates: Candidates, group: Group, home_pk: int) -> Candidate:
    """Return one of the service's open homes as a candidate for the unit; 404 for any other."""
    home = next((home for home in candidates.homes if home.pk == home_pk), None)
    if home is None:
        raise Http404
    return candidates.candidate(group, home)
