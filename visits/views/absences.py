"""Who is away, one button that says what then has to move, and when everybody regularly works."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import ContactPerson, Role, Run, Service
from fosterhomes.periods import covers
from fosterhomes.views.deeds import carried_out, posted

from ..absences import absence_rows, hours_of, people_away, people_to_choose, with_hours
from ..actions import absences as deeds
from ..forms.absence import AbsenceForm, AwayForm, WeekForm, WordsForm
from ..hindrances import waiting_count
from ..hour_words import in_words
from ..models import Absence, WorkingHours
from ..plans import bad_day
from ..rota_away import shifts_while_away
from ..swallowed import swallowed_of
from ..visitors import PLANS, columns_of, find, id_of

VISITS = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.SUPERVISOR)
GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
@duty(*VISITS)
def absences(request: DutyRequest) -> HttpResponse:
    """Show who is away, and what of theirs is planned on those days."""
    people = people_to_choose(request.access)
    rows = absence_rows(request.access)
    context = {"rows": rows, "people": with_hours(people), "plans": request.access.has(*PLANS)}
    context |= {"swallowed": swallowed_of(request.access, {row.visitor for row in rows})}
    context |= {"hindered": waiting_count(request.access)}
    return render(request, "visits/absences.html", context)


@require_http_methods(GET_OR_POST)
@duty(*VISITS)
def absence_new(request: DutyRequest) -> HttpResponse:
    """Enter an absence (`person`: whose); who plans sees at once what then has to move."""
    people, plans = people_away(request.access), request.access.has(*PLANS)
    if not people:
        raise Http404
    kind = AwayForm if plans else AbsenceForm
    initial = {"person": request.GET.get("person"), "from_on": request.today, "kind": Absence.Kind.ILL}
    absence = Absence(service_id=min(request.access.services(*(PLANS if plans else VISITS))))
    asks = initial | {"replan": True, "stand_ins": True}
    form = kind(posted(request), instance=absence, people=people, initial=asks)

    def enter() -> None:
        deeds.enter_absence(absence=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, enter):
        messages.success(request, _("The absence is registered."))
        _warn_of_swallowed(request, absence)
        _warn_of_rota(request, absence)
        if plans and _has_children(absence):
            # Who covers first: what then has to move is asked on the next page.
            asked = "?replan=1" if form.cleaned_data.get("replan") else ""
            return redirect(f"{reverse('absence_cover', args=[absence.pk])}{asked}")
        if form.cleaned_data.get("replan") and id_of(absence) in dict(people_to_choose(request.access)):
            return replan(request, absence, stand_ins=form.cleaned_data["stand_ins"])
        return redirect("absences")
    words = {"title": _("Away from … to …"), "submit": _("Register the absence")}
    return _page(request, form, words)


@require_http_methods(GET_OR_POST)
@duty(*VISITS)
def absence_change(request: DutyRequest, pk: int) -> HttpResponse:
    """Change an absence."""
    absence = _absence(request, pk)
    form = AbsenceForm(posted(request), instance=absence)

    def change() -> None:
        deeds.change_absence(absence=form.instance, seen=form.opened, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, change):
        messages.success(request, _("The absence is changed."))
        _warn_of_swallowed(request, absence)
        _warn_of_rota(request, absence)
        return redirect("absences")
    return _page(request, form, {"title": str(absence.person), "submit": _("Store")})


@require_http_methods(GET_OR_POST)
@duty(*VISITS)
def absence_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove an absence that did not come to be."""
    absence = _absence(request, pk)
    if request.method == "POST":
        deeds.remove_absence(absence=absence, by=request.user, at=request.now)
        messages.success(request, _("The absence is removed."))
        return redirect("absences")
    words = {
        "title": _("Remove the absence"),
        "text": _("Visits that were moved because of it stay where they are now."),
        "submit": _("Remove"),
        "cancel_url": reverse("absences"),
    }
    facts = [(_("Name"), absence.person), (_("Kind"), absence.get_kind_display()), (_("Days"), _days(absence))]
    return render(request, "confirm.html", words | {"facts": facts})


def _days(absence: Absence) -> str:
    first = date_format(absence.from_on, "j. F Y")
    last = date_format(absence.until_on - timedelta(days=1), "j. F Y") if absence.until_on else _("not known")
    return f"{first} – {last}"


