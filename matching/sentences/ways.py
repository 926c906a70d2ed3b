"""Sentences on the ways: to what matters to the child, and from what it is kept away."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fosterhomes.shown import shown_minutes

from ..rules.codes import MATCH, MISMATCH, PURPOSES, UNKNOWN
from .base import Facts, Words, day, plain

HOUR = 60

TARGETS: dict[str, Callable[[], str]] = {
    "school": lambda: pgettext("the way to", "school"),
    "parents": lambda: pgettext("the way to", "the parents"),
    "siblings": lambda: pgettext("the way to", "the siblings"),
    "contact": lambda: pgettext("the way to", "the contact person"),
    "other": lambda: pgettext("the way to", "what else matters"),
}
"""Where a way leads, as it stands after "to"."""


def _target(purpose: str, facts: Facts) -> str:
    return facts.get("place") or TARGETS[purpose]()


def _within(purpose: str) -> Words:
    def words(facts: Facts) -> str:
        told = {"what": _target(purpose, facts), "way": way(facts), "limit": limit(facts)}
        if not told["limit"]:
            return _("To %(what)s: %(way)s.") % told
        return _("To %(what)s: %(way)s, within the limit of %(limit)s.") % told

    return words


def way(facts: Facts) -> str:
    """Return how far it is: `35 min, 32 km`."""
    # Of a protected address nothing is known but the band that was set by hand.
    band = "km" in facts and facts["km"] is None
    minutes = shown_minutes(facts["minutes"])
    minutes = _("up to %(way)s") % {"way": minutes} if band else minutes
    return f"{minutes}, {_km(facts['km'])}" if facts.get("km_limit") is not None and facts.get("km") else minutes


def _needed(facts: Facts) -> str:
    """Return what a limit would have to be for the way to be within it: of a band its far end, `1 h`."""
    return way({**facts, "km": facts.get("km") or 0})


def limit(facts: Facts) -> str:
    """Return the limit, in minutes, kilometres or both; empty where there is none."""
    parts = [shown_minutes(facts["limit"])] if facts["limit"] is not None else []
    return _(" and ").join([*parts, *([_km(facts["km_limit"])] if facts.get("km_limit") is not None else [])])


def _km(kilometres: int) -> str:
    return _("%(n)d km") % {"n": kilometres}


def _over(purpose: str) -> Words:
    def words(facts: Facts) -> str:
        told = {"what": _target(purpose, facts), "way": way(facts), "limit": limit(facts), "over": over(facts)}
        return _("%(over)s over the limit to %(what)s (%(way)s, at most %(limit)s).") % told

    return words


def over(facts: Facts) -> str:
    """Return how far over the limit the way is, in what it is over: `12 minutes`, `8 km`."""
    parts = [_minutes(facts["over"])] if facts["over"] else []
    return _(" and ").join([*parts, *([_km(facts["km_over"])] if facts.get("km_over") else [])])


def _minutes(number: int) -> str:
    """Return minutes written out, as a sentence begins; hours where there are any."""
    return ngettext("%(n)d minute", "%(n)d minutes", number) % {"n": number} if number < HOUR else shown_minutes(number)


def _unknown(purpose: str) -> Words:
    def words(facts: Facts) -> str:
        told = {"what": _target(purpose, facts)}
        if facts.get("minutes") is not None:
            return _("To %(what)s: how many kilometres is not known, because an address is protected.") % told
        return _("To %(what)s: the way is not known, because one of the places is not registered.") % told

    return words


def _limit_cure(purpose: str) -> Words:
    def words(facts: Facts) -> str:
        told = {"what": _target(purpose, facts), "way": _needed(facts)}
        return _("The limit to %(what)s would have to be %(way)s.") % told

    return words


def _away(facts: Facts) -> str:
    if facts["how"] == "home":
        return _("The child is to have no contact with %(who)s, who belongs to this home.") % facts
    if facts["how"] == "municipality":
        return _("The child is not to live in %(place)s (%(who)s).") % facts
    return _(
        "%(minutes)d minutes from %(place)s, and the child is to live at least %(least)d minutes away (%(who)s)."
    ) % facts  # fmt: skip


def _away_unknown(facts: Facts) -> str:
    return (
        _(
            "Whether it lies the %(least)d minutes from %(place)s that the child is kept away (%(who)s) is not known: "
            "find out before anything else."
        )
        % facts
    )


def _until(facts: Facts) -> str:
    if not facts.get("until_on"):
        return ""
    return " " + _("It holds until %(day)s.") % {"day": day(facts["until_on"])}


def _ordered_cure(facts: Facts) -> str:
    return _("Only a new decision of the Board or a court changes this.") + _until(facts)


def _kept_cure(facts: Facts) -> str:
    return _("The service would have to assess anew what the child is kept away from.") + _until(facts)


def _own_within(facts: Facts) -> str:
    told = {"way": way(facts), "limit": limit(facts)}
    return _("%(way)s from the child's own surroundings, within the limit of %(limit)s.") % told


def _own_over(facts: Facts) -> str:
    told = {"way": way(facts), "limit": limit(facts), "over": over(facts)}
    return _("%(over)s over the limit from the child's own surroundings (%(way)s, at most %(limit)s).") % told


def _own_unknown(facts: Facts) -> str:
    if facts["minutes"] is not None:
        return _("How many kilometres it is is not known, because an address is protected.")
    return _("The way from the child's own surroundings is not known: one of the places is not registered.")


def _own_cure(facts: Facts) -> str:
    return _("The longest travel of the search would have to be %(way)s.") % {"way": _needed(facts)}


_AT = [(f"way_{purpose}", purpose) for purpose in PURPOSES]

SENTENCES = {
    ("distance", MATCH): _own_within,
    ("distance", MISMATCH): _own_over,
    ("distance", UNKNOWN): _own_unknown,
    **{(code, MATCH): _within(purpose) for code, purpose in _AT},
    **{(code, MISMATCH): _over(purpose) for code, purpose in _AT},
    **{(code, UNKNOWN): _unknown(purpose) for code, purpose in _AT},
    ("ordered_away", MATCH): plain(lambda: _("Lies outside what the child is kept away from by decision.")),
    ("ordered_away", MISMATCH): _away,
    ("ordered_away", UNKNOWN): _away_unknown,
    ("kept_away", MATCH): plain(lambda: _("Lies outside what the service keeps the child away from.")),
    ("kept_away", MISMATCH): _away,
    ("kept_away", UNKNOWN): _away_unknown,
}

CURES = {
    "distance": _own_cure,
    **{code: _limit_cure(purpose) for code, purpose in _AT},
    "ordered_away": _ordered_cure,
    "kept_away": _kept_cure,
}

NAMES = {
    "distance": plain(lambda: _("Distance")),
    "way_school": plain(lambda: _("The way to school")),
    "way_parents": plain(lambda: _("The way to the parents")),
    "way_siblings": plain(lambda: _("The way to the siblings")),
    "way_contact": plain(lambda: _("The way to the contact person")),
    "way_other": plain(lambda: _("The way to what else matters")),
    "ordered_away": plain(lambda: _("Kept away by decision")),
    "kept_away": plain(lambda: _("Kept away")),
}
