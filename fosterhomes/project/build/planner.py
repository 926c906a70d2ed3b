"""Translate the year planner's inner loop into machine code once, so that nobody waits for it: `make setup` does."""

from datetime import date, timedelta
from typing import Any

from visits.planner.levels import Limits
from visits.planner.problem import parse
from visits.planner.rebuild import Rebuilder

START = date(2026, 1, 5)


def year_of_one_visit() -> dict[str, Any]:
    """Return the least problem file that has anything to plan."""
    tomorrow, later = ((START + timedelta(days=days)).isoformat() for days in (1, 8))
    when = {"from": tomorrow, "until": later, "target": tomorrow, "minutes": 60, "hours": [["09:00", "15:00"]]}
    return {
        "version": 1,
        "start": START.isoformat(),
        "days": 7,
        "places": ["office", "home"],
        "travel_minutes": [[0, 10], [10, 0]],
        "visitors": [{"id": "v", "base": "office", "days": [{"date": tomorrow, "from": "08:00", "until": "15:30"}]}],
        "visits": [{"id": "x", "place": "home", "visitors": ["v"], "pinned": None, **when}],
        "apart": [],
        "previous": [],
        "spacing_weight": 1,
    }


def main() -> None:
    limits = Limits(lambda: 1.0, lambda: False, lambda best: None, seed=1)
    Rebuilder(parse(year_of_one_visit()), [0], seed=1).run({}, 1, limits)


if __name__ == "__main__":
    main()
