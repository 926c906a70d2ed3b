"""The shortlist of one unit: what a person reads about each home."""

from __future__ import annotations

from dataclasses import dataclass

from fosterhomes.models import Child, Hold, Kin

from .candidates import Candidate, Candidates, Group
from .effects import Effect, Effects
from .kin_first import asks_for_kin, beyond_kin, without_assessment
from .models import Call, KinReason
from .ruled_out import Section, by_nearest, sections_of
from .rules import COMES_FIRST, EXCEPTABLE, Finding, Sort, Verdict
from .sentences import cure, sentence

COLORS = {
    Verdict.MATCH: "success",
    Verdict.STRETCH: "warning",
    Verdict.MISMATCH: "danger",
    Verdict.UNKNOWN: "neutral",
}


TO_SETTLE = (Verdict.MISMATCH, Verdict.STRETCH, Verdict.UNKNOWN, Verdict.MATCH)
"""The order in which the reasons of a home are read: what speaks against it, what is to be settled, then the rest."""


@dataclass(frozen=True)
class Reason:
    """What one rule says, in words; `color` repeats the verdict for the eye."""

    text: str
    verdict: str
    sort: str
    color: str
    excepted: str = ""
    """A leader's reason for an exception from the rule."""
    cure: str = ""
    """What would have to change, where the rule keeps the home away."""
    points: int = 0
    """What it adds to the fit."""
    rule: str = ""

    @property
    def to_be_done(self) -> bool:
        """Return whether something is to be done before the child moves in: that is known, and not open."""
        return self.verdict == Verdict.UNKNOWN and self.rule in COMES_FIRST

    @property
    def to_be_judged(self) -> bool:
        """Return whether both sides' words stand beside each other, for a person to judge."""
        return self.verdict == Verdict.UNKNOWN and self.rule == "background"


@dataclass(frozen=True)
class ShortlistRow:
    """A home as the page shows it: `call` is the latest about this child, `holds` those for anybody."""

    candidate: Candidate
    reasons: list[Reason]
    call: Call | None
    holds: list[Hold]
    effect: Effect | None = None

    @property
    def excepted(self) -> bool:
        """Return whether a leader excepted the home from a rule for these children."""
        return any(reason.excepted for reason in self.reasons)

    @property
    def may_be_excepted(self) -> bool:
        """Return whether a leader could except the home from one of the rules that it breaks."""
        return any(one.rule in EXCEPTABLE for one in self.candidate.obstacles)

    @property
    def broken(self) -> list[Reason]:
        broken = (r for r in self.reasons if r.verdict == Verdict.MISMATCH and r.sort != Sort.WISH)
        return [reason for reason in broken if not reason.excepted]


@dataclass(frozen=True)
class Shortlist:
    """`kin`: everybody in family and network of the children, also without a home in the register.

    `kin_asked`: whether the law asks for kin first; for a relief home it does not.
    """

    kin: list[Kin]
    kin_asked: bool
    unassessed: list[Child]
    """The children for whom nobody in family or network is assessed in writing."""
    beyond: KinReason | None
    """Why other homes are looked at before kin is assessed in writing."""
    kin_rows: list[ShortlistRow]
    rows: list[ShortlistRow]
    ruled_out: list[ShortlistRow]

    @property
    def why_not(self) -> list[Section]:
        """Return the homes that do not fit, by how near they are to fitting."""
        return sections_of(self.ruled_out)

    @property
    def kin_assessed(self) -> bool:
        return not self.unassessed

    @property
    def kin_fitting(self) -> int:
        """Return how many of the homes of kin and network no rule stands against."""
        return sum(not row.broken for row in self.kin_rows)

    @property
    def comparable(self) -> int:
        """Return how many homes can be marked to stand side by side."""
        return len(self.kin_rows) + len(self.rows)

    @property
    def unfolded(self) -> bool:
        """Return whether the other homes are shown, as `may_look_beyond` says."""
        return not self.kin_asked or self.kin_assessed or self.beyond is not None


def shortlist_of(candidates: Candidates, group: Group) -> Shortlist:
    """Return all homes for the unit: kin, those that fit, and those that do not, the nearest to fitting first."""
    effects = Effects(candidates, group)
    rows = [_row(candidates, candidate, effects) for candidate in candidates.all(group)]
    fitting = [row for row in rows if not row.broken]
    kin = [kin for child in group.children for kin in child.kin.all()]
    return Shortlist(
        kin=kin,
        kin_asked=asks_for_kin(group),
        unassessed=without_assessment(group),
        beyond=beyond_kin(candidates, group),
        kin_rows=[row for row in rows if row.candidate.kin],
        rows=[row for row in fitting if not row.candidate.kin],
        ruled_out=sorted((row for row in rows if row.broken and not row.candidate.kin), key=by_nearest),
    )


def _row(candidates: Candidates, candidate: Candidate, effects: Effects) -> ShortlistRow:
    """Return a row; what a home would mean is asked only of those that are an option or kin: it costs most."""
    shown = candidate.kin or not candidate.obstacles
    return row_of(candidates, candidate, effects.of(candidate) if shown else None)


def row_of(candidates: Candidates, candidate: Candidate, effect: Effect | None = None) -> ShortlistRow:
    """Return what the page says of one home."""
    about = {child.pk for child in candidate.group.children}
    return ShortlistRow(
        candidate,
        [reason_of(finding) for finding in sorted(candidate.found, key=lambda one: TO_SETTLE.index(one.verdict))],
        next((c for c in candidates.calls if c.home_id == candidate.home.pk and c.child_id in about), None),
        [hold for hold in candidates.holds if hold.home_id == candidate.home.pk],
        effect,
    )


def reason_of(finding: Finding) -> Reason:
    """Return a finding in words, with its colour."""
    color = "warning" if finding.sort == Sort.WISH and finding.verdict == Verdict.MISMATCH else COLORS[finding.verdict]
    if finding.excepted:
        color = "info"
    return Reason(
        sentence(finding), finding.verdict, finding.sort, color, finding.excepted, cure(finding), finding.points,
        finding.rule,
    )  # fmt: skip
