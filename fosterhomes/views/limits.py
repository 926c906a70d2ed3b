"""What the search must respect for a child: the register's people write here, and so does the contact person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions.limits import add_limit, change_limit, remove_limit
from ..children import listed
from ..forms.children import ReasonForm
from ..forms.limits import KeepAwayForm, LimitForm, NotTogetherForm, TravelLimitForm
from ..forms.relief import ReliefNeedForm, WeekendPatternForm
from ..models import KeepAway, NotTogether, ReliefNeed, TravelLimit, WeekendPattern
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, followed_child, posted


@dataclass(frozen=True)
class Kind:
    """A kind of row: its model and form, and what stands on its page."""

    model: type[Any]
    form: type[LimitForm]
    title: Promise
    lead: Promise


KINDS = {
    "way": Kind(
        TravelLimit,
        TravelLimitForm,
        gettext_lazy("How far a home may lie"),
        gettext_lazy("From school, parents, siblings or something else that matters (FF § 5(2) b)."),
    ),
    "away": Kind(
        KeepAway,
        KeepAwayForm,
        gettext_lazy("No contact, and what the child is kept away from"),
        gettext_lazy("Choose a home, a municipality, or a village and how far from it."),
    ),
    "apart": Kind(
        NotTogether,
        NotTogetherForm,
        gettext_lazy("Not together with"),
        gettext_lazy("One child of the register, or children of a gender and of some ages."),
    ),
    "relief": Kind(
        ReliefNeed,
        ReliefNeedForm,
        gettext_lazy("What the child needs of relief"),
        gettext_lazy("How many weekends of the home's cycle, and with brothers and sisters or without them."),
    ),
    "weekends": Kind(
        WeekendPattern,
        WeekendPatternForm,
        gettext_lazy("Weekends that are blocked or wished"),
        gettext_lazy("For parents who share the weekends: every second weekend, from one of theirs on."),
    ),
}


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def limit_new(request: DutyRequest, pk: int, kind: str) -> HttpResponse:
    """Write something that the search must respect."""
    child, chosen = followed_child(request, pk), _kind(kind)
    form = chosen.form(posted(request), instance=chosen.model(child=child), access=request.access)
    return deed_page(
        request, child, form, lambda: add_limit(row=form.instance, by=request.user, at=request.now),
        title=chosen.title, lead=chosen.lead, submit=_("Save"), done=_("Saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def limit_edit(request: DutyRequest, kind: str, pk: int) -> HttpResponse:
    """Change it."""
    chosen, row = _kind(kind), _row(request, kind, pk)
    form = chosen.form(posted(request), instance=row, access=request.access)
    return deed_page(
        request, row.child, form,
        lambda: change_limit(row=form.instance, seen=form.seen, by=request.user, at=request.now),
        title=chosen.title, lead=chosen.lead, submit=_("Save"), done=_("The changes are saved."),
        more_url=reverse("limit_remove", args=[kind, row.pk]), more_label=_("It no longer holds? Remove"),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def limit_remove(request: DutyRequest, kind: str, pk: int) -> HttpResponse:
    """Remove what no longer holds."""
    chosen, row = _kind(kind), _row(request, kind, pk)
    form = ReasonForm(posted(request))
    return deed_page(
        request, row.child, form,
        lambda: remove_limit(row=row, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Remove: %(what)s") % {"what": chosen.title}, submit=_("Remove"), danger=True, done=_("Removed."),
        warning=_("Homes that it kept away may be proposed from now on."),
    )  # fmt: skip


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _row(request: DutyRequest, kind: str, pk: int) -> Any:
    rows = _kind(kind).model.objects.select_related("child").filter(child__in=listed(request.access))
    row = get_object_or_404(rows, pk=pk)
    followed_child(request, row.child_id)
    return row
