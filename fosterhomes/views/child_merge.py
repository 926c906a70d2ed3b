"""Merging a child with its duplicate: choose, look at what would happen, do it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty, record_look
from ..actions.child_merge import merge_children
from ..child_merge import merge_preview
from ..children import listed
from ..forms.children import MergeForm, ReasonForm
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import carried_out, posted, written_child


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def child_merge(request: DutyRequest, pk: int) -> HttpResponse:
    """Choose the duplicate of a child."""
    child = written_child(request, pk)
    others = listed(request.access).filter(service=child.service).exclude(pk=child.pk)
    form = MergeForm(posted(request), children=others)
    if form.is_valid():
        return redirect("child_merge_preview", child.pk, form.cleaned_data["other"].pk)
    context = {
        "child": child,
        "form": form,
        "title": _("Merge %(name)s with a duplicate") % {"name": child.name},
        "submit": _("Look at what would happen"),
    }
    return render(request, "fosterhomes/child_deed.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def child_merge_preview(request: DutyRequest, pk: int, other: int) -> HttpResponse:
    """Show what merging would do and what stands in the way; do it, with a reason."""
    child = written_child(request, pk)
    duplicate = get_object_or_404(listed(request.access), pk=other)
    record_look(request, "child_merge_preview", child=duplicate)
    form = ReasonForm(posted(request))

    def merge() -> None:
        merge_children(kept=child, duplicate=duplicate, by=request.user, at=request.now, **form.cleaned_data)

    if carried_out(form, merge):
        messages.success(request, _("They are one child now. The old address leads here."))
        return redirect("child", child.pk)
    context = {"child": child, "other": duplicate, "preview": merge_preview(child, duplicate), "form": form}
    return render(request, "fosterhomes/child_merge.html", context, status=422 if form.errors else 200)
