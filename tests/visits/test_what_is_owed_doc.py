"""The page for people says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from visits.cases import answer, parse_cases
from visits.law import FOLLOW_UP, RULES, SUPERVISION, Rule
from visits.rules import CONDITIONS

PAGE = (Path(__file__).parents[2] / "docs" / "what-is-owed.md").read_text(encoding="utf-8")


def test_the_worked_example_is_what_the_code_answers() -> None:
    problem, result = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    assert answer(parse_cases(problem)) == result


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_table_of_numbers_is_the_table_of_the_code(rule: Rule) -> None:
    number = "–" if rule.value is None else str(rule.value)
    until = f" {rule.valid_until} " if rule.valid_until else " "
    assert f"| `{rule.code}` | {number} |{until}| {rule.source} |" in PAGE


def test_the_table_of_numbers_holds_no_other() -> None:
    numbers = PAGE.split("## The numbers")[1].split("##")[0]
    assert re.findall(r"^\| `(\w+)`", numbers, re.MULTILINE) == [rule.code for rule in RULES]


def test_the_conditions_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (asked for|–) \| (asked for|–) \|$", PAGE, re.MULTILINE)
    assert {code for code, follow_up, _ in rows if follow_up == "asked for"} == set(CONDITIONS[FOLLOW_UP])
    assert {code for code, _, supervision in rows if supervision == "asked for"} == set(CONDITIONS[SUPERVISION])
