"""*I cannot make it*: said of a visit, listed for who plans, answered with one click."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.views.deeds import carried_out, posted

from ..actions import hindrances as deeds
from ..errands import children_of_visit
from ..forms.hindrance import HindranceForm
from ..forms.slots import SlotForm
from ..hindrances import Proposals, proposals, waiting
from ..models import VisitHindrance
from ..permissions import RECORDS
from ..plans.offered import offered
from .booking import open_visit

GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
@duty(*RECORDS)
def hindrance_list(request: DutyRequest) -> HttpResponse:
    """Show the visits that somebody cannot make and nobody has answered."""
    return render(request, "visits/hindrances.html", {"rows": waiting(request.access)})


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def hindrance_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Say that one cannot make a visit."""
    row = open_visit(request, pk)
    form = HindranceForm(posted(request))
    said: list[VisitHindrance] = []

    def say() -> None:
        values = {"from_on": form.cleaned_data["from_on"], "until_on": form.until_on}
        reason = form.cleaned_data["reason"]
        said.append(deeds.say_cannot(visit=row, reason=reason, by=request.user, at=request.now, **values))

    if request.method == "POST" and carried_out(form, say):
        messages.success(request, _("It is said. Choose a new time, or leave it to who plans."))
        return redirect("hindrance", said[0].pk)
    status = 422 if form.errors else 200
    return render(request, "visits/hindrance_new.html", {"form": form, "visit": row}, status=status)


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def hindrance(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the proposals of new times for a visit that somebody cannot make; one click takes one of them."""
    row = _waiting(request, pk)
    open_visit(request, row.visit_id)
    children = children_of_visit(request.access, row.visit)
    found = proposals(request.access, row, children[0])
    form = SlotForm(posted(request), offers=found.offers)

    def take() -> None:
        assert found.asked is not None
        assert form.offer is not None
        deeds.answer_with_slot(
            hindrance=row, asked=found.asked, offer=form.offer, among={child.pk for child in children},
            reason=form.cleaned_data["reason"], by=request.user, at=request.now,
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, take):
        messages.success(request, _("The visit has a new time."))
        return redirect("visit", row.visit_id)
    return _page(request, row, found, form)


@require_POST
@duty(*RECORDS)
def hindrance_keep(request: DutyRequest, pk: int) -> HttpResponse:
    """Answer that the visit stays as it is."""
    row = _waiting(request, pk)
    open_visit(request, row.visit_id)
    try:
        deeds.keep_visit(hindrance=row, by=request.user, at=request.now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The visit stays as it is."))
    return redirect("visit", row.visit_id)


def _waiting(request: DutyRequest, pk: int) -> VisitHindrance:
    rows = VisitHindrance.objects.visible_to(request.access).waiting()
    related = ("visit__home__municipality", "visit__home__point", "visit__worker", "visit__supervisor", "said_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _page(request: DutyRequest, row: VisitHindrance, found: Proposals, form: Any) -> HttpResponse:
    context = {"hindrance": row, "visit": row.visit, "asked": found.asked, "offers": found.offers, "form": form}
    context["rows"] = offered(found.asked, found.offers, request.today) if found.asked else []
    return render(request, "visits/hindrance.html", context, status=422 if form.errors else 200)
