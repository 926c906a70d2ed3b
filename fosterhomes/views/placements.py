"""Stays of a child: begun, planned, moved into, ended, corrected, removed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions import placements as deeds
from ..actions.supervisors import coming_with
from ..children import listed
from ..forms import placements as forms
from ..forms.children import ReasonForm
from ..models import Child, Home, Placement
from ..periods import covers
from ..shown import shown_list
from ..stays import living_in
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, followed_child, posted, written_child


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Register a stay, begun or planned; for a child who lives somewhere it is a move."""
    child = written_child(request, pk)
    now = _now(child, request)
    stay = Placement(child=child)
    initial = {"from_on": request.today, "ends_search": True, "home": request.GET.get("home")}
    homes = Home.objects.visible_to(request.access)
    form = forms.StayForm(
        posted(request), instance=stay, initial=initial, homes=homes, on=request.today, **now
    )  # fmt: skip

    def start() -> None:
        end_reason, ends = form.cleaned_data.get("now_ends", ""), form.cleaned_data.get("ends_search", False)
        moving = {} if stay.planned else {"end_reason": end_reason, "ends_search": ends}
        deeds.start_stay(stay=stay, by=request.user, at=request.now, **moving)

    title = _("Move %(name)s") if now["current"] else _("A place to live for %(name)s")
    return deed_page(
        request, child, form, start, title=title % {"name": child.name}, submit=_("Register the stay"),
        done=_("The stay is registered."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_move_in(request: DutyRequest, pk: int) -> HttpResponse:
    """The child has moved in where it was planned."""
    stay = stay_of_own(request, pk, planned=True)
    written_child(request, stay.child_id)
    initial = {"from_on": min(stay.from_on, request.today), "ends_search": True}
    form = forms.MoveInForm(posted(request), initial=initial, **_now(stay.child, request))

    def move_in() -> None:
        given = form.cleaned_data
        deeds.move_in(
            stay=stay, on=given["from_on"], end_reason=given.get("end_reason", ""),
            ends_search=given.get("ends_search", False), by=request.user, at=request.now,
        )  # fmt: skip

    return deed_page(
        request, stay.child, form, move_in, title=_("Moved in: %(stay)s") % {"stay": stay}, submit=_("Moved in"),
        done=_("The child lives there now."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_day(request: DutyRequest, pk: int) -> HttpResponse:
    """Agree another day for a planned stay; also the contact person may."""
    stay = stay_of_own(request, pk, planned=True)
    form = forms.PlannedDayForm(posted(request), initial={"from_on": stay.from_on})

    def change() -> None:
        deeds.change_planned_day(stay=stay, on=form.cleaned_data["from_on"], by=request.user, at=request.now)

    return deed_page(
        request, stay.child, form, change, title=_("Another day: %(stay)s") % {"stay": stay}, submit=_("Save"),
        done=_("The changes are saved."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End a stay with its reason."""
    stay = stay_of_own(request, pk, planned=False)
    written_child(request, stay.child_id)
    supervised = stay.child.supervision_appointments.filter(covers(request.today)).exists()
    initial = {"until_on": request.today, "ends_supervision": True}
    form = forms.EndStayForm(posted(request), initial=initial, supervised=supervised)

    def end() -> None:
        on, reason = form.cleaned_data["until_on"], form.cleaned_data["end_reason"]
        too = form.cleaned_data.get("ends_supervision", False)
        deeds.end_stay(
            stay=stay, on=on, end_reason=reason, ends_supervision=too, by=request.user, at=request.now
        )  # fmt: skip

    return deed_page(
        request, stay.child, form, end, title=_("End the stay: %(stay)s") % {"stay": stay}, submit=_("End the stay"),
        lead=_("If the child moves straight to another place, register the move instead: it ends this stay by itself."),
        done=_("The stay has ended."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_correct(request: DutyRequest, pk: int) -> HttpResponse:
    """Correct what was entered wrongly about a stay."""
    stay = stay_of_own(request, pk)
    written_child(request, stay.child_id)
    homes = Home.objects.visible_to(request.access)
    form = forms.CorrectStayForm(posted(request), instance=stay, homes=homes, on=request.today)

    def correct() -> None:
        reason, seen = form.cleaned_data["why"], form.seen
        deeds.correct_stay(stay=stay, seen=seen, reason=reason, by=request.user, at=request.now)

    return deed_page(
        request, stay.child, form, correct, title=_("Correct the stay: %(stay)s") % {"stay": form.stored},
        submit=_("Correct"), lead=_("For what was entered wrongly. What has happened since is a new stay or an end."),
        done=_("The stay is corrected."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def placement_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove a stay that never was, or withdraw a planned one."""
    stay = stay_of_own(request, pk)
    written_child(request, stay.child_id)
    form = ReasonForm(posted(request))
    title = _("Withdraw the plan: %(stay)s") if stay.planned else _("Remove the stay: %(stay)s")
    warning = _removed_with(stay, request)
    return deed_page(
        request, stay.child, form,
        lambda: deeds.remove_stay(stay=stay, by=request.user, at=request.now, **form.cleaned_data),
        title=title % {"stay": stay}, submit=_("Withdraw") if stay.planned else _("Remove"), danger=True,
        warning=warning, done=_("It is removed. The reason stands in the history."),
    )  # fmt: skip


def _removed_with(stay: Placement, request: DutyRequest) -> str:
    """Return what the person is to know before the stay goes."""
    if not stay.planned:
        return _("Only for a stay that never was. A stay that is over is ended, not removed.")
    names = shown_list(row.supervisor.name for row in coming_with(stay, request.today))
    told = _("%(names)s, who was to supervise from that day, is not appointed after all; whoever supervised goes on.")
    return told % {"names": names} if names else ""


def stay_of_own(request: DutyRequest, pk: int, *, planned: bool | None = None) -> Placement:
    """Return a stay of a child whom the person follows. 404 outside their duty."""
    stays = Placement.objects.filter(child__in=listed(request.access)).select_related("child", "home")
    if planned is not None:
        stays = stays.filter(planned=planned)
    stay: Placement = get_object_or_404(stays, pk=pk)
    followed_child(request, stay.child_id)
    return stay


def _now(child: Child, request: DutyRequest) -> dict[str, Any]:
    """Return where the child lives today, and whether it waits: what a move also ends."""
    waits = child.waits.filter(covers(request.today)).exists()
    return {"current": living_in(child, request.today), "waits": waits}
