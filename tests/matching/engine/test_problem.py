"""What is not a valid problem is refused in one line that names the field and the id."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from matching.engine.problem import BadProblem, parse
from tests.matching.engine.problems import child, option, problem_of, reach

Data = dict[str, Any]
VALID: Data = problem_of(
    children=[child("c1", "u1", "acute"), child("c2", "u2", "soon")],
    homes=[{"id": "h1", "places": 2}, {"id": "h7", "places": 0}],
    supervisors=[{"id": "s1", "places": 3}],
    options=[option("u1", "h1", fit=40, minutes=55)],
    apart=[["u1", "u2"]],
    reach=[reach("h1", "s1", 22)],
    refused=[{"child": "c1", "supervisor": "s1"}],
    placed=[{"child": "c9", "home": "h7"}],
    pinned=[{"unit": "u1", "home": "h1"}],
)


def test_a_valid_problem_is_read_and_written_back() -> None:
    problem = parse(VALID)
    assert parse(problem.as_json()) == problem
    assert problem.as_json() == VALID


def changed(change: Callable[[Data], object]) -> Data:
    data = copy.deepcopy(VALID)
    change(data)
    return data


def again(name: str) -> Callable[[Data], object]:
    return lambda data: data[name].append(copy.deepcopy(data[name][0]))


def put(name: str, field: str, value: Any) -> Callable[[Data], object]:
    return lambda data: data[name][0].update({field: value})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(version=2), ["version", "1", "2"]),
        (lambda d: d.update(version=True), ["version"]),
        (lambda d: d.update(colour="red"), ["colour"]),
        (put("homes", "colour", "red"), ["homes[0] h1", "colour"]),
        (put("homes", "places", -1), ["homes[0] h1", "places", "-1"]),
        (put("homes", "places", 1.0), ["homes[0] h1", "places"]),
        (put("homes", "places", True), ["homes[0] h1", "places"]),
        (put("homes", "id", 7), ["homes[0]", "id", "7"]),
        (put("supervisors", "places", None), ["supervisors[0] s1", "places"]),
        (put("options", "uses", -1), ["options[0] u1", "uses"]),
        (put("options", "minutes", -1), ["options[0] u1", "minutes"]),
        (put("options", "fit", "40"), ["options[0] u1", "fit"]),
        (put("options", "fit", 10**13), ["options[0] u1", "fit"]),
        (put("options", "kin", 0), ["options[0] u1", "kin"]),
        (put("options", "home", "h8"), ["options", "home", "h8"]),
        (put("options", "unit", "u8"), ["options", "unit", "u8"]),
        (put("reach", "minutes", -1), ["reach[0] h1", "minutes"]),
        (put("reach", "supervisor", "s8"), ["reach", "supervisor", "s8"]),
        (put("refused", "child", "c8"), ["refused", "child", "c8"]),
        (put("placed", "home", "h8"), ["placed", "home", "h8"]),
        (put("placed", "child", "c1"), ["placed", "c1"]),
        (put("pinned", "unit", "u8"), ["pinned", "unit", "u8"]),
        (put("children", "urgency", "later"), ["children[0] c1", "urgency", "later"]),
        (put("children", "needs_supervisor", 1), ["children[0] c1", "needs_supervisor"]),
        (lambda d: d.update(apart=[["u1", "u1"]]), ["apart[0]", "u1"]),
        (lambda d: d.update(apart=[["u1", "u8"]]), ["apart", "u8"]),
        (lambda d: d.update(apart=[["u1"]]), ["apart[0]"]),
        (lambda d: d.update(apart=[["u1", "u2"], ["u2", "u1"]]), ["apart", "u1", "u2"]),
        (lambda d: d.update(levels=["kin", "kin"]), ["levels", "kin"]),
        (lambda d: d.update(levels=["speed"]), ["levels[0]", "speed"]),
        (lambda d: d.update(levels="kin"), ["levels"]),
        (lambda d: d["pinned"].append({"unit": "u1", "home": "h7"}), ["pinned", "u1"]),
        *[(again(name), [name]) for name in VALID if name not in ("version", "levels")],
        *[(lambda d, name=name: d.pop(name), [name, "missing"]) for name in VALID],
        *[(lambda d, name=name: d.update({name: None}), [name]) for name in VALID],
    ],
)
def test_a_mistake_is_named_with_its_field_and_id(change: Callable[[Data], object], words: list[str]) -> None:
    with pytest.raises(BadProblem) as error:
        parse(changed(change))
    message = str(error.value)
    assert "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize("data", [None, [], 3, "x", True])
def test_a_file_that_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(BadProblem, match="must be an object"):
        parse(data)
