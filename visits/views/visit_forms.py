"""What the pages on which a visit is written share: which visit, home and children, and the form with its draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from fosterhomes.access import DutyRequest, record_look
from fosterhomes.models import Child, Home
from fosterhomes.versions import as_token

from ..actions.drafts import Writing, draft_of
from ..actions.recording import visit_version
from ..errands import (
    children_of_home,
    children_of_visit,
    home_of,
    living_now,
    tracks_of,
    usual_visitor,
    visitors_of,
)
from ..forms.visit import VisitForm, initial_of
from ..models import Visit, VisitDraft
from ..models.visit import Track
from ..permissions import can_record, children_to_see, chooses_visitor
from ..tasks import owners


def visible_visit(request: DutyRequest, pk: int) -> Visit:
    """Return the visit, if it is there for the person; to record it takes more, and is asked for where it is needed."""
    rows = Visit.objects.visible_to(request.access).select_related("home__municipality", "home__point", "supervisor")
    row = get_object_or_404(rows, pk=pk)
    if not children_to_see(request.access, row).exists():
        raise Http404
    return row


def look_at_children(request: DutyRequest, row: Visit, page: str = "visit") -> None:
    """Record that the person looked at what stands of each child."""
    for child in children_to_see(request.access, row):
        record_look(request, page, child=child, home=row.home)


def asked(request: DutyRequest) -> tuple[Home, Child | None, str]:
    """Return home, child and track of the address; 404 for what is not there for the person."""
    child = home = None
    if "child" in request.GET:
        child = get_object_or_404(Child.objects.visible_to(request.access), pk=_number(request, "child"))
        home = home_of(child, request.today)
    if "home" in request.GET:
        home = get_object_or_404(
            Home.objects.filter(service__in=request.access.services()), pk=_number(request, "home")
        )
    if home is None:
        raise Http404
    tracks = _tracks(request, child, home)
    track = request.GET.get("track") or next(iter(tracks), "")
    if track not in tracks:
        raise Http404
    return home, child, track


def _number(request: DutyRequest, name: str) -> int:
    value = request.GET.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Http404
    return int(value)


def _tracks(request: DutyRequest, child: Child | None, home: Home) -> list[Track]:
    if child is not None:
        return tracks_of(request.access, child, home)
    return [track for track in Track if children_of_home(request.access, home, track)]


def query_of(home: Home, child: Child | None, track: str) -> str:
    """Return the query that leads back to the same home, child and track."""
    return f"?home={home.pk}" + (f"&child={child.pk}" if child else "") + f"&track={track}"


def tabs(request: DutyRequest, home: Home, child: Child | None, track: str) -> list[dict[str, Any]]:
    """Return the choice of track, where the person has one."""
    found = [
        {"url": request.path + query_of(home, child, one.value), "label": one.label, "current": one == track}
        for one in _tracks(request, child, home)
    ]
    return found if len(found) > 1 else []


def new_form(
    request: DutyRequest, home: Home, chosen: Child | None, track: str, children: list[Child], draft: VisitDraft | None
) -> VisitForm:
    """Return the form of a visit that has no row yet; what the person wrote before stands in it."""
    asks = chooses_visitor(request.access, home.service_id)
    there = living_now(home, children, request.today)
    first = chosen or next(iter(there), children[0])
    initial = {"status": Visit.Status.DONE, "on_day": request.today, "in_person": True, "announced": True}
    initial |= {f"child_{child.pk}": True for child in there or [first]}
    initial["visitor"] = usual_visitor(first, track, request.today)
    return VisitForm(
        request.POST or None,
        candidates=children,
        visitors=visitors_of(home, track, children) if asks else None,
        owners=owners(request.access, children),
        initial=initial | _own(request, children) | (draft.values if draft else {}),
    )


def form_of(request: DutyRequest, row: Visit, draft: VisitDraft | None, correcting: bool = False) -> VisitForm:
    """Return the form of a visit that has a row. 404 for who does not record it."""
    if not can_record(request.access, row):
        raise Http404
    if request.method != "POST":
        look_at_children(request, row)
    children = children_of_visit(request.access, row)
    asks = chooses_visitor(request.access, row.service_id)
    initial = initial_of(row) | _own(request, children) | (draft.values if draft else {})
    return VisitForm(
        request.POST or None,
        candidates=children,
        visitors=visitors_of(row.home, row.track, children) if asks else None,
        owners=owners(request.access, children),
        correcting=correcting,
        initial=initial | ({"version": as_token(visit_version(row))} if correcting else {}),
    )


def _own(request: DutyRequest, children: list[Child]) -> dict[str, Any]:
    """Who promises something does it, unless the form says otherwise."""
    return {f"task_owner_{child.pk}": request.user.pk for child in children}


def own_draft(request: DutyRequest, writing: Writing) -> VisitDraft | None:
    return draft_of(writing, by=request.user, at=request.now)
