"""A file from outside makes the reader expand nothing, fetch nothing and hold nothing endless; each is told why not."""

from __future__ import annotations

from io import BytesIO

import pytest

from visits.register_message.read import MOST_OF_A_KIND, MOST_STAYS
from visits.register_message.run import check
from visits.register_message.safe import Unreadable
from visits.register_message.validate import MOST_FAULTS, validate

from .register_messages import case, measure, message, uid

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE Barnevern [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>
<Barnevern>&c;</Barnevern>"""
EXTERNAL = b'<!DOCTYPE Barnevern [<!ENTITY x SYSTEM "file:///etc/passwd">]><Barnevern>&x;</Barnevern>'
FETCHED = b'<!DOCTYPE Barnevern SYSTEM "http://localhost:1/a.dtd"><Barnevern/>'


def why_not(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        validate(BytesIO(data))
    return str(refused.value)


@pytest.mark.parametrize("data", [LAUGHS, EXTERNAL, FETCHED, LAUGHS.decode().encode("utf-16")])
def test_a_document_type_is_refused_before_anything_of_it_is_read(data: bytes) -> None:
    assert "document type declaration" in why_not(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"   \n", "cut off"),
        (b"<Barnevern><Sak", "cut off"),
        (b"<Barnevern><Sak Id='1'>", "cut off"),
        (b"PK\x03\x04 not XML", "no XML"),
        (b"Navn;Dato\n", "XML"),
        (b"<Barnevern>&ukjent;</Barnevern>", "well-formed"),
        ("<Barnevern Navn='Ås'/>".encode("latin-1"), "encoding"),
        (b"<?xml version='1.0' encoding='klingon'?><Barnevern/>", "encoding that is not known"),
        (b"<?xml version='1.0' encoding='shift_jis'?><Barnevern/>", "encoding that is not known"),
        (b"<?xml version='1.0' encoding='idna'?><Barnevern/>", "encoding that is not known"),
        (b"<Barnevern><Sak></Barnevern>", "well-formed"),
    ],
)
def test_what_is_no_whole_message_is_told_in_a_sentence(data: bytes, says: str) -> None:
    assert says in why_not(data)


def test_an_endless_value_is_not_kept_until_it_ends() -> None:
    assert "more than a megabyte" in why_not(b"<Barnevern Id='" + b"x" * 5_000_000)


def test_an_inclusion_is_an_element_that_does_not_belong() -> None:
    data = b'<Barnevern xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="file:///etc/passwd"/></Barnevern>'
    assert any("does not belong here" in str(fault) for fault in validate(BytesIO(data)))


def test_a_file_of_another_kind_is_told_what_it_is() -> None:
    (fault,) = validate(BytesIO(b"<html><body/></html>"))
    assert "not a register message" in fault.says


def test_a_file_with_very_much_wrong_is_not_read_to_its_end() -> None:
    assert len(validate(BytesIO(b"<Barnevern>" + b"<x/>" * 1000))) == MOST_FAULTS


def test_elements_inside_each_other_without_end_are_not_followed() -> None:
    assert validate(BytesIO(b"<Barnevern>" + b"<x>" * 100_000))


def test_a_fault_never_tells_the_value_that_stands_there() -> None:
    (fault,) = [one for one in validate(BytesIO(b"<Barnevern Id='12818099999'/>")) if "Id" in one.says]
    assert "12818099999" not in str(fault)
    assert fault.line == 1


@pytest.mark.parametrize(("name", "most"), [("Tiltak", MOST_STAYS), ("Slettet", MOST_OF_A_KIND)])
def test_a_case_with_more_than_a_childhood_holds_is_refused_before_it_fills_the_memory(name: str, most: int) -> None:
    if name == "Tiltak":
        rows = "".join(measure(f"m{n}") for n in range(most + 1))
    else:
        rows = "".join(f'<Slettet Id="{uid(n)}" Type="Tiltak" SluttDato="2026-01-01"/>' for n in range(most + 1))
    (told,) = check(BytesIO(message(case("N-1", rows)))).faults
    assert f"more <{name}> than any child can have" in told.says


def test_what_is_asked_for_is_said_in_words() -> None:
    told = message(case("N-1").replace('Journalnummer="N-1"', 'Journalnummer=""')).replace(b'="4631"', b'="46x1"')
    says = " ".join(str(fault) for fault in check(BytesIO(told)).faults)
    assert "The value of Journalnummer is not allowed. Expected: 1–36 characters." in says
    assert "The value of Kommunenummer is not allowed. Expected: 4 digits." in says
