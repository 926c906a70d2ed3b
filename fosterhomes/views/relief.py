"""The weekends of a child's stay in a relief home: agreed, changed, removed; and the next weekends of one home."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions.relief import agree_weekends, change_agreement, remove_agreement
from ..children import listed
from ..forms.children import ReasonForm
from ..forms.relief import AgreementForm
from ..models import Placement, ReliefAgreement, ReliefCycle
from ..relief import trouble_of
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, posted, written_child
from .placements import stay_of_own

A_YEAR = timedelta(days=365)


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def agreement_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Agree on which weekends the child comes to the relief home."""
    stay = stay_of_own(request, pk)
    written_child(request, stay.child_id)
    # Where weekends were agreed before, one goes on from there.
    before = [one.until_on for one in stay.relief_agreements.all() if one.until_on]
    start = max([stay.from_on, request.today, *before])
    agreement = ReliefAgreement(placement=stay)
    form = AgreementForm(
        posted(request), instance=agreement, initial={"from_on": start, "until_on": start + A_YEAR}, weeks=_weeks(stay)
    )
    return deed_page(
        request, stay.child, form, lambda: agree_weekends(agreement=agreement, by=request.user, at=request.now),
        title=_title(stay), lead=_lead(stay), submit=_("Agree the weekends"), done=_("The weekends are agreed."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def agreement_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Agree other weekends, or another end."""
    agreement = _agreement(request, pk)
    stay = agreement.placement
    form = AgreementForm(posted(request), instance=agreement, weeks=agreement.cycle.weeks)

    def change() -> None:
        change_agreement(agreement=form.instance, seen=form.seen, by=request.user, at=request.now)

    return deed_page(
        request, stay.child, form, change, title=_title(stay), lead=_lead(stay), submit=_("Save"),
        done=_("The changes are saved."),
        more_url=reverse("relief_agreement_remove", args=[agreement.pk]), more_label=_("It never was agreed? Remove"),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def agreement_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove an agreement that was entered wrongly."""
    agreement = _agreement(request, pk)
    form = ReasonForm(posted(request))
    return deed_page(
        request, agreement.placement.child, form,
        lambda: remove_agreement(agreement=agreement, by=request.user, at=request.now, **form.cleaned_data),
        title=_("Remove the weekends"), submit=_("Remove"), danger=True, done=_("Removed."),
        warning=_("Only for weekends that never were agreed. What is over ends with its day, or with the stay."),
    )  # fmt: skip


def _agreement(request: DutyRequest, pk: int) -> ReliefAgreement:
    rows = ReliefAgreement.objects.filter(placement__child__in=listed(request.access))
    agreement = get_object_or_404(rows.select_related("placement__child", "placement__home", "cycle"), pk=pk)
    written_child(request, agreement.placement.child_id)
    return agreement


def _weeks(stay: Placement) -> int:
    cycle = ReliefCycle.objects.filter(home=stay.home_id).first()
    return cycle.weeks if cycle else 4


def _title(stay: Placement) -> str:
    return _("Weekends in %(home)s") % {"home": stay.home}


def _lead(stay: Placement) -> str:
    """Return how often the cycle comes back, or what must be written in the register first."""
    cycle = ReliefCycle.objects.filter(home=stay.home_id).first()
    if cycle is None or cycle.rhythm is None:
        return trouble_of(None) if cycle is None else _("Write the first weekend of the home's cycle before this.")
    words = {"often": cycle.get_weeks_display(), "day": cycle.first_weekend_on}
    return _("Each weekend of the cycle comes back %(often)s.") % words
