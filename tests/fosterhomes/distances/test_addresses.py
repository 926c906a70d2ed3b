"""Addresses to coordinates: Kartverket's search played by a server on this machine, and postal codes from a file."""

from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from geopy.exc import GeocoderParseError, GeocoderServiceError

from fosterhomes.distances.kartverket import Kartverket
from fosterhomes.models import Home, Point
from tests.cast import World, make_home
from tests.fosterhomes.days import on_the_day
from tests.fosterhomes.distances.standin import Answer, Standin, as_json
from tests.fosterhomes.test_home_edit import opened, shown, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}


def hit(text: str, latitude: float = 60.55011, longitude: float = 5.28022) -> dict[str, Any]:
    """Return one address as the published interface gives it."""
    return {
        "adressenavn": text.rsplit(" ", 1)[0], "adressetekst": text, "adressetilleggsnavn": None, "adressekode": 1234,
        "nummer": 2, "bokstav": "", "kommunenummer": "4631", "kommunenavn": "ALVER", "gardsnummer": 188,
        "bruksnummer": 7, "festenummer": 0, "undernummer": None, "bruksenhetsnummer": [], "objtype": "Vegadresse",
        "poststed": "KNARVIK", "postnummer": "5914", "adressetekstutenadressetilleggsnavn": text,
        "stedfestingverifisert": True, "oppdateringsdato": "2025-03-14T12:00:00",
        "representasjonspunkt": {"epsg": "EPSG:4258", "lat": latitude, "lon": longitude},
    }  # fmt: skip


def answer(*hits: dict[str, Any]) -> Answer:
    metadata = {
        "asciiKompatibel": True, "side": 0, "sokeStreng": "", "totaltAntallTreff": len(hits), "treffPerSide": 10,
        "viserFra": 0, "viserTil": 10,
    }  # fmt: skip
    return as_json({"metadata": metadata, "adresser": list(hits)})


@pytest.fixture
def kartverket(standin: Standin, settings: Any) -> Standin:
    settings.ADDRESS_SEARCH = standin.address
    standin.say = lambda path, body: answer(hit("Solvegen 2"))
    return standin


def searched(client: Any, world: World, **changes: Any) -> Any:
    return client.post("/homes/new/", values(world, find_address="1", **changes), headers=ENGLISH)


def test_the_geocoder_asks_as_the_interface_says_and_answers_as_geopy_does(standin: Standin) -> None:
    standin.say = lambda path, body: answer(hit("Solvegen 2"), hit("Solvegen 20", 60.6))
    geocoder = Kartverket(standin.address)
    places = geocoder.geocode("Solvegen 2", exactly_one=False, municipality="4631")
    assert [place.address for place in places] == ["Solvegen 2, 5914 KNARVIK", "Solvegen 20, 5914 KNARVIK"]
    assert (places[0].latitude, places[0].longitude, places[0].raw["kommunenummer"]) == (60.55011, 5.28022, "4631")
    asked = urlsplit(standin.asked[0][0])
    assert asked.path == "/adresser/v1/sok"
    assert parse_qs(asked.query) == {
        "sok": ["Solvegen 2"], "treffPerSide": ["10"], "side": ["0"], "utkoordsys": ["4258"], "kommunenummer": ["4631"],
    }  # fmt: skip
    assert geocoder.geocode("Solvegen 2").address == "Solvegen 2, 5914 KNARVIK"


def test_the_geocoder_answers_nothing_with_none_and_nonsense_with_geopy_s_errors(standin: Standin) -> None:
    geocoder = Kartverket(standin.address)
    standin.say = lambda path, body: answer()
    assert geocoder.geocode("Finst ikkje") is None
    for nonsense in ([], {"adresser": 3}, {"adresser": [{"adressetekst": "x"}]}, {"adresser": [None]}):
        standin.say = lambda path, body, said=nonsense: as_json(said)  # type: ignore[misc]
        with pytest.raises(GeocoderParseError):
            geocoder.geocode("Solvegen 2")
    standin.say = lambda path, body: (500, b"")
    with pytest.raises(GeocoderServiceError):
        geocoder.geocode("Solvegen 2")


