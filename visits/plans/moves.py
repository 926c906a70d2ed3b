"""What a plan would change of the planned visits, and why each of them cannot stay: as data, worded by the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from fosterhomes.models import HomeHoliday, Run

from ..availability import Availability
from ..models import PlanMove
from ..planner.problem import parse
from ..planner.week import WEEKDAYS
from ..working_days import is_closed
from .hours import kept_hours
from .options import PlanOptions
from .slots import Slot

Kind = PlanMove.Kind
Why = dict[str, Any]


def slots_in(run: Run, result: dict[str, Any]) -> dict[str, Slot]:
    """Return where the result puts each visit that is owed, by the entry's id; hours that can stay, stay."""
    entries = run.options["entries"]
    minutes = {visit["id"]: visit["minutes"] for visit in (run.problem or {})["visits"]}
    before = {entry: slot for entry, about in entries.items() if (slot := stored(about["before"]))}
    hours = kept_hours(parse(run.problem), result["tours"], before) if before else {}
    return {
        stop["visit"]: Slot(
            visitor=tour["visitor"],
            on_day=tour["date"],
            start=hours.get(stop["visit"], stop["start"]),
            minutes=minutes[stop["visit"]],
            children=tuple(sorted(entries[stop["visit"]]["children"])),
            home=entries[stop["visit"]]["home"],
            track=entries[stop["visit"]]["track"],
        )
        for tour in result["tours"]
        for stop in tour["stops"]
        if stop["visit"] in entries
    }


def moves_of(run: Run, result: dict[str, Any]) -> list[PlanMove]:
    """Return a row for every planned visit that the result does not leave where it is, and every one it adds."""
    return [*_of_entries(run, result), *_gone(run)]


def _of_entries(run: Run, result: dict[str, Any]) -> Iterator[PlanMove]:
    slots, reasons = slots_in(run, result), Reasons(run)
    unplanned = {row["visit"]: row["why"] for row in result["unplanned"]}
    for entry, about in run.options["entries"].items():
        before, after = stored(about["before"]), slots.get(entry)
        if kind := _kind(before, after):
            why = unplanned[entry] if after is None else reasons.of(entry, before, after)
            yield _move(run, kind, about["before"], after, why)


def _gone(run: Run) -> Iterator[PlanMove]:
    for row in run.options["gone"]:
        yield _move(run, Kind.GONE, row, None, {"code": "not_owed"})


def stored(row: dict[str, Any] | None) -> Slot | None:
    return Slot.from_json({name: value for name, value in row.items() if name != "visit"}) if row else None


def _kind(before: Slot | None, after: Slot | None) -> str:
    """Return what happens to a visit; empty when nothing does, or when it was not planned before either."""
    if before is None or after is None:
        return Kind.ADDED if after else Kind.DROPPED if before else ""
    if before == after:
        return ""
    return Kind.RETIMED if before.same_place(after) else Kind.MOVED


def _move(run: Run, kind: str, before: dict[str, Any] | None, after: Slot | None, why: Why) -> PlanMove:
    slot = stored(before)
    row = before["visit"] if before else None
    is_guidance = slot is not None and slot.is_guidance
    return PlanMove(
        run=run,
        kind=kind,
        visit_id=None if is_guidance else row,
        session_id=row if is_guidance else None,
        before=slot.as_json() if slot else None,
        after=after.as_json() if after else None,
        why=why,
    )


def hours_on(visit: dict[str, Any], day: date) -> list[list[str]]:
    """Return the hours of a visit of the problem on a day; none when the weekday does not suit the home."""
    named: dict[str, list[list[str]]] | None = visit.get("weekday_hours")
    return visit["hours"] if named is None else named.get(WEEKDAYS[day.weekday()], [])


class Reasons:
    """Why a visit is put where it was not: of one that leaves its day, the first reason that applies."""

    def __init__(self, run: Run) -> None:
        self.options = PlanOptions.from_json(run.options)
        self.entries = {visit["id"]: visit for visit in (run.problem or {})["visits"]}
        self.apart = (run.problem or {})["apart"]
        before = [about["before"] for about in run.options["entries"].values() if about["before"]]
        self.available = Availability(run.service_id, {row["visitor"] for row in before})
        self.holidays = list(HomeHoliday.objects.filter(home__in={row["home"] for row in before}))

    def of(self, entry: str, before: Slot | None, after: Slot) -> Why:
        if before is None:
            return {"code": "owed"}
        if before.same_place(after):
            return {"code": "tour" if before.children == after.children else "together"}
        visit = self.entries[entry]
        return (
            self._of_visitor(before, visit)
            or self._of_day(before, visit)
            or self._too_near(entry, before)
            or {"code": "room" if self.options.keeps else "less_driving"}
        )

    def _of_visitor(self, before: Slot, visit: dict[str, Any]) -> Why | None:
        who, day = before.visitor, before.day
        if absence := self.available.away(who, day):
            return {"code": "away", "visitor": who, "kind": absence.kind}
        if who not in visit["visitors"]:
            return {"code": "not_theirs", "visitor": who}
        if is_closed(day):
            return {"code": "closed_day"}
        if self.available.regular_on(who, day, self.options.usual(who)) is None:
            return {"code": "not_working", "visitor": who}
        return None

    def _of_day(self, before: Slot, visit: dict[str, Any]) -> Why | None:
        if any(away.home_id == before.home and away.holds_on(before.day) for away in self.holidays):
            return {"code": "family_away"}
        if not visit["from"] <= before.on_day < visit["until"]:
            last = date.fromisoformat(visit["until"]) - timedelta(days=1)
            return {"code": "window", "from": visit["from"], "last": last.isoformat()}
        hours = hours_on(visit, before.day)
        if not hours:
            return {"code": "weekday"}
        return None if before.lies_in(hours) else {"code": "hours"}

    def _too_near(self, entry: str, before: Slot) -> Why | None:
        for group in self.apart:
            for other in group["visits"] if entry in group["visits"] else ():
                pin = self.entries[other]["from"] if other.startswith(("b", "m")) else None
                if pin and abs((date.fromisoformat(pin) - before.day).days) < group["days"]:
                    return {"code": "too_near", "on": pin}
        return None
