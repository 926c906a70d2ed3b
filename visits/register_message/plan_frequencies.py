"""Frequencies: two a year is a decision to reduce. Whether it is lawful is asked of the rules, never taken for granted.

The message says from which day two visits a year were decided, and not what the law asks about it: whether conditions
are good, who was heard, who consents. So the decision is stored as one whose conditions are not written yet. Until they
are, four visits are owed (`visits.owed`), and the pages show what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fosterhomes.models import Child, Placement
from fosterhomes.shown import shown_day

from .. import law, rules
from ..models import CaseSystemId, Reduction
from ..models.visit import Track
from ..owed import as_rule
from ..reductions import WORDS
from .facts import REDUCED, Dated, Measure
from .known import Known
from .plan import CasePlan, Setting, plain, relink, take_over

What = CaseSystemId.What
KNOWN_LACKS = ("not_over_two_years", "child_under_15")
"""Conditions that the message's own dates decide."""


@dataclass(frozen=True)
class Reduced:
    """A run of days with two visits a year, from the frequency that begins it."""

    frequency: Dated
    from_on: date
    until_on: date | None


def reduced_runs(frequencies: tuple[Dated, ...], from_on: date, until_on: date | None) -> Iterator[Reduced]:
    """Yield the runs with two visits a year within the stay; one that follows another goes on with it."""
    rows = sorted(frequencies, key=lambda row: row.from_on)
    begun: Dated | None = None
    for row in rows:
        if row.value == REDUCED and begun is None:
            begun = row
        elif row.value != REDUCED and begun is not None:
            yield from _within(begun, row.from_on, from_on, until_on)
            begun = None
    if begun is not None:
        yield from _within(begun, None, from_on, until_on)


def _within(begun: Dated, end: date | None, from_on: date, until_on: date | None) -> Iterator[Reduced]:
    starts = max(begun.from_on, from_on)
    ends = min((day for day in (end, until_on) if day), default=None) if end else None
    if (until_on is None or starts < until_on) and (ends is None or starts < ends):
        yield Reduced(begun, starts, ends)


def plan(plan: CasePlan, child: Child, measure: Measure, stay: Placement, known: Known, setting: Setting) -> None:
    """Plan the decisions to reduce of both tracks."""
    for track in law.TRACKS:
        if measure.kind not in law.WITHOUT_DUTY[track]:
            for run in reduced_runs(measure.track(track).frequencies, stay.from_on, stay.until_on):
                _plan_run(plan, child, stay, track, run, known, setting)


def _plan_run(
    plan: CasePlan, child: Child, stay: Placement, track: str, run: Reduced, known: Known, setting: Setting
) -> None:
    if stay.permanent_stay_on is not None and stay.permanent_stay_on <= run.from_on:
        return  # a permanent stay lowers the number by itself (BVL § 5-12)
    columns = {"from_on": run.from_on, "until_on": run.until_on}
    link = known.links.get(child.pk or 0, {}).get((What.FREQUENCY, run.frequency.id))
    if link is not None and link.reduction is not None:
        values, differ = take_over(link, link.reduction, link.told, columns)
        relink(plan, link, plain(columns))
        if values:
            plan.change(link.reduction, _says(_("Changed"), track, run), "reductions_changed", **values)
        if differ:
            plan.look.append(_("The decision to reduce from %(day)s is not the same here, and left.") % _day(run))
        return
    row = _same(known.reductions.get(stay.pk or 0, []), track, run)
    if row is None:
        row = Reduction(placement=stay, track=track, decided_on=run.from_on, reason=_reason(), **columns)
        plan.add(row, _says(_("New"), track, run), "reductions_new")
        plan.look.append(_lacking(row, stay))
    told = plain(columns)
    ids = {"uid": run.frequency.id, "child": child, "placement": stay, "reduction": row, "told": told}
    plan.add(CaseSystemId(service=setting.service, what=What.FREQUENCY, **ids))


def _same(rows: list[Reduction], track: str, run: Reduced) -> Reduction | None:
    """Return a decision of the register on the same days."""
    for row in rows:
        meets = (row.until_on is None or row.until_on > run.from_on) and (
            run.until_on is None or row.from_on < run.until_on
        )
        if row.track == track and meets:
            return row
    return None


def _reason() -> str:
    return _("From a register message. What was the case when it was decided stands in the case system.")


def _says(what: str, track: str, run: Reduced) -> str:
    words = {"what": what, "track": Track(track).label, "day": shown_day(run.from_on)}
    return _("%(what)s: two visits a year from %(day)s (%(track)s).") % words


def _lacking(row: Reduction, stay: Placement) -> str:
    """Say what the dates themselves forbid; else that a leader must write the conditions before it counts."""
    lacks = [code for code in rules.reduction_problems(as_rule(row, stay)) if code in KNOWN_LACKS]
    words = {"day": shown_day(row.from_on), "track": row.get_track_display()}
    if lacks:
        words["why"] = " ".join(str(WORDS[code].lacking) for code in lacks)
        return _("Two visits a year from %(day)s (%(track)s) is not lawful: %(why)s") % words
    sentence = _(
        "Two visits a year from %(day)s (%(track)s) does not count until a leader has written who was heard and "
        "who consents."
    )
    return sentence % words


def _day(run: Reduced) -> dict[str, str]:
    return {"day": shown_day(run.from_on)}
