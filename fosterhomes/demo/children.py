"""Children and young people: names, ages, needs, siblings, and whose care they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ..models import Child, Need, Point, Service, SiblingGroup
from .homes import DraftHome
from .names import ELSEWHERE
from .plan import AFTERCARE, OTHERS
from .rows import Demo, birth_date_before, turns
from .traits import COMMON, HEAVY

SPECIAL_AGES = {
    # Letter and number of the child in the plan: age, and in how many days it is reached.
    ("o", 3): (15, 24), ("o", 9): (15, 55), ("o", 14): (18, 19), ("o", 20): (18, 88),
    ("f", 4): (15, 12), ("f", 11): (18, 33), ("f", 17): (15, 140),
}  # fmt: skip

CARE_OF_OTHERS = ("4601",) * 9 + ("4627", "4626", "4630", "4630", "4634", "4635", "4624", "0301", "4640", "4602")
"""Whose children live with us: most are from Bergen."""

HOME_VILLAGES = {
    "4631": ("Knarvik", "Isdalstø", "Frekhaug", "Manger", "Lindås", "Ostereidet", "Seim", "Rossland", "Flatøy"),
    "4632": ("Årås", "Mastrevik"), "4633": ("Fedje",), "4601": ("Åsane", "Laksevåg", "Loddefjord", "Nesttun", "Arna"),
    "4627": ("Kleppestø",), "4626": ("Straume",), "4630": ("Lonevåg", "Valestrandsfossen"), "4634": ("Hosteland",),
    "4635": ("Eivindvik",), "4624": ("Osøyro",), "0301": ("Grorud",), "4640": ("Sogndal",), "4644": ("Gaupne",),
    "4602": ("Florø",),
}  # fmt: skip

OWN_MUNICIPALITIES = ("4631",) * 10 + ("4632", "4632", "4633")


@dataclass
class Resident:
    """A child in a home of the plan, by its letter there, with the day on which it moved in."""

    letter: str
    child: Child
    draft: DraftHome
    moved_in_on: date


@dataclass
class Children:
    """Makes children of one service, counting their references and how many of each letter there are."""

    demo: Demo
    counts: dict[str, int] = field(default_factory=dict)
    references: int = 1000

    def number(self, letter: str) -> int:
        self.counts[letter] = self.counts.get(letter, 0) + 1
        return self.counts[letter]

    def child(
        self, birth_date: date, municipality: str, *, like: Child | None = None, service: Service | None = None
    ) -> Child:
        """Draft a child; a sibling has the surname, languages, background and village of `like`."""
        people, rng = self.demo.people, self.demo.rng
        language = (like.languages[0] if like.languages else "") if like else self._language()
        gender = people.gender()
        self.references += rng.randint(1, 9)
        child = Child(
            service=service or self.demo.service,
            reference=f"{birth_date.year % 100:02d}-{self.references}",
            name=people.person(gender, like.name.split()[-1] if like else "", language, young=True),
            national_number=people.national_number(birth_date, gender),
            birth_date=birth_date,
            gender=gender,
            care_municipality=self.demo.places.municipalities[municipality],
            needs=self._needs(birth_date),
            languages=[language] if language else [],
            background=like.background if like else self._background(language),
            sibling_group=like.sibling_group if like else None,
            point=like.point if like else self._point(municipality),
        )
        return self.demo.add(child)

    def siblings(self, birth_dates: Sequence[date], municipality: str) -> list[Child]:
        """Draft children who are to live together."""
        first = self.child(birth_dates[0], municipality)
        first.sibling_group = self.demo.add(SiblingGroup(service=self.demo.service))
        return [first, *(self.child(day, municipality, like=first) for day in birth_dates[1:])]

    def _language(self) -> str:
        return self.demo.rng.choice(tuple(ELSEWHERE)) if self.demo.chance(18) else ""

    def _background(self, language: str) -> str:
        if language in ("ar", "so", "prs"):
            return "Muslimsk familie, halalmat er viktig for foreldra."
        return {"ti": "Ortodoks kristen familie.", "pl": "Katolsk familie."}.get(language, "")

    def _point(self, municipality: str) -> Point:
        return self.demo.places.villages[self.demo.rng.choice(HOME_VILLAGES[municipality])]

    def _needs(self, birth_date: date) -> list[str]:
        rng = self.demo.rng
        needs = [need.value for need in rng.sample(COMMON, rng.choice((0, 1, 1, 2, 2, 3)))]
        if (self.demo.on - birth_date).days < 500:
            return [Need.INFANT.value, *needs[:1]]
        heavy = [need.value for need in HEAVY if need != Need.INFANT]
        return [*needs, rng.choice(heavy)] if self.demo.chance(22) else needs


def draft_residents(demo: Demo, children: Children, drafts: list[DraftHome]) -> list[Resident]:
    """Draft whoever lives in the homes of the plan, home by home."""
    return [resident for draft in drafts for resident in _household(demo, children, draft)]


def _household(demo: Demo, children: Children, draft: DraftHome) -> list[Resident]:
    residents, letters = [], draft.household.letters
    for letter in sorted(set(letters) & set(OTHERS + "oOm" + AFTERCARE)):
        count = letters.count(letter)
        dates = [_birth_date(demo, children, letter, draft) for _child in range(count)]
        municipality = demo.rng.choice(CARE_OF_OTHERS if letter in OTHERS else OWN_MUNICIPALITIES)
        if letter.isupper():
            dates = [birth_date_before(dates[0], 22 * step, 40 * step) for step in range(count)]
            group = children.siblings(dates, municipality)
        else:
            group = [children.child(day, municipality) for day in dates]
        moved_in_on = _moved_in_on(demo, draft, dates)
        for child, born in zip(group, dates, strict=True):
            day = moved_in_on if letter.isupper() else _moved_in_on(demo, draft, [born])
            residents.append(Resident(letter, child, draft, day))
    return residents


def _birth_date(demo: Demo, children: Children, letter: str, draft: DraftHome) -> date:
    number, rng = children.number(letter), demo.rng
    if (letter, number) in SPECIAL_AGES:
        return turns(*_in_days(SPECIAL_AGES[letter, number], demo.on))
    if letter == AFTERCARE:
        return birth_date_before(demo.on, rng.randint(18 * 12, 22 * 12), rng.randint(3, 28))
    oldest = {"emergency": 150, "specialised": 200, "particular_conditions": 203}.get(draft.household.kind, 195)
    youngest = {"specialised": 96, "particular_conditions": 160}.get(draft.household.kind, 14)
    # The elder sibling of a pair is born 22 months and 40 days earlier: still under 18.
    return birth_date_before(
        demo.on, rng.randint(youngest, oldest - (30 if letter.isupper() else 0)), rng.randint(0, 27)
    )


def _in_days(special: tuple[int, int], on: date) -> tuple[int, date, int]:
    return special[0], on, special[1]


def _moved_in_on(demo: Demo, draft: DraftHome, birth_dates: list[date]) -> date:
    """Return when they moved in: after the youngest was born and the home had been approved."""
    youngest, rng = max(birth_dates), demo.rng
    if draft.household.kind == "emergency":
        days = rng.randint(9, 120)
    elif demo.chance(30):
        days = rng.randint(4, 540)
    else:
        days = rng.randint(560, 3000)
    earliest = max(youngest, draft.since)
    longest = (demo.on - earliest).days
    return demo.days_ago(*(2 * (min(days, longest * 9 // 10),)))
