"""Road engines for tests, and what they were asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fosterhomes.distances.engine import NoAnswer, Way, Ways
from fosterhomes.distances.estimate import Spot, straight_metres


@dataclass
class Crow:
    """Flies straight at 60 km/h, and remembers every place that it was told. `trouble` makes it answer nothing."""

    name: str = "inside"
    most: int = 50
    told: set[Spot] = field(default_factory=set)
    batches: int = 0
    no_road_to: Spot | None = None
    trouble: str = ""
    meanwhile: Callable[[], None] = lambda: None

    def ways(self, starts: Sequence[Spot], ends: Sequence[Spot]) -> Ways:
        self.batches += 1
        self.told |= {*starts, *ends}
        if self.trouble:
            raise NoAnswer(self.trouble)
        self.meanwhile()
        return [
            [None if self.no_road_to in (start, end) else self._flown(start, end) for end in ends] for start in starts
        ]

    def _flown(self, start: Spot, end: Spot) -> Way:
        metres = round(straight_metres(start, end))
        return Way(-(-metres // 1000), metres, 0)
