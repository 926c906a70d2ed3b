"""Rows of files: each kind by the rules of the register, new, changed, unchanged or refused with its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from fosterhomes.actions.tables import import_rows
from fosterhomes.models import AuditEvent, Child, Home, Kin, Placement, SupervisionAppointment, Supervisor
from fosterhomes.tables.check import Batch, Report, Rows, in_words, outcome, try_out
from fosterhomes.tables.columns import kind_of, kinds
from fosterhomes.tables.files import read
from fosterhomes.tables.guessing import guess_columns, guess_kind
from tests.cast import TODAY, World

AT = datetime(2026, 3, 10, 9, tzinfo=UTC)


def batch(world: World) -> Batch:
    return Batch(world.service, world.cast.clerk, AT, TODAY)


def rows(text: str, kind: str = "") -> Rows:
    grid = read(text.encode())
    chosen = kind_of(kind) if kind else guess_kind(grid.headings)
    assert chosen is not None
    return Rows(chosen, guess_columns(chosen, grid.headings), grid.rows)


def brought(world: World, text: str, kind: str = "") -> Report:
    return outcome(import_rows(rows(text, kind), batch(world)))


def tried(world: World, text: str, kind: str = "") -> Report:
    return outcome(try_out(rows(text, kind), batch(world)))


def states(report: Report) -> list[str]:
    return [one.state.value for one in report.taken]


def reasons(report: Report, kind: str) -> list[str]:
    return [in_words(one.reasons, kind_of(kind)) for one in report.taken]


HOMES = """Fosterheim;Type heim;Kommune;Plassar;Stad;Telefon;Tek imot
Nyheim;ordinært;Alver;2;Knarvik;55 00 00 09;ADHD; autisme
Fjellheim;fosterhjem;4631;3;;;
"""
CHILDREN = """Saksnummer;Barnets navn;Født;Kommune;Kjønn;Kontaktperson
A-1;Barn A-1;17.05.2014;Alver;jente;
B-1;Ny Prøve;01.02.2016;Alver;gutt;caseworker@example.no
"""


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Fosterheim;Type heim;Kommune;Plassar", "homes"),
        ("Saksnummer;Barnets navn;Født;Omsorgskommune", "children"),
        ("Barn;Fosterhjem;Flyttet inn;Hjemmel", "placements"),
        ("Barn;Namn;Relasjon;Telefon", "kin"),
        ("Tilsynsperson;E-post;Bosted;Kapasitet;Maks reisetid;Fra", "supervisors"),
        ("Barn;Tilsynsfører;Oppnevnt", "appointments"),
        ("Barn;Dato;Type besøk;Besøkt av;Samtale med barnet", "visits"),
    ],
)
def test_the_headings_of_a_service_tell_what_a_row_is(db: None, headings: str, kind: str) -> None:
    found = guess_kind(headings.split(";"))
    assert found is not None
    assert found.key == kind
    assert len(guess_columns(found, headings.split(";"))) == len(headings.split(";"))


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_a_template_is_recognised_in_each_language_and_every_column_with_it(db: None, language: str) -> None:
    for kind in kinds():
        with translation.override(language):
            headings = [column.title for column in kind.columns]
        assert guess_columns(kind, headings) == {place: column.key for place, column in enumerate(kind.columns)}


def test_homes_are_new_and_changed_and_the_same_file_twice_changes_nothing(world: World) -> None:
    with translation.override("nn"):
        assert states(brought(world, HOMES.replace("ADHD; autisme", '"ADHD; autisme"'))) == ["new", "changed"]
    home = Home.objects.get(name="Nyheim")
    assert (home.kind, home.places, home.point, home.takes_on) == ("ordinary", 2, world.point, ["adhd", "autism"])
    world.home.refresh_from_db()
    assert (world.home.places, world.home.phone) == (3, "55 00 00 01"), "an empty cell changes nothing"
    assert AuditEvent.objects.filter(verb="home.created", home=home, by=world.cast.clerk).count() == 1
    event = AuditEvent.objects.get(verb="table.imported")
    assert (event.service, event.reason.partition(": ")[2]) == (world.service, "nye 1, endra 1, uendra 0")
    assert states(brought(world, HOMES.replace("ADHD; autisme", '"ADHD; autisme"'))) == ["unchanged", "unchanged"]


def test_a_trial_keeps_nothing_and_says_what_would_happen(world: World) -> None:
    before = Home.objects.count(), AuditEvent.objects.count()
    assert states(tried(world, HOMES)) == ["new", "changed"]
    assert (Home.objects.count(), AuditEvent.objects.count()) == before


def test_one_row_that_is_refused_keeps_all_others_out(world: World) -> None:
    report = brought(world, HOMES + "Feilheim;slott;Alver;2;;;\nTomheim;ordinært;Alver;;;;\n")
    assert (states(report), report.kept) == (["new", "changed", "refused", "refused"], False)
    assert reasons(report, "homes")[2].startswith("Kind of home: “slott” is not known here.")
    assert reasons(report, "homes")[3] == "Places: This is missing."
    assert not Home.objects.filter(name="Nyheim").exists()
    assert not AuditEvent.objects.exists()


def test_what_the_database_refuses_is_said_in_the_words_of_the_form(world: World) -> None:
    text = "Heim;Type;Kommune;Plassar;Alder frå;Alder til\nNyheim;ordinært;Alver;2;12;5\n"
    assert reasons(brought(world, text), "homes") == ["The oldest age must not be below the youngest."]


def test_a_protected_address_is_left_out_in_words_and_never_stored(world: World) -> None:
    text = "Heim;Type;Kommune;Plassar;Skjult adresse;Adresse;Stad\nNyheim;ordinært;Alver;2;ja;Løynvegen 3;Knarvik\n"
    report = brought(world, text)
    home = Home.objects.get(name="Nyheim")
    assert (home.protected_address, home.address, home.point) == (True, "", None)
    assert "left out, and not stored" in report.taken[0].notes[0]
    again = brought(world, text.replace("Skjult adresse", "Noko anna"))
    home.refresh_from_db()
    assert (states(again), home.address, home.point) == (["unchanged"], "", None)


def test_children_are_found_by_reference_and_get_their_contact_person(world: World) -> None:
    assert states(brought(world, CHILDREN)) == ["changed", "new"]
    child = Child.objects.get(reference="B-1")
    assert (child.birth_date, child.gender, child.service) == (date(2016, 2, 1), "boy", world.service)
    assert child.contact_persons.get().worker == world.cast.caseworker
    assert states(brought(world, CHILDREN)) == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("B-2;Ny;01.02.2030;Alver;;", "Birth date: The birth date is in the future."),
        ("B-2;Ny;01.02.1980;Alver;;", "Birth date: That would make the child 46 years old. Look at the year."),
        ("B-2;Ny;01.02.2016;Oslo;;", "The register knows no municipality called “Oslo”."),
        ("B-2;Ny;01.02.2016;Alver;;Ingen", "Contact person: Nobody in the register is called “Ingen”."),
        ("B-2;Ny;01.02.2016;Alver;;leader@example.no", "Leader is not a caseworker of the service on that day."),
        (";Ny;01.02.2016;Alver;;", "Reference: This is missing."),
        (
            "A-2;Ny;01.02.2016;Alver;;\nA-2;Ny;01.02.2016;Alver;;",
            "This stands twice in the file. Keep one of the rows.",
        ),
    ],
)
def test_a_child_that_cannot_be_is_refused_with_the_reason(world: World, row: str, sentence: str) -> None:
    report = tried(world, f"Saksnummer;Barnets navn;Født;Kommune;Kjønn;Kontaktperson\n{row}\n", "children")
    assert sentence in reasons(report, "children")[-1]


@pytest.mark.parametrize(
    "text",
    [
        "Saksnummer;Barnets navn;Født;Kommune\nB-7;Ny;01.02.2016;Alver\nb-7;Ein annan;01.02.2016;Alver\n",
        "Tilsynsperson;E-post;Bosted;Kapasitet;Maks reisetid;Fra\n"
        "Kari Ny;kari@example.no;Knarvik;2;60;01.01.2026\nKari Ny;;Knarvik;3;60;01.02.2026\n",
    ],
    ids=["children", "supervisors"],
)
def test_a_row_does_not_change_what_a_row_above_it_made(world: World, text: str) -> None:
    report = tried(world, text)
    assert states(report) == ["new", "refused"]
    assert "stands twice" in report.taken[1].reasons[0][1]


def test_a_number_that_is_wrong_or_another_childs_is_refused(world: World) -> None:
    text = "Saksnummer;Barnets navn;Født;Kommune;Fødselsnummer\nB-2;Ny;{};Alver;{}\n"
    wrong = [("17.05.2014", "12345678901"), ("18.05.2014", "17851450067")]
    told = [reasons(tried(world, text.format(*pair), "children"), "children")[0] for pair in wrong]
    assert told[0].startswith("National identity number: This is not a national identity number.")
    assert told[1].startswith("National identity number: ")


STAYS = """Barn;Fosterhjem;Flyttet inn;Flyttet ut;Årsak til flytting;Hjemmel
A-3;Strandheim;01.02.2024;01.03.2025;moved to another home;§ 5-1
A-3;Nattheim;01.03.2025;;;omsorgsovertakelse
"""


def test_stays_are_brought_in_with_those_that_are_over(world: World) -> None:
    assert states(brought(world, STAYS)) == ["new", "new"]
    over, now = Placement.objects.filter(child=world.waiting_child).order_by("from_on")
    assert (over.home, over.until_on, over.end_reason) == (world.other_home, date(2025, 3, 1), "moved_home")
    assert (now.home, now.kind, now.legal_ground) == (world.emergency_home, "emergency", "care_order")
    assert states(brought(world, STAYS)) == ["unchanged", "unchanged"]


def test_a_stay_is_refused_where_the_register_would_refuse_it(world: World) -> None:
    head = "Barn;Fosterhjem;Flyttet inn;Hjemmel\n"
    world.emergency_home.places = 1
    world.emergency_home.save()
    report = tried(world, head + "A-1;Strandheim;01.01.2026;§ 5-1\nA-9;Strandheim;01.01.2026;§ 5-1\n")
    assert reasons(report, "placements")[0] == (
        "The child already lives somewhere in this period. End that stay first."
    )
    assert "This child is not in the register" in reasons(report, "placements")[1]
    brought(world, "Saksnummer;Barnets navn;Født;Kommune\nA-4;Fire Prøve;01.01.2015;Alver\n")
    report = tried(world, head + "A-3;Nattheim;01.01.2026;§ 5-1\nA-4;Nattheim;02.01.2026;§ 5-1\n")
    assert states(report) == ["new", "refused"], "the second row finds the place taken by the first"
    assert "Nattheim has no free place" in reasons(report, "placements")[1]


def test_a_stay_ends_by_a_file_that_says_when(world: World) -> None:
    text = "Barn;Fosterhjem;Flyttet inn;Hjemmel;Flyttet ut;Årsak til flytting\nA-1;Fjellheim;01.02.2024;§ 5-1;{};{}\n"
    report = brought(world, text.format("01.03.2026", "turned 18"))
    assert (states(report), report.taken[0].fields) == (["changed"], ["until_on", "end_reason"])
    assert AuditEvent.objects.filter(verb="placement.ended", child=world.child).exists()


def test_kin_supervisors_and_appointments_are_brought_in(world: World) -> None:
    kin = "Barn;Namn;Relasjon;Telefon\nA-1;Kari Prøve;mormor;90 00 00 01\n"
    people = "Tilsynsperson;E-post;Bosted;Kapasitet;Maks reisetid;Fra\nTora;tora@example.no;Knarvik;3;45;1.1.2024\n"
    appointed = "Barn;Tilsynsfører;Oppnevnt\nA-2;tora@example.no;1/2-24\n"
    for text in (kin, people, appointed):
        assert states(brought(world, text)) == ["new"]
        assert states(brought(world, text)) == ["unchanged"]
    assert Kin.objects.get().relation == "grandparent"
    assert Supervisor.objects.get(name="Tora").capacity == 3
    assert SupervisionAppointment.objects.get(child=world.other_child).from_on == date(2024, 2, 1)


def test_a_supervisor_without_room_is_refused_as_on_the_page(world: World) -> None:
    world.supervisor.capacity = 1
    world.supervisor.save()
    report = tried(world, "Barn;Tilsynsfører;Oppnevnt\nA-2;Supervisor;1.1.2026\n")
    assert "Supervisor has no room." in reasons(report, "appointments")[0]


def test_nothing_of_another_service_is_found_or_changed(world: World) -> None:
    report = tried(world, "Barn;Namn;Relasjon\nS-1;Kari;mormor\n")
    assert "This child is not in the register" in reasons(report, "kin")[0]
    report = tried(world, "Heim;Type;Kommune;Plassar\nLusterheim;ordinært;Sogndal;5\n")
    assert states(report) == ["new"], "a home of that name of our own, and the other service's left alone"


def test_a_batch_asks_little_of_the_database(world: World, django_assert_max_num_queries: Any) -> None:
    """What grows with the rows is the row itself, between the two marks of its own transaction."""
    head, row = "Saksnummer;Barnets navn;Født;Kommune\n", "Q-{0};Prøve {0};01.02.2016;Alver\n"
    for count in (10, 40):
        with django_assert_max_num_queries(count * 5 + 5):
            tried(world, head + "".join(row.format(number) for number in range(count)), "children")