@require_POST
@duty(*PLANS)
def absence_replan(request: DutyRequest, pk: int) -> HttpResponse:
    """Ask what has to move because of an absence."""
    return replan(request, _absence(request, pk), stand_ins=True)


@require_http_methods(GET_OR_POST)
@duty(*VISITS)
def working_hours(request: DutyRequest, visitor: str) -> HttpResponse:
    """Show and set the regular week of a person."""
    found = find(request.access, visitor)
    if found is None:
        raise Http404
    person, service = found
    stored = hours_of(visitor, service)
    context: dict[str, Any] = {"person": person, "visitor": visitor, "refused": [], "works": in_words(stored.values())}
    if "understand" in request.POST:
        return _understood(request, stored, context)
    form = WeekForm(posted(request), stored)
    context |= {"form": form, "words": WordsForm(today=request.today)}
    if request.method == "POST" and form.is_valid():
        try:
            rows = form.rows(service_id=service, **columns_of(visitor))
            deeds.set_hours(person=person, service=service, rows=rows, by=request.user, at=request.now)
        except ValidationError as error:
            context["refused"] = error.messages
        else:
            messages.success(request, _("The hours are stored. Plans made from now on keep to them."))
            return redirect("working_hours", visitor)
    status = 422 if request.method == "POST" else 200
    return render(request, "visits/working_hours.html", context, status=status)


def _understood(request: DutyRequest, stored: dict[int, WorkingHours], context: dict[str, Any]) -> HttpResponse:
    """Fill in the days from what was written in words. Nothing is stored before the person has seen the days."""
    words = WordsForm(request.POST, today=request.today)
    if words.is_valid():
        stored = {one.weekday: WorkingHours(**asdict(one)) for one in words.hours}
        context["understood"] = in_words(stored.values())
    context |= {"words": words, "form": WeekForm(None, stored)}
    return render(request, "visits/working_hours.html", context, status=422 if words.errors else 200)


def _warn_of_swallowed(request: DutyRequest, absence: Absence) -> None:
    """Say how many children have no day left for their next visit; the page of absences names them."""
    number = len(swallowed_of(request.access, [id_of(absence)]))
    if number:
        sentence = ngettext(
            "%(n)d visit has no day left before it is due. It stands under Absences.",
            "%(n)d visits have no day left before they are due. They stand under Absences.",
            number,
        )
        messages.warning(request, sentence % {"n": number})


def _warn_of_rota(request: DutyRequest, absence: Absence) -> None:
    """Say in how many shifts the absent one stands in the on-call rota; the page of the rota names them."""
    if number := shifts_while_away(request.access, absence, request.now):
        sentence = ngettext(
            "%(name)s stands in the on-call rota in %(n)d shift on those days. The rota says which.",
            "%(name)s stands in the on-call rota in %(n)d shifts on those days. The rota says which.",
            number,
        )
        messages.warning(request, sentence % {"name": absence.person.name, "n": number})


def _absence(request: DutyRequest, pk: int) -> Absence:
    rows = Absence.objects.visible_to(request.access).select_related("worker", "supervisor")
    return get_object_or_404(rows, pk=pk)


def _has_children(absence: Absence) -> bool:
    """Return whether the absent one is a contact person, so that somebody has to cover."""
    return ContactPerson.objects.filter(covers(absence.from_on), worker=absence.worker_id or 0).exists()


def replan(request: DutyRequest, absence: Absence, *, stand_ins: bool) -> HttpResponse:
    """Ask what of the absent one's visits has to move, and show the run."""
    options = bad_day.options_of((id_of(absence),), request.today, stand_ins=stand_ins)
    service = Service.objects.get(pk=absence.service_id)
    try:
        run = ask_for_run(kind=Run.Kind.YEAR_PLAN, service=service, options=options, by=request.user, at=request.now)
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
        return redirect("absences")
    return redirect("run_progress", pk=run.pk)


def _page(request: DutyRequest, form: Any, words: dict[str, str]) -> HttpResponse:
    context = words | {"form": form, "cancel_url": reverse("absences")}
    return render(request, "visits/absence_form.html", context, status=422 if form.errors else 200)
