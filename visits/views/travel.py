"""Driving, hours and mileage by person and month; the payroll office's sheet; the rates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role, Service
from fosterhomes.sheets import Sheet, download
from fosterhomes.views.deeds import carried_out, posted

from ..actions import travel as deeds
from ..forms.travel import MonthForm, RateForm, TravelDayForm
from ..models import TravelDay, TravelRate
from ..travel_claims import ANSWERS_FOR, Claim, ClaimDay, claims, month_name, rate_on, rates_in, rates_of
from ..visitors import columns_of

DRIVES = (*ANSWERS_FOR, Role.CASEWORKER, Role.SUPERVISOR)
GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
@duty(*DRIVES)
def travel(request: DutyRequest) -> HttpResponse:
    """Show everybody's month (`month`), or one's own."""
    form = MonthForm(request.GET, today=request.today)
    month = form.first_day()
    rates = rates_of(request.access.service_id or 0)
    context = {
        "form": form,
        "month": month,
        "month_name": month_name(month),
        "claims": claims(request.access, month),
        "rates": rates_in(rates, month),
        "takes_out": request.access.has(*ANSWERS_FOR),
        "sets_rates": request.access.has(Role.LEADER),
    }
    return render(request, "visits/travel.html", context)


@require_safe
@duty(*DRIVES)
def travel_person(request: DutyRequest, visitor: str, month: str) -> HttpResponse:
    """Show one person's month day by day."""
    claim = _claim(request, visitor, _month(month))
    context = {"claim": claim, "month": _month(month), "month_name": month_name(_month(month))}
    return render(request, "visits/travel_person.html", context)


@require_http_methods(GET_OR_POST)
@duty(*DRIVES)
def travel_day(request: DutyRequest, visitor: str, day: str) -> HttpResponse:
    """Say how far it was, and who drove along, on one day."""
    on_day = day_of(day)
    claim = _claim(request, visitor, on_day.replace(day=1))
    found = next((one for one in claim.days if one.tour.on_day == on_day), None)
    if found is None:
        raise Http404
    row = found.stated or _new_day(found)
    form = TravelDayForm(posted(request), instance=row)
    back = reverse("travel_person", args=[visitor, f"{on_day:%Y-%m}"])

    def state() -> None:
        deeds.state_day(day=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, state):
        messages.success(request, _("The day is stored."))
        return redirect(back)
    context = {"form": form, "claim": claim, "day": found, "cancel_url": back, "month": on_day}
    return render(request, "visits/travel_day.html", context, status=422 if form.errors else 200)


@require_POST
@duty(*ANSWERS_FOR)
def travel_sheet(request: DutyRequest) -> HttpResponse:
    """Hand over the month as a sheet for the payroll office. It is written down who took it out."""
    month = MonthForm(request.POST, today=request.today).first_day()
    service = Service.objects.get(pk=min(request.access.services(*ANSWERS_FOR)))
    deeds.take_out_claims(service=service, month=month, by=request.user, at=request.now)
    rows = claims(request.access, month)
    title = " ".join((_("Travel"), month_name(month)))
    note = _("Kilometres as reckoned from the tours, or as the visitor says; estimates are marked.")
    return download(f"travel-{month:%Y-%m}", [_persons(rows, title, note), _days(rows)])


@require_http_methods(GET_OR_POST)
@duty(Role.LEADER)
def travel_rates(request: DutyRequest) -> HttpResponse:
    """Show the rates, and set those from a day on."""
    service = min(request.access.services(Role.LEADER))
    rates = rates_of(service)
    now = rate_on(rates, request.today)
    initial = {"from_on": request.today.replace(day=1)}
    if now:
        initial |= {"kilometre_ore": now.kilometre_ore, "passenger_ore": now.passenger_ore, "hour_ore": now.hour_ore}  # type: ignore[dict-item]
    form = RateForm(posted(request), instance=TravelRate(service_id=service), initial=initial)

    def store() -> None:
        deeds.set_rate(rate=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, store):
        messages.success(request, _("The rates are stored."))
        return redirect("travel_rates")
    context = {"form": form, "rates": rates}
    return render(request, "visits/travel_rates.html", context, status=422 if form.errors else 200)


def _claim(request: DutyRequest, visitor: str, month: date) -> Claim:
    try:
        columns_of(visitor)
    except ValueError:
        raise Http404 from None
    found = claims(request.access, month, visitor)
    if not found:
        raise Http404
    return found[0]


def _new_day(day: ClaimDay) -> TravelDay:
    service = day.tour.stops[0].visit.service_id
    return TravelDay(service_id=service, on_day=day.tour.on_day, **columns_of(day.tour.visitor))


def _month(text: str) -> date:
    return day_of(f"{text}-01")


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _persons(rows: list[Claim], title: str, note: str) -> Sheet:
    columns = [
        _("Name"), _("Visits"), _("Days on the road"), _("Hours"), _("Of these driving"), _("Kilometres"),
        _("Kilometres with passengers"), _("Mileage, NOK"), _("Hourly pay, NOK"), _("Sum, NOK"), _("To be settled"),
    ]  # fmt: skip
    return Sheet(title, columns, [_person(row) for row in rows], lines=[title, note])


def _person(row: Claim) -> list[Any]:
    days = ngettext("%(n)d day without kilometres", "%(n)d days without kilometres", row.needs_kilometres)
    lacking = days % {"n": row.needs_kilometres} if row.needs_kilometres else ""
    hours = [round(row.minutes / 60, 2), round(row.driving_minutes / 60, 2)]
    driven = [row.kilometres, row.passenger_kilometres]
    return [row.name, row.visits, len(row.days), *hours, *driven, row.mileage, row.pay, row.total, lacking]


def _days(rows: list[Claim]) -> Sheet:
    """No home, no child: the payroll office needs the day and the figures."""
    columns = [
        _("Name"),
        _("Day"),
        _("Visits"),
        _("Hours"),
        _("Kilometres"),
        _("Kilometres with passengers"),
        _("Source"),
    ]
    return Sheet(_("Days"), columns, [_day_row(row, day) for row in rows for day in row.days])


def _day_row(row: Claim, day: ClaimDay) -> list[Any]:
    stated = day.stated is not None and day.stated.kilometres is not None
    source = _("as the visitor says") if stated else _("estimate") if day.tour.is_estimate else _("measured")
    hours = round(day.minutes / 60, 2)
    return [row.name, day.tour.on_day, len(day.tour.stops), hours, day.kilometres, day.passenger_kilometres, source]
