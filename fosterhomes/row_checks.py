"""What forms and files ask of a row alike, beyond what its model says: each with the sentence for the person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Need
from .national_number import compact, is_of, is_valid
from .rules import AFTERCARE_ENDS_AT, age_on

NEED_LISTS = ("takes_on", "stretches_to", "does_not_take")
"""The columns of a home that answer for needs. Each need has one answer at most."""


def checked_number(text: str) -> str:
    """Return a national identity number as it is stored. Raises `ValidationError` when it is none."""
    number = compact(text)
    if number and not is_valid(number):
        raise ValidationError(_("This is not a national identity number. Look for digits that changed places."))
    return number


def checked_birth_date(day: date, today: date) -> date:
    """Return the birth date of a child whom the service can have. Raises `ValidationError`."""
    if day > today:
        raise ValidationError(_("The birth date is in the future."))
    if (age := age_on(day, today)) > AFTERCARE_ENDS_AT:
        raise ValidationError(_("That would make the child %(age)d years old. Look at the year.") % {"age": age})
    return day


def number_of_another(number: str, born: date) -> str:
    """Return what is wrong when the number belongs to somebody born another day; else nothing."""
    return "" if is_of(number, born) else _("The number belongs to another birth date.")


def band_without_protection(travel_band: str, protected: bool) -> str:
    """Return what is wrong when a way is set by hand for somebody whose address is not protected; else nothing."""
    return _("Only for a protected address. Choose a village instead.") if travel_band and not protected else ""


def answered_twice(lists: Iterable[tuple[str, Iterable[str]]]) -> Iterator[tuple[str, str]]:
    """Yield each later list (its name, a sentence) with a need that an earlier one has already answered."""
    earlier: list[set[str]] = []
    for name, codes in lists:
        for others in earlier:
            if both := set(codes) & others:
                told = ", ".join(str(Need(code).label) for code in sorted(both))
                yield name, _("Already answered in the list before: %(needs)s.") % {"needs": told}
        earlier.append(set(codes))
