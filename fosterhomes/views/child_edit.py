"""Registering and changing a child, protecting its address, closing its case."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions import children as deeds
from ..forms.children import ChildForm, CloseCaseForm, ProtectForm, ReasonForm
from ..models import Child
from ..permissions import WRITES_REGISTER
from .children import OFFICE
from .deeds import carried_out, deed_page, posted, written_child

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def child_new(request: DutyRequest) -> HttpResponse:
    """Register a child."""
    services = request.access.services(*WRITES_REGISTER)
    form = ChildForm(posted(request), instance=Child(), today=request.today, services=services)
    child = form.instance
    if carried_out(form, lambda: deeds.register_child(child=child, by=request.user, at=request.now)):
        messages.success(request, _("%(name)s is registered.") % {"name": child.name})
        return redirect("child", child.pk)
    return render(request, "fosterhomes/child_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def child_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Change what the register knows of a child."""
    child = written_child(request, pk)
    form = ChildForm(posted(request), instance=child, today=request.today)
    return deed_page(
        request, child, form,
        lambda: deeds.change_child(child=form.instance, seen=form.seen, by=request.user, at=request.now),
        title=_("Change %(name)s") % {"name": form.stored.name}, submit=_("Save"), done=_("The changes are saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def child_protect(request: DutyRequest, pk: int) -> HttpResponse:
    """Protect the child's address, after a warning of what is deleted; or lift the protection, with a reason."""
    child = written_child(request, pk)
    if child.protected_address:
        return _lift_protection(request, child)
    form = ProtectForm(posted(request))
    return deed_page(
        request, child, form,
        lambda: deeds.protect_address(child=child, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Protect the address"), submit=_("Protect the address"), danger=True,
        done=_("The address is protected. Where the child lives is stored nowhere."),
        warning=_(
            "The village of the child's own surroundings is deleted for good, and the child is shown on no map and in "
            "no route. If the child lives in a home, protect the address of that home too."
        ),
    )  # fmt: skip


def _lift_protection(request: DutyRequest, child: Child) -> HttpResponse:
    form = ReasonForm(posted(request))
    return deed_page(
        request, child, form,
        lambda: deeds.lift_protection(child=child, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Lift the protection of the address"), submit=_("Lift the protection"),
        done=_("The address is no longer protected. Choose the child's village under Change."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def child_close(request: DutyRequest, pk: int) -> HttpResponse:
    """Close the child's case, or open it again."""
    child = written_child(request, pk)
    if child.closed_on is not None:
        return _reopen(request, child)
    form = CloseCaseForm(posted(request), initial={"closed_on": request.today})

    def close() -> None:
        on, reason = form.cleaned_data["closed_on"], form.cleaned_data["reason"]
        deeds.close_case(child=child, on=on, reason=reason, by=request.user, at=request.now)

    return deed_page(
        request, child, form, close, title=_("Close the case"), submit=_("Close the case"), danger=True,
        lead=_("Contact person and supervisor end the same day. The history stays."), done=_("The case is closed."),
    )  # fmt: skip


def _reopen(request: DutyRequest, child: Child) -> HttpResponse:
    form: Form = ReasonForm(posted(request))
    return deed_page(
        request, child, form,
        lambda: deeds.reopen_case(child=child, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Open the case again"), submit=_("Open the case again"),
        done=_("The case is open again. Choose a contact person."),
    )  # fmt: skip