def test_a_found_address_fills_the_point_and_nothing_is_stored_or_lost(
    world: World, as_user: Any, kartverket: Standin
) -> None:
    world.point.postal_code = "5914"
    world.point.save()
    page = searched(as_user(world.cast.leader), world, village="", visit_wishes="Etter skulen")
    assert page.status_code == 200
    held = shown(page)
    assert (held["latitude"], held["longitude"]) == (Decimal("60.55011"), Decimal("5.28022"))
    assert (held["village"], held["visit_wishes"], held["takes_on"]) == (world.point.pk, "Etter skulen", ["adhd"])
    assert "Found Solvegen 2, 5914 KNARVIK. Look at the map, and save." in page.content.decode()
    assert not Home.objects.filter(name="Solheim").exists()
    saved = as_user(world.cast.leader).post("/homes/new/", held)
    assert saved.status_code == 302
    home = Home.objects.get(name="Solheim")
    assert home.point is not None
    assert (home.point.latitude, home.point.village) == (Decimal("60.55011"), "Knarvik")


def test_changing_a_home_by_its_address_keeps_the_version_that_was_opened(
    world: World, as_user: Any, kartverket: Standin
) -> None:
    client, url = as_user(world.cast.leader), reverse("home_edit", args=[world.home.pk])
    sent = opened(client, world.home) | {"address": "Solvegen 2", "find_address": "1"}
    page = client.post(url, sent, headers=ENGLISH)
    Home.objects.filter(pk=world.home.pk).update(phone="99")
    late = client.post(url, shown(page) | {"phone": "11"}, headers=ENGLISH)
    assert late.status_code == 422, "somebody else changed the phone since the form was opened"


SENTENCES = [
    ((), "No such address was found."),
    (("Solvegen 20", "Solvegen 21"), "Several addresses fit: Solvegen 20, 5914 KNARVIK; Solvegen 21, 5914 KNARVIK."),
    (("Solvegen 2", "Solvegen 20"), "Found Solvegen 2, 5914 KNARVIK."),
]


@pytest.mark.parametrize(("hits", "sentence"), SENTENCES)
def test_what_the_search_brought_is_said(
    world: World, as_user: Any, kartverket: Standin, hits: tuple[str, ...], sentence: str
) -> None:
    kartverket.say = lambda path, body: answer(*map(hit, hits))
    assert sentence in searched(as_user(world.cast.leader), world).content.decode()


def test_a_search_that_does_not_answer_is_said_and_the_home_can_be_saved_all_the_same(
    world: World, as_user: Any, kartverket: Standin
) -> None:
    kartverket.say = lambda path, body: (503, b"<html>")
    page = searched(as_user(world.cast.leader), world)
    assert "The search for addresses does not answer." in page.content.decode()
    assert as_user(world.cast.leader).post("/homes/new/", shown(page)).status_code == 302


def test_a_protected_address_is_never_searched_for(world: World, as_user: Any, kartverket: Standin) -> None:
    client = as_user(world.cast.leader)
    ticked = searched(client, world, protected_address="on")
    assert "A protected address is never searched for." in ticked.content.decode()
    hidden = make_home(world.service, "Løynd", municipality=world.municipality, protected_address=True)
    sent = opened(client, hidden) | {"address": "Solvegen 2", "find_address": "1"}
    sent.pop("protected_address", None)
    untied = client.post(reverse("home_edit", args=[hidden.pk]), sent, headers=ENGLISH)
    assert "A protected address is never searched for." in untied.content.decode()
    assert kartverket.asked == []


def test_the_search_is_off_until_it_is_switched_on(world: World, as_user: Any, standin: Standin) -> None:
    client = as_user(world.cast.leader)
    assert 'name="find_address"' not in client.get("/homes/new/").content.decode()
    assert "The search for addresses is switched off." in searched(client, world).content.decode()


HEADER = (
    "POSTNR\tPOSTSTAD\tPOSTNR- OG STAD\tBRUKSOMRÅDE\tFOLKETAL\tBYDEL\tKOMMNR\tKOMMUNE\tFYLKE\tLAT\tLON\tDATAKVALITET\t"
    "DATAKVALITETSFORKLARING\tSIST OPPDATERT"
)


def line(code: str, place: str, use: str, number: str, name: str, latitude: str, longitude: str) -> str:
    return "\t".join([code, place, f"{code} {place}", use, "", "", number, name, "", latitude, longitude, "2", "", ""])


