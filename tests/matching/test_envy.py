"""Justified envy on tiny named cases: each condition of the definition, alone, makes or unmakes it."""

from __future__ import annotations

from datetime import date

import pytest

from matching.envy import Asker, Envy, Offer, envy_in, justified_envy

JANUARY, FEBRUARY = date(2026, 1, 10), date(2026, 2, 10)
LONG, SHORT = Asker("soon", JANUARY), Asker("soon", FEBRUARY)
BOTH_FIT = {("a", "h"): Offer(1), ("b", "h"): Offer(1)}


def test_who_waited_longer_and_would_fit_has_reason() -> None:
    found = justified_envy({"a": LONG, "b": SHORT}, BOTH_FIT, {"h": 1}, {"b": "h"})
    assert found == [Envy("a", "b", "h", days=31)]


@pytest.mark.parametrize(
    ("case", "askers", "offers", "got"),
    [
        ("waited less", {"a": SHORT, "b": LONG}, BOTH_FIT, {"b": "h"}),
        ("waited as long", {"a": LONG, "b": LONG}, BOTH_FIT, {"b": "h"}),
        ("another urgency", {"a": Asker("ordinary", JANUARY), "b": SHORT}, BOTH_FIT, {"b": "h"}),
        ("would not do for it", {"a": LONG, "b": SHORT}, {("b", "h"): Offer(1)}, {"b": "h"}),
        ("has a home", {"a": LONG, "b": SHORT}, BOTH_FIT | {("a", "g"): Offer(1)}, {"b": "h", "a": "g"}),
        ("the other is kin", {"a": LONG, "b": SHORT}, BOTH_FIT | {("b", "h"): Offer(1, kin=True)}, {"b": "h"}),
        ("too many for the place", {"a": LONG, "b": SHORT}, BOTH_FIT | {("a", "h"): Offer(2)}, {"b": "h"}),
        ("nobody got it", {"a": LONG, "b": SHORT}, BOTH_FIT, {}),
    ],
)
def test_there_is_none_where(
    case: str, askers: dict[str, Asker], offers: dict[tuple[str, str], Offer], got: dict[str, str]
) -> None:
    assert justified_envy(askers, offers, {"h": 1, "g": 1}, got) == [], case


def test_being_kin_oneself_takes_no_reason_away() -> None:
    offers = BOTH_FIT | {("a", "h"): Offer(1, kin=True)}
    assert justified_envy({"a": LONG, "b": SHORT}, offers, {"h": 1}, {"b": "h"})


def test_siblings_envy_one_child_where_a_place_is_left_over_beside_it() -> None:
    offers = {("a", "h"): Offer(2), ("b", "h"): Offer(1)}
    askers = {"a": LONG, "b": SHORT}
    assert justified_envy(askers, offers, {"h": 2}, {"b": "h"})
    assert not justified_envy(askers, offers, {"h": 1}, {"b": "h"})


def test_who_must_live_apart_from_another_in_the_home_has_no_reason() -> None:
    offers = {**BOTH_FIT, ("c", "h"): Offer(1)}
    askers = {"a": LONG, "b": SHORT, "c": LONG}
    got = {"b": "h", "c": "h"}
    assert justified_envy(askers, offers, {"h": 2}, got)
    assert not justified_envy(askers, offers, {"h": 2}, got, apart=[("a", "c")])


def test_from_who_must_live_apart_itself_one_may_envy_the_home() -> None:
    assert justified_envy({"a": LONG, "b": SHORT}, BOTH_FIT, {"h": 1}, {"b": "h"}, apart=[("a", "b")])


def test_siblings_have_waited_since_the_first_of_them_did() -> None:
    def child(name: str, unit: str) -> dict[str, object]:
        return {"id": name, "unit": unit, "urgency": "soon", "needs_supervisor": False}

    problem = {
        "children": [child("c1", "u1"), child("c2", "u1"), child("c3", "u3")],
        "homes": [{"id": "h1", "places": 2}],
        "options": [
            {"unit": "u1", "home": "h1", "uses": 2, "kin": False},
            {"unit": "u3", "home": "h1", "uses": 1, "kin": False},
        ],
        "apart": [],
    }
    since = {"c1": FEBRUARY, "c2": JANUARY, "c3": date(2026, 1, 20)}
    found = envy_in(problem, {"placements": [{"unit": "u3", "home": "h1"}]}, since)
    assert found == [Envy("u1", "u3", "h1", days=10)]
