"""Tonight: an emergency home by telephone, with one thumb, in the dark. Four screens: search, call, who, where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Home, HomeKind, Role, Service
from fosterhomes.rota import on_call_now
from fosterhomes.views.deeds import carried_out, posted

from ..actions.tonight import end_search, log_night_call, move_in_tonight, search_tonight
from ..forms.tonight import AnswerForm, ArrivalForm, EndForm, NightForm
from ..models import NightCall, NightSearch
from ..tonight import MORE, OLDEST, SHOWN, placed_lately, tonight

ANSWERING = (Role.ON_CALL, Role.LEADER, Role.COORDINATOR)
LATELY = timedelta(days=14)
MOST_DIGITS = 6


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*ANSWERING)
def night(request: DutyRequest) -> HttpResponse:
    """Show every emergency home that is free now; the first age that is chosen begins a search."""
    service = Service.objects.select_related("office__ferry_area").get(pk=min(request.access.services(*ANSWERING)))
    return _search_page(request, service, NightSearch(service=service))


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*ANSWERING)
def night_search(request: DutyRequest, pk: int) -> HttpResponse:
    """Go on with a search: other ages, another place, the next home to call; when it has ended, how."""
    search = _opened(request, pk)
    if search.ended_at:
        return render(request, "matching/night_ended.html", {"search": search, "home": search.home})
    return _search_page(request, search.service, search)


def _search_page(request: DutyRequest, service: Service, search: NightSearch) -> HttpResponse:
    shown = {"ages": " ".join(map(str, search.ages)), "place": search.place_id, "needs": search.needs}
    form = NightForm(posted(request), initial=shown)

    def deed() -> None:
        for name in ("ages", "place", "needs"):
            setattr(search, name, form.cleaned_data[name])
        search_tonight(search=search, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        return redirect("night_search", search.pk)
    page = "matching/night.html" + ("#panel" if request.htmx else "")
    return render(request, page, _found(request, service, search, form), status=_status(form))


def _found(request: DutyRequest, service: Service, search: NightSearch, form: NightForm) -> dict[str, Any]:
    found = tonight(request.access, service, search if search.pk else None, request.now)
    shown = _shown(request.GET.get("shown", ""))
    return {
        "search": search,
        "form": form,
        "found": found,
        "rows": found.rows[:shown],
        "shown": shown,
        "further": shown + MORE,
        "more": min(MORE, max(0, found.fitting - shown)),
        "ages": range(OLDEST + 1),
        "now": on_call_now(service.pk, request.now),
    }


def _shown(asked: str) -> int:
    """Return how many homes to show: as many as were asked for, the first ones at least."""
    return max(SHOWN, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < MOST_DIGITS else SHOWN


def _status(form: Any) -> int:
    return 422 if form.errors else 200


@require_POST
@duty(*ANSWERING)
def night_call(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Log what a home said; a yes holds the places and leads on to who moves in."""
    search, home = _opened(request, pk), _home(request, home_pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("night_search", search.pk)
    answer = form.cleaned_data["answer"]
    try:
        log_night_call(search=search, home=home, answer=answer, by=request.user, at=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("night_search", search.pk)
    if answer == NightCall.Answer.YES:
        return redirect("night_arrival", search.pk, home.pk)
    return redirect(reverse("night_search", args=[search.pk]) + "#homes")


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*ANSWERING)
def night_arrival(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Write who moves in, and let them."""
    search, home = _opened(request, pk), _home(request, home_pk)
    if search.ended_at or not search.ages:
        return redirect("night_search", search.pk)
    form = ArrivalForm(posted(request), ages=search.ages, service=search.service_id)

    def deed() -> None:
        values = form.cleaned_data
        move_in_tonight(
            search=search,
            home=home,
            arrivals=form.arrivals,
            care_municipality=values["care_municipality"],
            legal_ground=values["legal_ground"],
            by=request.user,
            at=request.now,
        )

    if request.method == "POST" and carried_out(form, deed):
        return redirect("night_search", search.pk)
    held = search.holds.live(request.now).filter(home=home).first()
    context = {"search": search, "home": home, "form": form, "held": held}
    return render(request, "matching/night_arrival.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*ANSWERING)
def night_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End a search that gave nobody a home."""
    search = _opened(request, pk)
    form = EndForm(posted(request))

    def deed() -> None:
        end_search(search=search, outcome=form.cleaned_data["outcome"], by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The search has ended."))
        return redirect("night")
    return render(request, "matching/night_end.html", {"search": search, "form": form}, status=_status(form))


@require_safe
@duty(Role.LEADER, Role.COORDINATOR)
def night_placed(request: DutyRequest) -> HttpResponse:
    """Show whom the on-call worker gave a home lately, for the day to take over."""
    searches = placed_lately(request.access, request.now - LATELY)
    page = "matching/night_placed.html" + ("#panel" if request.htmx else "")
    answer = render(request, page, {"searches": searches})
    if request.htmx and not searches:
        # Nothing for the day to take over: the panel leaves the front page to what there is to do.
        return retarget(reswap(answer, "delete"), "#night_placed")
    return answer


def _opened(request: DutyRequest, pk: int) -> NightSearch:
    searches = NightSearch.objects.visible_to(request.access)
    return get_object_or_404(searches.select_related("service__office__ferry_area", "place__ferry_area", "home"), pk=pk)


def _home(request: DutyRequest, pk: int) -> Home:
    """Return an emergency home that the person sees, and store that it was looked at in a search."""
    homes = Home.objects.visible_to(request.access).filter(kind=HomeKind.EMERGENCY)
    home = get_object_or_404(homes, pk=pk)
    record_look(request, "night_call", home=home)
    return home
