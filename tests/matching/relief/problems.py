"""Problems of relief weekends for the tests: a builder with one line for each thing, and small random ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

LEVELS = ["kin", "acute", "soon", "ordinary", "waited", "wishes", "minutes"]


def problem(units: dict[str, Any], homes: dict[str, Any], options: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a problem: `units` by id (`weekends`, `size`, `urgency`, `waited`), `homes` as places and weekends."""
    children = [
        {"id": f"{unit}-{number}", "unit": unit, "urgency": row.get("urgency", "soon"),
         "waited_days": row.get("waited", 0)}
        for unit, row in units.items()
        for number in range(row.get("size", 1))
    ]  # fmt: skip
    return {
        "version": 1,
        "units": [{"id": unit, "weekends": row.get("weekends", 1)} for unit, row in units.items()],
        "children": children,
        "homes": [{"id": home, "places": places, "weekends": free} for home, (places, free) in homes.items()],
        "options": options,
        "apart": [],
        "pinned": [],
        "levels": LEVELS,
    } | more


def option(unit: str, home: str, weekends: list[int], **more: Any) -> dict[str, Any]:
    values = {"unit": unit, "home": home, "kin": False, "alone": False, "minutes": 30, "weekends": weekends}
    return values | {"wished": []} | more


@st.composite
def small_problems(draw: st.DrawFn) -> dict[str, Any]:
    """Up to four units, three homes, and everything mixed."""
    units = {
        f"u{number}": {
            "weekends": draw(st.integers(1, 2)),
            "size": draw(st.integers(1, 2)),
            "urgency": draw(st.sampled_from(["acute", "soon", "ordinary"])),
            "waited": draw(st.integers(0, 5)),
        }
        for number in range(draw(st.integers(1, 4)))
    }
    homes = {
        f"h{number}": (draw(st.integers(0, 3)), draw(st.lists(st.integers(0, 2), min_size=2, max_size=3)))
        for number in range(draw(st.integers(1, 3)))
    }
    options = [
        draw(_options(unit, home, len(homes[home][1]))) for unit in units for home in homes if draw(st.booleans())
    ]
    pairs = [[one, other] for one in units for other in units if one < other]
    apart = [pair for pair in pairs if draw(st.integers(0, 4)) == 0]
    pinned = [{"unit": unit, "home": draw(st.sampled_from(sorted(homes)))} for unit in list(units)[:1]]
    return problem(units, homes, options, apart=apart, pinned=pinned if draw(st.integers(0, 5)) == 0 else [])


@st.composite
def _options(draw: st.DrawFn, unit: str, home: str, weeks: int) -> dict[str, Any]:
    some = st.lists(st.integers(1, weeks), unique=True)
    return option(
        unit, home, draw(some), kin=draw(st.booleans()), alone=draw(st.integers(0, 3)) == 0,
        minutes=draw(st.integers(0, 4)), wished=draw(some),
    )  # fmt: skip
