"""Findings and reasons as sentences in the user's language: what the cores and rules return as data is worded here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import HomeKind, Language, Need

from .rules import Finding, Verdict

Facts = dict[str, Any]


def sentence(finding: Finding) -> str:
    """Return what a rule says of a pair, and for a broken one what would have to change."""
    return _SENTENCES[finding.rule, finding.verdict](finding.facts)


def _labels(choices: Any, codes: list[str]) -> str:
    return ", ".join(str(choices(code).label) for code in codes)


def _kind_mismatch(facts: Facts) -> str:
    if facts["kind"] == HomeKind.KINSHIP:
        return _("A kinship home for other children.")
    return _("Is a home of another kind: %(kind)s.") % {"kind": HomeKind(facts["kind"]).label}


def _ages_match(facts: Facts) -> str:
    return _("Takes this age (%(youngest)d to %(oldest)d years).") % facts


def _ages_mismatch(facts: Facts) -> str:
    ages = ", ".join(map(str, facts["outside"]))
    return _("Takes %(youngest)d to %(oldest)d years; here it would be %(ages)s.") % {**facts, "ages": ages}


def _places_match(facts: Facts) -> str:
    if facts["held"]:
        return ngettext(
            "A place is held for the child.", "%(held)d places are held for the siblings.", facts["held"]
        ) % facts  # fmt: skip
    return ngettext("%(free)d place is free.", "%(free)d places are free.", facts["free"]) % facts


def _places_mismatch(facts: Facts) -> str:
    if facts["needed"] == 1:
        return _("No place is free.")
    return (
        ngettext(
            "One place short for the %(needed)d of them.", "%(short)d places short for the %(needed)d of them.",
            facts["short"],
        )
        % facts
    )  # fmt: skip


def _needs_match(facts: Facts) -> str:
    return _("Takes on what the child needs.")


def _needs_stretch(facts: Facts) -> str:
    return _("Can stretch to %(needs)s, with support.") % {"needs": _labels(Need, facts["stretched"])}


def _needs_unknown(facts: Facts) -> str:
    said = _("Not spoken of yet: %(needs)s.") % {"needs": _labels(Need, facts["unsaid"])}
    return f"{said} {_needs_stretch(facts)}" if facts["stretched"] else said


def _needs_mismatch(facts: Facts) -> str:
    return _("Does not take on %(needs)s.") % {"needs": _labels(Need, facts["refused"])}


def _distance_match(facts: Facts) -> str:
    return (
        ngettext(
            "%(minutes)d minute, within the limit of %(limit)d.",
            "%(minutes)d minutes, within the limit of %(limit)d.",
            facts["minutes"],
        )
        % facts
    )


def _distance_mismatch(facts: Facts) -> str:
    return _("%(minutes)d minutes: %(over)d over the limit of %(limit)d.") % facts


def _languages_match(facts: Facts) -> str:
    return _("Speaks %(languages)s.") % {"languages": _labels(Language, facts["shared"])}


def _languages_mismatch(facts: Facts) -> str:
    return _("Nobody speaks %(languages)s.") % {"languages": _labels(Language, facts["wanted"])}


def _free_from(facts: Facts) -> str:
    return _("Free from %(day)s.") % {"day": date_format(facts["from_on"], "DATE_FORMAT")}


def _siblings_mismatch(facts: Facts) -> str:
    return _("Takes at most %(largest)d siblings; they are %(needed)d.") % facts


def _alone_mismatch(facts: Facts) -> str:
    return ngettext(
        "The child must be the only foster child, and %(living)d child lives there or is to.",
        "The child must be the only foster child, and %(living)d children live there or are to.",
        facts["living"],
    ) % facts  # fmt: skip


def _background(facts: Facts) -> str:
    if not facts["home"]:
        return _("The child: %(wanted)s. The home has said nothing of culture and religion.") % facts
    return _("The child: %(wanted)s. The home: %(home)s.") % facts


def _certificates_unknown(facts: Facts) -> str:
    return ngettext(
        "No police certificate is seen for %(missing)d adult: it comes before moving in.",
        "No police certificate is seen for %(missing)d adults: they come before moving in.",
        facts["missing"],
    ) % facts  # fmt: skip


def _plain(text: Callable[[], str]) -> Callable[[Facts], str]:
    return lambda facts: text()


MATCH, STRETCH, MISMATCH, UNKNOWN = Verdict.MATCH, Verdict.STRETCH, Verdict.MISMATCH, Verdict.UNKNOWN

_SENTENCES: dict[tuple[str, Verdict], Callable[[Facts], str]] = {
    ("kin", MATCH): _plain(lambda: _("Kin or network, and has said yes.")),
    ("kind", MATCH): _plain(lambda: _("Is of the kind that is searched for.")),
    ("kind", MISMATCH): _kind_mismatch,
    ("closed", MISMATCH): _plain(lambda: _("Is closed.")),
    ("free_from", MISMATCH): _free_from,
    ("open", MATCH): _plain(lambda: _("Takes children on the wanted day.")),
    ("places", MATCH): _places_match,
    ("places", MISMATCH): _places_mismatch,
    ("other_must_be_alone", MISMATCH): _plain(lambda: _("A child who must be the only one lives there.")),
    ("alone", MATCH): _plain(lambda: _("No other foster child lives there.")),
    ("alone", MISMATCH): _alone_mismatch,
    ("ages", MATCH): _ages_match,
    ("ages", MISMATCH): _ages_mismatch,
    ("ages", UNKNOWN): _plain(lambda: _("The ages the home takes are not registered.")),
    ("siblings", MATCH): _plain(lambda: _("Takes the siblings together.")),
    ("siblings", MISMATCH): _siblings_mismatch,
    ("needs", MATCH): _needs_match,
    ("needs", STRETCH): _needs_stretch,
    ("needs", UNKNOWN): _needs_unknown,
    ("needs", MISMATCH): _needs_mismatch,
    ("distance", MATCH): _distance_match,
    ("distance", MISMATCH): _distance_mismatch,
    ("distance", UNKNOWN): _plain(lambda: _("The way is not known: one of the places is not registered.")),
    ("declined", MISMATCH): _plain(lambda: _("Was proposed before, and refused with a reason.")),
    ("said_no", MISMATCH): _plain(lambda: _("Was asked about this child, and said no.")),
    ("excluded", MISMATCH): _plain(lambda: _("Is excluded from proposals for this child, with a reason.")),
    ("sibling_lives_there", MATCH): _plain(lambda: _("A sibling lives there.")),
    ("languages", MATCH): _languages_match,
    ("languages", MISMATCH): _languages_mismatch,
    ("background", UNKNOWN): _background,
    ("training", MATCH): _plain(lambda: _("Has had basic training.")),
    ("training", UNKNOWN): _plain(lambda: _("No basic training is registered: it comes before moving in (FF § 4).")),
    ("certificates", MATCH): _plain(lambda: _("Police certificates are seen for all adults.")),
    ("certificates", UNKNOWN): _certificates_unknown,
    ("approval", MATCH): _plain(lambda: _("Is approved in general; approve it for this child before moving in.")),
    ("approval", UNKNOWN): _plain(lambda: _("Must be approved for this child before moving in (FF § 6).")),
    ("vacancy_fresh", MATCH): _plain(lambda: _("The vacancy was confirmed lately.")),
    ("vacancy_fresh", UNKNOWN): _plain(lambda: _("The vacancy has not been confirmed lately: call first.")),
}

WHY_NOT: dict[str, Callable[[Facts], str]] = {
    "no_option": _plain(lambda: _("No home fits. The shortlist says why for each.")),
    "home_taken": lambda facts: _("%(home)s goes to another child in this proposal.") % facts,
    "apart": lambda facts: _("%(home)s is proposed to a sibling from whom the child is to live apart.") % facts,
    "too_few_places": lambda facts: _("%(home)s has too few places.") % facts,
    "open_but_not_better": lambda facts: _("%(home)s is open, but the whole would be worse.") % facts,
    "no_supervisor": _plain(lambda: _("No independent supervisor with room is near enough.")),
}


def why_not(why: dict[str, str], homes: dict[int, Any]) -> str:
    """Return why the engine placed a unit nowhere; `homes` holds the named homes by id."""
    home = homes.get(int(why["home"][1:])) if why.get("home") else None
    return WHY_NOT[why["code"]]({"home": home})


LEVEL_NAMES = {
    "kin": _plain(lambda: _("children with kin or network")),
    "acute": _plain(lambda: _("acute children with a home")),
    "soon": _plain(lambda: _("children who need a home soon, with a home")),
    "ordinary": _plain(lambda: _("other children with a home")),
    "supervised": _plain(lambda: _("children with a supervisor")),
    "fit": _plain(lambda: _("points of fit")),
    "minutes": _plain(lambda: _("minutes of travel")),
}
"""What each level counts, in the order in which they are decided."""

FAILURES = {
    "no_homes": _plain(lambda: _("The register has no open home. Register one, or open one that was closed.")),
    "nobody_waits": _plain(lambda: _("No child waits for a home, and none lacks a supervisor.")),
    "core_failed": _plain(lambda: _("The solver broke off. Try again; tell the system administrator if it goes on.")),
    "worker_lost": _plain(lambda: _("The worker was lost three times. Tell the system administrator.")),
    "error": _plain(lambda: _("Something went wrong, and nothing was stored. Tell the system administrator.")),
}

RULE_NAMES = {
    "kin": _plain(lambda: _("Kind of home")),
    "kind": _plain(lambda: _("Kind of home")),
    "closed": _plain(lambda: _("Open")),
    "free_from": _plain(lambda: _("Open")),
    "open": _plain(lambda: _("Open")),
    "places": _plain(lambda: _("Places")),
    "siblings": _plain(lambda: _("Siblings together")),
    "ages": _plain(lambda: _("Ages")),
    "alone": _plain(lambda: _("Alone")),
    "other_must_be_alone": _plain(lambda: _("Alone")),
    "needs": _plain(lambda: _("Needs")),
    "distance": _plain(lambda: _("Distance")),
    "declined": _plain(lambda: _("Refused before")),
    "said_no": _plain(lambda: _("What the family said")),
    "excluded": _plain(lambda: _("Excluded")),
    "sibling_lives_there": _plain(lambda: _("Siblings there")),
    "languages": _plain(lambda: _("Languages")),
    "background": _plain(lambda: _("Culture and religion")),
    "training": _plain(lambda: _("Training")),
    "certificates": _plain(lambda: _("Police certificates")),
    "approval": _plain(lambda: _("Approval")),
    "vacancy_fresh": _plain(lambda: _("Vacancy confirmed")),
}


def rule_name(rule: str) -> str:
    """Return what a rule is about, in a word or two; rules about the same thing share a line."""
    return RULE_NAMES[rule]({})


def runner_up_cost(without: list[str], moved: list[str], levels: dict[str, int]) -> list[str]:
    """Return what choosing the runner-up would change for others: names of children, and levels more or less."""
    said = []
    if without:
        told = ngettext("Then %(names)s has no home.", "Then %(names)s have no home.", len(without))
        said.append(told % {"names": ", ".join(without)})
    if moved:
        told = ngettext("Then %(names)s gets another home.", "Then %(names)s get other homes.", len(moved))
        said.append(told % {"names": ", ".join(moved)})
    if levels.get("kin", 0) < 0:
        said.append(_("Fewer children then live with kin or network."))
    if levels.get("supervised", 0) < 0:
        said.append(_("Fewer children then have a supervisor."))
    return [*(said or [_("All others keep their homes.")]), _fit_and_minutes(levels)]


def _fit_and_minutes(levels: dict[str, int]) -> str:
    changed = {"fit": f"{levels.get('fit', 0):+d}", "minutes": f"{levels.get('minutes', 0):+d}"}
    return _("In all %(fit)s points of fit, %(minutes)s minutes of travel.") % changed
