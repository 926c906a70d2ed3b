"""Names and numbers of people who do not exist."""

from __future__ import annotations

import unicodedata
from datetime import date
from random import Random

from faker import Faker
from stdnum.no.fodselsnummer import calc_check_digit1, calc_check_digit2

SEED = 4631

GIRL, BOY = "girl", "boy"

ELSEWHERE = {
    # Language: girls' names, boys' names, surnames. Faker's Norwegian list has hardly any.
    "ar": (("Amal", "Rima", "Salma", "Yara"), ("Karim", "Omar", "Sami", "Tarek"), ("Haddad", "Khalil", "Nasser")),
    "so": (("Ayaan", "Hodan", "Ifrah", "Sahra"), ("Abdi", "Liban", "Mahad", "Yusuf"), ("Warsame", "Jama", "Farah")),
    "ti": (("Feven", "Rahel", "Saba", "Selam"), ("Filmon", "Natnael", "Robel", "Yonas"), ("Tesfay", "Haile", "Kidane")),
    "pl": (("Kinga", "Maja", "Ola", "Zofia"), ("Bartek", "Jakub", "Kacper", "Szymon"), ("Nowak", "Wrona", "Zielinski")),
    "lt": (("Austeja", "Egle", "Rugile"), ("Domas", "Jonas", "Lukas"), ("Kazlauskas", "Petrauskas")),
    "uk": (("Daryna", "Oksana", "Sofiia"), ("Bohdan", "Danylo", "Taras"), ("Bondarenko", "Kravets", "Melnyk")),
    "prs": (("Laleh", "Nargis", "Zahra"), ("Farhad", "Navid", "Reza"), ("Ahmadi", "Karimi", "Rahimi")),
}


YOUNG = (
    "Andrea Anna Elise Emilie Emma Hanna Ida Ingrid Jenny Julie Karoline Malin Maren Maria Marie Mari Marte Martine "
    "Nora Sara Sigrid Silje Sofie Thea Vilde Adrian Alexander Andreas Daniel Eirik Eivind Emil Erik Fredrik Henrik "
    "Håkon Håvard Johannes Jonas Jørgen Kristian Kristoffer Magnus Marius Markus Martin Mathias Ola Olav Sander "
    "Sebastian Sigurd Simen Sindre Sondre Tobias Vegard"
)
"""Those of Faker's first names that children bear today; the list is their grandparents', too."""


class Invented:
    """Gives out names, each full name once, national numbers and telephone numbers, in a fixed order."""

    def __init__(self) -> None:
        self.rng = Random(SEED)
        self._faker = Faker("no_NO")
        self._faker.seed_instance(SEED)
        self._given: set[str] = set()
        self._phones = 0
        self._serials: dict[date, int] = {}

    def surname(self, language: str = "") -> str:
        return self.rng.choice(ELSEWHERE[language][2]) if language else str(self._faker.last_name())

    def person(self, gender: str, surname: str = "", language: str = "", *, young: bool = False) -> str:
        """Return a full name that nobody else in the demo has."""
        for _attempt in range(500):
            first = self.first_name(gender, language)
            if young and not language and first not in YOUNG.split():
                continue
            name = f"{first} {surname or self.surname(language)}"
            if name not in self._given:
                self._given.add(name)
                return name
        raise RuntimeError(f"no name is left for {surname or language}")

    def first_name(self, gender: str, language: str = "") -> str:
        if language:
            return self.rng.choice(ELSEWHERE[language][0 if gender == GIRL else 1])
        return str(self._faker.first_name_female() if gender == GIRL else self._faker.first_name_male())

    def gender(self) -> str:
        return self.rng.choice((GIRL, BOY))

    def street(self) -> str:
        return f"{self._faker.street_name()} {self.rng.randrange(1, 90)}"

    def phone(self) -> str:
        """Return the next number of the series 68 05 00 00 – 68 05 99 99: Nkom keeps it for film and television."""
        self._phones += 1
        return f"68 05 {self._phones // 100:02d} {self._phones % 100:02d}"

    def national_number(self, birth_date: date, gender: str) -> str:
        """Return a synthetic national number: month + 80, valid check digits; nobody bears it."""
        while True:
            serial = self._serials.get(birth_date, 500 if birth_date.year >= 2000 else 0) + 1
            self._serials[birth_date] = serial
            digits = f"{birth_date:%d}{birth_date.month + 80}{birth_date:%y}{serial:03d}"
            if (serial % 2 == 0) == (gender == GIRL) and (number := _with_check_digits(digits)):
                return number


def _with_check_digits(digits: str) -> str:
    """Return the number with its two check digits; empty where one of them would be 10 and the number is not used."""
    for check in (calc_check_digit1, calc_check_digit2):
        digits += check(digits)
    return digits if len(digits) == 11 else ""


def email(name: str, domain: str) -> str:
    """Return an address below `.example`, which no mail ever reaches (RFC 2606)."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return f"{ascii_only.replace(' ', '.')}@{domain}.example"
