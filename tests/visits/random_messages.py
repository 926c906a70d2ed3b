"""Messages made at random from the description, and broken at random: what the two validators are held together on."""

from __future__ import annotations

import uuid
from copy import deepcopy
from random import Random
from typing import Any

from lxml import etree

from visits.register_message import description as d
from visits.register_message.description import Element, Value

EDGES = (
    "", " ", "x", "0", "5", "1.1", "99", "2026-02-29", "2024-02-29", "2026-12-31Z", " 2026-12-31 ", "2026-13-01",
    "0000-01-01", "2026-1-1", "12026-01-01", "2026-12-31+14:00", "2026-12-31+15:00", "true", " 1 ", "TRUE", "yes",
    "2026-12-31T09:30:10Z", "2026-12-31T24:00:00Z", "2026-12-31T09:30:10", "2026-12-31T09:61:10Z",
    "2026-12-31T09:30:10.123456789+02:00", " 2026-12-31T09:30:10Z", "123456789", "12345678901", "123456789012",
    "4631", "१२३४", "a", "æ", "3a", "3A", "1234567", "BVL", "BVL2021", "Tiltak", "Sak", "x" * 36, "x" * 37,
    "x" * 10_001, "11111111-1111-6111-8111-111111111111", "ABCDEF01-1111-1111-8111-111111111111",
)  # fmt: skip


def message(random: Random) -> etree._Element:
    """Return a valid message with one case."""
    root = etree.Element(d.ROOT)
    _fill(root, d.MESSAGE, random)
    return root


def _fill(node: etree._Element, element: Element, random: Random) -> None:
    for name, attribute in element.attributes.items():
        if attribute.required or random.random() < 0.4:
            node.set(name, value(attribute.value, random))
    if element.text is not None:
        node.text = value(element.text, random)
    for child in element.children:
        most = 1 if child.element is d.CASE else min(child.most, child.least + 2)
        for _time in range(random.randint(child.least, most)):
            _fill(etree.SubElement(node, child.name), child.element, random)


def value(asked: Value, random: Random) -> str:
    if asked.codes is not None:
        return random.choice(sorted(asked.codes))
    if asked is d.DATE:
        return f"{random.randint(1990, 2030)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    if asked is d.BOOLEAN:
        return random.choice(("true", "false", "1", "0"))
    if asked is d.MOMENT:
        return "2026-03-01T09:30:10+01:00"
    if asked is d.ID:
        return str(uuid.UUID(int=random.getrandbits(128), version=4))
    if asked is d.MUNICIPALITY:
        return f"{random.randint(301, 5636):04}"
    letters = "abcxyz" if asked.pattern is None else "a" if asked.pattern.pattern == "[a-z]" else "123"
    longest = min(asked.longest, 12)
    return "".join(random.choice(letters) for _ in range(random.randint(asked.shortest, longest)))


def broken(root: etree._Element, random: Random) -> etree._Element:
    """Return a copy of the message that is changed in one place; it may still be valid."""
    copy = deepcopy(root)
    node: Any = random.choice([one for one in copy.iter() if one is not copy])
    random.choice(CHANGES)(node, random)
    return copy


def _change_attribute(node: Any, random: Random) -> None:
    if node.attrib:
        node.set(random.choice(sorted(node.attrib)), random.choice(EDGES))
    else:
        node.text = random.choice(EDGES)


def _drop_attribute(node: Any, random: Random) -> None:
    if node.attrib:
        del node.attrib[random.choice(sorted(node.attrib))]


def _add_attribute(node: Any, random: Random) -> None:
    node.set(random.choice(("Fremmed", "Presisering", "ErSlettet", "SluttDato")), random.choice(("2026-01-01", "true")))


def _drop(node: Any, random: Random) -> None:
    node.getparent().remove(node)


def _twice(node: Any, random: Random) -> None:
    if node.tag != "Sak":
        node.addnext(deepcopy(node))


def _swap(node: Any, random: Random) -> None:
    neighbour = node.getnext()
    if neighbour is not None:
        neighbour.addnext(node)


def _rename(node: Any, random: Random) -> None:
    node.tag = random.choice(("Tiltak", "Kategori", "Ukjent", "Konklusjon"))


def _text(node: Any, random: Random) -> None:
    node.text = random.choice(("hei", " \n ", "2026-01-01", ""))


def _elsewhere(node: Any, random: Random) -> None:
    node.append(etree.Element(random.choice(("Tiltak", "Konklusjon", "Lov", "Utfort"))))


CHANGES = (
    _change_attribute, _change_attribute, _change_attribute, _drop_attribute, _add_attribute, _drop, _twice, _swap,
    _rename, _text, _elsewhere,
)  # fmt: skip
