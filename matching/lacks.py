"""What the area lacks, as a recruiter reads it: which one more home, and which supervisor, would help most.

Nobody is named here. The figures are differences between proved solutions (`matching/recruitment.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from fosterhomes.models import Child, HomeKind, Language, Need, Point, Run

from .invented import NEEDS
from .map import Layer, Mark
from .words import FAILURES

Json = dict[str, Any]

MOST_SUPERVISORS = 5
"""So many places for a supervisor are listed: those where most children gain, then most driving is saved."""

COARSE = 2
"""Decimals of a degree on this map: a village, and nobody's address."""


@dataclass(frozen=True)
class Gain:
    """How much more or less of each level there is with one more home or supervisor."""

    kin: int = 0
    acute: int = 0
    soon: int = 0
    ordinary: int = 0
    supervised: int = 0
    fit: int = 0
    minutes: int = 0

    @property
    def children(self) -> int:
        """Return how many more children get a home."""
        return self.acute + self.soon + self.ordinary

    @property
    def saved(self) -> int:
        """Return how many minutes of travel are saved; below zero when there are more."""
        return -self.minutes

    @property
    def order(self) -> tuple[int, ...]:
        """Return what the most helpful has least of: children with a home, the urgent first."""
        return -self.children, -self.acute, -self.soon, -self.supervised


@dataclass(frozen=True)
class WantedHome:
    """A home to look for. `fits` children who wait suit it, of whom `without` get no home today.

    `elsewhere` are the other villages where such a home gives as many children a home; `moves_up` says that some of
    those who gain one get it elsewhere, in a place that comes free.
    """

    number: int
    kind: str
    places: int
    youngest: int
    oldest: int
    place: Point
    elsewhere: list[Point]
    gain: Gain
    fits: int
    without: int
    siblings: int
    moves_up: bool
    takes_on: list[str] | None
    """Needs that such a home would have to take on; None in what was worked out before homes were tried with them."""
    languages: list[str]

    @property
    def kind_label(self) -> str:
        return str(HomeKind(self.kind).label)

    @property
    def shape(self) -> tuple[object, ...]:
        """Return what a recruiter looks for, wherever it lies."""
        return self.places, self.youngest, self.oldest, self.takes_on

    @property
    def demands(self) -> tuple[int, ...]:
        """Return what the plainest home has least of: needs to take on, places, and years between the ages."""
        return len(self.takes_on or ()), self.places, self.oldest - self.youngest


@dataclass(frozen=True)
class WantedSupervisor:
    """A supervisor to look for: where, with room for how many children, and the homes within the usual drive."""

    place: Point
    places: int
    homes: int
    gain: Gain


@dataclass(frozen=True)
class VillageRow:
    """What the best home in one village would give, and the best supervisor: one row of the table, one on the map."""

    place: Point
    home: WantedHome | None
    supervisor: WantedSupervisor | None


@dataclass(frozen=True)
class Lacks:
    failure: str
    status: str
    """Of today's problem: `optimal`, `feasible` when time ran out, `infeasible` when pins contradict each other."""
    children: int
    without: int
    unsupervised: int
    homes: list[WantedHome]
    supervisors: list[WantedSupervisor]
    villages: list[VillageRow]
    anywhere: int
    """How many villages the service's municipalities have."""
    beyond: int
    """Children without a home whom no home in the service's own municipalities would suit."""
    complete: bool
    """Whether every home and supervisor that was thought of was tried."""


def lacks_of(run: Run) -> Lacks:
    """Return what a finished run found."""
    problem, result = run.problem or {}, run.result or {}
    if not result:
        failure = FAILURES[run.failure]({}) if run.failure else ""
        return Lacks(failure, "", 0, 0, 0, [], [], [], 0, 0, complete=False)
    return _Reading(problem, result).lacks()


