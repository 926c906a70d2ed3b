"""Reads a case file, answers it, writes the result: `python -m visits.rules CASES.json --out RESULT.json`.

Exit status 0 with a result, 2 with one line on standard error for anything that is not a valid case file.
Every key must be given, also where its value is null or an empty list: a key left out is more often a mistake of the
program that wrote the file than an answer, and what is owed to a child must not hang on a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fosterhomes.commandline import Parser, run
from fosterhomes.problemfile import Fields, read_json, refuse_repeats
from visits import law
from visits.days import FOREVER, Span, span
from visits.rules import BASES, OwedCase, PermanentStay, Reduction, owed, reduction_problems

VERSION = 1
LAST_YEAR = FOREVER.year - 1
"""The last counting year whose end is still a date."""
MOST_VISITS_A_YEAR = 365
"""More than one visit a day cannot be laid in windows."""


@dataclass(frozen=True, slots=True)
class Cases:
    """A whole case file."""

    owed: tuple[OwedCase, ...]
    reductions: tuple[Reduction, ...]


def read_cases(path: Path) -> Cases:
    """Return the cases of a file. Raises `BadProblem` naming field and id when it is not a valid case file."""
    return parse_cases(read_json(path))


def parse_cases(value: Any) -> Cases:
    """Return the cases of parsed JSON. Raises `BadProblem` naming field and id when they are not valid."""
    fields = Fields(value)
    if (version := fields.integer("version")) != VERSION:
        raise fields.bad("version", f"must be {VERSION}, not {version}")
    cases = Cases(
        tuple(_owed_case(entry) for entry in fields.objects("owed", "id")),
        tuple(_reduction(entry) for entry in fields.objects("reductions", "id")),
    )
    fields.done()
    refuse_repeats([case.id for case in cases.owed], "owed: id")
    refuse_repeats([case.id for case in cases.reductions], "reductions: id")
    return cases


def _owed_case(fields: Fields) -> OwedCase:
    case = OwedCase(
        id=fields.text("id"),
        track=fields.choice("track", law.TRACKS),
        home_kind=fields.choice("home_kind", law.HOME_KINDS),
        birth_date=fields.day("birth_date"),
        moved_in_on=fields.day("moved_in_on"),
        moved_out_on=fields.day_or_none("moved_out_on"),
        pauses=_spans(fields, "pauses"),
        reduced=_spans(fields, "reduced"),
        permanent_stay=_permanent_stay(fields),
        basis=fields.choice("basis", BASES),
        year=_year(fields),
        done=tuple(fields.check_day(f"done[{i}]", day) for i, day in enumerate(fields.array("done"))),
        on=fields.day("on"),
    )
    fields.done()
    if case.moved_out_on is not None and case.moved_out_on < case.moved_in_on:
        raise fields.bad("moved_out_on", f"{case.moved_out_on} is before moved_in_on {case.moved_in_on}")
    return case


def _spans(fields: Fields, name: str) -> tuple[Span, ...]:
    return tuple(_span(fields, f"{name}[{i}]", value) for i, value in enumerate(fields.array(name)))


def _span(fields: Fields, name: str, value: Any) -> Span:
    from_value, until_value = fields.check_array(name, value, length=2)
    from_on = fields.check_day(f"{name}[0]", from_value)
    until_on = None if until_value is None else fields.check_day(f"{name}[1]", until_value)
    if until_on is not None and until_on < from_on:
        raise fields.bad(name, f"its end {until_on} is before its start {from_on}")
    return span(from_on, until_on)


def _permanent_stay(fields: Fields) -> PermanentStay | None:
    value = fields.raw("permanent_stay")
    if value is None:
        return None
    stay = Fields(value, f"{fields.where}: permanent_stay")
    result = PermanentStay(stay.day("from"), stay.integer("agreed_follow_up", minimum=0))
    stay.done()
    if result.agreed_follow_up > MOST_VISITS_A_YEAR:
        raise stay.bad("agreed_follow_up", f"must be at most {MOST_VISITS_A_YEAR}, not {result.agreed_follow_up}")
    return result


def _year(fields: Fields) -> int:
    year = fields.integer("year", minimum=1)
    if year > LAST_YEAR:
        raise fields.bad("year", f"must be at most {LAST_YEAR}, not {year}")
    return year


def _reduction(fields: Fields) -> Reduction:
    reduction = Reduction(
        id=fields.text("id"),
        track=fields.choice("track", law.TRACKS),
        decided_on=fields.day("decided_on"),
        moved_in_on=fields.day("moved_in_on"),
        birth_date=fields.day("birth_date"),
        conditions_good=fields.flag("conditions_good"),
        child_heard_on=fields.day_or_none("child_heard_on"),
        foster_parents_heard_on=fields.day_or_none("foster_parents_heard_on"),
        child_consents=fields.flag("child_consents"),
        care_municipality_consents=fields.flag("care_municipality_consents"),
    )
    fields.done()
    return reduction


def answer(cases: Cases) -> dict[str, Any]:
    """Return the result of a case file, ready to be written as JSON; entries in the order of the file."""
    return {
        "version": VERSION,
        "owed": [_owed_answer(case) for case in cases.owed],
        "reductions": [_reduction_answer(reduction) for reduction in cases.reductions],
    }


def _owed_answer(case: OwedCase) -> dict[str, Any]:
    result = owed(case)
    windows = [[window.from_on.isoformat(), window.until_on.isoformat()] for window in result.windows]
    return {"id": case.id, "required": result.required, "windows": windows, "missing": result.missing}


def _reduction_answer(reduction: Reduction) -> dict[str, Any]:
    broken = reduction_problems(reduction)
    return {"id": reduction.id, "allowed": not broken, "broken": list(broken)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = Parser("visits.rules", "Say what visits are owed, and what reductions lack.", "CASES.json")
    return run(parser, arguments, read_cases, lambda cases, _options: answer(cases))
