"""Siblings: who belongs together, and whether they live together."""

from __future__ import annotations

from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions import siblings as deeds
from ..children import listed
from ..forms.base import PlainForm
from ..forms.children import JoinSiblingsForm, ReasonForm, SplitSiblingsForm
from ..models import Child, SiblingGroup
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, posted, written_child


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def siblings_join(request: DutyRequest, pk: int) -> HttpResponse:
    """Say that another child of the register is a brother or sister."""
    child = written_child(request, pk)
    others = listed(request.access).filter(service=child.service).exclude(pk=child.pk)
    if child.sibling_group_id is not None:
        others = others.exclude(sibling_group=child.sibling_group_id)
    form = JoinSiblingsForm(posted(request), children=others)
    return deed_page(
        request, child, form,
        lambda: deeds.join_siblings(child=child, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Siblings of %(name)s") % {"name": child.name}, submit=_("Add"), done=_("They are siblings now."),
        lead=_("Not in the list? Register the brother or sister first."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def siblings_leave(request: DutyRequest, pk: int) -> HttpResponse:
    """Take the child out of a sibling group where it was put by mistake."""
    child = written_child(request, pk)
    _group(child)
    form = ReasonForm(posted(request))
    return deed_page(
        request, child, form,
        lambda: deeds.leave_siblings(child=child, by=request.user, at=request.now, **form.cleaned_data),
        title=_("%(name)s is not their sibling") % {"name": child.name}, submit=_("Take out of the group"),
        danger=True, done=_("The child is no longer among these siblings."),
        warning=_("Only for a mistake. Siblings who live apart stay siblings: write that they live apart instead."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def siblings_split(request: DutyRequest, pk: int) -> HttpResponse:
    """Write that the siblings live apart, why, and when it is to be reassessed."""
    child = written_child(request, pk)
    group = _group(child)
    initial = {"why_split": group.why_split, "reassess_on": group.reassess_on}
    form = SplitSiblingsForm(posted(request), initial=initial, today=request.today)

    def split() -> None:
        why, on = form.cleaned_data["why_split"], form.cleaned_data["reassess_on"]
        deeds.split_siblings(group=group, why=why, reassess_on=on, by=request.user, at=request.now)

    return deed_page(
        request, child, form, split, title=_("Siblings who live apart"), submit=_("Save"), done=_("Saved."), lead=group
    )


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def siblings_together(request: DutyRequest, pk: int) -> HttpResponse:
    """Write that the siblings are to live together."""
    child = written_child(request, pk)
    group = _group(child)
    form: Form = PlainForm(posted(request))
    return deed_page(
        request, child, form,
        lambda: deeds.keep_siblings_together(group=group, by=request.user, at=request.now),
        title=_("Siblings who are to live together"), submit=_("They are to live together"), lead=group,
        done=_("Saved."),
    )  # fmt: skip


def _group(child: Child) -> SiblingGroup:
    if child.sibling_group is None:
        raise Http404
    return child.sibling_group
