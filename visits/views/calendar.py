"""The calendar: week and month of a person, a home or the service; a visit that is dragged, and the family told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role

from ..absences import hours_of, people_to_choose
from ..actions import booking as deeds
from ..booking import NeedsReason
from ..calendars.days import EVERYBODY, Whose, calendar, first_and_last_hour, whose
from ..calendars.drawing import drawn
from ..days import Span
from ..forms.calendar import CalendarForm, DragForm, View, chosen_day, days_of
from ..hindrances import waiting_count
from ..hour_words import in_words
from ..models import Visit
from ..permissions import RECORDS
from ..swallowed import Swallowed, swallowed_in, swallowed_of
from ..visitors import PLANS, own_ids
from .booking import open_visit

READS = (*RECORDS, Role.CLERK)
MOST_DAYS = 62


# FullCalendar brings the font of its arrows as data, and the browser asks for it, used or not.
@csp_update({"font-src": ["data:"]})
@require_safe
@duty(*READS)
def calendar_page(request: DutyRequest) -> HttpResponse:
    """Show a week or a month (`view`, `day`) of somebody's calendar (`whose`)."""
    shown = _asked_for(request, request.GET.get("whose") or _usual(request))
    form = CalendarForm(_whole(request, shown), people=_choices(request, shown))
    form.is_valid()
    view, day = form.cleaned_data.get("view") or View.WEEK, chosen_day(form, request.today)
    days = days_of(view, day)
    found = calendar(request.access, shown, days)
    context = {
        "whose": shown, "form": form, "view": view, "days": days, "calendar": found,
        "last_on": days.until_on - timedelta(days=1), "rows": found.by_day(), "count": len(found.visits),
        "tabs": _tabs(shown, view, day), "steps": _steps(shown, view, day, request.today),
        "drawing": _drawing(request, shown, view, days, found.visits), "today": request.today,
        "works": in_words(hours_of(shown.visitor, shown.service).values()) if shown.visitor else "",
        "hindered": waiting_count(request.access), "swallowed": _swallowed(request, shown),
        "subscribes": request.access.has(*RECORDS),
    }  # fmt: skip
    return render(request, "visits/calendar.html", context)


@require_safe
@duty(*READS)
def calendar_events(request: DutyRequest) -> HttpResponse:
    """Return the events of a calendar from `start` until `end`, as FullCalendar asks for them."""
    shown = _asked_for(request, request.GET.get("whose", ""))
    days = Span(_day(request, "start"), _day(request, "end"))
    if not 0 < days.days <= MOST_DAYS:
        raise Http404
    return JsonResponse(drawn(calendar(request.access, shown, days)), safe=False)


@require_POST
@duty(*RECORDS)
def calendar_move(request: DutyRequest, pk: int) -> HttpResponse:
    """Put a visit where it was dragged to, or say why not; what takes a reason is asked for in the form."""
    row, form = open_visit(request, pk), DragForm(request.POST)
    if not form.is_valid():
        return _said(" ".join(str(sentence) for errors in form.errors.values() for sentence in errors), status=422)
    try:
        moved = deeds.shift_visit(visit=row, to=form.to, was=form.was, reason="", by=request.user, at=request.now)
    except NeedsReason as doubt:
        return _said(_doubts(doubt), status=422, form=_form_of(row, form))
    except ValidationError as error:
        return _said(" ".join(error.messages), status=422)
    return _said(_done(moved))


@require_POST
@duty(*RECORDS)
def visit_told(request: DutyRequest, pk: int) -> HttpResponse:
    """Store that the family has been told of the new time."""
    row = open_visit(request, pk)
    deeds.tell_family(visit=row, by=request.user, at=request.now)
    messages.success(request, _("The family has been told."))
    return redirect("visit", row.pk)


def _asked_for(request: DutyRequest, key: str) -> Whose:
    shown = whose(request.access, key)
    if shown is None:
        raise Http404
    return shown


