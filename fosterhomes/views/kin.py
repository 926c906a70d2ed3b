"""Kin and network of a child: the register's people write here, and so does the child's contact person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions.kin import add_kin, change_kin, remove_kin
from ..children import listed
from ..forms.child_deeds import KinForm
from ..forms.children import ReasonForm
from ..models import Home, Kin
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, followed_child, posted


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def kin_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Name somebody in the child's family or network."""
    child = followed_child(request, pk)
    form = _form(request, Kin(child=child))
    return deed_page(
        request, child, form, lambda: add_kin(kin=form.instance, by=request.user, at=request.now),
        title=_("Kin and network of %(name)s") % {"name": child.name}, submit=_("Save"),
        lead=_("The service assesses whether somebody in the family or network can be the foster home (FF § 5(6))."),
        done=_("Saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def kin_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Write what somebody was asked, answered, and how they were assessed."""
    kin = _kin(request, pk)
    form = _form(request, kin)
    return deed_page(
        request, kin.child, form,
        lambda: change_kin(kin=form.instance, seen=form.seen, by=request.user, at=request.now),
        title=form.stored.name, submit=_("Save"), done=_("The changes are saved."),
        lead=_("The assessment says why they can, or cannot, be the child's foster home."),
        more_url=reverse("kin_remove", args=[kin.pk]), more_label=_("Entered by mistake? Remove"),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def kin_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove somebody who was entered by mistake."""
    kin = _kin(request, pk)
    form = ReasonForm(posted(request))
    return deed_page(
        request, kin.child, form,
        lambda: remove_kin(kin=kin, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Remove %(name)s") % {"name": kin.name}, submit=_("Remove"), danger=True, done=_("Removed."),
        warning=_("Only for somebody who was entered by mistake. Who said no, or cannot, stays with the assessment."),
    )  # fmt: skip


def _kin(request: DutyRequest, pk: int) -> Kin:
    kin = get_object_or_404(Kin.objects.select_related("child"), pk=pk, child__in=listed(request.access))
    followed_child(request, kin.child_id)
    return kin


def _form(request: DutyRequest, kin: Kin) -> KinForm:
    homes = Home.objects.visible_to(request.access)
    return KinForm(posted(request), instance=kin, today=request.today, homes=homes)
