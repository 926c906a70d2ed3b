"""Travel times: what has been measured and what is only estimated, and a time set by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ..access import DutyRequest, duty
from ..actions.distances import forget_way, set_way
from ..distances.places import points_of
from ..forms.base import PlainForm
from ..forms.ways import WayFilters, WayForm
from ..models import Point, Service, TravelTime
from ..permissions import WRITES_REGISTER
from ..travel import Reckoning, estimate
from ..ways import Ways, stored_of, ways_of
from .home_deeds import confirmed
from .lists import PER_PAGE

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@duty(*WRITES_REGISTER)
def way_list(request: DutyRequest) -> HttpResponse:
    """Show the ways that are driven; at first those that nobody has measured, the longest on top."""
    form = WayFilters(request.GET)
    ways = ways_of(request.access)
    shown = ways.of_kind(form.chosen)
    context = {
        "form": form,
        "ways": ways,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": sentence(ways),
        "troubles": [fill for fill in ways.fills if fill.unanswered],
    }
    page = "fosterhomes/ways.html#results" if request.htmx else "fosterhomes/ways.html"
    return render(request, page, context)


def sentence(ways: Ways) -> str:
    """Return how many ways there are and where their times come from."""
    counts, total = ways.counts, len(ways.rows)
    said = ngettext("%(total)d way", "%(total)d ways", total) % {"total": total}
    parts = {
        "by_hand": counts[TravelTime.Source.BY_HAND],
        "road": counts[TravelTime.Source.ROAD],
        "estimate": counts[TravelTime.Source.ESTIMATE],
        "none": counts["no road"],
    }
    told = _("%(by_hand)d set by hand, %(road)d measured by the road engine, %(estimate)d only estimated") % parts
    without = _("%(none)d without a road") % parts
    return f"{said}: {told}, {without}." if parts["none"] else f"{said}: {told}."


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def way_edit(request: DutyRequest, from_id: int, to_id: int) -> HttpResponse:
    """Set the time of a way by hand."""
    start, end = _ends(request, from_id, to_id)
    stored = stored_of(start, end)
    form = WayForm(request.POST or None, initial=_initial(stored.get(TravelTime.Source.BY_HAND)))
    if request.method == "POST" and form.is_valid():
        try:
            set_way(start, end, **form.way, on=request.today, by=request.access.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The travel time is saved."))
            return redirect("way_list")
    context = {
        "form": form,
        "start": start,
        "end": end,
        "by_hand": stored.get(TravelTime.Source.BY_HAND),
        "road": stored.get(TravelTime.Source.ROAD),
        "estimated": estimate(start, end, Reckoning.stored()),
    }
    return render(request, "fosterhomes/way.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def way_forget(request: DutyRequest, from_id: int, to_id: int) -> HttpResponse:
    """Remove a time that was set by hand."""
    start, end = _ends(request, from_id, to_id)
    get_object_or_404(TravelTime, from_point=start, to_point=end, source=TravelTime.Source.BY_HAND)

    def deed() -> None:
        forget_way(start, end, by=request.access.user, at=request.now)

    words = {
        "title": _("Remove the time from %(start)s to %(end)s") % {"start": start, "end": end},
        "text": _("There and back. The time of the road engine holds again, or else the estimate."),
        "submit": _("Remove the time"),
    }
    form = PlainForm(request.POST if request.method == "POST" else None)
    back = reverse("way_edit", args=[start.pk, end.pk])
    return confirmed(request, form, deed, words, back, _("The time set by hand is removed."))


def _initial(by_hand: TravelTime | None) -> dict[str, Any]:
    if by_hand is None:
        return {}
    if by_hand.minutes is None or by_hand.metres is None:
        return {"no_road": True}
    kilometres = f"{by_hand.metres / 1000:.1f}"
    return {"minutes": by_hand.minutes, "kilometres": kilometres, "ferry_minutes": by_hand.ferry_minutes}


def _ends(request: DutyRequest, from_id: int, to_id: int) -> tuple[Point, Point]:
    """Return the two ends, when both are places of one of the person's services; 404 for any other."""
    for service in Service.objects.filter(pk__in=request.access.services(*WRITES_REGISTER)).order_by("pk"):
        found = {point.pk: point for point in points_of(service).filter(pk__in=(from_id, to_id))}
        if len(found) == 2:
            return found[from_id], found[to_id]
    raise Http404
