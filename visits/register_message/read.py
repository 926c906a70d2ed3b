"""A message read a case at a time: the validator that also keeps what is foster care. One case is held in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sized
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from fosterhomes import national_number

from . import safe
from .description import MESSAGE, ROOT, Element
from .facts import KINDS, Aftercare, Case, Dated, Done, Header, Measure, Move, Tracked
from .lexical import day_of, is_true, moment_of
from .sources import messages
from .validate import Validator

GENDERS = {"1": "boy", "2": "girl"}
TRACKS = {"Oppfolging": "follow_up", "Tilsyn": "supervision"}
LAW_PARTS = ("Lov", "Kapittel", "Paragraf")
NOTED_WHEN_GONE = ("Tiltak", "Flytting", "Ettervern")

MOST_STAYS, MOST_OF_A_KIND = 500, 5_000
"""Stays of a child; its visits, frequencies and deletions: no childhood has so many, and a case is held in memory."""

Attributes = Mapping[str, str]


class NotValid(Exception):
    """The message was checked and found right, and then was another one."""


class Reader(Validator):
    """Collects the header, and the cases that have ended since they were last taken."""

    def __init__(self) -> None:
        super().__init__()
        self.header: Header | None = None
        self.ready: list[Case] = []
        self._root: Attributes = {}
        self._system = ""
        self._case: dict[str, Any] = {}
        self._measure: dict[str, Any] = {}
        self._move: dict[str, Any] = {}
        self._aftercare: dict[str, Any] = {}
        self._path: list[str] = []

    def begun(self, name: str, attributes: Attributes) -> None:
        self._path.append(name)
        if self.faults:
            return
        handle = BEGIN.get(name)
        if handle is not None:
            handle(self, attributes)

    def ended(self, name: str, text: str) -> None:
        self._path.pop()
        if self.faults:
            return
        if name in LAW_PARTS and self._path[-2:] == ["Tiltak", "Lovhjemmel"]:
            self._measure["ground"].append(text)
        handle = END.get(name)
        if handle is not None:
            handle(self)

    def take(self) -> list[Case]:
        ready, self.ready = self.ready, []
        return ready

    # --- the head of the message ----------------------------------------------------------------------------------

    def _begin_barnevern(self, attributes: Attributes) -> None:
        self._root = dict(attributes)

    def _begin_fagsystem(self, attributes: Attributes) -> None:
        self._system = f"{attributes['Leverandor']} {attributes['Navn']} {attributes['Versjon']}"

    def _begin_avgiver(self, attributes: Attributes) -> None:
        self.header = Header(
            id=self._root["Id"].lower(),
            extracted_at=moment_of(self._root["DatoUttrekk"]),
            municipality=attributes["Kommunenummer"],
            municipality_name=attributes["Kommunenavn"],
            system=self._system,
            previous=self._root.get("ForrigeId", "").lower(),
        )

    # --- a case -------------------------------------------------------------------------------------------------

    def _begin_sak(self, attributes: Attributes) -> None:
        self._case = {
            "id": attributes["Id"].lower(),
            "journal": attributes["Journalnummer"],
            "from_on": self._day(attributes["StartDato"]),
            "until_on": self._day_or_none(attributes.get("SluttDato")),
            "deleted": is_true(attributes.get("ErSlettet", "")),
            "persons": [],
            "measures": [],
            "moves": [],
            "aftercare": [],
            "gone": set(),
            "left": Counter(),
        }

    def _begin_personalia(self, attributes: Attributes) -> None:
        if not is_true(attributes.get("ErSlettet", "")) and self._has_room(self._case["persons"], "Personalia"):
            self._case["persons"].append(dict(attributes))

    def _begin_slettet(self, attributes: Attributes) -> None:
        if attributes["Type"] in NOTED_WHEN_GONE and self._has_room(self._case["gone"], "Slettet"):
            self._case["gone"].add(attributes["Id"].lower())

    def _end_sak(self) -> None:
        case = self._case
        gone = frozenset(case["gone"])
        self.ready.append(
            Case(
                **{name: case[name] for name in ("id", "journal", "from_on", "until_on", "deleted", "left")},
                **self._person(),
                measures=tuple(sorted(_kept(case["measures"], gone), key=lambda one: (one.from_on, one.id))),
                moves=tuple(_kept(case["moves"], gone)),
                aftercare=tuple(_kept(case["aftercare"], gone)),
                gone=gone,
            )
        )

    def _person(self) -> dict[str, Any]:
        """Return what the latest personal details say of the child."""
        if not self._case["persons"]:
            return {}
        latest = max(self._case["persons"], key=lambda one: one["StartDato"])
        born, number = self._day(latest["Fodseldato"]), latest["Fodselsnummer"]
        # Numbers that stand in for one (birth date and 00100, 00200, 55555, 99999) are nobody's.
        real = national_number.is_valid(number) and national_number.is_of(number, born)
        return {
            "birth_date": born,
            "national_number": number if real else "",
            "gender": GENDERS.get(latest["Kjonn"], ""),
        }

    # --- a measure ----------------------------------------------------------------------------------------------

    def _begin_tiltak(self, attributes: Attributes) -> None:
        self._measure = {
            "id": attributes["Id"].lower(),
            "from_on": self._day(attributes["StartDato"]),
            "until_on": None,
            "deleted": is_true(attributes.get("ErSlettet", "")),
            "category": "",
            "ground": [],
            "lifted": "",
            "responsible": [],
            "follow_up": ([], []),
            "supervision": ([], []),
        }

    def _begin_kategori(self, attributes: Attributes) -> None:
        self._measure["category"] = attributes["Kode"]

    def _begin_ansvarlig(self, attributes: Attributes) -> None:
        if self._has_room(self._measure["responsible"], "Ansvarlig"):
            self._measure["responsible"].append(self._dated(attributes, "Kommunenummer"))

    def _begin_hyppighet(self, attributes: Attributes) -> None:
        frequencies, _done = self._measure[TRACKS[self._path[-2]]]
        if self._has_room(frequencies, "Hyppighet"):
            frequencies.append(self._dated(attributes, "Kode"))

    def _begin_utfort(self, attributes: Attributes) -> None:
        _frequencies, done = self._measure[TRACKS[self._path[-2]]]
        if self._has_room(done, "Utfort"):
            done.append(Done(attributes["Id"].lower(), self._day(attributes["UtfortDato"])))

    def _begin_opphevelse(self, attributes: Attributes) -> None:
        self._measure["lifted"] = attributes["Kode"]

    def _begin_konklusjon(self, attributes: Attributes) -> None:
        if self._path[-2] == "Tiltak":
            self._measure["until_on"] = self._day(attributes["SluttDato"])
        elif self._path[-2] == "Ettervern":
            self._aftercare |= {"answered_on": self._day(attributes["SluttDato"]), "answer": attributes["Kode"]}

    def _end_tiltak(self) -> None:
        found = self._measure
        if found.pop("deleted"):
            self._case["gone"].add(found["id"])
        elif found["category"] not in KINDS:
            self._case["left"][found["category"]] += 1
        elif self._has_room(self._case["measures"], "Tiltak", MOST_STAYS):
            # The paragraph that the measure rests on; those it is read with come after, and are not needed.
            ground = tuple(found.pop("ground")[:3])
            tracks = {name: Tracked(tuple(found[name][0]), tuple(found[name][1])) for name in TRACKS.values()}
            responsible = tuple(found["responsible"])
            self._case["measures"].append(Measure(**found | tracks | {"ground": ground, "responsible": responsible}))

    # --- moves and aftercare --------------------------------------------------------------------------------------

    def _begin_flytting(self, attributes: Attributes) -> None:
        self._move = {"id": attributes["Id"].lower(), "on_day": self._day(attributes["SluttDato"])}
        if is_true(attributes.get("ErSlettet", "")):
            self._case["gone"].add(self._move["id"])

    def _begin_arsakfra(self, attributes: Attributes) -> None:
        self._move["why"] = attributes["Kode"]

    def _begin_flyttingtil(self, attributes: Attributes) -> None:
        self._move["to"] = attributes["Kode"]

    def _end_flytting(self) -> None:
        if self._has_room(self._case["moves"], "Flytting"):
            self._case["moves"].append(Move(**self._move))

    def _begin_ettervern(self, attributes: Attributes) -> None:
        self._aftercare = {"id": attributes["Id"].lower(), "offered_on": self._day(attributes["TilbudSendtDato"])}
        if is_true(attributes.get("ErSlettet", "")):
            self._case["gone"].add(self._aftercare["id"])

    def _end_ettervern(self) -> None:
        if self._has_room(self._case["aftercare"], "Ettervern"):
            self._case["aftercare"].append(Aftercare(**self._aftercare))

    def _has_room(self, rows: Sized, name: str, most: int = MOST_OF_A_KIND) -> bool:
        """Say that a case holds more of one sort than any child can have; then no more of it is kept."""
        if len(rows) < most:
            return True
        self._wrong(_("The case holds more <%(name)s> than any child can have.") % {"name": name})
        return False

    # --- values -------------------------------------------------------------------------------------------------

    def _dated(self, attributes: Attributes, value: str) -> Dated:
        return Dated(attributes["Id"].lower(), self._day(attributes["StartDato"]), attributes[value])

    def _day(self, text: str) -> date:
        """Return the day. The schema lets years through that nobody lives in; those are faults here."""
        try:
            day = day_of(text)
        except ValueError:
            day = date.min
        if not 1900 <= day.year <= 2200:
            self._wrong(_("The year cannot be right."))
        return day

    def _day_or_none(self, text: str | None) -> date | None:
        return self._day(text) if text is not None else None


def _names_in(element: Element) -> set[str]:
    return {ROOT} | {name for child in element.children for name in (child.name, *_names_in(child.element))}


def _by_element(prefix: str) -> dict[str, Callable[..., None]]:
    """Return what the reader does at an element, by the element's name: looked up once, not for each of a million."""
    found = {name: vars(Reader).get(prefix + name.lower()) for name in _names_in(MESSAGE)}
    return {name: method for name, method in found.items() if method is not None}


BEGIN, END = _by_element("_begin_"), _by_element("_end_")


def _kept(rows: list[Any], gone: frozenset[str]) -> list[Any]:
    return [row for row in rows if row.id not in gone]


def cases(file: BinaryIO) -> Iterator[tuple[Header, Case]]:
    """Yield each case of messages that were found right (`run.check`), with the head of its message."""
    for message in messages(file):
        reader = Reader()
        for _piece in safe.parse(message, reader):
            if reader.faults:
                raise NotValid
            for case in reader.take():
                assert reader.header is not None
                yield reader.header, case
