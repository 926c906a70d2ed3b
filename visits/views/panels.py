"""The visits of one child and of one home: panels of their pages, and pages of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child, Home, Role

from ..endings.undoing import standing
from ..errands import children_of_home, home_of, living_now, tracks_of
from ..models.visit import Track
from ..permissions import RECORDS
from ..swallowed import swallowed_in
from ..year import ahead_and_behind, lines, visits_of


@require_safe
@duty(*RECORDS, Role.CLERK)
def child_visits(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the child's year on both tracks, and the visits."""
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    home = home_of(child, request.today)
    tracks = tracks_of(request.access, child, home) if home else []
    context = _year(request, Child.objects.filter(pk=pk)) | {
        "child": child,
        "visits": ahead_and_behind(visits_of(request.access, child=child)),
        "record": [(track, f"child={child.pk}&track={track.value}") for track in tracks],
        "may_book": home is not None and bool(living_now(home, [child], request.today)),
        "endings": standing(request.access, child=child),
        "may_pack": child.service_id in request.access.services(Role.LEADER),
    }
    return _answer(request, "visits/child_visits.html", context, child=child)


@require_safe
@duty(*RECORDS, Role.CLERK)
def home_visits(request: DutyRequest, pk: int) -> HttpResponse:
    """Show what is owed to the children who live in the home, and the visits to it."""
    home = get_object_or_404(Home.objects.visible_to(request.access), pk=pk)
    there = Child.objects.filter(placements__home=home)
    year = _year(request, there)
    tracks = [track for track in Track if children_of_home(request.access, home, track)]
    context = year | {
        "home": home,
        "lines": [line for line in year["lines"] if line.year.home == home],
        "visits": ahead_and_behind(visits_of(request.access, home=home)),
        "swallowed": swallowed_in(request.access, home),
        "may_book": bool(living_now(home, list(there), request.today)),
        "endings": standing(request.access, home=home),
        "record": [(track, f"home={home.pk}&track={track.value}") for track in tracks],
    }
    return _answer(request, "visits/home_visits.html", context, home=home)


def _year(request: DutyRequest, children: Any) -> dict[str, Any]:
    return {"year": request.today.year, "lines": lines(request.access, children)}


def _answer(request: DutyRequest, template: str, context: dict[str, Any], **about: Any) -> HttpResponse:
    """Answer with the panel's inner content for htmx; the page of its own counts as a look at the child or home."""
    if request.htmx:
        return render(request, f"{template}#inner", context)
    record_look(request, template.removesuffix(".html").removeprefix("visits/"), **about)
    return render(request, template, context)
