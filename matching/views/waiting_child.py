"""What the pages about one waiting child share: the child, its unit, and one home as a candidate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.access import DutyRequest
from fosterhomes.models import Child
from fosterhomes.shown import shown_day

from ..candidates import Candidate, Candidates, Group
from ..models import Decision


class WaitsNoLonger(Http404):
    """The child is there, and waits for nothing: a colleague may have decided since the page was opened."""

    def __init__(self, child: Child) -> None:
        super().__init__()
        self.child = child

    @property
    def sentence(self) -> str:
        """Return what the person is told, with who decided what where somebody has."""
        latest = Decision.objects.filter(child=self.child).select_related("home", "decided_by").first()
        if latest is None:
            return _("%(name)s does not wait for a home.") % {"name": self.child.name}
        return _("%(name)s does not wait any more: %(by)s chose %(home)s on %(day)s.") % {
            "name": self.child.name,
            "by": latest.decided_by.name,
            "home": latest.home.name,
            "day": shown_day(timezone.localdate(latest.decided_at)),
        }


def while_waiting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead from a page about a child who waits no longer to the child's own page, and say why."""

    @wraps(view)
    def guarded(request: DutyRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except WaitsNoLonger as gone:
            messages.info(request, gone.sentence)
            return redirect("child", pk=gone.child.pk)

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
    """Return one of the service's open homes as a candidate for the unit; 404 for any other."""
    home = next((home for home in candidates.homes if home.pk == home_pk), None)
    if home is None:
        raise Http404
    return candidates.candidate(group, home)
