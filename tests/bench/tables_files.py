"""Files of 20,000 rows with mistakes, made from a seed: invented people, numbers of the synthetic population."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from random import Random

from stdnum.no import fodselsnummer

FIRST = ("Ada", "Bo", "Cecilie", "Dag", "Eva", "Filip", "Gro", "Hans", "Ida", "Jon", "Kari", "Leif", "Mia", "Nils")


def national_number(born: date, serial: int) -> str | None:
    """Return a number of the synthetic population (80 on the month), or None where no check digit fits."""
    number = f"{born.day:02}{born.month + 80:02}{born.year % 100:02}{serial:03}"
    try:
        first = fodselsnummer.calc_check_digit1(number + "00")
        second = fodselsnummer.calc_check_digit2(number + first + "0")
    except ValueError:
        return None
    return None if "-" in (first, second) or "10" in (first, second) else number + first + second


def children(count: int, mistakes: int, municipality: str, seed: int = 1) -> str:
    """Return a csv of children; `mistakes` of the rows have something wrong that the register refuses."""
    random = Random(seed)
    wrong = set(random.sample(range(count), mistakes))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Saksnummer", "Namn", "Fødselsdato", "Fødselsnummer", "Kjønn", "Omsorgskommune", "Behov"])
    for number in range(count):
        writer.writerow(_child(random, number, municipality, broken=number in wrong))
    return out.getvalue()


def _child(random: Random, number: int, municipality: str, *, broken: bool) -> list[str]:
    born = date(2010, 1, 1) + timedelta(days=number % 4_000)
    row = [
        f"B-{number:05}", f"{random.choice(FIRST)} Prøve{number}", born.strftime("%d.%m.%Y"),
        national_number(born, 500 + number // 4_000) or "", random.choice(("jente", "gut", "J")), municipality,
        random.choice(("", "ADHD", "ADHD; autisme")),
    ]  # fmt: skip
    if broken:
        column, value = random.choice(((0, ""), (2, "31.02.2015"), (3, "12345678901"), (4, "katt"), (5, "Ingenstad")))
        row[column] = value
    return row


def visits(rows: list[tuple[str, str, str]], count: int, mistakes: int, first: date, seed: int = 1) -> str:
    """Return a csv of follow-up visits: `rows` are reference, day of moving in (ISO) and visitor of children."""
    random = Random(seed)
    wrong = set(random.sample(range(count), mistakes))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Barn", "Dato", "Type", "Besøkt av", "Samtale med barnet"])
    for number in range(count):
        reference, _moved_in, visitor = rows[number % len(rows)]
        day = first + timedelta(days=number // len(rows))
        row = [reference, day.strftime("%d.%m.%Y"), "oppfølging", visitor, "ja"]
        if number in wrong:
            column, value = random.choice(
                ((0, "finst ikkje"), (1, "i går"), (2, "kaffi"), (3, "Ingen Kjend"), (4, "kanskje"))
            )
            row[column] = value
        writer.writerow(row)
    return out.getvalue()
