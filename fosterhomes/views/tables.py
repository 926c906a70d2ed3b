"""From a file to rows of the register: the file, its columns, what would happen, and that it happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import DutyRequest, duty
from ..actions import tables as deeds
from ..forms.tables import ColumnsForm, UploadForm
from ..models import Upload
from ..permissions import WRITES_REGISTER
from ..sheets import Sheet, download, download_csv
from ..table_page import preview_of
from ..tables.check import Batch, Report, outcome
from ..tables.columns import kind_of, kinds
from ..tables.workbooks import template, with_mistakes

GET_OR_POST = ("GET", "HEAD", "POST")
PER_PAGE = 50
AT_ONCE = 2_000
"""Rows up to which a person waits for the page; above, the page tells how far it is."""
MARK = "<!-- how far it is -->"


@require_http_methods(GET_OR_POST)
@duty(*WRITES_REGISTER)
def table_new(request: DutyRequest) -> HttpResponse:
    """Choose a file; and the templates, and the own files that wait."""
    services = request.access.services(*WRITES_REGISTER)
    form = UploadForm(request.POST or None, request.FILES or None, services=services)
    if request.method == "POST" and form.is_valid() and form.grid:
        upload = deeds.take_in(
            grid=form.grid, kind=form.chosen_kind, service=form.chosen_service, by=request.user, at=request.now
        )
        if form.grid.sheet:
            messages.info(request, _("The workbook has several sheets. Read: %(sheet)s.") % {"sheet": form.grid.sheet})
        return redirect("table_columns", upload.pk)
    waiting = Upload.objects.visible_to(request.access).filter(applied_at=None, at__gt=request.now - deeds.KEPT)
    files = [(upload, kind_of(upload.kind).label) for upload in waiting.defer("rows", "taken")]
    context = {"form": form, "kinds": kinds(), "files": files}
    return render(request, "fosterhomes/table_new.html", context, status=422 if form.errors else 200)


@require_safe
@duty(*WRITES_REGISTER)
def table_template(request: DutyRequest, kind: str) -> HttpResponse:
    """Hand out an empty sheet with the headings of a kind of row, and what they mean. It holds nothing of anybody."""
    found = next((one for one in kinds() if one.key == kind), None)
    if found is None:
        raise Http404
    return download(f"{found.key}-template", template(found))


@require_http_methods(GET_OR_POST)
@duty(*WRITES_REGISTER)
def table_columns(request: DutyRequest, pk: int) -> HttpResponse:
    """Show what each column was taken for; once that is right, try the rows."""
    upload = _own(request, pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, upload=upload)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.choose_columns(upload=upload, kind=form.kind, columns=form.columns)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _carried_out(request, upload, deeds.try_upload(upload=upload, batch=_batch(request, upload)))
    context = {"form": form, "upload": upload, "kind": form.kind}
    return render(request, "fosterhomes/table_columns.html", context, status=422 if form.errors else 200)


@require_safe
@duty(*WRITES_REGISTER)
def table(request: DutyRequest, pk: int) -> HttpResponse:
    """Show what would become of the rows, or what became of them."""
    upload = get_object_or_404(Upload.objects.visible_to(request.access), pk=pk)
    if not upload.counts:
        return redirect("table_columns", upload.pk)
    preview = preview_of(upload, request.GET.get("state", ""))
    page = Paginator(preview.places, PER_PAGE).get_page(request.GET.get("page"))
    context = {"upload": upload, "preview": preview, "page": page, "rows": preview.rows(list(page))}
    context["again"] = "again" in request.GET and not upload.applied_at
    return render(request, "fosterhomes/table.html", context)


@require_POST
@duty(*WRITES_REGISTER)
def table_apply(request: DutyRequest, pk: int) -> HttpResponse:
    """Store the rows, all or none."""
    upload = _own(request, pk)
    if not upload.fingerprint:
        return redirect("table_columns", upload.pk)
    return _carried_out(request, upload, deeds.store_upload(upload=upload, batch=_batch(request, upload)))


@require_POST
@duty(*WRITES_REGISTER)
def table_discard(request: DutyRequest, pk: int) -> HttpResponse:
    deeds.throw_away(upload=_own(request, pk))
    messages.success(request, _("The file is thrown away. Nothing was stored."))
    return redirect("table_new")


@require_safe
@duty(*WRITES_REGISTER)
def table_mistakes(request: DutyRequest, pk: int) -> HttpResponse:
    """Give the person's own file back, with what is wrong beside each row."""
    return download(*_with_mistakes(_own(request, pk)))


@require_safe
@duty(*WRITES_REGISTER)
def table_mistakes_csv(request: DutyRequest, pk: int) -> HttpResponse:
    """The same for whoever brought a csv; it is read again as the file was."""
    name, (sheet,) = _with_mistakes(_own(request, pk))
    return download_csv(name, sheet)


def _with_mistakes(upload: Upload) -> tuple[str, list[Sheet]]:
    """Return the name of the file and its only sheet; 404 before the rows have been tried."""
    if not upload.taken:
        raise Http404
    kind = kind_of(upload.kind)
    return f"{kind.key}-mistakes", with_mistakes(kind, upload.headings, upload.rows, upload.taken)


def _own(request: DutyRequest, pk: int) -> Upload:
    """Return a file of the person's own that is not stored yet."""
    return get_object_or_404(Upload.objects.visible_to(request.access).filter(applied_at=None), pk=pk)


def _batch(request: DutyRequest, upload: Upload) -> Batch:
    return Batch(upload.service, request.user, request.now, request.today)


def _carried_out(request: DutyRequest, upload: Upload, steps: Iterator[int | Report]) -> Any:
    """Carry out and go to the result; with many rows by way of a page that tells how far it is, without JavaScript."""
    if len(upload.rows) <= AT_ONCE:
        return redirect(_result_of(upload, outcome(steps), request))
    context = {"upload": upload, "total": len(upload.rows), "mark": MARK}
    page = render_to_string("fosterhomes/table_progress.html", context, request)
    answer = StreamingHttpResponse(_told(page, steps, upload, request, translation.get_language()))
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # a proxy is to pass on each line when it comes
    return answer


def _result_of(upload: Upload, report: Report, request: DutyRequest) -> str:
    """Return the address of the result; when the rows were to be stored and were not, the page says why."""
    changed = (
        request.resolver_match is not None and request.resolver_match.url_name == "table_apply" and not report.kept
    )
    return f"{reverse('table', args=[upload.pk])}{'?again=1' if changed else ''}"


def _told(page: str, steps: Iterator[int | Report], upload: Upload, request: Any, language: str) -> Iterator[str]:
    """Yield the page, a line now and then while the rows are carried out, and at its end the way to the result."""
    before, after = page.split(MARK)
    total = len(upload.rows)
    yield before
    with translation.override(language):
        for step in steps:
            if isinstance(step, int):
                yield format_html("<li>{}</li>\n", _("%(done)d of %(total)d rows") % {"done": step, "total": total})
            else:
                address, done = _result_of(upload, step, request), _("Done. Go on to the result.")
                yield format_html('<li><a href="{}">{}</a></li>', address, done)
                yield format_html('<meta http-equiv="refresh" content="0;url={}">', address)
    yield after
