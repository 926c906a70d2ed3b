"""The one adapter between the register and the planner: rows → frozen problem → solve → planned visits.

The first plan is stored as planned visits. Where visits are planned already, nothing changes before a person accepts:
what the plan would change is stored as `PlanMove` rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fosterhomes.models import Run
from fosterhomes.runs import CannotSolve

from ..models import PlanMove
from ..models.visit import Track
from .moves import moves_of, slots_in
from .options import PlanOptions
from .problem import PlanProblem
from .rows import store_new
from .slots import Slot


def freeze(run: Run) -> dict[str, Any]:
    """Return the plan problem of the run's service. Raises `CannotSolve` when there is nothing to plan."""
    problem = PlanProblem(run.service, PlanOptions.from_json(run.options))
    if not problem.entries and not problem.before:
        raise CannotSolve("nothing_of_theirs" if problem.options.persons else "nothing_owed")
    if run.service.office is None and not any(entry.track == Track.SUPERVISION for entry in problem.entries):
        raise CannotSolve("no_office")
    content = problem.as_json()
    if problem.entries and not any(visitor["days"] for visitor in content["visitors"]):
        raise CannotSolve("no_working_days")
    run.options |= _beside(problem)
    Run.objects.filter(pk=run.pk).update(options=run.options)
    return content


def _beside(problem: PlanProblem) -> dict[str, Any]:
    """Return what stays with the run's options, since the problem itself holds no more than it must."""
    stands, gone = problem.matched()
    entries = {
        entry.id: {
            "children": entry.children,
            "home": entry.home_id,
            "track": entry.track,
            "visitors": entry.visitors,
            "before": {"visit": stands[entry.id].pk} | Slot.of(stands[entry.id]).as_json()
            if entry.id in stands
            else None,
        }
        for entry in problem.entries
    }
    left = [{"visit": visit.pk} | Slot.of(visit).as_json() for visit in gone]
    return {"entries": entries, "gone": left, "review": bool(problem.before), "estimated_ways": problem.estimated}


def keep(run: Run, result: dict[str, Any], at: datetime) -> None:
    """Store the first plan as planned visits; of a later one, what it would change. Booked visits stay as they are."""
    if result["status"] == "infeasible":
        return
    if run.options["review"]:
        PlanMove.objects.bulk_create(moves_of(run, result))
        return
    # Booked visits are in the tours too, and are already stored.
    store_new(run, list(slots_in(run, result).values()))
