"""Who has waited longer than the children for whom a home is chosen by hand: told before the decision, kept with it.

What justified envy is stands in `matching/envy.py`. A proposal knows who gets no home in it; whoever chooses from the
shortlist learns for each who waits longer how many other homes would do, and envied are those for whom none would.
"""

from __future__ import annotations

from dataclasses import dataclass

from .candidates import Candidate, Candidates, Group
from .envy import Asker, Offer, justified_envy
from .problem import Problem


@dataclass(frozen=True)
class Longer:
    """A unit of the same urgency that has waited longer and for which the home would do; `others`: homes beside it."""

    group: Group
    others: int

    @property
    def name(self) -> str:
        """Return the unit as the problems of proposals name it."""
        return _unit(self.group)


def waited_longer(candidates: Candidates, chosen: Candidate) -> list[Longer]:
    """Return who has waited longer for a home like the chosen one, the longest first; nobody where it is kin."""
    unit = chosen.group.unit
    before = [
        group for group in candidates.groups if group.unit.urgency == unit.urgency and group.unit.since < unit.since
    ]
    asked = {_unit(group): candidates.candidate(group, chosen.home) for group in before}
    would_do = {name: one for name, one in asked.items() if all(found.rule == "places" for found in one.obstacles)}
    if not would_do:
        return []
    return [_longer(problem, would_do[name]) for problem, name in _with_room(candidates, chosen, would_do)]


def _with_room(candidates: Candidates, chosen: Candidate, would_do: dict[str, Candidate]) -> list[tuple[Problem, str]]:
    """Return the units that would have room in the home instead of the chosen one, with the problem of them all."""
    everybody = {_unit(chosen.group): chosen, **would_do}
    problem = Problem(candidates, only={one.group.id for one in everybody.values()})
    rows = {name: problem.option(one) for name, one in everybody.items()}
    home = rows[_unit(chosen.group)]["home"]
    found = justified_envy(
        {name: Asker(one.group.unit.urgency, one.group.unit.since) for name, one in everybody.items()},
        {(name, home): Offer(row["uses"], row["kin"]) for name, row in rows.items()},
        {home: problem.places(chosen.home)},
        {_unit(chosen.group): home},
    )
    return [(problem, envy.unit) for envy in found]


def _longer(problem: Problem, one: Candidate) -> Longer:
    return Longer(one.group, sum(option.home.pk != one.home.pk for option in problem.options[one.group.id]))


def _unit(group: Group) -> str:
    return f"u{group.id}"
