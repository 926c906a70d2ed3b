"""Who has waited longer for a home that another gets in the latest proposal: with names, for a person to judge.

What it is stands in `matching/envy.py`; it is found when the proposal is made, and kept with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.models import Child, Home, Run, Wait

from .models import Decision, Proposal, Steer


@dataclass(frozen=True)
class EnvyRow:
    """`longer` have waited since `longer_since` and get no home; `shorter`, waiting since later, get `home`."""

    longer: list[Child]
    longer_since: date | None
    shorter: list[Child]
    shorter_since: date | None
    home: Home
    urgency: str
    pinned: Steer | None
    """A person's pin that explains it."""
    decision: str


@dataclass(frozen=True)
class EnvyIn:
    """The latest proposal and the justified envy in it; `run` is None before the first."""

    run: Run | None
    rows: list[EnvyRow]


def envy_in_latest(service_id: int) -> EnvyIn:
    """Return the envy in the service's latest proposal. A fixed number of queries."""
    done = Run.objects.filter(service=service_id, kind=Run.Kind.MATCHING, state=Run.State.DONE)
    run = done.filter(proposals__isnull=False).defer("problem", "result").order_by("-pk").first()
    if run is None:
        return EnvyIn(None, [])
    units = _units(run)
    return EnvyIn(run, [_row(units, unit, longer) for unit, rows in units.items() for longer in rows[0].envied_by])


YEAR = timedelta(days=365)


def envy_in_decisions(service_id: int, on: date) -> list[EnvyRow]:
    """Return who had waited longer when a home was chosen by hand, without a proposal, in the last year. Few queries.

    Siblings have a decision each; they stand in one row.
    """
    rows = Decision.objects.filter(child__service=service_id, decided_at__date__gt=on - YEAR).exclude(envied_by=[])
    decided: dict[tuple[int, datetime], list[Decision]] = defaultdict(list)
    for row in rows.select_related("child", "home").prefetch_related("child__waits"):
        decided[row.home_id, row.decided_at].append(row)
    names = {int(unit[1:]) for row in rows for unit in row.envied_by}
    waited = Child.objects.prefetch_related("waits").in_bulk(names)
    return [
        _decided_row(together, waited[int(unit[1:])])
        for together in decided.values()
        for unit in together[0].envied_by
        if int(unit[1:]) in waited
    ]


def _decided_row(together: list[Decision], before: Child) -> EnvyRow:
    children, begun = [decision.child for decision in together], timezone.localdate(together[0].decided_at)
    waits = _latest_waits(children, begun)
    return EnvyRow(
        longer=[before],
        longer_since=_since(_latest_waits([before], begun)),
        shorter=children,
        shorter_since=_since(waits),
        home=together[0].home,
        urgency=str(waits[0].get_urgency_display()) if waits else "",
        pinned=None,
        decision=_("chosen from the shortlist"),
    )


def _units(run: Run) -> dict[str, list[Proposal]]:
    """Return the proposals of each unit that waits."""
    units: dict[str, list[Proposal]] = defaultdict(list)
    waiting = run.proposals.exclude(home=None, supervisor__isnull=False).exclude(unit="")
    rows = waiting.select_related("child", "home").prefetch_related("child__waits")
    for proposal in rows.prefetch_related("child__steers__made_by").order_by("unit", "child__name"):
        units[proposal.unit].append(proposal)
    return dict(units)


def _row(units: dict[str, list[Proposal]], unit: str, longer: str) -> EnvyRow:
    shorter, before = units[unit], units.get(longer, [])
    home, waits = shorter[0].home, _waits(shorter)
    assert home is not None, "only a home that somebody got is envied"
    return EnvyRow(
        longer=[proposal.child for proposal in before],
        longer_since=_since(_waits(before)),
        shorter=[proposal.child for proposal in shorter],
        shorter_since=_since(waits),
        home=home,
        urgency=str(waits[0].get_urgency_display()) if waits else "",
        pinned=next((pin for pin in _pins(shorter) if pin.home_id == home.pk), None),
        decision=shorter[0].get_decision_display() if shorter[0].decision else "",
    )


def _pins(proposals: list[Proposal]) -> Iterator[Steer]:
    for proposal in proposals:
        held = (steer for steer in proposal.child.steers.all() if steer.lifted_at is None)
        yield from (steer for steer in held if steer.kind == Steer.Kind.PINNED)


def _waits(proposals: list[Proposal]) -> list[Wait]:
    """Return the latest search of each of the children."""
    return _latest_waits([proposal.child for proposal in proposals])


def _latest_waits(children: list[Child], on: date = date.max) -> list[Wait]:
    """Return the latest search of each child that had begun by the day."""
    of_each = [[wait for wait in child.waits.all() if wait.from_on <= on] for child in children]
    return [max(waits, key=lambda wait: (wait.from_on, wait.pk)) for waits in of_each if waits]


def _since(waits: list[Wait]) -> date | None:
    return min((wait.from_on for wait in waits), default=None)
