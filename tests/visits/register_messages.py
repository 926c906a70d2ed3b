"""Register messages for tests, written by hand as strings: readable, and independent of our own writer.

National numbers are synthetic (month + 80); the people do not exist.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from stdnum.no import fodselsnummer

SPACE = uuid.UUID("5b0b3f2c-7f0e-4a53-9d6b-0d3c7e9c5a11")


def uid(*parts: object) -> str:
    """Return an id that is the same each time it is asked for by the same words."""
    return str(uuid.uuid5(SPACE, "/".join(map(str, parts))))


def synthetic(born: date, number: int = 100) -> str:
    """Return a national number that nobody has: the month is 80 too high."""
    for individual in range(number, 1000):
        start = f"{born.day:02}{born.month + 80:02}{born.year % 100:02}{individual:03}"
        digits = start + fodselsnummer.calc_check_digit1(start + "00")
        if len(digits) == 10:
            whole = digits + fodselsnummer.calc_check_digit2(digits + "0")
            if len(whole) == 11:
                return whole
    raise AssertionError(born)


def visits(name: str, days: Sequence[str]) -> str:
    return "".join(f'<Utfort Id="{uid(name, day)}" UtfortDato="{day}"/>' for day in days)


def frequencies(name: str, rows: Sequence[tuple[str, str]]) -> str:
    return "".join(f'<Hyppighet Id="{uid(name, "f", day)}" StartDato="{day}" Kode="{code}"/>' for day, code in rows)


def measure(
    name: str,
    category: str = "2.2",
    from_on: str = "2024-02-01",
    until_on: str = "",
    *,
    ground: tuple[str, str, str] = ("BVL2021", "5", "1"),
    responsible: Sequence[tuple[str, str]] = (("2024-02-01", "4631"),),
    supervised: Sequence[str] = (),
    followed: Sequence[str] = (),
    supervision_every: Sequence[tuple[str, str]] = (("2024-02-01", "4"),),
    follow_up_every: Sequence[tuple[str, str]] = (("2024-02-01", "4"),),
    lifted: str = "",
    deleted: bool = False,
) -> str:
    """Return a measure; `name` is what its ids are made of."""
    law = "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip(("Lov", "Kapittel", "Paragraf"), ground, strict=True))
    answers = "".join(
        f'<Ansvarlig Id="{uid(name, "a", day)}" StartDato="{day}" Kommunenummer="{number}"/>'
        for day, number in responsible
    )
    foster, gone = category.startswith("2."), ' ErSlettet="true"' if deleted else ""
    supervision = (
        f"<Tilsyn>{answers}{frequencies(name + 't', supervision_every)}{visits(name + 't', supervised)}</Tilsyn>"
    )
    follow_up = f"<Oppfolging>{frequencies(name + 'o', follow_up_every)}{visits(name + 'o', followed)}</Oppfolging>"
    return (
        f'<Tiltak Id="{uid(name)}" StartDato="{from_on}"{gone}>'
        f'<Lovhjemmel>{law}</Lovhjemmel><Kategori Kode="{category}"/>'
        f"{supervision + follow_up if foster else ''}"
        + (f'<Opphevelse Kode="{lifted}"/>' if lifted else "")
        + (f'<Konklusjon SluttDato="{until_on}"/>' if until_on else "")
        + "</Tiltak>"
    )


def move(name: str, on: str, why: str, to: str) -> str:
    return f'<Flytting Id="{uid(name)}" SluttDato="{on}"><ArsakFra Kode="{why}"/><FlyttingTil Kode="{to}"/></Flytting>'


def aftercare(name: str, on: str) -> str:
    return f'<Ettervern Id="{uid(name)}" TilbudSendtDato="{on}"/>'


def case(
    journal: str,
    *measures: str,
    born: date = date(2014, 5, 17),
    after: str = "",
    ended: str = "",
    gender: str = "2",
    number: int = 100,
) -> str:
    """Return a case; `after` its measures comes more; `number`: where in the day's national numbers it stands."""
    closed = f' SluttDato="{ended}" Avsluttet="true"' if ended else ""
    return (
        f'<Sak Id="{uid("case", journal)}" StartDato="2010-01-01"{closed} Journalnummer="{journal}">'
        f'<Personalia Id="{uid("person", journal)}" StartDato="2010-01-01" Fodselsnummer="{synthetic(born, number)}" '
        f'Fodseldato="{born}" Kjonn="{gender}"/>{"".join(measures)}{after}</Sak>'
    )


def message(*cases: str, at: str = "2026-03-01T09:30:10+01:00", municipality: str = "4631", name: str = "m") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Barnevern Id="{uid(name, at)}" DatoUttrekk="{at}"><Fagsystem Leverandor="Visma" Navn="Prøve" Versjon="1"/>'
        f'<Avgiver Organisasjonsnummer="999999999" Kommunenummer="{municipality}" Kommunenavn="Alver"/>'
        f"{''.join(cases)}</Barnevern>"
    ).encode()


def file(*cases: str, **values: str) -> BytesIO:
    return BytesIO(message(*cases, **values))
