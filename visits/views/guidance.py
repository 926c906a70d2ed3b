"""Guidance of foster families and parents: the list with its monthly count, a case, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.history import history
from fosterhomes.models import AuditEvent, Child, Home
from fosterhomes.permissions import check_follow_child
from fosterhomes.views.deeds import carried_out, posted

from .. import guidance as read
from ..actions import guidance as deeds
from ..forms import guidance as forms
from ..guidance import GIVES, State
from ..models import Guidance

FORM_METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 25


@require_safe
@duty(*GIVES)
def guidance_list(request: DutyRequest) -> HttpResponse:
    """Show the guidance cases, and how many were active in each of the last twelve months."""
    cases = Guidance.objects.visible_to(request.access)
    filters = forms.GuidanceFilters(request.GET, cases=cases)
    rows = read.guidance_rows(cases, request.today)
    chosen = read.narrowed(rows, filters.chosen)
    context = {
        "filters": filters,
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": _sentence(rows),
        "asked": any(filters.chosen.values()),
        "scope": _("%(shown)d of %(all)d are shown.") % {"shown": len(chosen), "all": len(rows)},
    }
    if request.htmx:
        return render(request, "visits/guidance_list.html#results", context)
    context |= {
        "months": read.months(cases, request.today),
        "forms": Guidance.Form.labels,
        "never": read.never_offered(request.access),
    }
    return render(request, "visits/guidance_list.html", context)


def _sentence(rows: list[read.GuidanceRow]) -> str:
    active, waiting = (sum(row.state == state for row in rows) for state in (State.ACTIVE, State.OFFERED))
    values = {
        "active": ngettext("%(n)d guidance case is active", "%(n)d guidance cases are active", active) % {"n": active},
        "waiting": ngettext("%(n)d offer has no answer", "%(n)d offers have no answer", waiting) % {"n": waiting},
    }
    return _("%(active)s, %(waiting)s.") % values


@require_safe
@duty(*GIVES)
def guidance(request: DutyRequest, pk: int) -> HttpResponse:
    """Show one case with its sessions."""
    case = _case(request, pk)
    record_look(request, "guidance", home=case.home, child=case.child)
    events = AuditEvent.objects.filter(object_type="visits.guidance", object_id=str(case.pk)).select_related("by")
    state = read.state_of(case, request.today)
    context = {
        "case": case,
        "state": state,
        "color": read.COLORS.get(state, "neutral"),
        "sessions": read.session_rows(request.access, case),
        "events": history(events),
        "may_meet": case.from_on is not None and state in (State.ACTIVE, State.TO_BEGIN),
    }
    return render(request, "visits/guidance.html", context)


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def guidance_new(request: DutyRequest) -> HttpResponse:
    """Offer guidance to the family of a home, or to a child's parents (`?home=` or `?child=`)."""
    case = _for_whom(request)
    guides = read.guides_of(case.service_id, request.today)
    initial = {"offered_on": request.today}
    form = forms.OfferForm(posted(request), instance=case, initial=initial, guides=guides)
    words = {"title": _("Offer guidance"), "submit": _("Register the offer"), "lead": case.whom}
    return _deed(
        request, case, form, lambda: deeds.offer_guidance(case=case, by=request.user, at=request.now), words,
        done=_("The offer is registered."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def guidance_answer(request: DutyRequest, pk: int) -> HttpResponse:
    """Register what the family answered."""
    case = _case(request, pk)
    form = forms.AnswerForm(posted(request), instance=case, initial={"answered_on": request.today})
    words = {"title": _("The answer"), "submit": _("Register the answer"), "lead": case.whom}
    return _deed(
        request, case, form, lambda: deeds.answer_guidance(case=case, by=request.user, at=request.now), words,
        done=_("The answer is registered."),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def guidance_change(request: DutyRequest, pk: int) -> HttpResponse:
    """Change form, method, guide or the day on which it begins."""
    case = _case(request, pk)
    form = forms.ChangeForm(posted(request), instance=case, guides=read.guides_of(case.service_id, request.today))
    words = {"title": _("Change the guidance"), "submit": _("Save"), "lead": case.whom}

    def change() -> None:
        deeds.change_guidance(case=case, seen=form.seen, by=request.user, at=request.now)

    return _deed(request, case, form, change, words, done=_("The changes are saved."))


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def guidance_rhythm(request: DutyRequest, pk: int) -> HttpResponse:
    """Agree how often the sessions come, from when until when: the plan of the year reads it."""
    case = _case(request, pk)
    initial = {} if case.rhythm_weeks else {"rhythm_from": max(request.today, case.from_on or request.today)}
    form = forms.RhythmForm(posted(request), instance=case, initial=initial)
    words = {"title": _("The rhythm of the sessions"), "submit": _("Save"), "lead": case.whom}

    def agree() -> None:
        deeds.agree_rhythm(case=case, seen=form.seen, by=request.user, at=request.now)

    return _deed(request, case, form, agree, words, done=_("The rhythm is saved. The next plan of the year holds it."))


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def guidance_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End the case; planned sessions after that day go with it."""
    case = _case(request, pk)
    form = forms.EndForm(posted(request), initial={"until_on": request.today})
    words = {"title": _("End the guidance"), "submit": _("End the guidance"), "lead": case.whom}

    def end() -> None:
        deeds.end_guidance(case=case, by=request.user, at=request.now, **form.cleaned_data)

    return _deed(request, case, form, end, words, done=_("The guidance has ended."))


@require_safe
@duty(*GIVES)
def home_guidance(request: DutyRequest, pk: int) -> HttpResponse:
    """Show a home's guidance: a panel of the home's page, and a page of its own."""
    home = get_object_or_404(_homes(request), pk=pk)
    cases = Guidance.objects.visible_to(request.access).filter(home=home)
    context = {
        "home": home,
        "rows": read.guidance_rows(cases, request.today),
        "parents": read.parents_to_offer(request.access, home),
        "may_offer": not home.closed_on,
    }
    if request.htmx:
        return render(request, "visits/home_guidance.html#inner", context)
    record_look(request, "home_guidance", home=home)
    return render(request, "visits/home_guidance.html", context)


def _case(request: DutyRequest, pk: int) -> Guidance:
    cases = Guidance.objects.visible_to(request.access).select_related("home", "child", "guide")
    return get_object_or_404(cases, pk=pk)


def _homes(request: DutyRequest) -> Any:
    return Home.objects.visible_to(request.access).filter(service__in=request.access.services(*GIVES))


def _for_whom(request: DutyRequest) -> Guidance:
    """Return a new case for whom the address names. 404 outside the person's duty."""
    if child_id := request.GET.get("child", ""):
        children = Child.objects.visible_to(request.access)
        child = get_object_or_404(children, pk=int(child_id) if child_id.isdecimal() else 0)
        check_follow_child(request.access, child)
        return Guidance(child=child, service_id=child.service_id)
    home_id = request.GET.get("home", "")
    home = get_object_or_404(_homes(request), pk=int(home_id) if home_id.isdecimal() else 0)
    return Guidance(home=home, service_id=home.service_id)


def _deed(
    request: DutyRequest, case: Guidance, form: Any, deed: Callable[[], None], words: dict[str, Any], *, done: str
) -> HttpResponse:
    """Ask with the form, do the deed, and show the case; what is refused stands in the form."""
    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, done)
        return redirect("guidance", case.pk)
    back = reverse("guidance", args=[case.pk]) if case.pk else reverse("guidance_list")
    context = words | {"form": form, "cancel_url": back}
    return render(request, "visits/guidance_form.html", context, status=422 if form.errors else 200)
