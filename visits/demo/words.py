"""What is written down after a visit, in nynorsk as the service writes it."""

from __future__ import annotations

from random import Random
from typing import Any

from ..models import VisitChild

Alone = VisitChild.Alone

TRIED = ("Ingen heime då eg kom.", "Møtte berre eldste sonen i huset.", "Familien hadde gløymt avtalen.")
CANCELLED = ("Sjukdom i fosterheimen.", "Ferja var innstilt.", "Eg var sjuk.", "Barnet var på skuletur.",
             "Vegen var stengd av ras.")  # fmt: skip

SMALL = "For liten til ein samtale; observert i leik."
DECLINED = (
    "Ville heller vere med ut i fjøsen.",
    "Ville ikkje i dag.",
    "Hadde venner på besøk.",
    "Var trøytt etter skulen.",
)
NOT_OFFERED = ("Vi rakk det ikkje.", "Heile familien sat saman.", "Barnet sov.")

SEEN = (
    "Trivst på skulen og har fått ein god ven i nabolaget.", "Fortel at det er godt å bu her.",
    "Saknar sysken og vil ha meir samvær.", "God kontakt med fosterforeldra, søkjer trøyst hos dei.",
    "Uroleg etter samvær, søv dårleg. Fosterforeldra ber om rettleiing.",
    "Eige rom, ordna og fint. Har starta på fotball.",
    "Vil snakke meir om kvifor ho ikkje kan bu heime.", "Vekta er fin, følgjer helsestasjonen.",
    "Treng hjelp med lekser; skulen er kontakta.", "Alt vel. Barnet viste fram kaninane.",
)  # fmt: skip


def spoken(rng: Random, age: int, in_person: bool) -> tuple[str, str, str]:
    """Return whether a child of that age was spoken to alone, why not, and what was seen and said."""
    words = rng.choice(SEEN) if rng.randrange(100) < 70 else ""
    if age < 3:
        return Alone.NOT_OFFERED, SMALL, words
    if not in_person or rng.randrange(100) < 9:
        return Alone.NOT_OFFERED, rng.choice(NOT_OFFERED) if in_person else "Samtale på video.", words
    if rng.randrange(100) < 14:
        return Alone.DECLINED, rng.choice(DECLINED), words
    return Alone.HELD, "", words


THRIVES = (
    "Trivst godt. Har vener i nabolaget og søv om natta.", "Verkar trygg, ler og fortel.",
    "Er urolegare enn sist, særleg etter samvær. Elles godt.", "Glad og aktiv, syner fram rommet sitt.",
)  # fmt: skip
CARE = (
    "God stell og faste rutinar. Fosterforeldra ser kva barnet treng.",
    "Barnet får hjelp med lekser og klede etter vêret.",
    "Fosterforeldra er slitne og ønskjer avlasting, men gir god omsorg.",
)  # fmt: skip
CONTACT = (
    "Samvær med mor kvar tredje veke. Går på skulen og spelar fotball.",
    "Ringjer besteforeldra kvar søndag. Har to gode vener i klassen.",
    "Saknar storesyster, som bur i ein annan heim. Skulen går fint.",
)  # fmt: skip
TALK = (
    "Vil gjerne vere meir hos besteforeldra.", "Har det godt her og vil bu her vidare.", "Ønskjer seg katt.",
    "Vil vite når neste samvær er.",
)  # fmt: skip
NEXT = ("Kontaktpersonen spør skulen om leksehjelp.", "Finne ut om søskensamvær kan bli oftare.", "")
ATTENTION = ("", "", "Barnet treng ny sykkelhjelm.", "Tannlegetime er ikkje bestilt.")


def report_words(rng: Random, alone: str) -> dict[str, Any]:
    """Return what a report tells, without serious shortcomings."""
    done = rng.choice(("yes", "yes", "partly", "nothing"))
    return {
        "thrives": rng.choice(THRIVES),
        "care": rng.choice(CARE),
        "contact": rng.choice(CONTACT),
        "talk": rng.choice(TALK) if alone == Alone.HELD else "",
        "agreed_done": done,
        "agreed_words": "Tannlegen er bestilt, leksehjelpa ikkje." if done == "partly" else "",
        "attention": rng.choice(ATTENTION),
        "agreed_next": rng.choice(NEXT),
        "serious": False,
    }
