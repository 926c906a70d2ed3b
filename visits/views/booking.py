"""Booking a visit, moving it, cancelling it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_time
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty
from fosterhomes.views.deeds import carried_out, posted

from ..actions import booking as deeds
from ..errands import (
    children_of_home,
    children_of_visit,
    living_now,
    own_visitor,
    usual_visitor,
    visitors_of,
    waiting_visits,
)
from ..forms.booking import BookingForm, CancelForm
from ..models import Visit
from ..models.visit import Track
from ..permissions import OPEN, RECORDS, can_record, chooses_visitor
from ..plans.entries import MINUTES
from .visit_forms import asked, look_at_children, tabs, visible_visit

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_book(request: DutyRequest) -> HttpResponse:
    """Book a visit to a child (`child`) or a home (`home`), on a track (`track`)."""
    home, chosen, track = asked(request)
    children = children_of_home(request.access, home, track)
    if not children:
        raise Http404
    there = living_now(home, children, request.today) or children[:1]
    asks = chooses_visitor(request.access, home.service_id)
    initial = {"children": [child.pk for child in there], "minutes": MINUTES[track], "announced": True}
    initial["visitor"] = usual_visitor(chosen or there[0], track, request.today)
    visitors = visitors_of(home, track, children) if asks else None
    form = BookingForm(posted(request), candidates=children, visitors=visitors, initial=initial)

    def book() -> None:
        booking = form.booking(own_visitor(request.access, track))
        reason = form.cleaned_data["reason"]
        deeds.book_visit(home=home, track=track, booking=booking, reason=reason, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, book):
        messages.success(request, _("The visit is booked."))
        return redirect("my_schedule" if not asks else "due")
    waiting = waiting_visits(request.access, home, track, children)
    context = {"home": home, "track": Track(track), "tabs": tabs(request, home, chosen, track), "waiting": waiting}
    return _answer(request, form, context)


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_move(request: DutyRequest, pk: int) -> HttpResponse:
    """Book a planned visit, or move a booked one."""
    row = open_visit(request, pk)
    children = children_of_visit(request.access, row)
    asks = chooses_visitor(request.access, row.service_id)
    visitors = visitors_of(row.home, row.track, children) if asks else None
    initial = _initial(row) | _dragged_to(request)
    agreed = row.status == Visit.Status.BOOKED and row.announced
    form = BookingForm(posted(request), candidates=children, visitors=visitors, agreed=agreed, initial=initial)

    def move() -> None:
        booking = form.booking(own_visitor(request.access, row.track, row))
        among, reason = {child.pk for child in children}, form.cleaned_data["reason"]
        deeds.move_visit(
            visit=row, booking=booking, among=among, reason=reason, family_knows=form.family_is_told, by=request.user,
            at=request.now,
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, move):
        messages.success(request, _("The visit is booked."))
        return redirect("visit", row.pk)
    return _answer(request, form, {"home": row.home, "track": Track(row.track), "visit": row})


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def visit_cancel(request: DutyRequest, pk: int) -> HttpResponse:
    """Cancel a visit that lies ahead, with the reason."""
    row = open_visit(request, pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and carried_out(
        form, lambda: deeds.cancel_visit(visit=row, by=request.user, at=request.now, **form.cleaned_data)
    ):
        messages.success(request, _("The visit is cancelled."))
        return redirect("visit", row.pk)
    context = {
        "form": form,
        "title": _("Cancel the visit"),
        "text": f"{row.home.name}, {row.get_track_display()}, {date_format(row.on_day, 'l j. F Y')}",
        "submit": _("Cancel the visit"),
        "cancel_url": reverse("visit", args=[row.pk]),
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


def open_visit(request: DutyRequest, pk: int) -> Visit:
    """Return a visit that lies ahead and that the person books, moves and cancels. 404 for any other."""
    row = visible_visit(request, pk)
    if row.status not in OPEN or not can_record(request.access, row):
        raise Http404
    if request.method != "POST":
        look_at_children(request, row)
    return row


def _initial(row: Visit) -> dict[str, Any]:
    return {
        "children": list(row.visit_children.values_list("child", flat=True)),
        "visitor": row.worker_id or row.supervisor_id,
        "on_day": row.on_day,
        "start": row.start,
        "minutes": row.minutes,
        "announced": row.announced,
    }


def _dragged_to(request: DutyRequest) -> dict[str, Any]:
    """Return day and hour to which the visit was dragged in a calendar; what is none leaves the form as it is."""
    asked = {"on_day": parse_date, "start": parse_time}
    found = {}
    for name, parse in asked.items():
        with suppress(ValueError):
            found[name] = parse(request.GET.get(name, ""))
    return {name: value for name, value in found.items() if value is not None}


def _answer(request: DutyRequest, form: BookingForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "visits/book.html", context | {"form": form}, status=422 if form.errors else 200)
