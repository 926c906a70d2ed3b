"""What the children who wait for relief need: how many weekends, which are blocked or wished, with siblings or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import Q

from fosterhomes.models import HomeKind, ReliefNeed, Wait, WeekendPattern

from .rules import Pattern


class ReliefNeeds:
    """Read for all who wait, in two queries; in none while nobody waits for relief."""

    def __init__(self, waits: Iterable[Wait], on: date) -> None:
        self.children = [wait.child_id for wait in waits if wait.kind == HomeKind.RELIEF]
        self.on = on

    @property
    def wanted(self) -> bool:
        return bool(self.children)

    @cached_property
    def _needs(self) -> dict[int, ReliefNeed]:
        rows = ReliefNeed.objects.filter(child__in=self.children) if self.wanted else ()
        return {row.child_id: row for row in rows}

    @cached_property
    def _patterns(self) -> dict[int, list[Pattern]]:
        """Return what comes back; a single weekend closes nothing, the child stays away once."""
        found: dict[int, list[Pattern]] = defaultdict(list)
        lasting = Q(until_on__isnull=True) | Q(until_on__gt=self.on)
        rows = WeekendPattern.objects.filter(lasting, child__in=self.children) if self.wanted else ()
        for row in rows:
            if row.rhythm:
                wished = row.kind == WeekendPattern.Kind.WISHED
                found[row.child_id].append(Pattern(row.rhythm, row.why, wished))
        return found

    def comes_alone(self, wait: Wait) -> bool:
        """Return whether the child waits for relief without its brothers and sisters."""
        need = self._needs.get(wait.child_id) if wait.kind == HomeKind.RELIEF else None
        return need is not None and need.apart

    def weekends(self, waits: Iterable[Wait]) -> int:
        """Return how many weekends of a cycle they need together: as many as the one who needs most."""
        needs = (self._needs.get(wait.child_id) for wait in waits)
        return max((need.weekends for need in needs if need), default=1)

    def patterns(self, waits: Iterable[Wait]) -> tuple[Pattern, ...]:
        return tuple(pattern for wait in waits for pattern in self._patterns[wait.child_id])
