"""How far a home lies from what matters to the children, and from what they are kept away from.

Near the child's own surroundings, contact with family and network, school (FF § 5(2) b).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fosterhomes.findings import Finding

from .codes import MATCH, MISMATCH, PURPOSES, UNKNOWN, say
from .values import Ban, HomeFacts, Limit, Unit, Way, Ways

WISHED_POINTS = 5
"""For each purpose whose wished limit is kept."""


def distance(unit: Unit, home: HomeFacts, ways: Ways) -> Finding:
    """The home lies within the limit from the children's own surroundings."""
    limit = Limit(0, "own", unit.longest_minutes, unit.longest_km)
    return say("distance", *_measured(limit, ways.own))


def _measured(limit: Limit, way: Way | None) -> tuple[Any, dict[str, Any]]:
    """Return the verdict on one way, and what to tell: minutes, kilometres, the limits, and how far over them."""
    facts: dict[str, Any] = {"limit": limit.minutes, "km_limit": limit.km}
    if way is None:
        return UNKNOWN, facts | {"minutes": None, "km": None, "over": 0, "km_over": 0}
    over = max(0, way.minutes - limit.minutes) if limit.minutes is not None else 0
    km_over = max(0, way.km - limit.km) if limit.km is not None and way.km is not None else 0
    facts |= {"minutes": way.minutes, "km": way.km, "over": over, "km_over": km_over}
    if over or km_over:
        return MISMATCH, facts
    return UNKNOWN if limit.km is not None and way.km is None else MATCH, facts


def way_to(purpose: str) -> Callable[[Unit, HomeFacts, Ways], Finding | None]:
    """Return the rule on the limits for one purpose: of several children's limits the one that is kept worst speaks."""

    def rule(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
        said = [_limit(limit, ways.to.get(limit.id)) for limit in unit.limits if limit.purpose == purpose]
        return max(said, key=_badness, default=None)

    rule.__name__, rule.__doc__ = f"way_{purpose}", f"The home lies within the limit to {purpose}."
    return rule


def _limit(limit: Limit, way: Way | None) -> Finding:
    verdict, facts = _measured(limit, way)
    facts |= {"place": limit.place}
    asked = limit.minutes is not None or limit.km is not None
    points = WISHED_POINTS if limit.wish and asked and verdict == MATCH else 0
    return say(f"way_{limit.purpose}", verdict, facts, points, wish=limit.wish)


def _badness(found: Finding) -> tuple[object, ...]:
    order = {MATCH: 0, UNKNOWN: 1, MISMATCH: 2}[found.verdict]
    return (found.rules_out, order, found.facts["over"] + found.facts["km_over"], found.facts["minutes"] or 0)


WAYS = tuple(way_to(purpose) for purpose in PURPOSES)


def ordered_away(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """What a court or the Board has decided that a child is kept away from : law for everybody."""
    return _kept_away("ordered_away", [ban for ban in unit.bans if ban.ordered], home, ways)


def kept_away(unit: Unit, home: HomeFacts, ways: Ways) -> Finding | None:
    """What the service itself keeps a child away from."""
    return _kept_away("kept_away", [ban for ban in unit.bans if not ban.ordered], home, ways)


def _kept_away(code: str, bans: list[Ban], home: HomeFacts, ways: Ways) -> Finding | None:
    """The ban that is broken speaks, else the one that cannot be told; silent where there is none."""
    if not bans:
        return None
    said = [_ban(code, ban, home, ways) for ban in bans]
    return max(said, key=lambda found: (found.verdict == MISMATCH, found.verdict == UNKNOWN))


def _ban(code: str, ban: Ban, home: HomeFacts, ways: Ways) -> Finding:
    facts: dict[str, Any] = {"who": ban.who, "place": ban.place, "until_on": ban.until}
    if ban.home is not None:
        return say(code, MISMATCH, facts | {"how": "home"}) if ban.home == home.home else say(code, MATCH)
    if ban.municipality is not None:
        inside = ban.municipality == ways.municipality
        return say(code, MISMATCH, facts | {"how": "municipality"}) if inside else say(code, MATCH)
    way = ways.away.get(ban.id)
    facts |= {"how": "minutes", "least": ban.minutes, "minutes": way.minutes if way else None}
    if way is None:
        return say(code, UNKNOWN, facts)
    return say(code, MISMATCH, facts) if way.minutes < (ban.minutes or 0) else say(code, MATCH)
