"""Rules of the register on plain values: no Django, no clock. The legal source stands beside each number."""

from __future__ import annotations

import re
from datetime import date, timedelta

ADULT_AT = 18
"""Supervision and care measures end, aftercare begins (BVL § 3-6, FF § 16)."""

PARTY_AT = 15
"""The child is a party to its case (BVL § 12-3)."""

AFTERCARE_ENDS_AT = 25
"""BVL § 3-6."""

CERTIFICATE_MONTHS = 3
"""A police certificate is no older than this when it is presented (politiregisterforskriften § 37-1, PA)."""


def birthday(birth_date: date, age: int) -> date:
    """Return the day on which the person turns `age`; someone born on 29 February: 1 March in other years."""
    year = birth_date.year + age
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(birth_date: date, day: date) -> int:
    """Return the age in whole years on that day; negative before birth."""
    years = day.year - birth_date.year
    return years if birthday(birth_date, years) <= day else years - 1


def born_after_while_under(age: int, day: date) -> date:
    """Return the last birth date on which somebody already is `age` on `day`: who is born after it is younger."""
    year = day.year - age
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or the last day of that month."""
    month = day.year * 12 + day.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def certificate_too_old(issued_on: date, seen_on: date) -> bool:
    """Return whether a police certificate was older than three months when it was seen."""
    return issued_on < months_before(seen_on, CERTIFICATE_MONTHS)


PHONE = re.compile(r"\+[1-9][0-9]{7,14}|[0-9]{8}|1[0-9]{2,5}")
"""With country code, a Norwegian number of eight digits, or a short number such as 116 111 or 113."""


def callable_digits(number: str) -> str:
    """Return what to dial for a telephone number as people write it; empty when nobody can be called by it."""
    digits = re.sub(r"[\s().-]", "", number).removeprefix("0047")
    return digits if PHONE.fullmatch(digits) else ""
