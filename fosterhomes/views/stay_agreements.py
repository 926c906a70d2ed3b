"""What is written about a stay by itself: that it is permanent, who supervises, the day of an emergency decision."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions import placements as deeds
from ..forms.placements import EmergencyOrderForm, PermanentStayForm, SupervisionMovedForm
from ..models import LegalGround
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, posted, written_child
from .placements import stay_of_own


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_permanent(request: DutyRequest, pk: int) -> HttpResponse:
    """Write that the stay is permanent, with the agreed visits."""
    stay = stay_of_own(request, pk, planned=False)
    written_child(request, stay.child_id)
    initial = {"permanent_stay_on": stay.permanent_stay_on, "agreed_follow_up": stay.agreed_follow_up}
    form = PermanentStayForm(posted(request), initial=initial)

    def agree() -> None:
        on, visits = form.cleaned_data["permanent_stay_on"], form.cleaned_data["agreed_follow_up"]
        deeds.agree_permanent_stay(stay=stay, on=on, visits=visits, by=request.user, at=request.now)

    return deed_page(
        request, stay.child, form, agree, title=_("Permanent stay: %(stay)s") % {"stay": stay}, submit=_("Save"),
        lead=_("The extent of follow-up is agreed; supervision is at least two visits a year (BVL § 5-12)."),
        done=_("The changes are saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_supervision(request: DutyRequest, pk: int) -> HttpResponse:
    """Write that the supervision is moved to the care municipality by agreement, or not."""
    stay = stay_of_own(request, pk, planned=False)
    written_child(request, stay.child_id)
    form = SupervisionMovedForm(
        posted(request), initial={"supervision_moved_on": stay.supervision_moved_on}
    )  # fmt: skip

    def move() -> None:
        on = form.cleaned_data["supervision_moved_on"]
        deeds.move_supervision(stay=stay, on=on, by=request.user, at=request.now)

    return deed_page(
        request, stay.child, form, move, title=_("Who supervises: %(stay)s") % {"stay": stay}, submit=_("Save"),
        done=_("The changes are saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_order(request: DutyRequest, pk: int) -> HttpResponse:
    """Write on which day the emergency decision behind the stay was made."""
    stay = stay_of_own(request, pk)
    written_child(request, stay.child_id)
    if stay.legal_ground != LegalGround.EMERGENCY:
        raise Http404
    form = EmergencyOrderForm(posted(request), initial={"emergency_order_on": stay.emergency_order_on})

    def write() -> None:
        on = form.cleaned_data["emergency_order_on"]
        deeds.date_emergency_order(stay=stay, on=on, by=request.user, at=request.now)

    return deed_page(
        request, stay.child, form, write, title=_("Emergency decision: %(stay)s") % {"stay": stay}, submit=_("Save"),
        lead=_("The case is to be sent to the Board within six weeks of this day (BVL § 4-2)."),
        done=_("The changes are saved."),
    )  # fmt: skip
