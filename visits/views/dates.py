"""The dates that bind beside the visits: the list, and what is registered as done."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.children import readable
from fosterhomes.forms.children import ReasonForm
from fosterhomes.models import Placement, Role
from fosterhomes.permissions import check_follow_child
from fosterhomes.shown import shown_day
from fosterhomes.views.deeds import carried_out, posted

from ..actions import dates as deeds
from ..dates import SENTENCES, DateRow, Show, date_rows, narrowed
from ..forecast import last_years_shortfalls
from ..forms.dates import DateFilters, DateMetForm
from ..models import DateMet

SEES_DATES = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK)
PER_PAGE, FIRST = 25, 6


@require_safe
@duty(*SEES_DATES)
def dates(request: DutyRequest) -> HttpResponse:
    """Show every date that binds, with its source."""
    filters = DateFilters(request.GET, access=request.access)
    rows = date_rows(request.access)
    chosen = narrowed(rows, filters.chosen)
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    counted = ngettext("%(shown)d of %(all)d date", "%(shown)d of %(all)d dates", len(rows))
    context = {
        "filters": filters,
        "page": page,
        "sentence": in_one_sentence(rows),
        "asked": any(filters.chosen.values()),
        "scope": counted % {"shown": len(chosen), "all": len(rows)},
    }
    return render(request, f"visits/dates.html{'#results' if request.htmx else ''}", context)


def first_dates(request: DutyRequest) -> dict[str, Any]:
    """Return what the page *Due* shows of it: the sentence, and what presses most. Nothing outside these duties."""
    if not request.access.has(*SEES_DATES):
        return {}
    rows = date_rows(request.access)
    pressing = [row for row in rows if row.state != Show.LATER]
    unseen = sum(row.seen is None for row in last_years_shortfalls(request.access))
    more = max(0, len(pressing) - FIRST)
    return {"sentence": in_one_sentence(rows), "rows": pressing[:FIRST], "more": more, "unseen": unseen}


@require_safe
@duty(*SEES_DATES)
def dates_panel(request: DutyRequest) -> HttpResponse:
    """Show how much is late of each kind: a panel of the front page."""
    rows = date_rows(request.access)
    late = Counter(row.deadline.code for row in rows if row.state == Show.LATE)
    kinds = [{"n": n, "sentence": SENTENCES[code], "query": f"?show=late&rule={code}"} for code, n in late.items()]
    context = {"sentence": in_one_sentence(rows), "kinds": kinds}
    return render(request, f"visits/dates_panel.html{'#inner' if request.htmx else ''}", context)


def in_one_sentence(rows: list[DateRow]) -> str:
    """Return `3 other dates are late, 5 come within 60 days.`"""
    late, soon = (sum(row.state == state for row in rows) for state in (Show.LATE, Show.SOON))
    values = {
        "late": ngettext("%(n)d other date is late", "%(n)d other dates are late", late) % {"n": late},
        "soon": ngettext("%(n)d comes within 60 days", "%(n)d come within 60 days", soon) % {"n": soon},
    }
    return _("%(late)s, %(soon)s.") % values


@require_http_methods(["GET", "HEAD", "POST"])
@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)
def date_met(request: DutyRequest, pk: int, kind: str) -> HttpResponse:
    """Register that it was done: the agreement reviewed, the case sent, aftercare talked about."""
    if kind not in DateMet.Kind.values:
        raise Http404
    stays = Placement.objects.filter(child__in=readable(request.access), planned=False).select_related("child", "home")
    stay = get_object_or_404(stays, pk=pk)
    check_follow_child(request.access, stay.child)
    form = DateMetForm(posted(request), initial={"on_day": request.today})

    def meet() -> None:
        deeds.meet_date(stay=stay, kind=kind, by=request.user, at=request.now, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, meet):
        messages.success(request, _("It is registered."))
        return redirect("dates")
    record_look(request, "date_met", child=stay.child, home=stay.home)
    context = {
        "form": form,
        "stay": stay,
        "what": DateMet.Kind(kind).label,
        "earlier": DateMet.objects.filter(placement=stay, kind=kind),
    }
    return render(request, "visits/date_met.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)
def date_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Take back what was registered by mistake."""
    rows = DateMet.objects.filter(placement__child__in=readable(request.access)).select_related("placement__child")
    met = get_object_or_404(rows, pk=pk)
    check_follow_child(request.access, met.child)
    form = ReasonForm(posted(request))
    stay, kind = met.placement, met.kind
    if request.method == "POST" and carried_out(
        form, lambda: deeds.remove_date(met=met, by=request.user, at=request.now, **form.cleaned_data)
    ):
        messages.success(request, _("It is removed. The reason stands in the history."))
        return redirect("date_met", stay.pk, kind)
    context = {
        "form": form,
        "title": _("Remove: %(what)s") % {"what": met.get_kind_display()},
        "text": f"{stay}, {shown_day(met.on_day)}.",
        "submit": _("Remove"),
        "cancel_url": reverse("date_met", args=[stay.pk, kind]),
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)
