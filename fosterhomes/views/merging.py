"""Merge a duplicate: choose the other one, see what moves and what differs, then do it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..access import DutyRequest
from ..actions.merging import check_mergeable, merge_homes, merge_supervisors, moving
from ..forms.merging import MergeForm, OtherForm
from ..models import Home, Supervisor
from ..shown import field_label, shown_value
from .home import home_to_write, writes_register
from .supervisor import supervisor_to_write


@dataclass(frozen=True)
class Difference:
    """A value that the two do not share: the duplicate's is not kept."""

    label: str
    kept: str
    dropped: str


@writes_register
def home_merge(request: DutyRequest, home_id: int) -> HttpResponse:
    return merge_page(request, home_to_write(request, home_id), Home.objects, merge_homes)


@writes_register
def supervisor_merge(request: DutyRequest, supervisor_id: int) -> HttpResponse:
    return merge_page(request, supervisor_to_write(request, supervisor_id), Supervisor.objects, merge_supervisors)


def merge_page(request: DutyRequest, remaining: Any, rows: Any, merge: Callable[..., None]) -> HttpResponse:
    """Show the step that the address stands at (`?other=<id>`: the preview), or merge."""
    others = rows.visible_to(request.access).filter(service=remaining.service_id, merged_into=None)
    others = others.exclude(pk=remaining.pk)
    if request.method == "POST":
        form: Any = MergeForm(request.POST, others=others)
        if form.is_valid() and _merged(request, form, remaining, merge):
            return redirect(remaining._meta.model_name, remaining.pk)
        other = form.cleaned_data.get("other") if hasattr(form, "cleaned_data") else None
        return show(request, remaining, other, form)
    asked = OtherForm(request.GET or None, others=others)
    if not asked.is_bound or not asked.is_valid():
        return show(request, remaining, None, asked)
    other = asked.cleaned_data["other"]
    try:
        check_mergeable(remaining, other)
    except ValidationError as error:
        asked.refuse(error)
        return show(request, remaining, None, asked)
    return show(request, remaining, other, MergeForm(initial={"other": other.pk}, others=others))


def _merged(request: DutyRequest, form: MergeForm, remaining: Any, merge: Callable[..., None]) -> bool:
    try:
        values = form.cleaned_data
        merge(remaining, values["other"], reason=values["reason"], by=request.access.user, at=request.now)
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("The two are one now."))
    return True


def show(request: DutyRequest, remaining: Any, other: Any, form: Any) -> HttpResponse:
    context = {
        "remaining": remaining,
        "other": other,
        "form": form,
        "kind": remaining._meta.model_name,
        "moving": [(kind.label, count) for kind in moving(other) if (count := kind.rows.count())] if other else [],
        "differences": list(differences(remaining, other)) if other else [],
    }
    return render(request, "fosterhomes/merge.html", context, status=422 if form.errors else 200)


def differences(remaining: Any, other: Any) -> Any:
    """Yield the values in which the two differ, in words."""
    left_out = {"id", "created_at", "merged_into", "service"}
    for field in remaining._meta.concrete_fields:
        kept, dropped = shown_value(remaining, field.name), shown_value(other, field.name)
        if field.name not in left_out and kept != dropped:
            yield Difference(capfirst(field_label(type(remaining), field.name)), kept, dropped)
