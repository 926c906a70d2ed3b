"""One more visit: the best slots of all who may make it, and the one that is taken."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Child, Home
from fosterhomes.permissions import can_write_register
from fosterhomes.views.deeds import carried_out, posted

from ..actions.slots import take_slot
from ..errands import children_of_home, children_of_visit, own_visitor
from ..forms.slots import SlotForm
from ..models import Visit
from ..models.visit import Track
from ..permissions import OPEN, RECORDS, chooses_visitor
from ..plans.best_slots import best_slots
from ..plans.offered import offered
from ..plans.one_more import Asked, asked_for
from ..visitors import id_of_person
from .booking import open_visit
from .visit_forms import asked

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def slots_new(request: DutyRequest) -> HttpResponse:
    """Find a slot for the next visit to a child (`child`) on a track (`track`)."""
    home, child, track = asked(request)
    children = children_of_home(request.access, home, track)
    if child is None or child not in children:
        raise Http404
    wanted = asked_for(child, home, track, today=request.today, only=_only(request, home, track))
    ahead = None if wanted else _ahead(request, home, track, child)
    return _page(request, home, track, wanted, {one.pk for one in children}, ahead)


@require_http_methods(GET_OR_POST)
@duty(*RECORDS)
def slots_of_visit(request: DutyRequest, pk: int) -> HttpResponse:
    """Find another slot for a planned or booked visit."""
    row = open_visit(request, pk)
    children = children_of_visit(request.access, row)
    only = _only(request, row.home, row.track)
    wanted = asked_for(children[0], row.home, row.track, today=request.today, instead_of=row, only=only)
    return _page(request, row.home, row.track, wanted, {one.pk for one in children})


def _only(request: DutyRequest, home: Home, track: str) -> str:
    """Return the one visitor to ask: who does not choose for others makes the visit themselves."""
    if chooses_visitor(request.access, home.service_id):
        return ""
    return id_of_person(own_visitor(request.access, track))


def _ahead(request: DutyRequest, home: Home, track: str, child: Child) -> QuerySet[Visit]:
    """Return the visits that have their day already: who still looks for a slot wants another for one of them."""
    rows = Visit.objects.visible_to(request.access).filter(home=home, track=track, children=child)
    return rows.filter(status__in=OPEN, on_day__gte=request.today).order_by("on_day", "start", "pk")


def _page(
    request: DutyRequest, home: Home, track: str, wanted: Asked | None, among: set[int],
    ahead: QuerySet[Visit] | None = None,
) -> HttpResponse:  # fmt: skip
    offers = best_slots(wanted) if wanted else []
    form = SlotForm(posted(request), offers=offers)

    def take() -> None:
        assert wanted is not None
        assert form.offer is not None
        reason = form.cleaned_data["reason"]
        take_slot(asked=wanted, offer=form.offer, among=among, reason=reason, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, take):
        messages.success(request, _("The visit is booked."))
        return redirect("due" if chooses_visitor(request.access, home.service_id) else "my_schedule")
    context = {"home": home, "track": Track(track), "asked": wanted, "offers": offers, "form": form, "ahead": ahead}
    context["rows"] = offered(wanted, offers, request.today) if wanted else []
    context["may_appoint"] = can_write_register(request.access, home.service_id)
    return render(request, "visits/slots.html", context, status=422 if form.errors else 200)
