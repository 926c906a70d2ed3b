"""Decisions to reduce: on one child's page, making and ending one, and the service's list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.children import readable, stays_on
from fosterhomes.listing import sorted_rows
from fosterhomes.models import Child, Placement, Role
from fosterhomes.periods import overlaps

from ..actions.reductions import decide_reduction, end_reduction
from ..forms.reduction import EndForm, ReductionFilters, ReductionForm
from ..models import Reduction
from ..models.visit import Track
from ..pauses import pause_rows
from ..permissions import CHOOSES_VISITOR, can_decide
from ..reductions import SORTS, ReductionRow, conditions, narrowed, reduction_rows, why_not

GET_OR_POST = ("GET", "HEAD", "POST")
DAY = timedelta(days=1)
PER_PAGE = 25


@require_safe
@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK)
def child_reductions(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the decisions about one child, lawful or not, its pauses, and for who decides the way to new ones."""
    child = get_object_or_404(readable(request.access), pk=pk)
    stay = _stay(request, child)
    decides = can_decide(request.access, child)
    context = {
        "child": child,
        "rows": reduction_rows(Child.objects.filter(pk=pk), request.today),
        "pauses": pause_rows(child, request.today),
        "paused": stay if decides else None,
        "decides": decides,
        "tracks": [(track, why_not(stay, track, request.today)) for track in Track] if decides else [],
    }
    if request.htmx:
        return render(request, "visits/child_reductions.html#inner", context)
    record_look(request, "child_reductions", child=child)
    return render(request, "visits/child_reductions.html", context)


@require_http_methods(GET_OR_POST)
@duty(*CHOOSES_VISITOR)
def reduction_new(request: DutyRequest, pk: int, track: str) -> HttpResponse:
    """Decide to reduce visits to a child; every condition of the law is shown with its state before it is saved."""
    child = get_object_or_404(readable(request.access), pk=pk)
    stay = _stay(request, child)
    if not can_decide(request.access, child) or track not in Track.values or stay is None:
        raise Http404
    form = ReductionForm(
        request.POST or None,
        instance=Reduction(placement=stay, track=track),
        initial={"decided_on": request.today, "from_on": request.today},
    )
    if request.htmx or "check" in request.POST:
        return _checked(request, child, form)
    if form.is_valid():
        try:
            decide_reduction(form.instance, by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The decision is stored: at least two visits a year from that day."))
            return redirect("child", pk=child.pk)
    record_look(request, "reduction_new", child=child)
    return _answer(request, child, form)


def _checked(request: DutyRequest, child: Child, form: ReductionForm) -> HttpResponse:
    """Show how the law sees what stands in the form, without storing or refusing anything."""
    again = ReductionForm(instance=_blank(form.instance), initial=form.draft())
    return _answer(request, child, again, "#conditions" if request.htmx else "")


def _answer(request: DutyRequest, child: Child, form: ReductionForm, part: str = "") -> HttpResponse:
    row: Reduction = form.instance
    shown = _blank(row)
    for name, value in ({"decided_on": request.today, "from_on": request.today} | form.draft()).items():
        setattr(shown, name, value)
    context = {
        "child": child,
        "form": form,
        "track": Track(row.track),
        "home": row.home,
        "conditions": conditions(shown),
        "impossible": why_not(row.placement, row.track, request.today),
    }
    status = 422 if form.errors else 200
    return render(request, f"visits/reduction_new.html{part}", context, status=status)


def _blank(row: Reduction) -> Reduction:
    return Reduction(placement=row.placement, track=row.track)


@require_http_methods(GET_OR_POST)
@duty(*CHOOSES_VISITOR)
def reduction_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End a decision from a day on."""
    rows = Reduction.objects.filter(overlaps(request.today, None), placement__child__in=readable(request.access))
    row = get_object_or_404(rows.select_related("placement__child", "placement__home"), pk=pk)
    if not can_decide(request.access, row.child):
        raise Http404
    form = EndForm(request.POST or None, initial={"until_on": max(request.today, row.from_on + DAY)})
    if form.is_valid():
        try:
            end_reduction(row=row, until_on=form.cleaned_data["until_on"], by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The reduction is ended."))
            return redirect("child", pk=row.child.pk)
    record_look(request, "reduction_end", child=row.child)
    context = {"form": form, "row": row, "child": row.child}
    return render(request, "visits/reduction_end.html", context, status=422 if form.errors else 200)


@require_safe
@duty(*CHOOSES_VISITOR)
def reductions(request: DutyRequest) -> HttpResponse:
    """Show the service's decisions to reduce, and which of them lower nothing."""
    filters = ReductionFilters(request.GET)
    children = Child.objects.filter(service__in=request.access.services(*CHOOSES_VISITOR), merged_into__isnull=True)
    everything = reduction_rows(children, request.today)
    rows = sorted_rows(narrowed(everything, filters.chosen), SORTS, request.GET.get("sort", ""))
    context = {
        "filters": filters,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": in_one_sentence(narrowed(everything, {})),
        "asked": any(filters.chosen.values()),
        "scope": _scope(len(rows), filters.in_words()),
    }
    part = "#results" if request.htmx else ""
    return render(request, f"visits/reductions.html{part}", context)


def in_one_sentence(current: list[ReductionRow]) -> str:
    """Return `12 decisions hold today, 3 of them against the rules: they lower nothing.`"""
    number, unlawful = len(current), sum(not row.lawful for row in current)
    if not number:
        return _("No decision holds today.")
    said = ngettext("%(n)d decision holds today", "%(n)d decisions hold today", number) % {"n": number}
    if not unlawful:
        return _("%(decisions)s, all of them lawful.") % {"decisions": said}
    values = {"decisions": said, "unlawful": unlawful}
    return _("%(decisions)s, %(unlawful)d of them against the rules: they lower nothing.") % values


def _scope(number: int, chosen: list[str]) -> str:
    said = ngettext("%(n)d row shown", "%(n)d rows shown", number) % {"n": number}
    return f"{said}: {', '.join(chosen)}." if chosen else f"{said}."


def _stay(request: DutyRequest, child: Child) -> Placement | None:
    """Return where the child lives today, with what a decision about it asks."""
    stays: Any = stays_on(request.today).filter(child=child, home__isnull=False)
    return stays.select_related("child__care_municipality", "home__municipality").first()
