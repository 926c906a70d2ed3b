"""National identity numbers: eleven digits with two check digits and a birth date (pure; no clock).

Also D-numbers (day + 40) and the synthetic numbers of the tax administration's test population (month + 80).
"""

from __future__ import annotations

from datetime import date

from stdnum.no import fodselsnummer


def compact(text: str) -> str:
    """Return the digits without spaces and hyphens."""
    return fodselsnummer.compact(text)


def is_valid(number: str) -> bool:
    """Return whether `number` (compact) has eleven digits, the right check digits and a day that exists."""
    if len(number) != 11 or not (number.isascii() and number.isdigit()):
        return False
    checks = (fodselsnummer.calc_check_digit1(number), fodselsnummer.calc_check_digit2(number))
    return (number[9], number[10]) == checks and any(_exists(number, century) for century in (1800, 1900, 2000))


def is_of(number: str, birth_date: date) -> bool:
    """Return whether the number belongs to somebody born that day."""
    return _day_month(number) == (birth_date.day, birth_date.month) and int(number[4:6]) == birth_date.year % 100


def _day_month(number: str) -> tuple[int, int]:
    day, month = int(number[:2]), int(number[2:4])
    # Skatteetaten's synthetic people carry 80 on the month, and 40 where the number was an H-number.
    return day - 40 if day > 40 else day, month - 80 if month > 80 else month - 40 if month > 40 else month


def _exists(number: str, century: int) -> bool:
    day, month = _day_month(number)
    try:
        date(century + int(number[4:6]), month, day)
    except ValueError:
        return False
    return True
