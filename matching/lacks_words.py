"""What a recruiter reads of a home or a supervisor to look for, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fosterhomes.models import Point

from .lacks import Gain, Lacks, WantedHome, WantedSupervisor


@dataclass(frozen=True)
class HomeRow:
    """One line of the list of homes."""

    title: str
    takes_on: str
    place: str
    elsewhere: str
    children: int
    urgency: str
    reasons: list[str]


@dataclass(frozen=True)
class SupervisorRow:
    """One line of the list of supervisors."""

    title: str
    place: str
    supervised: int
    saved: int
    near: str


def title_of(home: WantedHome) -> str:
    """Return the home in a few words: kind, places, ages."""
    told = ngettext(
        "%(kind)s for %(places)d child aged %(youngest)d to %(oldest)d",
        "%(kind)s for %(places)d children aged %(youngest)d to %(oldest)d",
        home.places,
    )
    values = {"places": home.places, "youngest": home.youngest, "oldest": home.oldest}
    return told % {"kind": capfirst(home.kind_label), **values}


def first_sentence(lacks: Lacks) -> str:
    """Return what would help most, in one sentence; empty when nothing does."""
    if not lacks.homes:
        return ""
    best = lacks.homes[0]
    told = ngettext(
        "%(home)s in %(village)s would give %(n)d more child a home.",
        "%(home)s in %(village)s would give %(n)d more children a home.",
        best.gain.children,
    )
    said = told % {"home": title_of(best), "village": best.place.village, "n": best.gain.children}
    return " ".join(filter(None, [said, takes_on(best)]))


def home_row(home: WantedHome, anywhere: int) -> HomeRow:
    """Return the home in words; `anywhere` is how many villages there are."""
    elsewhere, urgency = _elsewhere(home, anywhere), urgency_of(home.gain)
    return HomeRow(
        title_of(home), takes_on(home), _place(home.place), elsewhere, home.gain.children, urgency,
        list(_reasons(home)),
    )  # fmt: skip


def takes_on(home: WantedHome) -> str:
    """Return the needs that the home would have to take on, in a sentence; empty where that was not worked out."""
    if home.takes_on is None:
        return ""
    if not home.takes_on:
        return _("It need not take on anything in particular.")
    return _("It would have to take on: %(needs)s.") % {"needs": ", ".join(home.takes_on)}


def _elsewhere(home: WantedHome, anywhere: int) -> str:
    if len(home.elsewhere) + 1 == anywhere:
        return _("As good anywhere in the service's municipalities.")
    if not home.elsewhere:
        return ""
    return _("As good in %(villages)s.") % {"villages": ", ".join(point.village for point in home.elsewhere)}


def urgency_of(gain: Gain) -> str:
    """Return how urgent those are who gain a home; with a minus where others lose theirs to them."""
    told = ((gain.acute, _("acute")), (gain.soon, _("soon")), (gain.ordinary, _("ordinary")))
    return ", ".join(f"{number} {word}" for number, word in told if number)


def _reasons(home: WantedHome) -> Iterator[str]:
    yield _whom_it_suits(home)
    if home.moves_up:
        yield _("Some of those who gain a home get places that others would leave for this one.")
    if home.siblings > 1:
        yield _("Siblings among them: up to %(n)d together.") % {"n": home.siblings}
    if home.languages:
        yield _("Languages among them: %(languages)s.") % {"languages": ", ".join(home.languages)}
    yield from _beside(home.gain)


def _whom_it_suits(home: WantedHome) -> str:
    if home.fits == 1:
        return (
            _("It suits one child, who gets no home today.")
            if home.without
            else _("It suits one child, who gets a home today.")
        )
    suits = ngettext("It suits %(n)d child who waits.", "It suits %(n)d children who wait.", home.fits)
    if not home.without:
        all_have = _("All of them get a home today.")
        return f"{suits % {'n': home.fits}} {all_have}"
    without = ngettext("%(n)d of them gets no home today.", "%(n)d of them get no home today.", home.without)
    return f"{suits % {'n': home.fits}} {without % {'n': home.without}}"


def _beside(gain: Gain) -> Iterator[str]:
    if gain.supervised:
        yield _("Children with a supervisor: %(n)s.") % {"n": f"{gain.supervised:+d}"}
    if gain.kin:
        yield _("Children with kin or network: %(n)s.") % {"n": f"{gain.kin:+d}"}
    yield _("Travel in all: %(n)s minutes.") % {"n": f"{gain.minutes:+d}"}


def supervisor_title(one: WantedSupervisor) -> str:
    """Return the supervisor in a few words."""
    return ngettext("A supervisor for %(n)d child", "A supervisor for up to %(n)d children", one.places) % {
        "n": one.places
    }


def supervisor_row(one: WantedSupervisor) -> SupervisorRow:
    """Return the supervisor to look for, in words."""
    near = ngettext(
        "%(n)d home that is in use or proposed lies within the usual drive.",
        "%(n)d homes that are in use or proposed lie within the usual drive.",
        one.homes,
    )
    place = _place(one.place)
    return SupervisorRow(supervisor_title(one), place, one.gain.supervised, one.gain.saved, near % {"n": one.homes})


def _place(point: Point) -> str:
    return _("%(village)s, %(municipality)s") % {"village": point.village, "municipality": point.municipality}


def home_mark(home: WantedHome) -> tuple[str, str]:
    """Return the name and the note of a home on the map and in its table."""
    more = ngettext("%(n)d more child with a home", "%(n)d more children with a home", home.gain.children)
    return _named(home), more % {"n": home.gain.children}


def _named(home: WantedHome) -> str:
    """Return the home with its needs on one line."""
    if not home.takes_on:
        return title_of(home)
    return _("%(home)s, takes on %(needs)s") % {"home": title_of(home), "needs": ", ".join(home.takes_on)}


def supervisor_mark(one: WantedSupervisor) -> tuple[str, str]:
    """Return the name and the note of a supervisor on the map and in its table."""
    if one.gain.supervised > 0:
        more = ngettext(
            "%(n)d more child with a supervisor", "%(n)d more children with a supervisor", one.gain.supervised
        )
        return supervisor_title(one), more % {"n": one.gain.supervised}
    return supervisor_title(one), _("saves %(n)d minutes of travel") % {"n": one.gain.saved}
