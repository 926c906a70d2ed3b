"""Which home lies where and who lives in it, as a table that one can count.

Each line: village, then a letter for each place of the home.

    o  own child                        f  another service's child
    m  own child, supervision moved to us by agreement (the home lies elsewhere; FF § 16(3))
    g  another service's child whose supervision its own service has taken over
    a  own young person in aftercare    .  free place
    w  place promised to an own child    r  own child who visits (relief homes)
    O, F  two or more in one home: siblings
"""

from __future__ import annotations

from dataclasses import dataclass

from ..models import HomeKind

OWN, OTHERS, AFTERCARE, PROMISED, VISITS, FREE = "oOm", "fFg", "a", "w", "r", "."

PLAN = {
    HomeKind.ORDINARY: """
        Knarvik o.   Knarvik FF    Knarvik f    Knarvik ao   Isdalstø f   Isdalstø OO   Alversund f.  Alversund o
        Alversund g  Seim ...      Seim o       Seim f       Eikangervåg f.   Eikangervåg a   Hjelmås f   Hjelmås FF
        Ostereidet o Ostereidet f  Vikanes f    Lindås oa    Lindås f     Lindås .      Hundvin FF    Hundvin a
        Myking fa    Mongstad f    Frekhaug o   Frekhaug FF  Frekhaug f   Frekhaug ..   Flatøy o      Flatøy a
        Vikebø f     Vikebø o.     Rossland f   Rossland fa  Manger o     Manger f.     Manger ff     Bøvågen f
        Bøvågen a    Sæbøvågen f   Sæbøvågen .  Sletta f     Sletta o     Årås f        Årås oa       Årås .
        Mastrevik f  Mastrevik fo  Fonnes f     Fonnes g     Fedje f      Fedje o.      Rossland fw   Myking o
        Mongstad .
        Åsane OO     Åsane a       Arna o       Fyllingsdalen o  Kleppestø o  Valestrandsfossen o  Hosteland m
        Eivindvik o  Sogndal o     Hafslo OO    Grorud o     Nordstrand a Straume a     Voss o
        """,
    HomeKind.KINSHIP: """
        Knarvik o    Alversund f   Seim f       Isdalstø o   Hjelmås FF   Lindås f      Frekhaug o    Manger a
        Bøvågen o    Sletta f      Årås f       Mastrevik o  Fedje f      Ostereidet f  Flatøy .      Knarvik .
        Fonnes w     Rossland o    Vikebø a     Myking f
        Åsane o      Loddefjord oa Kaupanger o  Bjerke a     Nesttun .
        """,
    HomeKind.SPECIALISED: """
        Seim o       Lindås of     Frekhaug o.  Manger f     Ostereidet f.    Hundvin f   Vikanes o   Alversund f
        Årås fa      Isdalstø o    Sletta .
        Laksevåg oo  Lonevåg o     Leikanger o  Osøyro oa
        """,
    HomeKind.PARTICULAR_CONDITIONS: "Bøvågen f   Mongstad f",
    HomeKind.EMERGENCY: "Knarvik o.   Frekhaug of   Manger o   Lindås ..   Årås f   Fedje .   Åsane o",
    HomeKind.RELIEF: """
        Knarvik r    Alversund r.  Isdalstø r   Seim .       Frekhaug r   Manger r.     Lindås r      Ostereidet .
        Mastrevik r  Rossland r    Sæbøvågen .  Eikangervåg r    Kleppestø .
        """,
}


@dataclass(frozen=True)
class Household:
    """One home of the plan: `number` counts over the whole plan, `letters` are its places."""

    number: int
    kind: HomeKind
    village: str
    letters: str


def households() -> list[Household]:
    """Return the homes of the plan in its order."""
    rows: list[Household] = []
    for kind, table in PLAN.items():
        words = table.split()
        for village, letters in zip(words[::2], words[1::2], strict=True):
            rows.append(Household(len(rows), kind, village, letters))
    return rows
