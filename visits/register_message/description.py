"""What a register message may hold: elements in their order, attributes, and the values these take.

Written by hand from the published facts of version 4.0.1 (Statistics Norway). A test compares the verdict of the
validator that works from it with the schema itself, where that is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .lexical import is_boolean, is_date, is_moment

VERSION = "4.0.1"
UNBOUNDED = 1_000_000_000
UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Value:
    """A value: how long (characters), of what form, of which codes. `says`: what a person is told is asked for;
    empty where its length and form say it."""

    says: str
    shortest: int = 0
    longest: int = UNBOUNDED
    pattern: re.Pattern[str] | None = None
    codes: frozenset[str] | None = None
    form: Callable[[str], bool] | None = None

    def holds(self, text: str) -> bool:
        if self.codes is not None:
            return text in self.codes
        if not self.shortest <= len(text) <= self.longest:
            return False
        if self.pattern is not None and self.pattern.fullmatch(text) is None:
            return False
        return self.form is None or self.form(text)


@dataclass(frozen=True)
class Attribute:
    value: Value
    required: bool = False


@dataclass(frozen=True)
class Child:
    """An element inside another: its name, what it is, and how often it stands there."""

    name: str
    element: Element
    least: int = 1
    most: int = 1


@dataclass(frozen=True)
class Element:
    """Children in order, attributes by name; `text`: the value it holds instead. `unique`: lists whose ids differ."""

    children: tuple[Child, ...] = ()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    text: Value | None = None
    unique: frozenset[str] = frozenset()
    required: frozenset[str] = field(init=False)
    """The names of the attributes that must stand there."""

    def __post_init__(self) -> None:
        required = frozenset(name for name, attribute in self.attributes.items() if attribute.required)
        object.__setattr__(self, "required", required)


def text(shortest: int, longest: int, pattern: str = "") -> Value:
    return Value("", shortest, longest, re.compile(pattern) if pattern else None)


def codes(*values: str) -> Value:
    return Value(", ".join(values), codes=frozenset(values))


def numbers(*ranges: tuple[int, int]) -> Iterable[str]:
    return (str(number) for low, high in ranges for number in range(low, high + 1))


def under(chapter: str, last: int) -> Iterable[str]:
    """Return `chapter.01` up to `last`, as the list of what a case is about counts."""
    return (f"{chapter}.{number:02}" for number in range(1, last + 1))


def optional(value: Value) -> Attribute:
    return Attribute(value)


def required(value: Value) -> Attribute:
    return Attribute(value, required=True)


# --- values -----------------------------------------------------------------------------------------------------

DATE = Value("2026-12-31", form=is_date)
BOOLEAN = Value("true, false", form=is_boolean)
MOMENT = Value(
    "2026-12-31T09:30:10+01:00",
    pattern=re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})"),
    form=is_moment,
)
ID = Value("UUID", 36, 36, UUID)
OLD_ID = text(1, 36)
SPECIFICATION = text(1, 10_000)
MUNICIPALITY = Value("4631", pattern=re.compile(r"\d{4}"))

CATEGORIES = codes(
    "1.1", "1.2", "1.99", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.99",
    *(f"3.{n}" for n in (*range(1, 11), 99)), *(f"4.{n}" for n in (*range(1, 10), 99)),
    "5.1", "5.2", "5.3", "5.4", "5.99", "6.1", "6.2", "6.3", "6.4", "6.99", "7.1", "7.2", "7.3", "7.99",
    "8.1", "8.2", "8.3", "8.4", "8.5", "8.99",
)  # fmt: skip
CONTENTS = codes(
    *numbers((1, 36)),
    *under("1.1", 4), *under("1.2", 3), *under("1.3", 11), *under("1.4", 4),
    *under("2.1", 3), *under("2.2", 3), *under("2.3", 2), *under("2.4", 9),
    *under("3.1", 10), *under("3.2", 2), *under("3.3", 6),
)  # fmt: skip
TERMS = codes(
    "Personalia", "Melding", "Undersokelse", "Plan", "Tiltak", "Vedtak", "Ettervern", "OversendelseFylkesnemnd",
    "Flytting", "Relasjon",
)  # fmt: skip
MOVED_FROM = codes(
    "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2.1", "1.2.2", "1.2.3", "1.3", *(f"2.{n}" for n in range(1, 10))
)
FREQUENCIES = codes("4", "2")

# --- attributes that many elements share --------------------------------------------------------------------------

WITH_ID = {"Id": required(ID)}
DELETABLE = {"ErSlettet": optional(BOOLEAN)}
MIGRATED = WITH_ID | DELETABLE | {"MigrertId": optional(OLD_ID)}
BEGUN = MIGRATED | {"StartDato": required(DATE)}
DATED = WITH_ID | {"StartDato": required(DATE)}


def coded(value: Value) -> dict[str, Attribute]:
    return {"Kode": required(value), "Presisering": optional(SPECIFICATION)}


def concluded(**attributes: Attribute) -> Child:
    return Child("Konklusjon", Element(attributes={"SluttDato": required(DATE), **attributes}), least=0)


def holding(value: Value) -> Element:
    return Element(text=value)


# --- elements ---------------------------------------------------------------------------------------------------

CONTENT = Element(attributes=coded(CONTENTS))
LAW = Element(
    (
        Child("Lov", holding(codes("BVL", "BVL2021", "BL1981"))),
        Child("Kapittel", holding(text(1, 3, r"\d+[a-z]*"))),
        Child("Paragraf", holding(text(1, 4, r"\d+[a-z]*"))),
        Child("Ledd", holding(text(1, 3, r"\d+")), 0, UNBOUNDED),
        Child("Bokstav", holding(text(1, 1, r"[a-z]")), 0, UNBOUNDED),
        Child("Punktum", holding(text(1, 3, r"\d+")), 0, UNBOUNDED),
    )
)
GROUND = (Child("Lovhjemmel", LAW), Child("JmfrLovhjemmel", LAW, 0, 3))
FREQUENCY = Element(attributes=DATED | {"Kode": required(FREQUENCIES)})
DONE = Element(attributes=WITH_ID | {"UtfortDato": required(DATE)})
RESPONSIBLE = Element(attributes=DATED | {"Kommunenummer": required(MUNICIPALITY)})
VISITED = (Child("Hyppighet", FREQUENCY, 1, UNBOUNDED), Child("Utfort", DONE, 0, UNBOUNDED))
SUPERVISION = Element((Child("Ansvarlig", RESPONSIBLE, 1, UNBOUNDED), *VISITED))

PERSON = Element(
    attributes=WITH_ID
    | DELETABLE
    | {
        "StartDato": required(DATE),
        "Fodselsnummer": required(text(11, 11, r"\d{11}")),
        "Fodseldato": required(DATE),
        "Kjonn": required(codes("0", "1", "2")),
        "DUFnummer": optional(text(12, 12, r"\d{12}")),
    }
)
REPORT_OF_CONCERN = Element(
    (
        Child("Melder", Element(attributes=coded(codes(*numbers((1, 25))))), 0, UNBOUNDED),
        Child("Saksinnhold", CONTENT, 0, UNBOUNDED),
        concluded(Kode=required(codes(*numbers((1, 10)))), **DELETABLE),
    ),
    BEGUN,
)
TAKING_PART = Element(
    (
        Child("StartDato", holding(DATE)),
        Child("MedvirkningType", holding(codes("1.1", "1.2", "1.3", "1.4", "2.1", "2.2"))),
    )
)
INVESTIGATION = Element(
    (
        Child("Vedtaksgrunnlag", CONTENT, 0, UNBOUNDED),
        Child("BarnetsMedvirkning", TAKING_PART, 0),
        Child(
            "UtvidetFrist",
            Element(attributes={"StartDato": required(DATE), "Innvilget": optional(codes("1", "2"))}),
            0,
        ),
        concluded(**coded(codes(*numbers((1, 9))))),
    ),
    BEGUN,
)
PLAN = Element(
    (
        Child("Evaluering", Element(attributes={"UtfortDato": required(DATE)}), 0, UNBOUNDED),
        concluded(),
    ),
    BEGUN | {"Plantype": required(codes(*numbers((1, 8))))},
)
MEASURE = Element(
    (
        *GROUND,
        Child("Kategori", Element(attributes=coded(CATEGORIES))),
        Child("Tiltaksgrunnlag", CONTENT, 0, UNBOUNDED),
        Child("Tilsyn", SUPERVISION, 0),
        Child("Oppfolging", Element(VISITED), 0),
        Child("Opphevelse", Element(attributes=coded(codes("1", "2", "3", "4"))), 0),
        concluded(),
    ),
    BEGUN,
)
CLAIM = Element((concluded(**coded(codes("1", "2", "9"))),), DATED)
STATUS = Element(
    attributes=WITH_ID | {"EndretDato": required(DATE), "Kode": required(codes("1", "2", "3", "4"))},
)
DECISION = Element(
    (*GROUND, Child("Krav", CLAIM, 0, UNBOUNDED), Child("Status", STATUS, 1, UNBOUNDED), concluded()),
    BEGUN,
)
AFTERCARE = Element(
    (concluded(Kode=required(codes("1", "2", "3"))),),
    MIGRATED | {"TilbudSendtDato": required(DATE)},
)
MOVE = Element(
    (
        Child("ArsakFra", Element(attributes=coded(MOVED_FROM))),
        Child("FlyttingTil", Element(attributes=coded(codes(*numbers((1, 9)))))),
    ),
    MIGRATED | {"SluttDato": required(DATE)},
)
RELATION = Element(
    attributes=WITH_ID
    | DELETABLE
    | {
        "FraId": required(text(1, 50)),
        "FraType": required(TERMS),
        "TilId": required(ID),
        "TilType": required(TERMS),
    }
)
DELETED = Element(attributes=WITH_ID | {"Type": required(TERMS), "SluttDato": required(DATE)})

_PARTS = (
    ("Personalia", PERSON),
    ("Melding", REPORT_OF_CONCERN),
    ("Undersokelse", INVESTIGATION),
    ("Plan", PLAN),
    ("Tiltak", MEASURE),
    ("Vedtak", DECISION),
    ("Ettervern", AFTERCARE),
    ("OversendelseFylkesnemnd", Element(GROUND, BEGUN)),
    ("Flytting", MOVE),
    ("Relasjon", RELATION),
    ("Slettet", DELETED),
)
CASE = Element(
    tuple(Child(name, element, 0, UNBOUNDED) for name, element in _PARTS),
    BEGUN
    | {
        "SluttDato": optional(DATE),
        "Journalnummer": required(text(1, 36)),
        "Avsluttet": optional(BOOLEAN),
    },
    unique=frozenset(name for name, _element in _PARTS),
)
SYSTEM = Element(
    attributes={
        "Leverandor": required(text(3, 300)),
        "Navn": required(text(1, 300)),
        "Versjon": required(text(1, 100)),
    }
)
SENDER = Element(
    attributes={
        "Organisasjonsnummer": required(text(9, 9, r"\d{9}")),
        "Kommunenummer": required(text(4, 4, r"\d{4}")),
        "Kommunenavn": required(text(1, 250)),
        "Bydelsnummer": optional(text(2, 2, r"\d{2}")),
        "Bydelsnavn": optional(text(1, 250)),
    }
)
ROOT = "Barnevern"
# The schema has one case in a message. Several in one file are read too, as so many messages of one sender: so a
# service can take out everything at once. What we write ourselves has one.
MESSAGE = Element(
    (Child("Fagsystem", SYSTEM), Child("Avgiver", SENDER), Child("Sak", CASE, 1, UNBOUNDED)),
    WITH_ID | {"DatoUttrekk": required(MOMENT), "ForrigeId": optional(ID)},
)
