"""What a home's vacancy is, in words, and how fresh the confirmation of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .shown import shown_day


@dataclass(frozen=True)
class Vacancy:
    """Places of a home on a day. Made from a row of `HomeQuerySet.with_vacancy`, which holds the one definition."""

    on: date
    places: int
    living: int
    promised: int
    held: int
    free: int
    free_from: date | None
    paused_until: date | None
    closed_on: date | None

    @property
    def state(self) -> str:
        """Return `closed`, `paused`, `later`, `full` or `free`, the first that holds."""
        if self.closed_on and self.closed_on <= self.on:
            return "closed"
        if self.paused_until and self.paused_until > self.on:
            return "paused"
        if self.free_from and self.free_from > self.on:
            return "later"
        return "free" if self.free else "full"

    @property
    def color(self) -> str:
        return {"free": "success", "full": "neutral", "closed": "danger"}.get(self.state, "warning")

    @property
    def text(self) -> str:
        """Return the state as one short phrase: `1 of 2 free`, `full`, `paused until 3 December 2026`."""
        if self.state == "closed":
            return _("closed since %(day)s") % {"day": _day(self.closed_on)}
        if self.state == "paused":
            return _("paused until %(day)s") % {"day": _day(self.paused_until)}
        if self.state == "later":
            return _("free from %(day)s") % {"day": _day(self.free_from)}
        if self.state == "full":
            return _("full")
        return _("%(free)d of %(places)d free") % {"free": self.free, "places": self.places}

    @property
    def why(self) -> str:
        """Return what the number is made of: places, who lives there, for whom one is promised or held."""
        said = [ngettext("%(n)d place", "%(n)d places", self.places) % {"n": self.places}]
        said.append(ngettext("%(n)d child lives here", "%(n)d children live here", self.living) % {"n": self.living})
        if self.promised:
            said.append(ngettext("%(n)d is promised", "%(n)d are promised", self.promised) % {"n": self.promised})
        if self.held:
            said.append(ngettext("%(n)d is held", "%(n)d are held", self.held) % {"n": self.held})
        if self.closed_on and self.closed_on > self.on:
            said.append(_("closes on %(day)s") % {"day": _day(self.closed_on)})
        return ", ".join(said)


@dataclass(frozen=True)
class Confirmation:
    """When the family was last asked whether the vacancy holds. `stale`: longer ago than the service's setting."""

    days: int | None
    stale: bool

    @property
    def ago(self) -> str:
        """Return how long ago, for a column that says what it is about."""
        if self.days is None:
            return _("never")
        if self.days <= 0:
            return _("today")
        return ngettext("%(n)d day ago", "%(n)d days ago", self.days) % {"n": self.days}

    @property
    def text(self) -> str:
        if self.days is None:
            return _("never confirmed")
        if self.days <= 0:
            return _("confirmed today")
        return ngettext("confirmed %(n)d day ago", "confirmed %(n)d days ago", self.days) % {"n": self.days}


def vacancy_of(home: Any, on: date) -> Vacancy:
    """Return the vacancy of a home that was read by `with_vacancy(on)`."""
    return Vacancy(
        on=on,
        places=home.places,
        living=home.living,
        promised=home.promised,
        held=home.held,
        free=home.free,
        free_from=home.free_from,
        paused_until=home.paused_until,
        closed_on=home.closed_on,
    )


def confirmation_of(home: Any, on: date) -> Confirmation:
    """Return how fresh the home's vacancy is, by `Service.vacancy_fresh_days`."""
    if home.vacancy_confirmed_on is None:
        return Confirmation(None, stale=True)
    days = (on - home.vacancy_confirmed_on).days
    return Confirmation(days, stale=days > home.service.vacancy_fresh_days)


def ages_of(home: Any) -> str:
    """Return the ages a home takes: `0–12 years`, `from 13 years`, `up to 6 years`, `any age`."""
    low, high = home.youngest_age, home.oldest_age
    if low is None and high is None:
        return _("any age")
    if high is None:
        return _("from %(low)d years") % {"low": low}
    if low is None:
        return _("up to %(high)d years") % {"high": high}
    return _("%(low)d–%(high)d years") % {"low": low, "high": high}


def _day(day: date | None) -> str:
    return shown_day(day) if day else ""
