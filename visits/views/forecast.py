"""How the year ends if nothing changes, and last year's shortfall until a leader has acknowledged it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Role
from fosterhomes.views.deeds import carried_out, posted

from ..actions.dates import acknowledge_shortfall
from ..due import narrowed
from ..forecast import Shortfall, forecasts, last_years_shortfalls
from ..forms.dates import ShortfallForm
from ..forms.due_filters import ForecastFilters
from .dates import SEES_DATES

PER_PAGE = 25


@require_safe
@duty(*SEES_DATES)
def forecast(request: DutyRequest) -> HttpResponse:
    """Show who will end the year short if no more is planned."""
    filters = ForecastFilters(request.GET, access=request.access)
    everybody = forecasts(request.access)
    fitting = {id(row) for row in narrowed([one.row for one in everybody], filters.chosen)}
    short = [one for one in everybody if one.short and id(one.row) in fitting]
    children = len({one.row.year.child.pk for one in short})
    said = ngettext(
        "%(n)d child ends the year short if nothing more is planned.",
        "%(n)d children end the year short if nothing more is planned.",
        children,
    )
    visits = sum(one.short for one in short)
    missing = ngettext("%(n)d visit is lacking.", "%(n)d visits are lacking.", visits) % {"n": visits}
    context = {
        "filters": filters,
        "page": Paginator(short, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": said % {"n": children},
        "scope": missing,
    }
    return render(request, f"visits/forecast.html{'#results' if request.htmx else ''}", context)


@require_safe
@duty(*SEES_DATES)
def shortfall_list(request: DutyRequest) -> HttpResponse:
    """Show what the last year ended short of."""
    rows = last_years_shortfalls(request.access)
    waiting = sum(row.seen is None for row in rows)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": _sentence(len(rows), waiting),
        "may_lead": request.access.has(Role.LEADER),
    }
    return render(request, "visits/shortfalls.html", context)


def _sentence(number: int, waiting: int) -> str:
    all_of_them = ngettext("%(n)d stay ended the year short", "%(n)d stays ended the year short", number)
    open_ones = ngettext("%(n)d is not acknowledged", "%(n)d are not acknowledged", waiting)
    return f"{all_of_them % {'n': number}}, {open_ones % {'n': waiting}}."


@require_http_methods(["GET", "HEAD", "POST"])
@duty(Role.LEADER)
def shortfall_seen(request: DutyRequest, pk: int, track: str) -> HttpResponse:
    """Acknowledge one of them, and write what is done about it."""
    row = _unseen(request, pk, track)
    form = ShortfallForm(posted(request))

    def acknowledge() -> None:
        acknowledge_shortfall(
            stay=row.year.placement, track=track, basis=row.year.case.basis, year=row.year.case.year,
            missing=row.year.missing, by=request.user, at=request.now, **form.cleaned_data,
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, acknowledge):
        messages.success(request, _("The shortfall is acknowledged."))
        return redirect("shortfall_list")
    record_look(request, "shortfall_seen", child=row.year.child, home=row.year.home)
    return render(request, "visits/shortfall_seen.html", {"form": form, "row": row}, status=422 if form.errors else 200)


def _unseen(request: DutyRequest, pk: int, track: str) -> Shortfall:
    leads = request.access.services(Role.LEADER)
    for row in last_years_shortfalls(request.access):
        about = (row.year.placement.pk, row.year.track) == (pk, track)
        if about and row.seen is None and row.year.child.service_id in leads:
            return row
    raise Http404
