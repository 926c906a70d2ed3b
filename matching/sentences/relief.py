"""Sentences on the weekends of relief homes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.relief import weekend_name

from ..rules.codes import MATCH, MISMATCH, UNKNOWN
from .base import Facts, day, listed, plain


def _cycle_unknown(facts: Facts) -> str:
    if facts["lacks"] == "cycle":
        return _("No cycle of weekends is registered.")
    if facts["lacks"] == "weekends":
        return ngettext(
            "%(children)d child comes there whose weekends are not written: ask which are free.",
            "%(children)d children come there whose weekends are not written: ask which are free.",
            facts["children"],
        ) % facts  # fmt: skip
    return _("The cycle has no first weekend: write the Friday on which it begins.")


def _cycle_match(facts: Facts) -> str:
    return _("A cycle of %(weeks)d weekends is registered.") % facts


def names(numbers: list[int]) -> str:
    """Return the weekends in words: `first, third`."""
    return listed([weekend_name(number) for number in numbers])


def _weekends_match(facts: Facts) -> str:
    free = ngettext(
        "Free of the cycle: the %(names)s weekend.", "Free of the cycle: the %(names)s weekends.", len(facts["free"])
    ) % {"names": names(facts["free"])}  # fmt: skip
    if not facts["wished"]:
        return free
    return _("%(free)s Wished: %(wished)s.") % {"free": free, "wished": names(facts["wished"])}


def _weekends_mismatch(facts: Facts) -> str:
    needed = ngettext(
        "The child needs %(needs)d weekend of the cycle.", "The child needs %(needs)d weekends of the cycle.",
        facts["needs"],
    ) % {"needs": facts["needs"]}  # fmt: skip
    return " ".join([needed, *(_closed(one) for one in facts["closed"])])


def _closed(one: dict[str, Any]) -> str:
    words = {"weekend": weekend_name(one["number"])}
    if "blocked" in one:
        return _("The %(weekend)s weekend is blocked: %(why)s.") % {**words, "why": one["blocked"]}
    if "company" in one:
        return COMPANY[one["company"]]() % words
    if one["free"]:
        free = {**words, "free": one["free"]}
        return ngettext(
            "The %(weekend)s weekend has only %(free)d place.", "The %(weekend)s weekend has only %(free)d places.",
            one["free"],
        ) % free  # fmt: skip
    if one["until"] is None:
        return _("The %(weekend)s weekend has no places.") % words
    return _("The %(weekend)s weekend is full until %(day)s.") % {**words, "day": day(date.fromisoformat(one["until"]))}


def _cure(facts: Facts) -> str:
    """Return the nearest thing to try: to wait for a place, to ask for another weekend, to move what blocks it."""
    untils = [one["until"] for one in facts["closed"] if one.get("until")]
    if untils:
        return _("Wait for the place on %(day)s, or ask the family for another weekend.") % {
            "day": day(date.fromisoformat(min(untils)))
        }
    if any("blocked" in one for one in facts["closed"]):
        return _("Ask whether the contact can be moved, or whether the family can change its weekends.")
    return _("Ask the family for one more weekend.")


COMPANY = {
    "not_with": lambda: _("On the %(weekend)s weekend somebody comes with whom the child is not to be."),
    "alone": lambda: _("On the %(weekend)s weekend another child comes, and the child must be the only one."),
    "other_must_be_alone": lambda: _("On the %(weekend)s weekend a child comes who must be the only one."),
    "youngest": lambda: _("On the %(weekend)s weekend a younger child comes, and the child must be the youngest."),
    "other_must_be_youngest": lambda: _("On the %(weekend)s weekend an older child comes who must be the youngest."),
    "one_family": lambda: _(
        "On the %(weekend)s weekend a child of another family comes, and the home takes one family at a time."
    ),
    "siblings": lambda: _("On the %(weekend)s weekend there would be more siblings than the home takes."),
}
"""Why a weekend is closed by those who come then."""

SENTENCES = {
    ("relief_cycle", MATCH): _cycle_match,
    ("relief_cycle", UNKNOWN): _cycle_unknown,
    ("relief_weekends", MATCH): _weekends_match,
    ("relief_weekends", MISMATCH): _weekends_mismatch,
}

CURES = {"relief_weekends": _cure}

NAMES = {
    "relief_cycle": plain(lambda: _("Cycle of weekends")),
    "relief_weekends": plain(lambda: _("Weekends")),
}
