"""The status report to the council and the monthly report: on the page, as a spreadsheet, on paper."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Service
from fosterhomes.pdf import pdf_response
from fosterhomes.sheets import download

from ..actions.statements import take_out
from ..forms.inspection import PackForm
from ..forms.statements import CouncilForm
from ..forms.travel import MonthForm
from ..models import settings_of
from ..statements.council import CouncilReport, council_report
from ..statements.monthly import monthly_tables
from ..statements.tables import Table, as_sheets
from ..travel_claims import month_name
from .half_year import REPORTS, reported_service
from .taking_out import asked_why, reason_given


@require_safe
@duty(*REPORTS)
def council(request: DutyRequest) -> HttpResponse:
    """Show the report up to a day (`on`), as the leader sees it or as it is `published`."""
    service = reported_service(request)
    form = _council_form(request, service)
    if not form.is_valid():
        return render(request, "visits/council.html", {"form": form}, status=422)
    on, published = form.cleaned_data["on"], form.cleaned_data["published"]
    report = council_report(service, on, request.access, request.now)
    context = {
        "form": form,
        "report": report,
        "tables": report.tables(_least(service) if published else None),
        "published": published,
        "least": _least(service),
        "take_out": PackForm(),
        "tabs": [
            {"url": f"?on={on.isoformat()}", "label": _("As the leader sees it"), "current": not published},
            {"url": f"?on={on.isoformat()}&published=1", "label": _("As it is published"), "current": published},
        ],
    }
    return render(request, "visits/council.html", context)


def _council_form(request: DutyRequest, service: Service) -> CouncilForm:
    asked = request.POST if request.method == "POST" else request.GET
    return CouncilForm(asked, today=request.today, default=service.demo_on or request.today)


def _least(service: Service) -> int:
    return settings_of({service.pk})[service.pk].least_told


@require_POST
@duty(*REPORTS)
def council_file(request: DutyRequest, kind: str) -> HttpResponse:
    """Hand over the report as a spreadsheet or on paper, whole or as it is published. It is written down."""
    service = reported_service(request)
    form = _council_form(request, service)
    if not form.is_valid():
        raise Http404
    if not (why := reason_given(request)):
        return asked_why(request, "council")
    published = form.cleaned_data["published"]
    report = council_report(service, form.cleaned_data["on"], request.access, request.now)
    tables = report.tables(_least(service) if published else None)
    what = f"{report.on:%Y-%m-%d} {kind}" + (" published" if published else "")
    name = f"council-{report.on:%Y-%m-%d}" + ("-published" if published else "")
    title = ": ".join((service.name, _("Status report to the municipal council")))
    lead = _said(report, published, service)
    return _handed_over(request, "council.exported", what, name, kind, tables, title, lead, why)


def _said(report: CouncilReport, published: bool, service: Service) -> str:
    if not published:
        return report.period
    rule = _("Numbers below %(least)s are hidden, and others that would tell them.") % {"least": _least(service)}
    return f"{report.period}. {rule}"


def _handed_over(
    request: DutyRequest,
    verb: str,
    what: str,
    name: str,
    kind: str,
    tables: list[Table],
    title: str,
    lead: str,
    why: str,
) -> HttpResponse:
    service = reported_service(request)
    if kind == "xlsx":
        response = download(name, as_sheets(tables, [title, lead]))
    else:
        context = {"tables": tables, "title": title, "lead": lead, "service": service, "now": request.now}
        context["reader"] = request.user
        response = pdf_response(request, "visits/statement_pdf.html", context, filename=f"{name}.pdf")
    if response.status_code == HTTPStatus.OK:
        rows = sum(len(table.rows) for table in tables)
        take_out(verb=verb, service=service, what=what, rows=rows, why=why, by=request.user, at=request.now)
    return response


@require_safe
@duty(*REPORTS)
def month_report(request: DutyRequest) -> HttpResponse:
    """Show the month (`month`) beside the one before and the same a year ago."""
    service = reported_service(request)
    form = MonthForm(request.GET, today=request.today)
    month = _month(form, request.today)
    context: dict[str, Any] = {"form": form, "month": month, "month_name": month_name(month)}
    context |= {"tables": monthly_tables(service, month, request.access, request.now), "take_out": PackForm()}
    return render(request, "visits/month_report.html", context)


@require_POST
@duty(*REPORTS)
def month_report_file(request: DutyRequest, kind: str) -> HttpResponse:
    """Hand over the month as a spreadsheet or on paper. It is written down."""
    service = reported_service(request)
    if not (why := reason_given(request)):
        return asked_why(request, "month_report")
    month = _month(MonthForm(request.POST, today=request.today), request.today)
    tables = monthly_tables(service, month, request.access, request.now)
    title = ": ".join((service.name, _("Monthly report")))
    what, name = f"{month:%Y-%m} {kind}", f"month-{month:%Y-%m}"
    return _handed_over(request, "month.exported", what, name, kind, tables, title, month_name(month), why)


def _month(form: MonthForm, today: date) -> date:
    """Return the first day of the month; of this one when one was asked for that has not begun."""
    return min(form.first_day(), today.replace(day=1))
