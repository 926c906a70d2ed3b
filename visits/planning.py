"""The one adapter between the register and the planner: rows → frozen problem → solve → planned visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from fosterhomes.models import Run
from fosterhomes.runs import CannotSolve

from .models import Visit, VisitChild
from .plan_problem import PlanOptions, PlanProblem


def freeze(run: Run) -> dict[str, Any]:
    """Return the plan problem of the run's service. Raises `CannotSolve` when there is nothing to plan."""
    if run.service.office is None:
        raise CannotSolve("no_office")
    problem = PlanProblem(run.service, PlanOptions.from_json(run.options))
    if not problem.entries:
        raise CannotSolve("nothing_owed")
    content = problem.as_json()
    if not any(visitor["days"] for visitor in content["visitors"]):
        raise CannotSolve("no_working_days")
    # Which children an entry is for stays with the run's options: the problem itself holds no more than it must.
    run.options["entries"] = {
        entry.id: {"children": entry.children, "home": entry.home.pk, "track": entry.track} for entry in problem.entries
    }
    Run.objects.filter(pk=run.pk).update(options=run.options)
    return content


def keep(run: Run, result: dict[str, Any], at: datetime) -> None:
    """Replace what an earlier plan had planned from the first day on; booked visits stay as they are."""
    earlier = Visit.objects.filter(service=run.service, status=Visit.Status.PLANNED, run__isnull=False)
    earlier.filter(on_day__gte=PlanOptions.from_json(run.options).start).delete()
    made = list(_visits(run, result))
    Visit.objects.bulk_create([visit for visit, _children in made])
    VisitChild.objects.bulk_create(
        VisitChild(visit=visit, child_id=child) for visit, children in made for child in children
    )


def _visits(run: Run, result: dict[str, Any]) -> Iterator[tuple[Visit, list[int]]]:
    """Yield each planned visit with its children. Booked visits are in the tours too, and are already stored."""
    entries = run.options["entries"]
    minutes = {visit["id"]: visit["minutes"] for visit in (run.problem or {})["visits"]}
    for tour in result["tours"]:
        for stop in tour["stops"]:
            if entry := entries.get(stop["visit"]):
                yield _visit(run, tour, stop, entry, minutes[stop["visit"]]), entry["children"]


def _visit(run: Run, tour: dict[str, Any], stop: dict[str, Any], entry: dict[str, Any], minutes: int) -> Visit:
    visitor = int(tour["visitor"][1:])
    worker = tour["visitor"].startswith("w")
    return Visit(
        service=run.service,
        home_id=entry["home"],
        track=entry["track"],
        status=Visit.Status.PLANNED,
        worker_id=visitor if worker else None,
        supervisor_id=None if worker else visitor,
        on_day=date.fromisoformat(tour["date"]),
        start=time.fromisoformat(stop["start"]),
        minutes=minutes,
        run=run,
    )
