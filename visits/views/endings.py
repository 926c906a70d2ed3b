"""When something ends or changes: one page that shows what will be done, does it, and can undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.children import listed
from fosterhomes.forms.children import ReasonForm
from fosterhomes.models import Home, Role
from fosterhomes.rules import ADULT_AT, birthday
from fosterhomes.views.deeds import carried_out, posted

from ..actions.endings import carry_out_ending, undo_ending
from ..endings.child import GROWN_UP
from ..endings.deeds import OF_CHILD, OF_HOME, Plan, plan_ending
from ..endings.undoing import done_in_words
from ..forms.endings import ChildEndingForm, EndingForm, HomeEndingForm
from ..models import Ending

ENDS = (Role.LEADER, Role.COORDINATOR)
FORM_METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 25


@require_http_methods(FORM_METHODS)
@duty(*ENDS)
def child_ending(request: DutyRequest, pk: int) -> HttpResponse:
    """Ask what has happened to the child, show what follows, and do it."""
    children = listed(request.access).filter(service__in=request.access.services(*ENDS)).select_related("service")
    child = get_object_or_404(children, pk=pk)
    title = _("Something ends or changes: %(name)s") % {"name": child.name}
    if not (kind := _kind(request, OF_CHILD)):
        near = child.age_on(request.today) >= ADULT_AT - 1
        kinds = tuple(one for one in OF_CHILD if near or one not in GROWN_UP)
        return _which(request, title, kinds, reverse("child", args=[child.pk]))
    homes = Home.objects.visible_to(request.access)
    adult_on = birthday(child.birth_date, ADULT_AT)
    initial = {"on_day": adult_on if kind in GROWN_UP else request.today, "kind": kind}
    form = ChildEndingForm(posted(request), child=child, kind=kind, homes=homes, on=request.today, initial=initial)
    back = reverse("child", args=[child.pk])
    return _page(request, form, title, back, child=child)


@require_http_methods(FORM_METHODS)
@duty(*ENDS)
def home_ending(request: DutyRequest, pk: int) -> HttpResponse:
    """Ask what has happened to the home, show what follows for everybody there, and do it."""
    homes = Home.objects.filter(service__in=request.access.services(*ENDS), merged_into=None)
    home = get_object_or_404(homes.select_related("service", "municipality"), pk=pk)
    title = _("Something ends or changes: %(name)s") % {"name": home.name}
    if not (kind := _kind(request, OF_HOME)):
        return _which(request, title, OF_HOME, reverse("home", args=[home.pk]))
    initial = {"on_day": request.today, "kind": kind}
    form = HomeEndingForm(posted(request), home=home, kind=kind, on=request.today, initial=initial)
    back = reverse("home", args=[home.pk])
    return _page(request, form, title, back, home=home)


def _kind(request: DutyRequest, kinds: tuple[Ending.Kind, ...]) -> str:
    """Return what has happened, from the form or the address; empty when it is not said, or not one of them."""
    said = request.POST.get("kind") or request.GET.get("kind", "")
    return said if said in kinds else ""


def _which(request: DutyRequest, title: str, kinds: tuple[Ending.Kind, ...], back: str) -> HttpResponse:
    """Ask first what has happened: each answer leads to a page that asks only what belongs to it."""
    return render(request, "visits/ending_which.html", {"title": title, "kinds": kinds, "cancel_url": back})


def _page(request: DutyRequest, form: EndingForm, title: str, back: str, **about: Any) -> HttpResponse:
    """Show the form, then the plan below it; `do` carries out what was shown."""
    plan: Plan | None = None
    if request.method == "POST" and form.is_valid():
        wish = form.wish()  # type: ignore[attr-defined]
        done: list[Ending] = []

        def do() -> None:
            seen = form.cleaned_data["seen"]
            done.append(carry_out_ending(wish=wish, seen=seen, by=request.user, at=request.now))

        if "do" in request.POST and carried_out(form, do):
            messages.success(request, _told(done[0]))
            return redirect(back)
        plan = plan_ending(form.wish(), request.now)  # type: ignore[attr-defined]
    else:
        record_look(request, "ending", **about)
    what = Ending.Kind(form["kind"].value()).label
    context = {"form": form, "title": title, "what": what, "cancel_url": back, "plan": plan}
    return render(request, "visits/ending_new.html", context, status=422 if form.errors else 200)


def _told(row: Ending) -> str:
    """Return that it is done, with the way to what was done and to undo it."""
    sentence = _("It is done. It can be undone as long as nobody has changed it since.")
    link = format_html('<a href="{}">{}</a>', reverse("ending", args=[row.pk]), _("See what was done, or undo it"))
    return format_html("{} {}", sentence, link)


@require_safe
@duty(*ENDS)
def ending_list(request: DutyRequest) -> HttpResponse:
    """Show what was ended or changed in one step, the latest first."""
    page = Paginator(_endings(request), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "visits/ending_list.html", {"page": page})


@require_http_methods(FORM_METHODS)
@duty(*ENDS)
def ending(request: DutyRequest, pk: int) -> HttpResponse:
    """Show each thing that one deed did, and undo it with a reason."""
    row = get_object_or_404(_endings(request), pk=pk)
    form = ReasonForm(posted(request))

    def undo() -> None:
        undo_ending(ending=row, by=request.user, at=request.now, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, undo):
        messages.success(request, _("Everything is as it was before."))
        return redirect("ending", row.pk)
    record_look(request, "ending", child=row.child, home=row.home)
    context = {"ending": row, "done": done_in_words(row), "form": form}
    return render(request, "visits/ending.html", context, status=422 if form.errors else 200)


def _endings(request: DutyRequest) -> QuerySet[Ending]:
    rows = Ending.objects.filter(service__in=request.access.services(*ENDS))
    return rows.select_related("child", "home", "done_by", "undone_by")
