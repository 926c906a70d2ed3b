"""The plan as it stands: list, calendar and map of a month; and one person's day, to print or to open on the phone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Child
from fosterhomes.templatetags.ui import as_query

from ..absences import people_to_choose
from ..availability import Availability
from ..day_tours import day_tours, sessions_with_places, with_places
from ..forms.plan_month import PlanMonthForm
from ..models import GuidanceSession, Visit, VisitChild
from ..models.visit import Track
from ..permissions import RECORDS
from ..plans.month import on_the_map, sessions_to_plan, tour_rows, visits_to_plan, weeks
from ..plans.options import guided_by, made_by
from ..schedule import Session, errand_of
from ..tasks import last_time
from ..visitors import named
from .travel import day_of, month_name


@require_safe
@duty(*RECORDS)
def plan_list(request: DutyRequest) -> HttpResponse:
    """Show the month's tours as a list."""
    return render(request, "visits/plan_list.html", _month(request))


@require_safe
@duty(*RECORDS)
def plan_calendar(request: DutyRequest) -> HttpResponse:
    """Show the month as a calendar."""
    context = _month(request)
    context["weeks"] = list(weeks(context["month"], context["rows"]))
    return render(request, "visits/plan_calendar.html", context)


@require_safe
@duty(*RECORDS)
def plan_map(request: DutyRequest) -> HttpResponse:
    """Show the month's tours on the map, with the same as a table."""
    context = _month(request)
    context |= {"data": on_the_map(context["rows"]), "tiles": settings.MAP_TILES}
    return render(request, "visits/plan_map.html", context)


def _month(request: DutyRequest) -> dict[str, Any]:
    form = PlanMonthForm(request.GET, today=request.today, people=people_to_choose(request.access))
    month, person = form.first_day(), form.of("person")
    rows = tour_rows(request.access, month, person, form.of("track"))
    return {
        "form": form,
        "month": month,
        "month_name": month_name(month),
        "person": person,
        "rows": rows,
        "visits": sum(len(row.tour.stops) for row in rows),
        "minutes": sum(row.tour.driving_minutes for row in rows),
        "kilometres": sum(row.tour.kilometres for row in rows),
        "unsuited": sum(row.unsuited for row in rows),
        "estimated": any(row.tour.is_estimate for row in rows),
        "tabs": _tabs(request),
    }


def _tabs(request: DutyRequest) -> list[dict[str, Any]]:
    labels = {"plan_list": _("List"), "plan_calendar": _("Calendar"), "plan_map": _("Map")}
    query = as_query(request.GET).removesuffix("?")
    return [
        {"url": reverse(name) + query, "label": label, "current": reverse(name) == request.path}
        for name, label in labels.items()
    ]


@require_safe
@duty(*RECORDS)
def day_sheet(request: DutyRequest, visitor: str, day: str) -> HttpResponse:
    """Show one person's day: in which order, where, what to ask, how to get there."""
    on_day = day_of(day)
    visits, sessions = _of_day(request, visitor, on_day), _sessions_of_day(request, visitor, on_day)
    if not visits and not sessions:
        raise Http404
    (tour,) = day_tours([*visits, *sessions])
    for row in {row.child_id: row for visit in visits for row in visit.rows}.values():  # type: ignore[attr-defined]
        record_look(request, "day_sheet", child=row.child, home=row.visit.home)
    for case in {case.pk: case for session in sessions for case in session.cases.all()}.values():
        record_look(request, "day_sheet", child=case.child, home=case.home)
    context = {
        "name": named([visitor])[visitor],
        "tour": tour,
        "stops": _stops(request, visits, tour),
    }
    return render(request, "visits/day_sheet.html", context)


def _of_day(request: DutyRequest, visitor: str, on_day: date) -> list[Visit]:
    try:
        mine = made_by((visitor,))
    except ValueError:
        raise Http404 from None
    rows = Prefetch("visit_children", VisitChild.objects.select_related("child", "visit__home"), to_attr="rows")
    visits = with_places(visits_to_plan(request.access).filter(mine, on_day=on_day)).prefetch_related(rows)
    return list(visits.order_by("start", "pk"))


def _sessions_of_day(request: DutyRequest, visitor: str, on_day: date) -> list[GuidanceSession]:
    return list(sessions_with_places(sessions_to_plan(request.access).filter(guided_by((visitor,)), on_day=on_day)))


def _stops(request: DutyRequest, visits: list[Visit], tour: Any) -> list[dict[str, Any] | Session]:
    """Return each stop with what was promised last time: two questions a track, however many stops."""
    own = set(Child.objects.visible_to(request.access).values_list("pk", flat=True))
    available = Availability(tour.stops[0].visit.service_id, [tour.visitor])
    asked: dict[int, dict[str, Any]] = {}
    for track in Track:
        children = [row.child for visit in visits if visit.track == track for row in visit.rows]  # type: ignore[attr-defined]
        for one in last_time(request.access, children, track) if children else ():
            asked.setdefault(one.child.pk, {})[track.value] = one
    return [
        Session(stop)
        if stop.is_guidance
        else {
            "stop": stop,
            "errand": errand_of(stop.visit, own, available),
            "last": [
                asked[row.child_id][stop.visit.track]
                for row in stop.visit.rows
                if stop.visit.track in asked.get(row.child_id, {})
            ],
        }
        for stop in tour.stops
    ]
