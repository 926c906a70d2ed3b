"""Reasons as sentences in the user's language: what the cores return as data is worded here, and in `sentences/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .sentences import RULE_NAMES, cure, rule_name, sentence
from .sentences.base import Facts

__all__ = [
    "FAILURES",
    "LEVEL_NAMES",
    "RULE_NAMES",
    "WHY_NOT",
    "cure",
    "rule_name",
    "runner_up_cost",
    "sentence",
    "why_not",
]


def _plain(text: Callable[[], str]) -> Callable[[Facts], str]:
    return lambda facts: text()


WHY_NOT: dict[str, Callable[[Facts], str]] = {
    "no_option": _plain(lambda: _("No home fits. The shortlist says why for each.")),
    "home_taken": lambda facts: _("%(home)s goes to another child in this proposal.") % facts,
    "apart": lambda facts: _("%(home)s is proposed to a child with whom this child is not to live.") % facts,
    "too_few_places": lambda facts: _("%(home)s has too few places.") % facts,
    "open_but_not_better": lambda facts: _("%(home)s is open, but the whole would be worse.") % facts,
    "full": lambda facts: _("%(home)s, the nearest, has no room on enough weekends.") % facts,
    "taken": lambda facts: _("The weekends of %(home)s go to another child in this proposal.") % facts,
    "time": lambda facts: _("%(home)s may have room: time ran out before that was seen.") % facts,
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
    "waited": _plain(lambda: _("days waited by those who get a home")),
    "wishes": _plain(lambda: _("weekends that were wished")),
    "fit": _plain(lambda: _("points of fit")),
    "minutes": _plain(lambda: _("minutes of travel")),
}
"""What each level counts, in the order in which they are decided."""

FAILURES = {
    "no_homes": _plain(lambda: _("The register has no open home. Register one, or open one that was closed.")),
    "nobody_waits": _plain(lambda: _("No child waits for a home, and none lacks a supervisor.")),
    "nobody_waits_for_relief": _plain(lambda: _("No child waits for relief.")),
    "no_cycles": _plain(
        lambda: _("No relief home has a cycle with a first weekend. Register one on the page of a home.")
    ),
    "core_failed": _plain(lambda: _("The solver broke off. Try again; tell the system administrator if it goes on.")),
    "worker_lost": _plain(lambda: _("The worker was lost three times. Tell the system administrator.")),
    "error": _plain(lambda: _("Something went wrong, and nothing was stored. Tell the system administrator.")),
}


def runner_up_cost(without: list[str], gained: list[str], moved: list[str], levels: dict[str, int]) -> list[str]:
    """Return what choosing the runner-up would change for others: names of children, and levels more or less."""
    said = []
    if without:
        told = ngettext("Then %(names)s has no home.", "Then %(names)s have no home.", len(without))
        said.append(told % {"names": ", ".join(without)})
    if gained:
        told = ngettext("Then %(names)s gets a home instead.", "Then %(names)s get a home instead.", len(gained))
        said.append(told % {"names": ", ".join(gained)})
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
