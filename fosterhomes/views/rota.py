"""The on-call rota: read by all who stand in it, written by leader and coordinator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import DutyRequest, duty
from ..actions.rota import add_shifts, change_shift, remove_shift, set_hours
from ..forms.rota import HoursForm, NewShiftForm, ShiftForm
from ..models import Duty, OnCallShift, Role, User
from ..models.rota import hours_of
from ..periods import covers
from ..rota import by_week, on_call_now, rota
from .deeds import carried_out, posted

PLANNERS = (Role.LEADER, Role.COORDINATOR)


def _people(request: DutyRequest, service_id: int) -> QuerySet[User]:
    """Return those who may stand in the rota today: on-call workers, and leaders as back-up."""
    duties = Duty.objects.filter(covers(request.today), service=service_id, role__in=(Role.ON_CALL, Role.LEADER))
    return User.objects.filter(is_active=True, pk__in=duties.values("user")).order_by("name")


@require_safe
@duty(*PLANNERS, Role.ON_CALL)
def on_call_rota(request: DutyRequest) -> HttpResponse:
    """Show who answers now, the shifts to come, and the gaps of the next weeks."""
    service = min(request.access.services(*PLANNERS, Role.ON_CALL))
    rows = rota(service, request.now)
    missing = [row for row in rows if row.shift is None]
    context: dict[str, Any] = {"rows": rows, "missing": missing, "now": on_call_now(service, request.now)}
    context |= {"weeks": by_week(rows, request.now)}
    context |= {"may_write": request.access.has(*PLANNERS), "twice": [row for row in rows if row.twice]}
    page = "fosterhomes/rota.html#panel" if request.htmx else "fosterhomes/rota.html"
    return render(request, page, context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*PLANNERS)
def shift_new(request: DutyRequest) -> HttpResponse:
    """Put up a shift, once or several times; `?from=` and `?until=` fill a gap."""
    service = min(request.access.services(*PLANNERS))
    filled = {"from_at": request.GET.get("from"), "until_at": request.GET.get("until")}
    shift = OnCallShift(service_id=service)
    form = NewShiftForm(posted(request), instance=shift, people=_people(request, service), initial=filled)

    def deed() -> None:
        repeated = {name: form.cleaned_data[name] for name in ("times", "every_weeks")}
        add_shifts(shift=form.instance, **repeated, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The shift is in the rota."))
        return redirect("on_call_rota")
    return _form_page(request, form, title=_("Put up a shift"), submit=_("Put up"))


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*PLANNERS)
def shift_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Let somebody else answer, or other hours hold."""
    shift = _shift(request, pk)
    form = ShiftForm(posted(request), instance=shift, people=_people(request, shift.service_id))

    def deed() -> None:
        change_shift(shift=form.instance, seen=form.seen, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The shift is changed."))
        return redirect("on_call_rota")
    remove = reverse("shift_remove", args=[shift.pk])
    return _form_page(request, form, title=_("Change the shift"), submit=_("Save"), remove_url=remove)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*PLANNERS)
def shift_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Take a shift out of the rota."""
    shift = _shift(request, pk)
    if request.method == "POST":
        remove_shift(shift=shift, by=request.user, at=request.now)
        messages.success(request, _("The shift is taken away."))
        return redirect("on_call_rota")
    context = {"title": _("Take the shift away?"), "submit": _("Take away"), "form": forms.Form()}
    context |= {"text": _("The time shows as a gap until somebody fills it."), "cancel_url": reverse("on_call_rota")}
    facts = [(_("Who answers"), shift.worker.name), (_("From"), shift.from_at), (_("Until"), shift.until_at)]
    return render(request, "confirm.html", context | {"facts": facts})


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*PLANNERS)
def on_call_hours(request: DutyRequest) -> HttpResponse:
    """Set when the office is open, and so when nobody needs to be on call."""
    service = min(request.access.services(*PLANNERS))
    form = HoursForm(posted(request), instance=hours_of(service))

    def deed() -> None:
        set_hours(hours=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The hours of the office are stored."))
        return redirect("on_call_rota")
    return _form_page(request, form, title=_("Hours of the office"), submit=_("Save"))


def _shift(request: DutyRequest, pk: int) -> OnCallShift:
    shifts = OnCallShift.objects.visible_to(request.access).filter(until_at__gt=request.now)
    return get_object_or_404(shifts.select_related("worker"), pk=pk, service__in=request.access.services(*PLANNERS))


def _form_page(request: DutyRequest, form: Any, **context: Any) -> HttpResponse:
    values = {"form": form, **context}
    return render(request, "fosterhomes/rota_form.html", values, status=422 if form.errors else 200)
