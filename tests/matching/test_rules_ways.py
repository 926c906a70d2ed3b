"""How far it is to what matters, and from what a child is kept away: one line a case."""

from dataclasses import replace
from datetime import date

import pytest

from matching.rules import (
    PURPOSES,
    Ban,
    Finding,
    HomeFacts,
    Limit,
    Sort,
    Unit,
    Verdict,
    Way,
    Ways,
    findings,
    ruled_out,
)
from matching.sentences import sentence
from tests.matching.test_rules import CHILD, HOME, UNIT, child

MATCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.MISMATCH, Verdict.UNKNOWN
LAW, SERVICE, WISH = Sort.LAW, Sort.SERVICE, Sort.WISH

SCHOOL = Limit(1, "school", minutes=45)
ALVER = Ways(municipality="4631")
NEAR, FAR, FARTHER = Way(45, 30_000), Way(57, 48_001), Way(80, 90_000)


def limited(*limits: Limit) -> Unit:
    return child(limits=limits)


def banned(**values: object) -> Unit:
    return child(bans=(Ban(1, "stefaren", **values),))  # type: ignore[arg-type]


def found(rule: str, unit: Unit, ways: Ways, home: HomeFacts = HOME) -> Finding | None:
    return next((finding for finding in findings(unit, home, ways) if finding.rule == rule), None)


def to(way: Way | None) -> Ways:
    return Ways(to={1: way})


def away(way: Way | None) -> Ways:
    return Ways(away={1: way})


def km(limit: int, **values: object) -> Unit:
    return limited(replace(SCHOOL, minutes=None, km=limit, **values))  # type: ignore[arg-type]


CASES = {
    "just within the minutes to school": ("way_school", limited(SCHOOL), to(NEAR), SERVICE, MATCH),
    "twelve minutes over the limit to school": ("way_school", limited(SCHOOL), to(FAR), SERVICE, MISMATCH),
    "nobody knows the way to school": ("way_school", limited(SCHOOL), to(None), SERVICE, UNKNOWN),
    "just within the kilometres": ("way_school", km(49), to(FAR), SERVICE, MATCH),
    "a metre over the kilometres": ("way_school", km(48), to(FAR), SERVICE, MISMATCH),
    "of a protected home no kilometres are known": ("way_school", km(48), to(Way(60)), SERVICE, UNKNOWN),
    "of a protected home the band alone is over the minutes": (
        "way_school", limited(replace(SCHOOL, km=48)), to(Way(60)), SERVICE, MISMATCH),
    "a wish that is not kept": ("way_school", limited(replace(SCHOOL, wish=True)), to(FAR), WISH, MISMATCH),
    "a way that is only told": ("way_school", limited(replace(SCHOOL, minutes=None)), to(FAR), SERVICE, MATCH),
    **{f"the limit to {purpose}: {verdict}": (
        f"way_{purpose}", limited(replace(SCHOOL, purpose=purpose)), to(way), SERVICE, verdict)
       for purpose in PURPOSES for way, verdict in ((NEAR, MATCH), (FAR, MISMATCH), (None, UNKNOWN))},
    "nobody knows whether a protected home is far enough": (
        "kept_away", banned(minutes=45, place="Manger"), away(None), SERVICE, UNKNOWN),
    "the kilometres of the search itself": (
        "distance", replace(UNIT, longest_km=40), Ways(Way(50, 45_000)), SERVICE, MISMATCH),
    "the home of whom the child must not meet": ("kept_away", banned(home=7), Ways(), SERVICE, MISMATCH),
    "the home of somebody else": ("kept_away", banned(home=6), Ways(), SERVICE, MATCH),
    "in the municipality by decision of the Board": (
        "ordered_away", banned(municipality="4631", ordered=True), ALVER, LAW, MISMATCH),
    "in another municipality": ("ordered_away", banned(municipality="4640", ordered=True), ALVER, LAW, MATCH),
    "too near by a minute": ("kept_away", banned(minutes=46, place="Manger"), away(NEAR), SERVICE, MISMATCH),
    "exactly as far as it must": ("kept_away", banned(minutes=45, place="Manger"), away(NEAR), SERVICE, MATCH),
    "nobody knows whether it is far enough": (
        "ordered_away", banned(minutes=45, place="Manger", ordered=True), away(None), LAW, UNKNOWN),
    "still holds the day before it ends": (
        "kept_away", banned(home=7, until=date(2026, 4, 2)), Ways(), SERVICE, MISMATCH),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "unit", "ways", "sort", "verdict"), CASES.values(), ids=CASES.keys())
def test_the_rule_finds(rule: str, unit: Unit, ways: Ways, sort: Sort, verdict: Verdict) -> None:
    finding = found(rule, unit, ways)
    assert finding is not None
    assert (finding.sort, finding.verdict) == (sort, verdict)


def test_what_has_ended_on_the_wanted_day_keeps_nobody_away() -> None:
    assert found("kept_away", banned(home=7, until=date(2026, 4, 1)), Ways()) is None


def test_without_a_limit_or_a_ban_the_rules_are_silent() -> None:
    said = {finding.rule for finding in findings(UNIT, HOME, Ways())}
    assert not said & {"ordered_away", "kept_away", *(f"way_{purpose}" for purpose in PURPOSES)}


def test_the_sentence_says_how_far_over_the_limit_it_is() -> None:
    finding = found("way_school", limited(SCHOOL), to(FAR))
    assert finding is not None
    assert sentence(finding) == "12 minutes over the limit to school (57 min, at most 45 min)."


def test_both_limits_are_told_where_both_are_broken() -> None:
    finding = found("way_school", limited(replace(SCHOOL, km=40)), to(FAR))
    assert finding is not None
    assert sentence(finding).startswith("12 minutes and 9 km over the limit to school (57 min, 49 km, at most")


def test_of_siblings_the_one_with_the_worst_way_speaks() -> None:
    other = replace(CHILD, child=2, limits=(Limit(2, "school", minutes=60),))
    unit = replace(UNIT, children=(replace(CHILD, limits=(SCHOOL,)), other))
    finding = found("way_school", unit, Ways(to={1: NEAR, 2: FARTHER}))
    assert finding is not None
    assert (finding.verdict, finding.facts["over"]) == (MISMATCH, 20)


def test_a_limit_that_holds_speaks_before_a_wish_that_does_not() -> None:
    limits = (SCHOOL, Limit(2, "school", minutes=10, wish=True))
    finding = found("way_school", limited(*limits), Ways(to={1: FAR, 2: FARTHER}))
    assert finding is not None
    assert finding.rules_out


def test_a_wish_rules_nobody_out_and_counts_when_it_is_kept() -> None:
    wish = limited(replace(SCHOOL, wish=True))
    assert not ruled_out(findings(wish, HOME, to(FAR)))
    kept = found("way_school", wish, to(NEAR))
    assert kept is not None
    assert kept.points > 0


def test_a_leader_excepts_from_the_services_limit_never_from_a_decision_of_the_board() -> None:
    every = frozenset({(7, "way_school", "Bytter skule."), (7, "ordered_away", "Fordi."), (7, "kept_away", "Fordi.")})
    bans = (Ban(1, "far", home=7), Ban(2, "far", home=7, ordered=True))
    unit = child(limits=(SCHOOL,), bans=bans, exceptions=every)
    assert [one.rule for one in ruled_out(findings(unit, HOME, to(FAR)))] == ["ordered_away"]