class _Reading:
    """The run's problem and result, with the rows of the register that they name. A fixed number of queries."""

    def __init__(self, problem: Json, result: Json) -> None:
        self.problem, self.result = problem, result
        self.unit_children: dict[str, list[int]] = defaultdict(list)
        for child in problem["matching"]["children"]:
            self.unit_children[child["unit"]].append(int(child["id"][1:]))
        placed = {row["unit"] for row in result["base"]["placements"]}
        self.without = set(self.unit_children) - placed
        self.children = Child.objects.in_bulk([pk for unit in self.without for pk in self.unit_children[unit]])
        points = Point.objects.select_related("municipality").in_bulk([int(v[1:]) for v in problem["villages"]])
        self.points = {f"v{pk}": point for pk, point in points.items()}

    def lacks(self) -> Lacks:
        every, supervisors = self._every_home(), self._supervisors()
        return Lacks(
            failure="",
            status=self.result["base"]["status"],
            children=sum(map(len, self.unit_children.values())),
            without=self._count(self.without),
            unsupervised=self._unsupervised(),
            homes=_plainest(every),
            supervisors=supervisors[:MOST_SUPERVISORS],
            villages=_by_village(every, supervisors[:MOST_SUPERVISORS]),
            anywhere=len(self.problem["villages"]),
            beyond=self._count(self.without - {o["unit"] for home in self.problem["homes"] for o in home["options"]}),
            complete=self.result["homes_tried"] == len(self.problem["homes"])
            and self.result["supervisors_tried"] == len(self.problem["supervisors"]),
        )

    def _count(self, units: Iterable[str]) -> int:
        return sum(len(self.unit_children[unit]) for unit in units)

    def _unsupervised(self) -> int:
        """Return the children who need a supervisor from the service, live in a home or get one, and have none."""
        matching, base = self.problem["matching"], self.result["base"]
        homed = {row["unit"] for row in base["placements"]}
        need = {child["id"] for child in matching["children"] if child["needs_supervisor"] and child["unit"] in homed}
        need |= {stay["child"] for stay in matching["placed"]}
        return len(need - {row["child"] for row in base["supervision"]})

    def _every_home(self) -> list[WantedHome]:
        homes = {home["id"]: home for home in self.problem["homes"]}
        found = [self._home(homes[row["id"]], row) for row in self.result["homes"] if self._known(homes[row["id"]])]
        wanted = [home for home in found if home.gain.children > 0]
        return sorted(wanted, key=_most_helpful)

    def _known(self, home: Json) -> bool:
        """Return whether the villages still stand in the register."""
        return all(village in self.points for village in home["villages"])

    def _home(self, home: Json, row: Json) -> WantedHome:
        units = {option["unit"] for option in home["options"] if self._suits(option["unit"], row)}
        helped = units & self.without
        children = [self.children[pk] for unit in helped for pk in self.unit_children[unit] if pk in self.children]
        return WantedHome(
            number=int(home["id"][1:]), kind=home["kind"], places=home["places"],
            youngest=home["youngest"], oldest=home["oldest"],
            place=self.points[home["villages"][0]], elsewhere=[self.points[v] for v in home["villages"][1:]],
            gain=Gain(**row["levels"]), fits=self._count(units), without=self._count(helped),
            siblings=max((len(self.unit_children[unit]) for unit in helped), default=0),
            moves_up=bool(set(row["new"]) - set(row["there"])),
            takes_on=_labels(Need, (NEEDS[number] for number in row["takes_on"])) if "takes_on" in row else None,
            languages=_labels(Language, (code for child in children for code in child.languages)),
        )  # fmt: skip

    def _suits(self, unit: str, row: Json) -> bool:
        """Return whether a home that takes on these needs and no others suits the unit."""
        return set(self.problem.get("asks", {}).get(unit, ())) <= set(row.get("takes_on", ()))

    def _supervisors(self) -> list[WantedSupervisor]:
        rows = {row["id"]: row for row in self.result["supervisors"]}
        found = [
            WantedSupervisor(
                self.points[one["village"]], row["places"], len(one["reach"]), Gain(**row["levels"])
            )
            for one in self.problem["supervisors"]
            if (row := rows.get(one["id"])) and one["village"] in self.points
        ]  # fmt: skip
        helpful = [one for one in found if one.gain.supervised > 0 or one.gain.saved > 0]
        return sorted(helpful, key=lambda one: (-one.gain.supervised, -one.gain.saved, one.place.village))


def _most_helpful(home: WantedHome) -> tuple[object, ...]:
    """Return the order of homes: what helps most; of equals what demands least of a family, then the least travel."""
    return *home.gain.order, home.kind, *home.demands, home.gain.minutes, home.number


def _plainest(homes: list[WantedHome]) -> list[WantedHome]:
    """Return of each kind the plainest home for each gain, with every village where a home like it gives as much."""
    alike: dict[tuple[object, ...], list[WantedHome]] = defaultdict(list)
    for home in homes:
        alike[home.kind, home.gain.order].append(home)
    return [_with_every_village(first, others) for first, *others in alike.values()]


def _with_every_village(home: WantedHome, others: list[WantedHome]) -> WantedHome:
    like = [other for other in others if other.shape == home.shape]
    places = {point for one in (home, *like) for point in (one.place, *one.elsewhere)} - {home.place}
    return replace(home, elsewhere=sorted(places, key=lambda point: (point.village, point.pk)))


def _by_village(homes: list[WantedHome], supervisors: list[WantedSupervisor]) -> list[VillageRow]:
    """Return what is best to look for in each village, by name."""
    best: dict[Point, WantedHome] = {}
    for home in homes:
        for point in (home.place, *home.elsewhere):
            best.setdefault(point, home)
    near = {one.place: one for one in supervisors}
    places = sorted({*best, *near}, key=lambda point: (point.village, point.pk))
    return [VillageRow(point, best.get(point), near.get(point)) for point in places]


def _labels(choices: Any, codes: Iterable[str]) -> list[str]:
    return sorted(str(choices(code).label) for code in set(codes))


def marks_of(
    rows: list[VillageRow],
    home: Callable[[WantedHome], tuple[str, str]],
    one: Callable[[WantedSupervisor], tuple[str, str]],
) -> list[Mark]:
    """Return what is best to look for in each village as marks; the functions give the name and the note of each."""
    marks = []
    for row in rows:
        if row.home:
            marks.append(_mark(Layer.WANTED_HOME, row.place, *home(row.home)))
        if row.supervisor:
            marks.append(_mark(Layer.WANTED_SUPERVISOR, row.place, *one(row.supervisor)))
    return marks


def _mark(layer: Layer, place: Point, name: str, note: str) -> Mark:
    at = (round(float(place.latitude), COARSE), round(float(place.longitude), COARSE))
    return Mark(layer.value, name, f"#v{place.pk}", place.village, *at, note, near=True)
