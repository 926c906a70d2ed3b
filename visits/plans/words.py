"""The planner's codes in the user's words: why a visit moves, why one is not planned, and what would help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fosterhomes.shown import shown_day

from ..models import Absence
from ..models.visit import Track
from .options import GUIDANCE

Names = dict[str, str]

LONGER_DAY_MINUTES = 240
"""By so much a day can be longer, no more: nobody is advised to drive for sixteen hours."""

FAILURES: dict[str, Callable[[], str]] = {
    "no_office": lambda: _("The service has no office in the register, and caseworkers no place to set out from."),
    "nothing_owed": lambda: _("No visit is owed in this period: no child of the register lives in a foster home."),
    "nothing_of_theirs": lambda: _("Whom this plan is for owes no visit in this period: nothing has to move."),
    "no_working_days": lambda: _(
        "Nobody has a working day in this period. Give children a contact person, and look at hours and absences."
    ),
    "core_failed": lambda: _("The planner broke off. Try again; tell the system administrator if it goes on."),
    "worker_lost": lambda: _("The worker was lost three times. Tell the system administrator."),
    "error": lambda: _("Something went wrong, and nothing was stored. Tell the system administrator."),
}

UNPLANNED: dict[str, Callable[[str, str], str]] = {
    "no_office": lambda track, who: _(
        "The service has no office in the register, and caseworkers no place to set out from."
    ),
    "no_visitor": lambda track, who: (
        _("The child has no supervisor. Appoint one, and plan again.")
        if track == Track.SUPERVISION
        else _("The case has no guide. Choose one, and plan again.")
        if track == GUIDANCE
        else _("The child has no contact person. Choose one, and plan again.")
    ),
    "outside_period": lambda track, who: _("The visit is owed outside the period of the plan."),
    "no_hours": lambda track, who: _("The hours in which a visit suits the home are too short for one."),
    "no_working_day": lambda track, who: _("%(who)s has no working day before the visit is due.") % {"who": who},
    "no_suiting_day": lambda track, who: (
        _("On the days and at the hours that %(who)s works before the visit is due, no visit suits the home.")
        % {"who": who}
    ),
    "cannot_be_driven": lambda track, who: _(
        "No way to the home is known. Register its village, or a travel band for a protected address."
    ),
    "day_too_short": lambda track, who: _("The way is too long for one of %(who)s's days.") % {"who": who},
    "too_near": lambda track, who: _("The visit would come too near another to the same child."),
    "days_full": lambda track, who: _("%(who)s's days are full before the visit is due.") % {"who": who},
}

HELPS: dict[str, Callable[[dict[str, Any]], str]] = {
    "no_hours": lambda why: _("Longer hours in the home would help."),
    "no_working_day": lambda why: _("Another visitor would help, or a day of work before that."),
    "no_suiting_day": lambda why: _(
        "Another weekday in the home would help, another visitor, or booking it by hand with the reason in writing."
    ),
    "day_too_short": lambda why: (
        _("A day that is %(minutes)d minutes longer would help, or a visitor who lives nearer.") % why
        if 0 < why.get("minutes", 0) <= LONGER_DAY_MINUTES
        else _("A visitor who lives nearer would help, or an overnight stay.")
    ),
    "too_near": lambda why: _("Booking it by hand nearer to the other visit, with the reason in writing, would help."),
    "days_full": lambda why: _("Another visitor would help, or longer hours on some days."),
}

STAYS: dict[str, Callable[[str], str]] = {
    "no_working_day": lambda who: _("%(who)s does not work that day.") % {"who": who},
    "day_too_short": lambda who: _("The way is too long for one of %(who)s's days.") % {"who": who},
    "days_full": lambda who: _("%(who)s has too much else that day.") % {"who": who},
}
"""Why something that no plan moves does not fit where it stands; what is not here is said as for a visit to plan."""

MOVED: dict[str, Callable[[dict[str, Any], Names], str]] = {
    "away": lambda why, names: (
        _("%(who)s is away: %(kind)s") % {"who": _who(why, names), "kind": Absence.Kind(why["kind"]).label}
    ),
    "not_theirs": lambda why, names: _("%(who)s no longer visits the child") % {"who": _who(why, names)},
    "closed_day": lambda why, names: _("public holiday or eve"),
    "not_working": lambda why, names: _("%(who)s does not work that day") % {"who": _who(why, names)},
    "family_away": lambda why, names: _("the family is away"),
    "window": lambda why, names: (
        _("owed from %(first)s to %(last)s") % {"first": _day(why["from"]), "last": _day(why["last"])}
    ),
    "weekday": lambda why, names: _("the weekday does not suit the home"),
    "hours": lambda why, names: _("the hour does not suit the home"),
    "too_near": lambda why, names: _("too near the visit on %(day)s") % {"day": _day(why["on"])},
    "room": lambda why, names: _("makes room for a visit that had to move"),
    "less_driving": lambda why, names: _("less driving, or nearer the middle of its window"),
    "not_owed": lambda why, names: _("no longer owed"),
    "owed": lambda why, names: _("owed, and not planned before"),
    "together": lambda why, names: _("other children are visited together"),
    "tour": lambda why, names: _("the tour of that day has changed"),
}


def why_moved(why: dict[str, Any], names: Names) -> str:
    """Return why a planned visit does not stay; empty where it was not planned before."""
    return MOVED[why["code"]](why, names) if why else ""


def why_unplanned(why: dict[str, Any], track: str, names: Names) -> str:
    """Return why a visit that is owed is not planned, and what would help."""
    reason = UNPLANNED[why["code"]](track, _who(why, names))
    return f"{reason} {HELPS[why['code']](why)}" if why["code"] in HELPS else reason


def why_misfit(why: dict[str, Any], track: str, names: Names) -> str:
    """Return why something that stays does not fit into its day."""
    if why["code"] in STAYS:
        return STAYS[why["code"]](_who(why, names))
    return why_unplanned(why, track, names)


def _who(why: dict[str, Any], names: Names) -> str:
    ids = why.get("visitors") or [why.get("visitor", "")]
    return ", ".join(names.get(one, one) for one in ids)


def _day(text: str) -> str:
    return shown_day(date.fromisoformat(text))