STREETS = "Gate-/veg-adresse"


def postal_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "postnummer.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def imported(*arguments: str) -> tuple[str, str]:
    told, faults = StringIO(), StringIO()
    call_command("postal_codes", *arguments, stdout=told, stderr=faults)
    return told.getvalue().strip(), faults.getvalue()


def test_postal_codes_of_the_services_municipalities_become_places_to_choose(world: World, tmp_path: Path) -> None:
    path = postal_file(
        tmp_path,
        line("5916", "ISDALSTØ", STREETS, "4631", "Alver", "60.5563", "5.2716"),
        line("5917", "Rossland", "Gateadresser og postboksar", "4631", "Alver", "60.5613", "5.0527"),
        line("5902", "Isdalstø", "Postboksar", "4631", "Alver", "60.5564", "5.2717"),
        line("9", "Oslo", STREETS, "301", "Oslo", "59.91", "10.75"),
        line("5918", "Frekhaug", STREETS, "4631", "Alver", "nord", "5.2"),
        line("5919", "Frekhaug", STREETS, "4631", "Alver", "6.05", "5.2"),
    )
    told, faults = imported(str(path), "--terrain", "coast")
    assert told == "2 new, 0 known before, 1 in other municipalities"
    assert faults == "Left out, line 6: LAT is no number\nLeft out, line 7: LAT is not between 57 and 72\n"
    place = Point.objects.get(postal_code="5916")
    assert (place.village, place.municipality, place.terrain) == ("Isdalstø", world.municipality, "coast")
    assert imported(str(path))[0] == "0 new, 2 known before, 1 in other municipalities", "again changes nothing"
    assert imported(str(path), "--municipality", "0301")[0].startswith("1 new")
    assert Point.objects.get(postal_code="0009").municipality.name == "Oslo"


def test_the_register_of_today_says_where_a_postal_code_lies_now(world: World, tmp_path: Path) -> None:
    path = postal_file(tmp_path, line("5939", "Sletta", STREETS, "1260", "Radøy", "60.68", "5.05"))
    register = tmp_path / "register.tsv"
    register.write_text("5939\tSLETTA\t4631\tALVER\tG\n", encoding="utf-8")
    assert imported(str(path))[0].startswith("0 new")
    assert imported(str(path), "--register", str(register))[0].startswith("1 new")
    assert Point.objects.get(postal_code="5939").municipality == world.municipality


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no file of postal codes: it lacks POSTNR"),
        (b"<html>\n", "is no file of postal codes"),
        (b"POSTNR\tPOSTSTAD\n", "it lacks BRUKSOMRÅDE, KOMMNR, KOMMUNE, LAT, LON"),
        (b"\xff\xfe\x00", "cannot be read as a table of text in UTF-8"),
        (b"x" * 200_000, "cannot be read as a table of text in UTF-8"),
        (None, "There is no file"),
    ],
)
def test_what_is_no_file_of_postal_codes_is_refused_in_words(
    world: World, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "postnummer.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        imported(str(path))


def test_a_postal_code_in_the_form_is_the_place_of_the_home(world: World, as_user: Any, tmp_path: Path) -> None:
    imported(str(postal_file(tmp_path, line("5916", "Isdalstø", STREETS, "4631", "Alver", "60.5563", "5.2716"))))
    client = as_user(world.cast.leader)
    client.post("/homes/new/", values(world, village="", postal_code="5916"))
    home = Home.objects.get(name="Solheim")
    assert home.point is not None
    assert home.point.village == "Isdalstø"
    for changes, words in (
        (
            {"postal_code": "9999", "village": ""},
            "This postal code is not in the register. Choose the village instead.",
        ),
        ({"postal_code": "5916"}, "5916 is Isdalstø."),
    ):
        refused = client.post("/homes/new/", values(world, name="Anna", **changes), headers=ENGLISH)
        assert refused.context["form"].errors["postal_code"] == [words]
    sent = opened(client, home) | {"village": world.point.pk}
    client.post(reverse("home_edit", args=[home.pk]), sent)
    home.refresh_from_db()
    assert home.point == world.point, "another village is chosen, and the old postal code is not in its way"
