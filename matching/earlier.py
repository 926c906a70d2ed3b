"""What has changed since the proposal before: who gets another home, who gets one now, who no more."""

from __future__ import annotations

from dataclasses import dataclass

from fosterhomes.models import Child, Home, Run

from .models import Proposal


@dataclass(frozen=True)
class Change:
    """A child whose proposed home is another than before; None stands for no home."""

    child: Child
    before: Home | None
    now: Home | None


@dataclass(frozen=True)
class Earlier:
    """`new`: children who were not matched before; `gone`: children who are not matched any more."""

    run: Run
    same: int
    changes: list[Change]
    new: list[Child]
    gone: list[Child]


def earlier_than(run: Run) -> Earlier | None:
    """Return the comparison with the last finished run before this one; None for the first."""
    done = Run.objects.filter(service=run.service_id, kind=run.kind, state=Run.State.DONE, pk__lt=run.pk)
    # A run whose pins contradicted each other proposed nothing: there is nothing to hold this one against.
    before = done.filter(proposals__isnull=False).defer("problem", "result").order_by("-pk").first()
    if before is None:
        return None
    old, new = _by_child(before), _by_child(run)
    both = [pk for pk in new if pk in old]
    changed = [pk for pk in both if old[pk].home_id != new[pk].home_id]
    return Earlier(
        run=before,
        same=len(both) - len(changed),
        changes=[Change(new[pk].child, old[pk].home, new[pk].home) for pk in changed],
        new=[new[pk].child for pk in new if pk not in old],
        gone=[old[pk].child for pk in old if pk not in new],
    )


def _by_child(run: Run) -> dict[int, Proposal]:
    rows = run.proposals.select_related("child", "home").order_by("child__name", "pk")
    return {proposal.child_id: proposal for proposal in rows}
