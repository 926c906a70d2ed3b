"""What a home takes on, and what its people say about themselves."""

from __future__ import annotations

from ..models import Home, HomeKind, Need
from .rows import Demo

COMMON = (Need.ATTACHMENT, Need.TRAUMA, Need.ADHD, Need.CONTACT, Need.LEARNING, Need.SCHOOL)
"""What most children in care need, and most homes are asked about."""

HEAVY = (
    Need.OUTBURSTS, Need.SELF_HARM, Need.SUBSTANCES, Need.SEXUALISED, Need.FASD, Need.AUTISM, Need.EATING,
    Need.MEDICAL, Need.DISABILITY, Need.ARRIVED_ALONE, Need.INFANT,
)  # fmt: skip

AGES = {
    # Kind: youngest age, oldest age, each between two years.
    HomeKind.ORDINARY: ((0, 6), (10, 16)),
    HomeKind.KINSHIP: ((0, 4), (14, 17)),
    HomeKind.SPECIALISED: ((4, 10), (15, 17)),
    HomeKind.PARTICULAR_CONDITIONS: ((8, 12), (17, 17)),
    HomeKind.EMERGENCY: ((0, 3), (12, 17)),
    HomeKind.RELIEF: ((1, 5), (10, 15)),
}

WISHES = (
    "Helst etter klokka 15, vi arbeider begge på dagtid.", "Ikkje måndagar, då er det symjetrening.",
    "Føremiddag passar best.", "Send gjerne melding dagen før.", "Ikkje i lamminga.", "Parker ved postkassane.",
    "Ring på tunet, klokka verkar ikkje.", "Torsdagar er best.",
)  # fmt: skip

BACKGROUNDS = (
    "Aktive i kyrkjelyden i bygda.", "Bur tett på skule og idrettslag.", "Bur på gard med sauer og hund.",
    "Ingen tilknyting til tru.", "Vegetarianarar, opne for alle.", "Samisk slekt på mors side.",
)  # fmt: skip


OF_LANGUAGE = {
    "ar": "Snakkar arabisk heime, muslimsk familie.",
    "so": "Muslimsk familie, halal mat på bordet.",
    "ti": "Ortodokse, snakkar tigrinja med besteforeldra.",
    "pl": "Katolsk familie, feirar jul på polsk.",
    "lt": "Katolsk familie med slekt i Litauen.",
    "uk": "Ortodoks familie frå Ukraina.",
    "prs": "Snakkar dari heime, muslimsk familie.",
    "nsl": "Høyrselshemma mor, teiknspråk til dagleg.",
}
"""What families say of themselves that goes with a language they speak."""


def draw_traits(demo: Demo, home: Home) -> None:
    """Give the home what it takes on, stretches to and does not take, ages and languages."""
    kind, rng = HomeKind(home.kind), demo.rng
    youngest, oldest = AGES[kind]
    home.youngest_age, home.oldest_age = rng.randint(*youngest), rng.randint(*oldest)
    skilled = kind in (HomeKind.SPECIALISED, HomeKind.EMERGENCY, HomeKind.PARTICULAR_CONDITIONS)
    takes = rng.sample(COMMON, 5 if skilled else rng.randint(3, 5)) + rng.sample(HEAVY, 4 if skilled else 1)
    left = [need for need in (*COMMON, *HEAVY) if need not in takes]
    stretches = rng.sample(left, rng.randint(1, 3))
    limits = [need for need in left if need in HEAVY and need not in stretches]
    home.takes_on, home.stretches_to = takes, stretches
    home.does_not_take = rng.sample(limits, rng.randint(0, 2))
    home.languages = _languages(demo)
    said = rng.choice(BACKGROUNDS) if demo.chance(30) else ""
    home.background = next((OF_LANGUAGE[code] for code in home.languages if code in OF_LANGUAGE), said)
    home.visit_wishes = rng.choice(WISHES) if demo.chance(45) else ""


def _languages(demo: Demo) -> list[str]:
    if demo.chance(65):
        return []
    return sorted({"en", demo.rng.choice(("ar", "so", "ti", "pl", "lt", "uk", "prs", "es", "nsl"))})
