"""What the pages that do something to a child share: who may, one form, one deed, back to the child's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from ..access import DutyRequest, record_look
from ..children import listed
from ..models import Child
from ..permissions import can_write_register, check_follow_child, check_write_register


def written_child(request: DutyRequest, pk: int) -> Child:
    """Return a child that the person may change. 404 outside their duty; `Refused` where they only read."""
    child = _opened(request, pk)
    check_write_register(request.access, child.service_id)
    return child


def followed_child(request: DutyRequest, pk: int) -> Child:
    """Return a child whose kin and dates the person may change: also its contact person may."""
    child = _opened(request, pk)
    if not can_write_register(request.access, child.service_id):
        check_follow_child(request.access, child)
    return child


def _opened(request: DutyRequest, pk: int) -> Child:
    child = get_object_or_404(listed(request.access), pk=pk)
    if request.method != "POST":
        record_look(request, request.resolver_match.url_name or "child", child=child)  # type: ignore[union-attr]
    return child


def posted(request: DutyRequest) -> QueryDict | None:
    """Return what was sent, also when it is nothing: an empty form is wrong, not unsent."""
    return request.POST if request.method == "POST" else None


def carried_out(form: Any, deed: Callable[[], Any]) -> bool:
    """Run `deed` when the form is valid; what it refuses becomes errors of the form, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def deed_page(
    request: DutyRequest, child: Child, form: Any, deed: Callable[[], Any], *, done: str, **context: Any
) -> HttpResponse:
    """Show the form of a deed; when it is carried out, say so (`done`) on the child's page.

    `context`: `title`, `submit`, and optionally `lead`, `warning`, `danger`, `more_url` with `more_label`.
    """
    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, done)
        return redirect("child", child.pk)
    values = {"child": child, "form": form, **context}
    return render(request, "fosterhomes/child_deed.html", values, status=422 if form.errors else 200)