def _usual(request: DutyRequest) -> str:
    """Return whose calendar opens first: the person's own, or everybody's for who plans."""
    own = [] if request.access.has(*PLANS) else own_ids(request.access)
    return own[0] if own else EVERYBODY


def _swallowed(request: DutyRequest, shown: Whose) -> list[Swallowed]:
    """Return what absence leaves no day for, in the calendar of one person or home."""
    if shown.home:
        return swallowed_in(request.access, shown.home)
    return swallowed_of(request.access, [shown.visitor]) if shown.visitor else []


def _choices(request: DutyRequest, shown: Whose) -> list[tuple[str, str]]:
    home = [(shown.key, shown.name)] if shown.home else []
    return [(EVERYBODY, _("Everybody")), *home, *people_to_choose(request.access)]


def _whole(request: DutyRequest, shown: Whose) -> dict[str, Any]:
    asked = {name: request.GET.get(name) for name in ("day", "view")}
    return {"whose": shown.key, "day": asked["day"] or request.today.isoformat(), "view": asked["view"] or View.WEEK}


def _address(shown: Whose, view: str, day: date) -> str:
    query = QueryDict(mutable=True)
    query.update({"whose": shown.key, "view": view, "day": day.isoformat()})
    return f"{reverse('calendar')}?{query.urlencode()}"


def _tabs(shown: Whose, view: str, day: date) -> list[dict[str, Any]]:
    return [{"url": _address(shown, one, day), "label": one.label, "current": one == view} for one in View]


def _steps(shown: Whose, view: str, day: date, today: date) -> dict[str, str]:
    """Return the addresses of the week or month before, after, and of today."""
    days = days_of(view, day)
    ways = {"before": days.from_on - timedelta(days=1), "after": days.until_on, "now": today}
    return {name: _address(shown, view, to) for name, to in ways.items()}


def _drawing(request: DutyRequest, shown: Whose, view: str, days: Span, visits: list[Any]) -> dict[str, str]:
    """Return what the script that draws is told. Everybody's week is a list in each day: side by side is too narrow."""
    week = "dayGridWeek" if shown.key == EVERYBODY else "timeGridWeek"
    first, last = first_and_last_hour(visits)
    return {
        "view": "dayGridMonth" if view == View.MONTH else week,
        "day": days.from_on.isoformat(),
        "now": timezone.localtime(request.now).replace(tzinfo=None).isoformat(timespec="seconds"),
        "events": f"{reverse('calendar_events')}?whose={shown.key}",
        "first": f"{first:%H:%M}",
        "last": f"{last:%H:%M}",
        "weekdays": "|".join(str(WEEKDAYS_ABBR[number]) for number in range(7)),
    }


def _day(request: DutyRequest, name: str) -> date:
    try:
        return datetime.fromisoformat(request.GET.get(name, "")).date()
    except ValueError as error:
        raise Http404 from error


def _said(sentence: str, *, status: int = 200, form: str = "") -> JsonResponse:
    return JsonResponse({"sentence": sentence, "form": form}, status=status)


def _doubts(doubt: NeedsReason) -> str:
    """Return what speaks against the move, without the sentence that belongs to the field of the reason."""
    found = [one for name, errors in doubt.message_dict.items() if name != "reason" for one in errors]
    return " ".join(found)


def _form_of(row: Visit, form: DragForm) -> str:
    day, start = form.to
    return f"{reverse('visit_move', args=[row.pk])}?on_day={day}&start={start:%H:%M}"


def _done(visit: Visit) -> str:
    when = {"day": date_format(visit.on_day, "l j. F"), "start": f"{visit.start:%H:%M}"}
    sentences = [_("Moved to %(day)s at %(start)s.") % when]
    if visit.status == Visit.Status.PLANNED:
        sentences.append(_("It is still planned, and no plan moves it away."))
    if visit.family_to_tell:
        sentences.append(_("Remember to tell the family."))
    return " ".join(sentences)
