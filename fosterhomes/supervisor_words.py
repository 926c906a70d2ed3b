"""What the rules say of a supervisor, in a few words each: they stand beside the name, on a tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .findings import Finding, Verdict
from .models import Language, SupervisorTie

Facts = dict[str, Any]


def _ties(facts: Facts) -> str:
    return ", ".join(str(SupervisorTie.Kind(code).label) for code in facts["ties"])


def _staff(facts: Facts) -> str:
    return _("works for %(services)s (FF § 17)") % {"services": ", ".join(facts["services"])}


def _over(facts: Facts) -> str:
    told = ngettext(
        "%(over)d minute over the %(limit)d agreed", "%(over)d minutes over the %(limit)d agreed", facts["over"]
    )
    return told % facts


def _certificate(facts: Facts) -> str:
    if facts["old"]:
        return _("police certificate older than three months when seen")
    return _("no police certificate seen")


def _languages(facts: Facts, which: str = "shared") -> dict[str, str]:
    return {"languages": ", ".join(str(Language(code).label) for code in facts[which])}


WORDS: dict[tuple[str, Verdict], Callable[[Facts], str]] = {
    ("staff", Verdict.MISMATCH): _staff,
    ("home_tie", Verdict.MISMATCH): lambda facts: _("not independent of the home: %(tie)s") % {"tie": _ties(facts)},
    ("child_tie", Verdict.MISMATCH): lambda facts: _("not independent of the child: %(tie)s") % {"tie": _ties(facts)},
    ("room", Verdict.MATCH): lambda facts: _("has room: %(load)d of %(capacity)d") % facts,
    ("room", Verdict.MISMATCH): lambda facts: _("has no room: %(load)d of %(capacity)d") % facts,
    ("way", Verdict.MATCH): lambda facts: _("within the %(limit)d minutes agreed") % facts,
    ("way", Verdict.MISMATCH): _over,
    ("way", Verdict.UNKNOWN): lambda facts: _("the way is not known"),
    ("certificate", Verdict.MATCH): lambda facts: _("police certificate seen"),
    ("certificate", Verdict.UNKNOWN): _certificate,
    ("language", Verdict.MATCH): lambda facts: _("speaks %(languages)s") % _languages(facts),
    ("language", Verdict.MISMATCH): lambda facts: _("does not speak %(languages)s") % _languages(facts, "wanted"),
    ("language", Verdict.UNKNOWN): lambda facts: _("no language but Norwegian is registered"),
}


def words(found: Finding) -> str:
    """Return what one rule says of a supervisor."""
    return WORDS[found.rule, found.verdict](found.facts)
