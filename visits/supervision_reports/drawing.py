"""The page `docs/supervision-reports.md`, drawn from the tables of `visits.supervision_reports.states`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from ..models import VisitSettings
from .states import WAYS, Deadline, Move, State, Way

PAGE = Path(settings.BASE_DIR) / "docs" / "supervision-reports.md"

HEAD = """# The way of a supervision report

Drawn by `manage.py draw_report_states` from the tables in `visits/supervision_reports/states.py`; a test compares.

The supervisor writes a report on each child after every supervision visit that was made in person (FF § 19). The
municipality where the home lies checks it, asks for a supplement where it falls short, and forwards it to the
municipality with care responsibility, with a copy to the child welfare service where the home lies, and to Bufetat
for its homes. What was sent is never changed: a supplement stands beside it, with its own day and person.

A report that tells of serious shortcomings takes the fast way beside the ordinary one. Copies go at once to the
municipality with care responsibility and to the State Administrator, and the matter stands on top whenever a visit to
the child is recorded or looked at, until somebody marks it as followed up and writes what was done. That can only be
marked when the copies are out: whatever was mended on the spot, the law wants them sent.

The tool sends nothing by itself. It keeps the day, the person and the recipients, and makes a text to hand over.
"""

TITLES = {"state": "The ordinary way", "serious_state": "The fast way, for serious shortcomings"}


def page() -> str:
    """Return the whole page, in the language of the source."""
    with override(None):
        return "\n".join([HEAD, *(line for way in WAYS for line in _way(way))]).rstrip() + "\n"


def _way(way: Way) -> Iterator[str]:
    yield from (f"## {TITLES[way.column]}", "", "```mermaid", "stateDiagram-v2")
    yield from (f"    {state.code}: {state.label}" for state in way.states)
    yield f"    [*] --> {way.states[0].code}"
    yield from (f"    {before} --> {move.after}: {move.step}" for move in way.moves for before in move.before)
    yield from (f"    {state.code} --> [*]" for state in way.states if not _leaves(way, state))
    yield from ("```", "", "| State | Meaning | Overdue after | Where that comes from |", "|---|---|---|---|")
    yield from (f"| `{state.code}` | {state.label} | {_after(state.deadline)} |" for state in way.states)
    yield from ("", "| Step | From | To | Who | Needs words | Must go to | Source |", "|---|---|---|---|---|---|---|")
    yield from (_move(move) for move in way.moves)
    yield ""


def _leaves(way: Way, state: State) -> bool:
    return any(state.code in move.before for move in way.moves)


def _after(deadline: Deadline | None) -> str:
    if deadline is None:
        return "– | "
    if not deadline.setting:
        return f"{deadline.days} days | {deadline.source}"
    default = getattr(VisitSettings(), deadline.setting)
    since = " from the visit" if deadline.from_visit else ""
    return f"{default} days{since} (setting `{deadline.setting}`) | {deadline.source}"


def _move(move: Move) -> str:
    before = ", ".join(f"`{code}`" for code in move.before)
    who = "; or ".join(str(one.label) for one in move.who)
    to = ", ".join(str(one.label) for one in move.to) or "–"
    words = "yes" if move.says else "–"
    return f"| `{move.step}` | {before} | `{move.after}` | {who} | {words} | {to} | {move.source} |"
