"""The problem as an integer program: columns, rows and one objective for each level. No solver in sight.

Columns: one for each option (0 or 1), and one *flow* for each home, supervisor and kind of child there: how many
of the children of that kind living in that home the supervisor takes on. Children are of one kind in a home when
the same supervisors in reach of it are refused for them; as a rule nobody is, so a home has one kind and the model
stays small where a column for each child, home and supervisor would be some ten times as large. Given the options
the flows are a network with whole capacities, so whole flows always exist.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from matching.engine.cuts import Room, one_of_the_large, rooms
from matching.engine.problem import Option, Problem
from matching.engine.row import Costs, Row
from matching.engine.solution import Choice

Kind = frozenset[str]


@dataclass(frozen=True)
class Flow:
    """Children of one kind in one home who may get this supervisor."""

    home: str
    kind: Kind
    supervisor: str
    minutes: int


@dataclass
class Program:
    """Columns between `lower` and `upper`, `rows`, and `objectives` to be made as large as possible."""

    problem: Problem
    options: list[Option]
    flows: list[Flow] = field(default_factory=list)
    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    objectives: dict[str, Costs] = field(default_factory=dict)
    rooms: list[Room] = field(default_factory=list)
    members: dict[tuple[str, Kind], list[tuple[str, str | None]]] = field(default_factory=dict)
    """Who is of that kind in that home: child and unit, the unit None for a child who lives there already."""

    def choice(self, solution: Sequence[int]) -> Choice:
        """Return what the column values mean."""
        homes = {option.unit: option.home for option, value in zip(self.options, solution, strict=False) if value}
        return Choice(homes, self._supervisors(homes, solution[len(self.options) :]))

    def _supervisors(self, homes: dict[str, str], flows: Sequence[int]) -> dict[str, str]:
        waiting = {key: iter(self._living(key, homes)) for key in self.members}
        chosen = {}
        for flow, number in zip(self.flows, flows, strict=True):
            for _ in range(number):
                chosen[next(waiting[flow.home, flow.kind])] = flow.supervisor
        return chosen

    def _living(self, key: tuple[str, Kind], homes: dict[str, str]) -> list[str]:
        return [child for child, unit in self.members[key] if unit is None or homes.get(unit) == key[0]]

    def solution(self, choice: Choice) -> list[int]:
        """Return the column values of an allowed choice."""
        taken = Counter(self._flows_of(choice))
        options = [int(choice.homes.get(option.unit) == option.home) for option in self.options]
        return options + [taken[flow.home, flow.kind, flow.supervisor] for flow in self.flows]

    def _flows_of(self, choice: Choice) -> Iterator[tuple[str, Kind, str]]:
        for (home, kind), members in self.members.items():
            for child, unit in members:
                if child in choice.supervisors and (unit is None or choice.homes.get(unit) == home):
                    yield home, kind, choice.supervisors[child]

    def worth(self, level: str, solution: Sequence[int]) -> int:
        """Return the objective of `level`, exactly."""
        return sum(cost * solution[column] for column, cost in self.objectives[level].items())

    def ceiling(self, level: str) -> int:
        """Return what the level can at most be worth, without looking at homes or supervisors filling up."""
        if level == "supervised":
            problem = self.problem
            return sum(child.needs_supervisor for child in problem.children) + len(problem.placed)
        best: dict[str, int] = {}
        for column, option in enumerate(self.options):
            cost = self.objectives[level].get(column, 0)
            least = cost if self.lower[column] else 0
            best[option.unit] = max(best.get(option.unit, least), cost)
        return sum(best.values())


def build(problem: Problem) -> Program:
    """Return the program of a problem whose pins agree."""
    program = Program(problem, _useful_options(problem))
    _add_option_columns(program)
    _add_option_rows(program)
    _add_apart_rows(program)
    program.rooms = rooms(program.options, problem.places_of, problem.apart)
    program.rows += [row for room in program.rooms for row in one_of_the_large(room)]
    _add_supervision(program)
    _add_objectives(program)
    return program


def _useful_options(problem: Problem) -> list[Option]:
    """Leave out what can never be chosen: too large for the home, or another home than the pinned one."""
    pinned = {pin.unit: pin.home for pin in problem.pinned}
    return [
        option
        for option in problem.options
        if option.uses <= problem.places_of[option.home] and pinned.get(option.unit, option.home) == option.home
    ]


def _add_option_columns(program: Program) -> None:
    pinned = {(pin.unit, pin.home) for pin in program.problem.pinned}
    program.lower += [int((option.unit, option.home) in pinned) for option in program.options]
    program.upper += [1] * len(program.options)


def _add_option_rows(program: Program) -> None:
    units: dict[str, Costs] = defaultdict(dict)
    homes: dict[str, Costs] = defaultdict(dict)
    for column, option in enumerate(program.options):
        units[option.unit][column] = 1
        homes[option.home][column] = option.uses
    program.rows += [Row(row, 1) for row in units.values() if len(row) > 1]
    for home, row in homes.items():
        if sum(row.values()) > program.problem.places_of[home]:
            program.rows.append(Row(row, program.problem.places_of[home]))


def _add_apart_rows(program: Program) -> None:
    columns: dict[str, dict[str, int]] = defaultdict(dict)
    for column, option in enumerate(program.options):
        columns[option.unit][option.home] = column
    for one, other in program.problem.apart:
        for home in sorted(columns[one].keys() & columns[other].keys()):
            program.rows.append(Row({columns[one][home]: 1, columns[other][home]: 1}, 1))


def _add_supervision(program: Program) -> None:
    if not {"supervised", "minutes"} & set(program.problem.levels):
        return
    everybody = len(program.problem.children) + len(program.problem.placed)
    places = {supervisor.id: min(supervisor.places, everybody) for supervisor in program.problem.supervisors}
    reach: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in program.problem.reach:
        if places[row.supervisor]:
            reach[row.home].append((row.supervisor, row.minutes))
    _sort_members(program, {home: frozenset(s for s, _ in rows) for home, rows in reach.items()})
    columns = {(option.home, option.unit): column for column, option in enumerate(program.options)}
    for home, kind in program.members:
        _add_flows(program, columns, (home, kind), reach[home], places)
    _add_supervisor_rows(program, places)


def _sort_members(program: Program, reach: dict[str, Kind]) -> None:
    """Sort everybody who might live in a home with supervisors in reach into kinds."""
    problem, nobody = program.problem, frozenset[str]()
    might_live = [(c.id, o.unit, o.home) for o in program.options for c in problem.units[o.unit] if c.needs_supervisor]
    for child, unit, home in [*might_live, *((row.child, None, row.home) for row in problem.placed)]:
        in_reach = reach.get(home, nobody)
        kind = in_reach & problem.refused_by.get(child, nobody)
        if in_reach > kind:
            program.members.setdefault((home, kind), []).append((child, unit))


def _add_flows(
    program: Program,
    columns: dict[tuple[str, str], int],
    key: tuple[str, Kind],
    reach: list[tuple[str, int]],
    places: dict[str, int],
) -> None:
    """Add the flows of one kind in one home, and the row that they are no more than the children there."""
    home, kind = key
    number = Counter(unit for _, unit in program.members[key])
    row = {columns[home, unit]: -children for unit, children in number.items() if unit is not None}
    for supervisor, minutes in reach:
        if supervisor not in kind:
            row[len(program.lower)] = 1
            program.flows.append(Flow(home, kind, supervisor, minutes))
            program.lower.append(0)
            program.upper.append(min(places[supervisor], sum(number.values())))
    program.rows.append(Row(row, number[None]))


def _add_supervisor_rows(program: Program, places: dict[str, int]) -> None:
    rows: dict[str, Costs] = defaultdict(dict)
    for column, flow in enumerate(program.flows, len(program.options)):
        rows[flow.supervisor][column] = 1
    program.rows += [Row(row, places[supervisor]) for supervisor, row in rows.items()]


def _add_objectives(program: Program) -> None:
    for level in program.problem.levels:
        costs = [_option_worth(program.problem, level, option) for option in program.options]
        costs += [{"supervised": 1, "minutes": -flow.minutes}.get(level, 0) for flow in program.flows]
        program.objectives[level] = {column: cost for column, cost in enumerate(costs) if cost}


def _option_worth(problem: Problem, level: str, option: Option) -> int:
    unit = problem.units[option.unit]
    if level == "kin":
        return len(unit) * option.kin
    if level == "supervised":
        return 0
    if level == "fit":
        return option.fit
    if level == "minutes":
        return -option.minutes * len(unit)
    return sum(child.urgency == level for child in unit)
