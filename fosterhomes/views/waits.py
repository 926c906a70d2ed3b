"""The search for a home: begun, changed, ended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions.waits import change_wait, end_wait, start_wait
from ..children import listed
from ..forms.child_deeds import EndWaitForm, WaitForm
from ..models import Wait
from ..permissions import can_write_register
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, followed_child, posted, written_child


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def wait_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Begin to search for a home for the child."""
    child = written_child(request, pk)
    form = WaitForm(posted(request), instance=Wait(child=child), initial={"from_on": request.today})
    return deed_page(
        request, child, form, lambda: start_wait(wait=form.instance, by=request.user, at=request.now),
        title=_("Search for a home for %(name)s") % {"name": child.name}, submit=_("Begin the search"),
        done=_("The search has begun."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def wait_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Change what is searched for; the contact person changes the wanted date."""
    wait = _open_wait(request, pk)
    whole = can_write_register(request.access, wait.child.service_id)
    form = WaitForm(posted(request), instance=wait, whole=whole)
    return deed_page(
        request, wait.child, form,
        lambda: change_wait(wait=form.instance, seen=form.seen, by=request.user, at=request.now),
        title=_("Search for a home for %(name)s") % {"name": wait.child.name}, submit=_("Save"),
        done=_("The changes are saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def wait_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End the search with its outcome."""
    wait = _open_wait(request, pk)
    written_child(request, wait.child_id)
    form = EndWaitForm(posted(request), initial={"until_on": request.today}, wait=wait)

    def end() -> None:
        on, outcome = form.cleaned_data["until_on"], form.cleaned_data["outcome"]
        end_wait(wait=wait, on=on, outcome=outcome, by=request.user, at=request.now)

    return deed_page(
        request, wait.child, form, end, title=_("End the search"), submit=_("End the search"),
        lead=_("When the child moves in, register the stay: that ends the search by itself."),
        done=_("The search has ended."),
    )  # fmt: skip


def _open_wait(request: DutyRequest, pk: int) -> Wait:
    waits = Wait.objects.on(request.today).select_related("child")
    wait: Wait = get_object_or_404(waits, pk=pk, child__in=listed(request.access))
    followed_child(request, wait.child_id)
    return wait
