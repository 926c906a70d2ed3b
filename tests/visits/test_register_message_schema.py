"""The description of the message and the validator that works from it, held to the schema of Statistics Norway."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from visits.register_message.validate import validate

from .random_messages import broken, message

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[3] / "shared")
SCHEMA = SHARED / "data/kostra/Barnevern_v4.0.1.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    if not SCHEMA.exists():
        pytest.skip(f"The schema is not at hand: {SCHEMA} is missing. Our own description stands unchecked.")
    return etree.XMLSchema(etree.parse(SCHEMA))


def told(root: etree._Element) -> list[str]:
    return [str(fault) for fault in validate(BytesIO(etree.tostring(root)))]


@pytest.mark.parametrize("seed", range(20))
def test_messages_made_from_the_description_are_valid_by_the_schema(schema: etree.XMLSchema, seed: int) -> None:
    root = message(Random(seed))
    assert schema.validate(root), schema.error_log.last_error
    assert told(root) == []


@pytest.mark.parametrize("seed", range(20))
def test_of_a_message_changed_in_one_place_both_say_the_same(schema: etree.XMLSchema, seed: int) -> None:
    random = Random(seed)
    root = message(random)
    for _time in range(25):
        changed = broken(root, random)
        ours = told(changed)
        theirs = schema.validate(etree.fromstring(etree.tostring(changed)))
        assert theirs == (not ours), (ours, schema.error_log, etree.tostring(changed)[:3000])
