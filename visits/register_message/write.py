"""The register's facts of one child as a register message, to check the case system against. No addresses, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from fosterhomes.models import Municipality

from .facts import Case, Dated, Measure, Tracked
from .register import made_id

VENDOR, SYSTEM, VERSION = "Foster homes", "Foster homes", "1"
UNKNOWN_ORGANISATION = "000000000"
"""The register does not keep the organisation number of a municipality; whoever takes the file out may give it."""

SEXES = {"boy": "1", "girl": "2"}
STANDS_IN = {"boy": "00100", "girl": "00200"}
"""What follows the birth date where there is no national number."""

OTHER_REASON = "4"


@dataclass(frozen=True)
class Sender:
    """Who the message is from, and when it was taken out."""

    municipality: Municipality
    at: datetime
    organisation: str = UNKNOWN_ORGANISATION


def as_message(case: Case, sender: Sender) -> bytes:
    """Return the message of one case: the schema has one in each."""
    moment = sender.at.isoformat(timespec="seconds")
    root = etree.Element("Barnevern", Id=made_id("message", case.id, moment), DatoUttrekk=moment)
    etree.SubElement(root, "Fagsystem", Leverandor=VENDOR, Navn=SYSTEM, Versjon=VERSION)
    etree.SubElement(
        root,
        "Avgiver",
        Organisasjonsnummer=sender.organisation,
        Kommunenummer=sender.municipality.number,
        Kommunenavn=sender.municipality.name,
    )
    _case(root, case)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _case(root: etree._Element, case: Case) -> None:
    node = etree.SubElement(root, "Sak", Id=case.id, StartDato=f"{case.from_on}", Journalnummer=case.journal)
    if case.until_on:
        node.set("SluttDato", f"{case.until_on}")
    _person(node, case)
    for measure in case.measures:
        _measure(node, measure)
    for offer in case.aftercare:
        etree.SubElement(node, "Ettervern", Id=offer.id, TilbudSendtDato=f"{offer.offered_on}")


def _person(node: etree._Element, case: Case) -> None:
    """Write who the child is; of one whose sex the register does not know nothing is said, for the schema wants it."""
    if case.birth_date is None or case.gender not in SEXES:
        return
    etree.SubElement(
        node,
        "Personalia",
        Id=made_id("person", case.id),
        StartDato=f"{case.from_on}",
        Fodselsnummer=case.national_number or f"{case.birth_date:%d%m%y}{STANDS_IN[case.gender]}",
        Fodseldato=f"{case.birth_date}",
        Kjonn=SEXES[case.gender],
    )


def _measure(case: etree._Element, measure: Measure) -> None:
    node = etree.SubElement(case, "Tiltak", Id=measure.id, StartDato=f"{measure.from_on}")
    law = etree.SubElement(node, "Lovhjemmel")
    for tag, text in zip(("Lov", "Kapittel", "Paragraf"), measure.ground, strict=True):
        etree.SubElement(law, tag).text = text
    etree.SubElement(node, "Kategori", Kode=measure.category)
    if measure.responsible and measure.supervision.frequencies:
        supervision = etree.SubElement(node, "Tilsyn")
        for row in measure.responsible:
            _dated(supervision, "Ansvarlig", "Kommunenummer", row)
        _track(supervision, measure.supervision)
    if measure.follow_up.frequencies:
        _track(etree.SubElement(node, "Oppfolging"), measure.follow_up)
    if measure.lifted and measure.until_on:
        lifted = etree.SubElement(node, "Opphevelse", Kode=measure.lifted)
        if measure.lifted == OTHER_REASON:
            lifted.set("Presisering", measure.lifted_words)
    if measure.until_on:
        etree.SubElement(node, "Konklusjon", SluttDato=f"{measure.until_on}")


def _track(node: etree._Element, track: Tracked) -> None:
    for row in track.frequencies:
        _dated(node, "Hyppighet", "Kode", row)
    for done in track.done:
        etree.SubElement(node, "Utfort", Id=done.id, UtfortDato=f"{done.on_day}")


def _dated(node: etree._Element, tag: str, value: str, row: Dated) -> None:
    etree.SubElement(node, tag, {"Id": row.id, "StartDato": f"{row.from_on}", value: row.value})
