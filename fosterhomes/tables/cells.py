"""What one cell says: text, day, number, yes or no, one word of a list, several of them. As people in Norway write it.

Each reader returns None for an empty cell and raises `ValidationError` with a sentence for what it cannot understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from .files import Cell
from .sheet_parts import UNSAVED

SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's count of days (the year 1900 is a leap year there, for Lotus 1-2-3's sake)."""
SERIALS = (3_653, 73_050)
"""1 January 1910 to the end of 2099: the numbers that are taken for days."""
AHEAD = 20
"""A year of two digits lies at most so many years ahead of today; else it is of the last century."""
MONTHS = ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des"]
DAY = re.compile(r"(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:t00:00(?::00)?)?")
WORDY = re.compile(r"(\d{1,2})\.?\s+([a-zæøå]{3,9})\.?\s+(\d{4})")
BASIC = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
MIDNIGHT = re.compile(r"\s+00:00(:00)?$")
ERRORS = {
    "#REF!", "#N/A", "#I/T", "#VALUE!", "#VERDI!", "#NAME?", "#NAVN?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"
}  # fmt: skip
"""What a spreadsheet shows where a formula went wrong, in English and Norwegian."""
YES = {"ja", "j", "yes", "y", "x", "sann", "true", "1"}
NO = {"nei", "n", "no", "usann", "false", "0", "-"}


def check_no_formula(value: Cell) -> None:
    """Raise for a formula that came to nothing: what it meant to say is not known."""
    if value == UNSAVED:
        raise ValidationError(
            _(
                "The cell holds a formula, and the file not what it comes to. Open the file, save it, and choose it "
                "again."
            )
        )
    if value in ERRORS:
        sentence = _("The formula in the cell went wrong (%(value)s). Mend it, or write the value.")
        raise ValidationError(sentence % {"value": value})


def text(value: Cell) -> str | None:
    """Return the words; a number as it was meant (`4631`, not `4631.0`)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = " ".join(str(value).split()) if value is not None else ""
    return words or None


def lines(value: Cell) -> str | None:
    """Return a longer text, with its lines."""
    return str(value).strip() or None if value is not None else None


def whole(value: Cell) -> int | None:
    """Return a whole number of zero or more: `4`, `4,0`, `1 200`."""
    found = number(value)
    if found is None:
        return None
    if found != found.to_integral_value() or found < 0:
        raise ValidationError(_("“%(value)s” is no whole number.") % {"value": value})
    return int(found)


def number(value: Cell) -> Decimal | None:
    """Return a number with comma or point: `60,5476`."""
    if isinstance(value, bool):
        raise ValidationError(_("“%(value)s” is no number.") % {"value": value})
    words = text(value) if not isinstance(value, float) else repr(value)
    if words is None:
        return None
    bare = re.sub(r"[\s\u00a0\u202f']", "", words).replace(",", ".")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**12:
        raise ValidationError(_("“%(value)s” is no number.") % {"value": value})
    return found


def day(value: Cell, today: date) -> date | None:
    """Return a day: `31.12.2026`, `31/12-26`, `31. desember 2026`, `2026-12-31`, or a spreadsheet's number of days."""
    words = text(value)
    if words is None:
        return None
    found = _day(words.casefold(), today)
    if found is None:
        raise ValidationError(_("“%(value)s” is no date. Write it as 31.12.2026.") % {"value": value})
    return found


def _day(words: str, today: date) -> date | None:
    if re.fullmatch(r"\d{4,5}", words) and SERIALS[0] <= int(words) <= SERIALS[1]:
        return SERIAL_ZERO + timedelta(days=int(words))
    words = MIDNIGHT.sub("", words)
    if iso := ISO.fullmatch(words) or BASIC.fullmatch(words):
        return _made(*map(int, iso.groups()))
    if short := DAY.fullmatch(words):
        return _made(_year(short[3], today), int(short[2]), int(short[1]))
    if (wordy := WORDY.fullmatch(words)) and wordy[2][:3] in MONTHS:
        return _made(int(wordy[3]), MONTHS.index(wordy[2][:3]) + 1, int(wordy[1]))
    return None


def _year(digits: str, today: date) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    year += today.year // 100 * 100
    return year - 100 if year > today.year + AHEAD else year


def _made(year: int, month: int, on: int) -> date | None:
    try:
        return date(year, month, on)
    except ValueError:
        return None


def clock(value: Cell) -> time | None:
    """Return an hour: `09:30`, `9.30`, `0930`, or the part of a day that a spreadsheet stores."""
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 24 * 60)
        return time(minutes // 60, minutes % 60)
    words = text(value)
    if words is None:
        return None
    found = re.fullmatch(r"(?:kl\.?\s*)?(\d{1,2})(?:[:.]?(\d{2}))?(?::00)?", words.casefold())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValidationError(_("“%(value)s” is no time of the day. Write it as 09:30.") % {"value": value})
    return time(int(found[1]), int(found[2] or 0))


def yes_no(value: Cell) -> bool | None:
    """Return yes or no: `ja`, `nei`, `x`, `1`."""
    words = text(value)
    if words is None:
        return None
    if words.casefold() in YES | NO:
        return words.casefold() in YES
    raise ValidationError(_("Write yes or no, not “%(value)s”.") % {"value": value})


def one_of(value: Cell, words_of: dict[str, str], choices: Iterable[tuple[str, Any]]) -> str | None:
    """Return the code of a word of a list; `words_of` leads from every way to write it to its code."""
    words = text(value)
    if words is None:
        return None
    if (code := words_of.get(key_of(words))) is not None:
        return code
    known = "; ".join(str(label) for _code, label in choices)
    raise ValidationError(
        _("“%(value)s” is not known here. Write one of: %(known)s.") % {"value": words, "known": known}
    )


def several_of(value: Cell, words_of: dict[str, str], choices: Iterable[tuple[str, Any]]) -> list[str] | None:
    """Return the codes of several words, divided by semicolon, line or comma (where no word has one itself)."""
    words = lines(value)
    if words is None:
        return None
    found = [_codes_in(part, words_of, choices) for part in re.split(r"[;\n|]", words) if part.strip()]
    chosen = {code for codes in found for code in codes}
    return [code for code, _label in choices if code in chosen]


def _codes_in(part: str, words_of: dict[str, str], choices: Iterable[tuple[str, Any]]) -> list[str]:
    if key_of(part) in words_of:
        return [words_of[key_of(part)]]
    pieces = [piece for piece in part.split(",") if piece.strip()]
    return [code for piece in pieces if (code := one_of(piece, words_of, choices)) is not None]


def key_of(words: str) -> str:
    """Return words as they are compared: no capitals, no signs, one space."""
    return " ".join(re.sub(r"[^\w§.+-]+", " ", words.casefold().replace("_", " ")).split())


def in_every_language(words: Any) -> set[str]:
    """Return the ways in which a text of ours is written in the languages of the site."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(key_of(str(words)))
    return found


@cache
def words_for(choices: tuple[tuple[str, Any], ...], also: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    """Return every way to write each choice, in every language, with its code; `also`: pairs of word and code."""
    found = {key_of(word): code for word, code in also}
    for code, label in choices:
        found |= dict.fromkeys(in_every_language(label) | {key_of(code)}, code)
    return found
