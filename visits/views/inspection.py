"""Samples for an inspection, and the pack about a child or a sample: on the page, as a spreadsheet, on paper."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child, Role, Service
from fosterhomes.pdf import pdf_response
from fosterhomes.sheets import Sheet, download
from fosterhomes.views.deeds import carried_out, posted

from ..actions.inspection import draw_sample, take_out_packs
from ..forms.inspection import PackForm, SampleForm
from ..models import InspectionSample
from ..statements.inspection import Pack, overview, packs
from ..statements.tables import as_sheet

LEADS = (Role.LEADER,)


@require_http_methods(("GET", "HEAD", "POST"))
@duty(*LEADS)
def inspection(request: DutyRequest) -> HttpResponse:
    """Show the samples that were drawn, and draw one."""
    service = Service.objects.get(pk=min(request.access.services(*LEADS)))
    sample = InspectionSample(service=service, on_day=request.today)
    form = SampleForm(posted(request), instance=sample)

    def draw() -> None:
        draw_sample(sample=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, draw):
        messages.success(request, _("The sample is drawn and kept."))
        return redirect("inspection_sample", form.instance.pk)
    samples = InspectionSample.objects.visible_to(request.access).select_related("drawn_by")
    context = {"form": form, "samples": samples}
    return render(request, "visits/inspection.html", context, status=422 if form.errors else 200)


def _sample(request: DutyRequest, pk: int) -> InspectionSample:
    rows = InspectionSample.objects.visible_to(request.access).select_related("drawn_by", "service")
    return get_object_or_404(rows, pk=pk)


def _children_of(request: DutyRequest, sample: InspectionSample) -> Any:
    return Child.objects.visible_to(request.access).filter(pk__in=sample.children.values("pk"))


@require_safe
@duty(*LEADS)
def inspection_sample(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the children of a sample and how each stands."""
    return _sample_page(request, _sample(request, pk), PackForm())


def _sample_page(request: DutyRequest, sample: InspectionSample, form: PackForm) -> HttpResponse:
    found = packs(request.access, _children_of(request, sample))
    context = {"sample": sample, "packs": found, "form": form}
    return render(request, "visits/inspection_sample.html", context, status=422 if form.errors else 200)


@require_safe
@duty(*LEADS)
def inspection_child(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the pack about one child."""
    return _child_page(request, _child(request, pk), PackForm())


def _child(request: DutyRequest, pk: int) -> Child:
    mine = Child.objects.visible_to(request.access).filter(service__in=request.access.services(*LEADS))
    return get_object_or_404(mine, pk=pk)


def _child_page(request: DutyRequest, child: Child, form: PackForm) -> HttpResponse:
    record_look(request, "inspection_child", child=child)
    (pack,) = packs(request.access, Child.objects.filter(pk=child.pk))
    context = {"child": child, "pack": pack, "form": form}
    return render(request, "visits/inspection_child.html", context, status=422 if form.errors else 200)


@require_POST
@duty(*LEADS)
def inspection_child_file(request: DutyRequest, pk: int, kind: str) -> HttpResponse:
    """Hand over the pack about one child, with the reason."""
    child, form = _child(request, pk), PackForm(request.POST)
    if not form.is_valid():
        return _child_page(request, child, form)
    found = packs(request.access, Child.objects.filter(pk=child.pk))
    return _handed_over(request, found, kind, f"inspection-child-{child.pk}", form.cleaned_data["reason"])


@require_POST
@duty(*LEADS)
def inspection_sample_file(request: DutyRequest, pk: int, kind: str) -> HttpResponse:
    """Hand over the packs about every child of a sample, with the reason."""
    sample, form = _sample(request, pk), PackForm(request.POST)
    if not form.is_valid():
        return _sample_page(request, sample, form)
    found = packs(request.access, _children_of(request, sample))
    name = f"inspection-sample-{sample.pk}"
    return _handed_over(request, found, kind, name, form.cleaned_data["reason"], sample)


def _handed_over(
    request: DutyRequest, found: list[Pack], kind: str, name: str, reason: str, sample: InspectionSample | None = None
) -> HttpResponse:
    if kind == "xlsx":
        response = download(name, _sheets(found))
    else:
        service = Service.objects.get(pk=min(request.access.services(*LEADS)))
        context: dict[str, Any] = {"packs": found, "sample": sample, "service": service, "reason": reason}
        context |= {"now": request.now, "reader": request.user, "overview": overview(found)}
        response = pdf_response(request, "visits/inspection_pdf.html", context, filename=f"{name}.pdf")
    if response.status_code == HTTPStatus.OK:
        children = [pack.child for pack in found]
        take_out_packs(children=children, kind=kind, reason=reason, by=request.user, at=request.now)
    return response


def _sheets(found: list[Pack]) -> list[Sheet]:
    """Return a sheet for each part of the packs, each row with its child's reference."""
    sheets = [as_sheet(overview(found))]
    for index, part in enumerate(found[0].tables if found else []):
        rows = [
            [pack.child.reference, pack.child.name, row.label, *(cell.value for cell in row.cells)]
            for pack in found
            for row in pack.tables[index].rows
        ]
        sheets.append(Sheet(part.title, [_("Reference"), _("Child"), *part.columns], rows))
    return sheets
