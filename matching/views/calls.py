"""Calls to a home about a waiting child, and places held for it: logged here, and seen by all who match."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.actions.holds import release_hold
from fosterhomes.models import Child, Hold, Home, Role
from fosterhomes.vacancy import vacancy_of
from fosterhomes.views.deeds import carried_out, posted

from ..actions.calls import log_call
from ..forms.calls import CallForm, ReleaseForm
from ..models import Call
from ..permissions import MATCHERS
from .waiting_child import waiting_group, while_waiting


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def call(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Log a call to a home about a waiting child, and hold a place there."""
    child, _candidates, group = waiting_group(request, pk)
    homes = Home.objects.visible_to(request.access).filter(service=child.service_id)
    home = get_object_or_404(homes.with_vacancy(request.today, request.now), pk=home_pk)
    record_look(request, "call", child=child, home=home)
    form = CallForm(posted(request))

    def deed() -> None:
        values = form.cleaned_data
        log_call(home=home, children=group.children, **values, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The call to %(home)s is logged.") % {"home": home})
        return redirect("shortlist", pk=child.pk)
    calls = Call.objects.filter(home=home, child=child).select_related("called_by")
    holds = Hold.objects.live(request.now).filter(home=home).select_related("made_by", "child")
    context = {"child": child, "group": group, "home": home, "form": form, "calls": calls, "holds": holds}
    context |= {"vacancy": vacancy_of(home, request.today), "may_write": True}
    return render(request, "matching/call.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
def hold_release(request: DutyRequest, pk: int) -> HttpResponse:
    """Give a held place free again, with the reason; also a colleague may."""
    holds = Hold.objects.visible_to(request.access).filter(ended_at=None).select_related("child", "home", "made_by")
    hold = get_object_or_404(holds, pk=pk)
    record_look(request, "hold", child=hold.child, home=hold.home)
    form = ReleaseForm(posted(request))

    def deed() -> None:
        release_hold(hold=hold, reason=form.cleaned_data["reason"], by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The place in %(home)s is no longer held.") % {"home": hold.home})
        return redirect("home", hold.home_id)
    return render(
        request, "matching/hold_release.html", {"hold": hold, "form": form}, status=422 if form.errors else 200
    )


@require_safe
@duty(*MATCHERS, Role.CLERK)
def home_calls(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the places that are held in a home, and the calls to it: a panel of the home's page."""
    home = get_object_or_404(Home.objects.visible_to(request.access), pk=pk)
    holds = Hold.objects.visible_to(request.access).live(request.now).filter(home=home)
    waits = Exists(Child.objects.waiting(request.today).filter(pk=OuterRef("child")))
    seen = Call.objects.visible_to(request.access).filter(home=home).annotate(still_waits=waits)
    calls = seen.select_related("child", "called_by")
    if not request.htmx:
        record_look(request, "home_calls", home=home)
    context: dict[str, Any] = {"home": home, "holds": holds.select_related("child", "made_by"), "calls": calls[:20]}
    context |= {"may_write": request.access.has(*MATCHERS)}
    return render(request, "matching/home_calls.html" + ("#panel" if request.htmx else ""), context)
