"""Sentences on the children who already live in a home, and on what people have said of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..rules.codes import MATCH, MISMATCH, UNKNOWN
from .base import Facts, listed, plain


def _alone_mismatch(facts: Facts) -> str:
    return ngettext(
        "The child must be the only foster child, and %(living)d child lives there or is to.",
        "The child must be the only foster child, and %(living)d children live there or are to.",
        facts["living"],
    ) % facts  # fmt: skip


def _ages(facts: Facts, name: str = "ages") -> dict[str, str]:
    return {"ages": listed(facts[name])}


def _youngest_mismatch(facts: Facts) -> str:
    return ngettext(
        "The child must be the youngest, and a child of %(ages)s lives there or is to.",
        "The child must be the youngest, and children of %(ages)s live there or are to.",
        len(facts["ages"]),
    ) % _ages(facts)  # fmt: skip


def _youngest_unknown(facts: Facts) -> str:
    if not facts["unsure"]:
        return _("The child must be the youngest, and the age of somebody who lives there is not registered: ask.")
    return _("The child must be the youngest, and a child of about %(ages)s lives there: ask who is older.") % _ages(
        facts, "unsure"
    )


def _own_mismatch(facts: Facts) -> str:
    return _("Takes only children who are younger than its own (about %(ages)s).") % _ages(facts)


def _own_unknown(facts: Facts) -> str:
    if not facts["unsure"]:
        return _("Takes only children who are younger than its own, whose ages are not registered: ask.")
    return _("Takes only children who are younger than its own (about %(ages)s): ask who is older.") % _ages(
        facts, "unsure"
    )


def _other_youngest(facts: Facts) -> str:
    return _("A child of %(ages)s who lives there must be the youngest.") % _ages(facts)


def _not_with_mismatch(facts: Facts) -> str:
    return ngettext(
        "The child is not to live together with the child of %(ages)s who lives there or is to.",
        "The child is not to live together with those of %(ages)s who live there or are to.",
        len(facts["ages"]),
    ) % _ages(facts)  # fmt: skip


def _not_with_unknown(facts: Facts) -> str:
    if not facts["unsure"]:
        return _("There may be somebody with whom the child is not to live: age or gender is not registered. Ask.")
    return _(
        "There may be somebody with whom the child is not to live (%(ages)s years): age or gender is not certain. Ask."
    ) % _ages(facts, "unsure")


_THEY_MOVE = plain(lambda: _("That child would have to live somewhere else first, or the need be assessed again."))

SENTENCES = {
    ("alone", MATCH): plain(lambda: _("No other foster child lives there.")),
    ("alone", MISMATCH): _alone_mismatch,
    ("other_must_be_alone", MISMATCH): plain(lambda: _("A child who must be the only one lives there.")),
    ("youngest", MATCH): plain(lambda: _("The child would be the youngest.")),
    ("youngest", MISMATCH): _youngest_mismatch,
    ("youngest", UNKNOWN): _youngest_unknown,
    ("younger_than_own", MATCH): plain(lambda: _("The child is younger than the family's own, as the family asks.")),
    ("younger_than_own", MISMATCH): _own_mismatch,
    ("younger_than_own", UNKNOWN): _own_unknown,
    ("other_must_be_youngest", MISMATCH): _other_youngest,
    ("not_with", MATCH): plain(lambda: _("Nobody with whom the child is not to live lives there.")),
    ("not_with", MISMATCH): _not_with_mismatch,
    ("not_with", UNKNOWN): _not_with_unknown,
    ("declined", MISMATCH): plain(lambda: _("Was proposed before, and refused with a reason.")),
    ("said_no", MISMATCH): plain(lambda: _("Was asked about this child, and said no.")),
    ("excluded", MISMATCH): plain(lambda: _("Is excluded from proposals for this child, with a reason.")),
}

CURES = {
    "alone": plain(lambda: _("Nobody else could live there, or the child's need to be alone be assessed again.")),
    "other_must_be_alone": _THEY_MOVE,
    "youngest": plain(lambda: _("The child's need to be the youngest would have to be assessed again.")),
    "younger_than_own": plain(lambda: _("Ask whether the family could take a child who is older than its own.")),
    "other_must_be_youngest": _THEY_MOVE,
    "not_with": plain(lambda: _("One of them would have to live somewhere else, or the reason be assessed again.")),
    "declined": plain(lambda: _("Whoever refused it would have to see it differently; talk with them.")),
    "said_no": plain(lambda: _("Ask again only if something has changed, and log what they answer.")),
    "excluded": plain(lambda: _("Lift the exclusion.")),
}

NAMES = {
    "alone": plain(lambda: _("Alone")),
    "other_must_be_alone": plain(lambda: _("Alone")),
    "youngest": plain(lambda: _("Youngest")),
    "younger_than_own": plain(lambda: _("Youngest in the family")),
    "other_must_be_youngest": plain(lambda: _("Youngest")),
    "not_with": plain(lambda: _("Not together with")),
    "declined": plain(lambda: _("Refused before")),
    "said_no": plain(lambda: _("What the family said")),
    "excluded": plain(lambda: _("Excluded")),
}
