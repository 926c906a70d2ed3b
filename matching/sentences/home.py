"""Sentences on what a home is and takes on, and what would cure it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import HomeKind, Language, Need

from ..rules.codes import MATCH, MISMATCH, STRETCH, UNKNOWN
from .base import Facts, day, labels, listed, plain


def _kind_mismatch(facts: Facts) -> str:
    if facts["kind"] == HomeKind.KINSHIP:
        return _("A kinship home for other children.")
    return _("Is a home of another kind: %(kind)s.") % {"kind": HomeKind(facts["kind"]).label}


def _kind_cure(facts: Facts) -> str:
    if facts["kind"] == HomeKind.KINSHIP:
        return _("Only where they are kin or network of this child: ask them, and write it on the child's page.")
    return _("Change the search, if this is the kind of home that the child needs.")


def _free_from(facts: Facts) -> str:
    if facts.get("paused"):
        return _("Takes a break until %(day)s.") % {"day": day(facts["from_on"])}
    return _("Free from %(day)s.") % {"day": day(facts["from_on"])}


def _free_from_cure(facts: Facts) -> str:
    return _("The child would have to come on %(day)s or later.") % {"day": day(facts["from_on"])}


def _places_match(facts: Facts) -> str:
    if facts["held"]:
        return ngettext(
            "A place is held for the child.", "%(held)d places are held for the siblings.", facts["held"]
        ) % facts  # fmt: skip
    return ngettext("%(free)d place is free.", "%(free)d places are free.", facts["free"]) % facts


def _places_mismatch(facts: Facts) -> str:
    if facts["needed"] == 1 and facts.get("free_on"):
        return _("No place is free before %(day)s.") % {"day": day(facts["free_on"])}
    if facts["needed"] == 1:
        return _("No place is free.")
    return ngettext(
        "One place short for the %(needed)d of them.", "%(short)d places short for the %(needed)d of them.",
        facts["short"],
    ) % facts  # fmt: skip


def _places_cure(facts: Facts) -> str:
    if facts.get("places", facts["needed"]) < facts["needed"]:
        return _("The home would have to be approved for more children than its %(places)d.") % facts
    if facts.get("free_on"):
        return _("Free on %(day)s: the child would have to come then.") % {"day": day(facts["free_on"])}
    if facts.get("coming"):
        return _("A place would have to come free, or one that is held or promised be released.")
    return ngettext(
        "A place would have to come free.", "%(short)d places would have to come free.", facts["short"]
    ) % facts  # fmt: skip


def _siblings_match(facts: Facts) -> str:
    if facts.get("there"):
        return _("Takes the siblings together with those who live there.")
    return _("Takes the siblings together.")


def _siblings_mismatch(facts: Facts) -> str:
    if facts.get("there"):
        return _("Takes at most %(largest)d siblings; with those who live there they would be %(needed)d.") % facts
    if facts["largest"] == 1:
        return _("Takes one child at a time, not siblings; they are %(needed)d.") % facts
    return _("Takes at most %(largest)d siblings; they are %(needed)d.") % facts


def _siblings_cure(facts: Facts) -> str:
    return _("Ask whether the family could take %(needed)d siblings.") % facts


def _one_family_mismatch(facts: Facts) -> str:
    return ngettext(
        "Takes the children of one family at a time, and %(others)d child of another lives there or is to.",
        "Takes the children of one family at a time, and %(others)d children of another live there or are to.",
        facts["others"],
    ) % facts  # fmt: skip


def _ages_match(facts: Facts) -> str:
    return _("Takes this age (%(youngest)d to %(oldest)d years).") % facts


def _ages_mismatch(facts: Facts) -> str:
    ages = listed(facts["outside"])
    return _("Takes %(youngest)d to %(oldest)d years; here it would be %(ages)s.") % {**facts, "ages": ages}


def _ages_cure(facts: Facts) -> str:
    return ngettext(
        "Ask whether the family could take a child of %(ages)s.",
        "Ask whether the family could take children of %(ages)s.",
        len(facts["outside"]),
    ) % {"ages": listed(facts["outside"])}  # fmt: skip


def _needs_stretch(facts: Facts) -> str:
    return _("Can stretch to this, with support: %(needs)s.") % {"needs": labels(Need, facts["stretched"])}


def _needs_unknown(facts: Facts) -> str:
    said = _("Not spoken of yet: %(needs)s.") % {"needs": labels(Need, facts["unsaid"])}
    return f"{said} {_needs_stretch(facts)}" if facts["stretched"] else said


def _needs_mismatch(facts: Facts) -> str:
    return _("Does not take this on: %(needs)s.") % {"needs": labels(Need, facts["refused"])}


def _needs_cure(facts: Facts) -> str:
    return _("Ask whether the family could take this on, with support: %(needs)s.") % {
        "needs": labels(Need, facts["refused"])
    }


def _languages_match(facts: Facts) -> str:
    return _("Speaks %(languages)s.") % {"languages": labels(Language, facts["shared"])}


def _languages_mismatch(facts: Facts) -> str:
    return _("Nobody there is registered as speaking %(languages)s.") % {"languages": labels(Language, facts["wanted"])}


def _languages_unknown(facts: Facts) -> str:
    told = {"languages": labels(Language, facts["wanted"])}
    return _("No language but Norwegian is registered there: ask whether anybody speaks %(languages)s.") % told


def _background(facts: Facts) -> str:
    if not facts["home"]:
        return _("The child: %(wanted)s. The home has said nothing of culture and religion.") % facts
    return _("The child: %(wanted)s. The home: %(home)s.") % facts


def _fresh(facts: Facts) -> str:
    # Decisions of earlier days kept no day.
    if not facts.get("confirmed_on"):
        return _("The vacancy was confirmed lately.")
    return _("The vacancy was confirmed on %(day)s.") % {"day": day(facts["confirmed_on"])}


def _stale(facts: Facts) -> str:
    if not facts.get("confirmed_on"):
        return _("The vacancy has not been confirmed lately: call first.")
    return _("The vacancy was last confirmed on %(day)s: call first.") % {"day": day(facts["confirmed_on"])}


SENTENCES = {
    ("kin", MATCH): plain(lambda: _("Kin or network, and has said yes.")),
    ("kind", MATCH): plain(lambda: _("Is of the kind that is searched for.")),
    ("kind", MISMATCH): _kind_mismatch,
    ("closed", MISMATCH): plain(lambda: _("Is closed.")),
    ("free_from", MISMATCH): _free_from,
    ("open", MATCH): plain(lambda: _("Takes children on the wanted day.")),
    ("places", MATCH): _places_match,
    ("places", MISMATCH): _places_mismatch,
    ("siblings", MATCH): _siblings_match,
    ("siblings", MISMATCH): _siblings_mismatch,
    ("one_family", MATCH): plain(lambda: _("Takes the children of one family at a time, and no others live there.")),
    ("one_family", MISMATCH): _one_family_mismatch,
    ("ages", MATCH): _ages_match,
    ("ages", MISMATCH): _ages_mismatch,
    ("ages", UNKNOWN): plain(lambda: _("The ages the home takes are not registered: ask the family.")),
    ("needs", MATCH): plain(lambda: _("Takes on what the child needs.")),
    ("needs", STRETCH): _needs_stretch,
    ("needs", UNKNOWN): _needs_unknown,
    ("needs", MISMATCH): _needs_mismatch,
    ("sibling_lives_there", MATCH): plain(lambda: _("A sibling lives there.")),
    ("languages", MATCH): _languages_match,
    ("languages", MISMATCH): _languages_mismatch,
    ("languages", UNKNOWN): _languages_unknown,
    ("background", UNKNOWN): _background,
    ("vacancy_fresh", MATCH): _fresh,
    ("vacancy_fresh", UNKNOWN): _stale,
}

CURES = {
    "kind": _kind_cure,
    "closed": plain(lambda: _("The family would have to open its home again, and that be registered.")),
    "free_from": _free_from_cure,
    "places": _places_cure,
    "siblings": _siblings_cure,
    "one_family": plain(lambda: _("Ask whether the family could take children of two families.")),
    "ages": _ages_cure,
    "needs": _needs_cure,
}

NAMES = {
    "kin": plain(lambda: _("Kind of home")),
    "kind": plain(lambda: _("Kind of home")),
    "closed": plain(lambda: _("When it takes children")),
    "free_from": plain(lambda: _("When it takes children")),
    "open": plain(lambda: _("When it takes children")),
    "places": plain(lambda: _("Places")),
    "siblings": plain(lambda: _("Siblings together")),
    "one_family": plain(lambda: _("One family at a time")),
    "ages": plain(lambda: _("Ages")),
    "needs": plain(lambda: _("Needs")),
    "sibling_lives_there": plain(lambda: _("Siblings there")),
    "languages": plain(lambda: _("Languages")),
    "background": plain(lambda: _("Culture and religion")),
    "vacancy_fresh": plain(lambda: _("Vacancy confirmed")),
}
