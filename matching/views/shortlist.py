"""The homes for one waiting child: kin and network first, then those that fit, then why the others do not."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child

from ..candidates import Candidates
from ..permissions import MATCHERS
from ..shortlist import shortlist_of


@require_safe
@duty(*MATCHERS)
def shortlist(request: DutyRequest, pk: int) -> HttpResponse:
    """Show every home of the register for the child, with minutes and reasons."""
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    group = (candidates := Candidates(child.service_id, request.today, request.now)).group_of(child)
    if group is None:
        raise Http404
    record_look(request, "shortlist", child=child)
    context = {"child": child, "group": group, "list": shortlist_of(candidates, group), "may_write": True}
    return render(request, "matching/shortlist.html", context)
