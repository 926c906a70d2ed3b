"""A calendar as FullCalendar draws it: the events of `calendar`, in its words. Times are the clock's in Norway."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse

from ..availability import ALL_DAY
from .days import Calendar, CalendarVisit, Note

HOURS = "hours"
"""The group of the hours at work: what lies outside all of them is shaded."""


def drawn(calendar: Calendar) -> list[dict[str, Any]]:
    """Return every event of the calendar."""
    events = [_visit(one) for one in calendar.visits]
    return [*events, *map(_note, calendar.notes), *_hours(calendar)]


def _visit(one: CalendarVisit) -> dict[str, Any]:
    visit = one.visit
    begins: date = visit.on_day if visit.start is None else datetime.combine(visit.on_day, visit.start)
    event = {
        "id": str(visit.pk),
        "title": one.title,
        "start": begins.isoformat(),
        "allDay": visit.start is None,
        "url": reverse("visit", args=[visit.pk]),
        "editable": one.movable,
        "classNames": [f"calendar-visit--{visit.status}", f"calendar-visit--{visit.track}"],
        "extendedProps": {"note": one.note, "move": reverse("calendar_move", args=[visit.pk]) if one.movable else ""},
    }
    if visit.start is not None:
        event["end"] = (datetime.combine(visit.on_day, visit.start) + timedelta(minutes=visit.minutes)).isoformat()
    return event


def _note(note: Note) -> dict[str, Any]:
    return {
        "title": note.text,
        "start": note.days.from_on.isoformat(),
        "end": note.days.until_on.isoformat(),
        "allDay": True,
        "editable": False,
        "classNames": [f"calendar-note--{note.kind}"],
    }


def _hours(calendar: Calendar) -> list[dict[str, Any]]:
    """Return the hours at work as a ground; who has said nothing has none, and nothing is shaded."""
    if all(hours in (None, ALL_DAY) for hours in calendar.hours.values()) and ALL_DAY in calendar.hours.values():
        return []
    return [
        {
            "groupId": HOURS,
            "display": "inverse-background",
            "start": datetime.combine(day, hours[0]).isoformat(),
            "end": _until(day, hours[1]).isoformat(),
        }
        for day, hours in calendar.hours.items()
        if hours is not None
    ]


def _until(day: date, last: time) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min) if last == time.max else datetime.combine(day, last)
