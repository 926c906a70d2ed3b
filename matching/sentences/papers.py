"""Sentences on what must be in order before a child moves in. Each says itself what is to be done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..rules.codes import MATCH, UNKNOWN
from .base import Facts, Words, day, listed, plain


def _lacks(facts: Facts) -> str:
    """Return what is missing before the home can be approved, as one more sentence; empty for nothing."""
    words = {
        "health": _("a health declaration"),
        "talk": _("a conversation with the family"),
        "visit": _("a visit to the home"),
        "not_asked": _("a request to the municipality of the home"),
        "not_answered": _("the answer of the municipality of the home"),
    }
    named = [words[code] for code in facts.get("lacks", ()) if code in words]
    return " " + _("Missing before that: %(what)s.") % {"what": listed(named)} if named else ""


def _approved(facts: Facts) -> str:
    if facts.get("whom") == "child":
        return _("Is approved for this child.")
    return _approved_in_general(facts) + _lacks(facts)


def _approved_in_general(facts: Facts) -> str:
    if facts.get("until_on"):
        told = {"day": day(facts["until_on"])}
        return _("Is approved in general until %(day)s; approve it for this child before moving in (FF § 6).") % told
    return _("Is approved in general; approve it for this child before moving in (FF § 6).")


def _not_approved(facts: Facts) -> str:
    return _must_be_approved(facts) + _lacks(facts)


def _must_be_approved(facts: Facts) -> str:
    if facts.get("until_on"):
        told = {"day": day(facts["until_on"])}
        if facts["whom"] == "ends":
            return (
                _("The general approval ends on %(day)s: approve it for this child before moving in (FF § 6).") % told
            )
        return _("The general approval ended on %(day)s: approve it for this child before moving in (FF § 6).") % told
    return _("Must be approved for this child before moving in (FF § 6).")


def _certificates_lack(facts: Facts) -> str:
    parts = []
    if facts.get("without"):
        parts.append(_("No police certificate is seen for %(names)s.") % {"names": listed(facts["without"])})
    if facts.get("old"):
        parts.append(
            _("The police certificate was older than three months when it was seen: %(names)s.")
            % {"names": listed(facts["old"])}
        )
    # Decisions of earlier days kept only how many were lacking.
    return " ".join(
        [*(parts or [_("Police certificates are lacking.")]), _("It must be in order before the child comes.")]
    )


SENTENCES: dict[tuple[str, object], Words] = {
    ("protected", MATCH): plain(lambda: _("The address of the home is protected, as the child's must be.")),
    ("protected", UNKNOWN): plain(
        lambda: _("The child's address is protected: protect the home's address in the register before moving in.")
    ),
    ("approval", MATCH): _approved,
    ("approval", UNKNOWN): _not_approved,
    ("training", MATCH): plain(lambda: _("Has had basic training.")),
    ("training", UNKNOWN): plain(lambda: _("No basic training is registered: it comes before moving in (FF § 4).")),
    ("certificates", MATCH): plain(lambda: _("Police certificates are seen for all adults.")),
    ("certificates", UNKNOWN): _certificates_lack,
}

CURES: dict[str, Words] = {}

NAMES = {
    "protected": plain(lambda: _("Protected address")),
    "approval": plain(lambda: _("Approval")),
    "training": plain(lambda: _("Training")),
    "certificates": plain(lambda: _("Police certificates")),
}
