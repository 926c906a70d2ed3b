"""From a file to the register on the pages: choose, look at the columns, see what would happen, store."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import load_workbook

from fosterhomes.models import AuditEvent, Child, Home, Upload
from fosterhomes.retention import sweeps
from fosterhomes.tables.columns import kinds
from tests.cast import TODAY, World
from tests.fosterhomes.test_tables import CHILDREN, HOMES

pytestmark = pytest.mark.django_db
WRITERS = {"leader", "coordinator", "clerk", "other_service"}


@pytest.fixture(autouse=True)
def on_the_day(time_machine: Any) -> None:
    time_machine.move_to(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC), tick=False)


def chosen(client: Client, text: str, **values: Any) -> Any:
    file = SimpleUploadedFile("heimar.csv", text.encode())
    return client.post("/tables/", {"file": file, **values})


def tried(client: Client, text: str) -> Upload:
    """Choose the file and take the columns as they were guessed."""
    assert chosen(client, text).status_code == 302
    upload = Upload.objects.order_by("-pk")[0]
    columns = {f"column_{place}": key for place, key in upload.columns.items()}
    assert client.post(f"/tables/{upload.pk}/columns/", columns).status_code == 302
    upload.refresh_from_db()
    return upload


def test_only_who_writes_in_the_register_brings_files_in(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        assert as_user(user).get("/tables/").status_code == (200 if name in WRITERS else 404)


def test_a_file_goes_from_choice_to_register(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    upload = tried(client, HOMES)
    assert not Home.objects.filter(name="Nyheim").exists()
    page = client.get(f"/tables/{upload.pk}/").content.decode()
    assert "1 new, 1 changed, 0 unchanged. Nothing is stored yet." in page
    assert client.post(f"/tables/{upload.pk}/store/").status_code == 302
    assert Home.objects.filter(name="Nyheim", service=world.service).exists()
    upload.refresh_from_db()
    assert (upload.rows, upload.taken, upload.headings) == ([], [], []), "the file is let go of"
    assert "Stored: 1 new, 1 changed, 0 unchanged." in client.get(f"/tables/{upload.pk}/").content.decode()
    assert client.post(f"/tables/{upload.pk}/store/").status_code == 404
    assert AuditEvent.objects.filter(verb="table.imported").count() == 1


def test_the_preview_says_of_each_row_what_becomes_of_it_and_why(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    upload = tried(client, HOMES + "Feilheim;slott;Alver;2;;;\n")
    page = client.get(f"/tables/{upload.pk}/").content.decode()
    assert "1 row is refused, so nothing can be stored." in page
    assert "Kind of home: “slott” is not known here." in page
    assert "Store all rows" not in page
    assert "Nyheim" not in page, "the refused rows stand first, by themselves"
    assert "Nyheim" in client.get(f"/tables/{upload.pk}/?state=new").content.decode()


def test_a_wrong_file_comes_back_with_the_mistakes_beside_the_rows(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    upload = tried(client, HOMES + '=HYPERLINK("x");slott;Alver;2;;;\n')
    answer = client.get(f"/tables/{upload.pk}/mistakes.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][-1] == "Mistake"
    assert [row[-1] in (None, "") for row in rows[1:]] == [True, True, False]
    assert sheet["A4"].data_type == "s", "what starts like a formula is text"
    again = client.post("/tables/", {"file": SimpleUploadedFile("x.xlsx", answer.content)})
    assert again.status_code == 302, "mended, it can be chosen again as it is"


def test_who_brought_a_csv_gets_a_csv_back_that_is_read_again_as_it_was(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    upload = tried(client, HOMES + "=Feil;slott;Alver;2;;;\n")
    assert f"/tables/{upload.pk}/mistakes.csv" in client.get(f"/tables/{upload.pk}/").content.decode()
    answer = client.get(f"/tables/{upload.pk}/mistakes.csv")
    text = answer.content.decode("utf-8-sig")
    assert "Kind of home: “slott” is not known here." in text
    assert "\n'=Feil;" in text, "what starts like a formula is text"
    client.post(f"/tables/{upload.pk}/discard/")
    again = tried(client, text.replace("slott", "ordinært"))
    assert [row[0] for row in again.rows][-1] == "=Feil"
    assert not again.counts["refused"]


def test_a_column_that_was_guessed_wrong_is_corrected(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    text = "Familien sitt etternamn;Type;Kommune;Kor mange\nNyheim;ordinært;Alver;2\n"
    assert chosen(client, text).status_code == 422, "the headings alone do not tell"
    chosen(client, text, kind="homes")
    upload = Upload.objects.get()
    address = f"/tables/{upload.pk}/columns/"
    refused = client.post(address, {"column_0": "", "column_1": "kind", "column_2": "municipality"})
    assert refused.status_code == 422
    assert "No column is chosen for: Name of the family; Places." in refused.content.decode()
    twice = client.post(address, {"column_0": "name", "column_1": "name"})
    assert "is chosen for this too" in twice.content.decode()
    right = {"column_0": "name", "column_1": "kind", "column_2": "municipality", "column_3": "places"}
    assert client.post(address, right).status_code == 302
    upload.refresh_from_db()
    assert upload.counts["new"] == 1


def test_what_changed_after_one_looked_is_shown_before_it_is_stored(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    upload = tried(client, CHILDREN)
    Child.objects.filter(pk=world.child.pk).update(gender="girl")
    answer = client.post(f"/tables/{upload.pk}/store/")
    assert answer.url.endswith("?again=1")
    assert "The register changed after you looked" in client.get(answer.url).content.decode()
    assert not Child.objects.filter(reference="B-1").exists()
    client.post(f"/tables/{upload.pk}/store/")
    assert Child.objects.filter(reference="B-1").exists()


def test_many_rows_are_carried_out_while_the_page_tells_how_far_it_is(
    world: World, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fosterhomes.views.tables.AT_ONCE", 1)
    monkeypatch.setattr("fosterhomes.tables.check.TOLD_EVERY", 1)
    client = as_user(world.cast.clerk)
    chosen(client, CHILDREN)
    upload = Upload.objects.get()
    columns = {f"column_{place}": key for place, key in upload.columns.items()}
    page = b"".join(client.post(f"/tables/{upload.pk}/columns/", columns).streaming_content).decode()
    assert "1 of 2 rows" in page
    assert page.index("2 of 2 rows") < page.index(f'href="/tables/{upload.pk}/"')
    upload.refresh_from_db()
    assert upload.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}


def test_where_a_protected_address_lies_is_not_kept_even_for_a_day(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    text = "Heim;Type;Kommune;Plassar;Kode 6;Adresse;Vegbeskriving\nNyheim;ordinært;Alver;2;ja;Løynvegen 3;ved elva\n"
    chosen(client, text)
    assert "Løynvegen" not in str(Upload.objects.get().rows)
    upload = tried(client, text)
    assert "ved elva" not in str(upload.rows)
    client.post(f"/tables/{upload.pk}/store/")
    assert Home.objects.get(name="Nyheim").address == ""


def test_the_file_of_another_person_is_not_there(world: World, as_user: Any) -> None:
    upload = tried(as_user(world.cast.clerk), HOMES)
    client = as_user(world.cast.leader)
    for page in ("", "columns/", "mistakes.xlsx", "mistakes.csv"):
        assert client.get(f"/tables/{upload.pk}/{page}").status_code == 404
    for deed in ("store/", "discard/"):
        assert client.post(f"/tables/{upload.pk}/{deed}").status_code == 404


def test_a_file_is_thrown_away_by_hand_by_the_next_one_after_a_day_and_at_night(
    world: World, as_user: Any, time_machine: Any
) -> None:
    client = as_user(world.cast.clerk)
    upload = tried(client, HOMES)
    client.post(f"/tables/{upload.pk}/discard/")
    assert not Upload.objects.exists()
    old = tried(client, HOMES)
    (sweep,) = (sweep for sweep in sweeps(TODAY + timedelta(days=1)) if sweep.code == "upload")
    assert list(sweep.rows) == [old]
    time_machine.move_to(datetime(2026, 3, 11, 10, tzinfo=UTC), tick=False)
    chosen(as_user(world.cast.clerk), HOMES)
    assert not Upload.objects.filter(pk=old.pk).exists()


def test_a_file_that_cannot_be_read_is_refused_at_its_field(world: World, as_user: Any) -> None:
    answer = chosen(as_user(world.cast.clerk), "Namn;Kommune\n")
    assert answer.status_code == 422
    assert "The file holds headings, but no rows below them." in answer.content.decode()


def test_each_template_has_its_headings_and_explains_them(world: World, as_user: Any) -> None:
    client = as_user(world.cast.clerk)
    for kind in kinds():
        book = load_workbook(io.BytesIO(client.get(f"/tables/templates/{kind.key}.xlsx").content))
        assert book.worksheets[0].max_column == len(kind.columns) == book.worksheets[1].max_row - 3
    assert client.get("/tables/templates/secrets.xlsx").status_code == 404


@pytest.mark.parametrize("count", [3, 60])
def test_the_preview_takes_a_fixed_number_of_queries(
    world: World, as_user: Any, count: int, django_assert_num_queries: Any
) -> None:
    client = as_user(world.cast.clerk)
    lines = "".join(f"Q-{number};Prøve {number};01.02.2016;Alver;;\n" for number in range(count))
    upload = tried(client, "Saksnummer;Barnets navn;Født;Kommune;Kjønn;Kontaktperson\n" + lines)
    with django_assert_num_queries(5):
        client.get(f"/tables/{upload.pk}/")


def test_the_command_has_the_same_checks_and_changes_nothing_when_refused(world: World, tmp_path: Path) -> None:
    file = tmp_path / "barn.csv"
    file.write_bytes(CHILDREN.encode("cp1252"))
    out = io.StringIO()
    call_command("import_table", str(file), dry_run=True, stdout=out)
    assert "1 new, 1 changed, 0 unchanged, 0 refused." in out.getvalue()
    assert not Child.objects.filter(reference="B-1").exists()
    call_command("import_table", str(file), service=world.service.name, stdout=out)
    assert AuditEvent.objects.get(verb="table.imported").by is None
    assert out.getvalue().endswith("Done.\n")
    file.write_text(CHILDREN + "B-2;Ny;i går;Alver;;\n")
    for path, kind, sentence in (
        (file, None, "Row 4: Birth date: “i går” is no date."),
        (tmp_path / "none.csv", None, "cannot be read"),
        (file, "visits", "The file lacks: Day;"),
    ):
        with pytest.raises(CommandError) as caught:
            call_command("import_table", str(path), kind=kind, stdout=out)
        assert caught.value.returncode == 2
        assert sentence in str(caught.value)
    assert not Child.objects.filter(reference="B-2").exists()


def test_the_command_gives_the_file_back_with_the_mistakes_beside_the_rows(world: World, tmp_path: Path) -> None:
    file, back = tmp_path / "barn.csv", tmp_path / "back.xlsx"
    file.write_text(CHILDREN + "B-2;Ny;i går;Alver;;\n")
    with pytest.raises(CommandError):
        call_command("import_table", str(file), mistakes=back, stdout=io.StringIO())
    *_lines, right, wrong = load_workbook(back).worksheets[0].iter_rows(values_only=True)
    assert right[-1] is None
    assert wrong[0] == "B-2"
    assert "is no date" in str(wrong[-1])
    with pytest.raises(CommandError):
        call_command("import_table", str(file), mistakes=tmp_path / "back.csv", stdout=io.StringIO())
    assert "is no date" in (tmp_path / "back.csv").read_text("utf-8-sig").splitlines()[-1]


def test_the_same_file_again_is_no_event(world: World, tmp_path: Path) -> None:
    file = tmp_path / "barn.csv"
    file.write_text(CHILDREN)
    for _time in range(2):
        call_command("import_table", str(file), stdout=io.StringIO())
    assert AuditEvent.objects.filter(verb="table.imported").count() == 1
