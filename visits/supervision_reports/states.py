"""The way of a supervision report as data: states, who may do what, what comes next, what is overdue and when.

FF = forskrift om fosterhjem (FOR-2023-10-13-1632). The actions, the buttons, the list of what is overdue and the
drawing in `docs/supervision-reports.md` all read these tables; nothing about the way stands anywhere else.

A report goes two ways at once. The ordinary one ends with the municipality with care responsibility. The fast one is
taken only when serious shortcomings are told: copies go out at once, and the matter comes up at the next visit until
somebody has marked it as followed up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Who(models.TextChoices):
    """In what capacity somebody takes a step; one person may have several."""

    AUTHOR = "author", _("the supervisor who made the visit, while appointed for the child")
    STAND_IN = "stand_in", _("leader or coordinator, where that supervisor cannot log in or is no longer appointed")
    OFFICE = "office", _("leader or coordinator of the service")
    SUPERVISOR = "supervisor", _("the child's supervisor of the day")


class Recipient(models.TextChoices):
    """Who gets a report. The tool sends nothing: it keeps when somebody did, and to whom."""

    CARE_MUNICIPALITY = "care_municipality", _("the municipality with care responsibility")
    HOME_SERVICE = "home_service", _("the child welfare service where the home lies")
    BUFETAT = "bufetat", _("Bufetat")
    STATE_ADMINISTRATOR = "state_administrator", _("the State Administrator")


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a report may wait in a state, and where that number comes from.

    `setting` names a column of `VisitSettings`; without one the number is `days`. The days are counted from the step
    that led to the state, or from the day of the visit.
    """

    source: Promise
    setting: str = ""
    days: int = 0
    from_visit: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Where a report stands on one of its ways; `deadline` is None where nobody is waited for."""

    code: str
    label: Promise
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one of `before` to `after`. `label` is what was done, `verb` what the button says.

    `says`: the sentence that refuses the step without words; None where none are needed. `to`: who must have got it.
    """

    step: str
    label: Promise
    verb: Promise
    before: tuple[str, ...]
    after: str
    who: tuple[Who, ...]
    source: str
    says: Promise | None = None
    to: tuple[Recipient, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Way:
    """A way and the column of the report that keeps where it stands."""

    column: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)


OWED, WRITTEN, SENT, SUPPLEMENT_ASKED = "owed", "written", "sent", "supplement_asked"
SUPPLEMENT_SENT, APPROVED, FORWARDED = "supplement_sent", "approved", "forwarded"
NONE, TOLD, COPIED, FOLLOWED_UP = "none", "told", "copied", "followed_up"

WRITERS = (Who.AUTHOR, Who.STAND_IN)
AT_ONCE = _("FF § 19 says at once; the days are the service's setting")
NO_NUMBER = _("FF § 19 names no number; the days are the service's setting")

ORDINARY = Way(
    "state",
    (
        State(OWED, _("not written"), Deadline(AT_ONCE, "report_days", from_visit=True)),
        State(WRITTEN, _("draft"), Deadline(AT_ONCE, "report_days", from_visit=True)),
        State(SENT, _("to check"), Deadline(NO_NUMBER, "check_days")),
        State(SUPPLEMENT_ASKED, _("supplement asked for"), Deadline(AT_ONCE, "report_days")),
        State(SUPPLEMENT_SENT, _("supplement to check"), Deadline(NO_NUMBER, "check_days")),
        State(APPROVED, _("approved, to forward"), Deadline(NO_NUMBER, "forward_days")),
        State(FORWARDED, _("forwarded")),
    ),
    (
        Move("written", _("Report begun"), _("Write the report"), (OWED,), WRITTEN, WRITERS, "FF § 19"),
        Move("sent", _("Report sent"), _("Send"), (WRITTEN,), SENT, WRITERS, "FF § 19"),
        Move(
            "supplement_asked", _("Supplement asked for"), _("Ask for a supplement"), (SENT, SUPPLEMENT_SENT),
            SUPPLEMENT_ASKED, (Who.OFFICE,), "FF § 19", says=_("Write what the supplement must tell."),
        ),
        Move(
            "supplement_sent", _("Supplement sent"), _("Write the supplement"), (SUPPLEMENT_ASKED,),
            SUPPLEMENT_SENT, WRITERS, "FF § 19", says=_("Write the supplement."),
        ),
        Move(
            "approved", _("Approved"), _("Approve"), (SENT, SUPPLEMENT_SENT), APPROVED, (Who.OFFICE,), "FF § 19",
        ),
        Move(
            "approval_withdrawn", _("Approval withdrawn"), _("Withdraw the approval"), (APPROVED,), SENT, (Who.OFFICE,),
            "FF § 19", says=_("Write why the approval is withdrawn."),
        ),
        Move(
            "forwarded", _("Forwarded"), _("Mark as forwarded"), (APPROVED,), FORWARDED, (Who.OFFICE,), "FF § 19",
            to=(Recipient.CARE_MUNICIPALITY, Recipient.HOME_SERVICE),
        ),
    ),
)  # fmt: skip
"""Home municipality checks, then forwards to the care municipality with a copy to the home municipality's service."""

SERIOUS = Way(
    "serious_state",
    (
        State(NONE, _("no serious shortcomings told")),
        State(
            TOLD, _("serious shortcomings, copies not sent"),
            Deadline(_("FF § 19: copies go out at the same time, so no day is given")),
        ),
        State(COPIED, _("serious shortcomings, to follow up")),
        State(FOLLOWED_UP, _("serious shortcomings, followed up")),
    ),
    (
        Move(
            "serious_told", _("Serious shortcomings told"), _("Send"), (NONE,), TOLD, WRITERS, "FF § 19",
        ),
        Move(
            "serious_copied", _("Copies of serious shortcomings sent"), _("Mark copies as sent"), (TOLD,), COPIED,
            (Who.OFFICE,), "FF § 19", to=(Recipient.CARE_MUNICIPALITY, Recipient.STATE_ADMINISTRATOR),
        ),
        Move(
            "serious_followed_up", _("Serious shortcomings followed up"), _("Mark as followed up"), (COPIED,),
            FOLLOWED_UP, (Who.SUPERVISOR, Who.OFFICE), "FF § 19", says=_("Write what was done about it."),
        ),
    ),
)  # fmt: skip
"""Copies at once to the care municipality and the State Administrator; the next visit looks whether it was mended."""

WAYS = (ORDINARY, SERIOUS)
BY_THEMSELVES = ("written", "sent", "serious_told")
"""Steps that come of writing the report; the others have a page of their own."""


UNSENT = (OWED, WRITTEN)
"""States in which what the supervisor writes can still be changed."""

STEPS = [(move.step, move.label) for way in WAYS for move in way.moves]
"""The steps as the choices of a column."""


def find(step: str) -> tuple[Way, Move]:
    """Return the way and the move of a step. Raises LookupError for one that is not in the tables."""
    for way in WAYS:
        for move in way.moves:
            if move.step == step:
                return way, move
    raise LookupError(f"no step {step!r}")


def choices(way: Way, leaving_out: tuple[str, ...] = ()) -> list[tuple[str, Promise]]:
    """Return the states of a way as the choices of a column."""
    return [(state.code, state.label) for state in way.states if state.code not in leaving_out]
