"""The half-year figures, the children and windows behind each, and both as a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role, Service
from fosterhomes.pdf import pdf_response
from fosterhomes.sheets import download

from ..actions.statements import take_out
from ..forms.inspection import PackForm
from ..forms.statements import HalfYearForm
from ..statements.half_year_rows import CODES, HalfYearReport, half_year_report
from ..statements.half_year_words import ROLES, SHORT, TITLES, behind, half_in_words, summary, where, windows_in_words
from ..statements.tables import as_sheets
from .taking_out import asked_why, reason_given

REPORTS = (Role.LEADER, Role.CLERK)
PER_PAGE = 25


def reported_service(request: DutyRequest) -> Service:
    """Return the service whose reports the person answers for."""
    return Service.objects.get(pk=min(request.access.services(*REPORTS)))


@require_safe
@duty(*REPORTS)
def half_year(request: DutyRequest) -> HttpResponse:
    """Show the figures of a half-year (`half`), and who stands behind one of them (`figure`)."""
    service = reported_service(request)
    form = HalfYearForm(request.GET, today=request.today)
    half = form.chosen
    if half is None:
        return render(request, "visits/half_year.html", {"form": form}, status=422)
    report = half_year_report(service, half, request.today)
    context = {
        "form": form,
        "report": report,
        "half": half,
        "table": summary(service, report),
        "all_homes": report.all_homes(),
        "closed": report.closed,
        "take_out": PackForm(),
    }
    return render(request, "visits/half_year.html", context | _behind(request, report))


def _behind(request: DutyRequest, report: HalfYearReport) -> dict[str, Any]:
    code = request.GET.get("figure", "3B")
    if code not in CODES:
        raise Http404
    figures = report.figures()
    tabs = [
        {
            "url": f"?half={report.half}&figure={one}#behind",
            "label": f"{one} {SHORT[one]}",
            "current": one == code,
            "count": figures[one].numerator,
        }
        for one in CODES
    ]
    rows: list[Any] = list(report.homes_behind() if code == "1G" else report.behind(code))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = [(row, list(windows_in_words(row)), where(row)) for row in page] if code != "1G" else []
    return {
        "code": code,
        "tabs": tabs,
        "page": page,
        "told": told,
        "role": ROLES[code],
        "name": TITLES[code],
        "figure": figures[code],
    }


@require_POST
@duty(*REPORTS)
def half_year_file(request: DutyRequest, kind: str) -> HttpResponse:
    """Hand over the half-year as a spreadsheet or on paper, with everybody behind its figures. It is written down."""
    service = reported_service(request)
    half = HalfYearForm(request.POST, today=request.today).chosen
    if half is None:
        raise Http404
    if not (why := reason_given(request)):
        return asked_why(request, "half_year")
    report = half_year_report(service, half, request.today)
    tables = [summary(service, report), *(behind(report, code) for code in CODES)]
    rows = sum(len(table.rows) for table in tables[1:])
    lines = [": ".join((service.name, ", ".join((_("Half-year figures"), half_in_words(half)))))]
    if kind == "xlsx":
        response = download(f"half-year-{half}", as_sheets(tables, lines))
    else:
        context = {"tables": tables, "title": lines[0], "service": service, "now": request.now, "reader": request.user}
        response = pdf_response(request, "visits/statement_pdf.html", context, filename=f"half-year-{half}.pdf")
    if response.status_code == HTTPStatus.OK:
        take_out(
            verb="halfyear.exported", service=service, what=f"{half} {kind}", rows=rows, why=why,
            by=request.user, at=request.now,
        )  # fmt: skip
    return response
