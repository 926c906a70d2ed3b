"""One visit: what became of it, recording it, correcting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child, Home, Role
from fosterhomes.versions import ChangedMeanwhile, as_token

from ..actions.recording import correct_visit, record_planned, record_visit, visit_version
from ..errands import (
    children_of_home,
    children_of_visit,
    home_of,
    living_now,
    own_visitor,
    tracks_of,
    usual_visitor,
    visitors_of,
    waiting_visits,
)
from ..forms.visit import VisitForm, initial_of
from ..models import Visit
from ..models.visit import Track
from ..permissions import OPEN, RECORDS, can_record, children_to_see, chooses_visitor
from ..report_permissions import to_follow_up
from ..visit_page import visit_page

GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
@duty(*RECORDS, Role.CLERK)
def visit(request: DutyRequest, pk: int) -> HttpResponse:
    """Show one visit."""
    row = _visible(request, pk)
    _look(request, row)
    return render(request, "visits/visit.html", visit_page(request.access, row))


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_new(request: DutyRequest) -> HttpResponse:
    """Record a visit to a child (`child`) or a home (`home`), on a track (`track`)."""
    home, chosen, track = _asked(request)
    children = children_of_home(request.access, home, track)
    if not children:
        raise Http404
    form = _new_form(request, home, chosen, track, children)
    if form.is_valid():
        account = form.account(own_visitor(request.access, track))
        try:
            row = record_visit(
                home=home, track=track, account=account, among=form.among, by=request.user, at=request.now
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return _recorded(request, row)
    context = {
        "form": form,
        "home": home,
        "track": Track(track),
        "tabs": _tabs(request, home, chosen, track),
        "waiting": waiting_visits(request.access, home, track, children),
    }
    return _answer(request, context)


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_record(request: DutyRequest, pk: int) -> HttpResponse:
    """Record what became of a planned or booked visit."""
    row = _visible(request, pk)
    if row.status not in OPEN:
        return redirect("visit", pk=row.pk)
    form = _form_of(request, row)
    if form.is_valid():
        account = form.account(own_visitor(request.access, row.track, row))
        try:
            record_planned(visit=row, account=account, among=form.among, by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _recorded(request, row)
    return _answer(request, {"form": form, "home": row.home, "track": Track(row.track), "visit": row})


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_correct(request: DutyRequest, pk: int) -> HttpResponse:
    """Correct what was recorded wrongly."""
    row = _visible(request, pk)
    if row.status in OPEN:
        return redirect("visit_record", pk=row.pk)
    form = _form_of(request, row, correcting=True)
    context: dict[str, Any] = {"form": form, "home": row.home, "track": Track(row.track), "visit": row}
    if form.is_valid():
        try:
            _correct(request, row, form)
        except ChangedMeanwhile as error:
            form.refuse(error)
            form.renew(visit_version(row))
            context["stored"] = visit_page(request.access, row)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The visit is corrected."))
            return redirect("visit", pk=row.pk)
    return _answer(request, context)


def _correct(request: DutyRequest, row: Visit, form: VisitForm) -> None:
    correct_visit(
        visit=row,
        account=form.account(own_visitor(request.access, row.track, row)),
        among=form.among,
        reason=form.cleaned_data["correction"],
        seen=form.seen,
        by=request.user,
        at=request.now,
    )


def _visible(request: DutyRequest, pk: int) -> Visit:
    """Return the visit, if it is there for the person; to record it takes more, and is asked for where it is needed."""
    rows = Visit.objects.visible_to(request.access).select_related("home__municipality", "home__point", "supervisor")
    row = get_object_or_404(rows, pk=pk)
    if not children_to_see(request.access, row).exists():
        raise Http404
    return row


def _look(request: DutyRequest, row: Visit) -> None:
    """Record that the person looked at what stands of each child."""
    for child in children_to_see(request.access, row):
        record_look(request, "visit", child=child, home=row.home)


def _asked(request: DutyRequest) -> tuple[Home, Child | None, str]:
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


def _tabs(request: DutyRequest, home: Home, child: Child | None, track: str) -> list[dict[str, Any]]:
    """Return the choice of track, where the person has one."""
    tracks = _tracks(request, child, home)
    whose = f"home={home.pk}" + (f"&child={child.pk}" if child else "")
    tabs = [
        {"url": f"{request.path}?{whose}&track={one.value}", "label": one.label, "current": one == track}
        for one in tracks
    ]
    return tabs if len(tabs) > 1 else []


def _new_form(request: DutyRequest, home: Home, chosen: Child | None, track: str, children: list[Child]) -> VisitForm:
    asks = chooses_visitor(request.access, home.service_id)
    there = living_now(home, children, request.today)
    first = chosen or next(iter(there), children[0])
    initial = {"status": Visit.Status.DONE, "on_day": request.today, "in_person": True}
    initial |= {f"child_{child.pk}": True for child in there or [first]}
    initial["visitor"] = usual_visitor(first, track, request.today)
    return VisitForm(
        request.POST or None,
        candidates=children,
        visitors=visitors_of(home, track, children) if asks else None,
        initial=initial,
    )


def _form_of(request: DutyRequest, row: Visit, correcting: bool = False) -> VisitForm:
    if not can_record(request.access, row):
        raise Http404
    if request.method != "POST":
        _look(request, row)
    children = children_of_visit(request.access, row)
    asks = chooses_visitor(request.access, row.service_id)
    return VisitForm(
        request.POST or None,
        candidates=children,
        visitors=visitors_of(row.home, row.track, children) if asks else None,
        correcting=correcting,
        initial=initial_of(row) | ({"version": as_token(visit_version(row))} if correcting else {}),
    )


def _recorded(request: DutyRequest, row: Visit) -> HttpResponse:
    messages.success(request, _("The visit is recorded."))
    if row.status == Visit.Status.DONE and not row.in_person:
        messages.warning(request, _("It was not made in person and does not count as a visit (FF § 10, § 18)."))
    return redirect("visit", pk=row.pk)


def _answer(request: DutyRequest, context: dict[str, Any]) -> HttpResponse:
    context["concerns"] = to_follow_up(request.access, context["form"].candidates)
    return render(request, "visits/record.html", context, status=422 if context["form"].errors else 200)
