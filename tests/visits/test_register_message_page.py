"""The pages of the register message: uploaded, looked at, compared, applied, taken out; nothing is left behind."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from fosterhomes.models import AuditEvent, Child
from fosterhomes.project import retention
from tests.cast import TODAY, World
from visits.register_message.validate import validate

from .register_messages import case, measure, message

FRONT, LOOK, COMPARE = "register_message", "register_message_look", "register_message_compare"
NEW = case("N-1", measure("n1", followed=("2026-02-03",)))


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path, time_machine: Any) -> Path:
    settings.VAR_DIR = tmp_path
    time_machine.move_to(TODAY, tick=False)
    return tmp_path / "uploads"


def upload(client: Client, *cases: str, **values: str) -> Any:
    return send(client, message(*cases, **values))


def send(client: Client, data: bytes) -> Any:
    return client.post(reverse(FRONT), {"file": SimpleUploadedFile("m.xml", data)}, follow=True)


def words(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def test_a_clerk_looks_at_a_message_applies_it_and_nothing_of_the_file_is_kept(
    world: World, as_user: Any, here: Path
) -> None:
    client = as_user(world.cast.clerk)
    page = words(upload(client, NEW))
    assert "New stay: Ordinary foster home from 1 February 2024" in page
    assert "visits, new: 1" in page
    assert not Child.objects.filter(reference="N-1").exists()
    assert len(list(here.iterdir())) == 1
    answer = client.post(reverse("register_message_apply"), follow=True)
    assert "Applied: children, new: 1" in words(answer)
    assert "To be registered (Alver, 1 February 2024)" in words(answer)
    assert Child.objects.filter(reference="N-1").exists()
    assert list(here.iterdir()) == []
    event = AuditEvent.objects.get(verb="registermessage.applied")
    assert event.by == world.cast.clerk


def test_a_message_with_a_case_that_cannot_be_taken_in_is_refused_unless_that_is_left(
    world: World, as_user: Any, here: Path
) -> None:
    client = as_user(world.cast.leader)
    upload(client, NEW, case("A-1", measure("x", "2.1", "2025-01-01")))
    refused = client.post(reverse("register_message_apply"))
    assert refused.status_code == 422
    assert "somewhere else" in words(refused)
    assert not Child.objects.filter(reference="N-1").exists()
    client.post(reverse("register_message_apply"), {"leave_refused": "on"})
    assert Child.objects.filter(reference="N-1").exists()


def test_a_file_that_is_no_message_is_told_why_and_can_be_thrown_away(world: World, as_user: Any, here: Path) -> None:
    client = as_user(world.cast.clerk)
    page = words(send(client, b"<!DOCTYPE x []><x/>"))
    assert "document type declaration" in page
    assert "Apply the message" not in page
    assert "thrown away" in words(client.post(reverse("register_message_discard"), follow=True))
    assert list(here.iterdir()) == []


def test_without_a_file_and_with_too_large_a_one_the_form_says_so(
    world: World, as_user: Any, here: Path, settings: Any
) -> None:
    client = as_user(world.cast.clerk)
    assert client.post(reverse(FRONT)).status_code == 422
    settings.MESSAGE_UPLOAD_MB = 0
    assert "import_register_message" in words(upload(client, NEW))
    assert not here.exists()


def test_the_comparison_tells_both_sides_and_leads_to_the_child(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    upload(client, case("A-1", measure("a1", followed=("2026-02-03",))))
    page = client.get(reverse(COMPARE))
    tree = html.fromstring(page.content)
    cells = [" ".join(cell.text_content().split()) for cell in tree.xpath("//tbody//td")]
    assert cells == ["visit on 3 February 2026", "no visit that day"]
    assert tree.xpath(f"//a[@href='{reverse('child', args=[world.child.pk])}']")
    assert "Barn A-2" in words(page)


def test_the_register_is_taken_out_with_a_reason(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert client.post(reverse("register_message_export")).status_code == 422
    answer = client.post(reverse("register_message_export"), {"reason": "yearly control"})
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["register-message-0001.xml", "register-message-0002.xml"]
        assert all(validate(archive.open(name)) == [] for name in archive.namelist())  # type: ignore[arg-type]
    assert AuditEvent.objects.get(verb="registermessage.exported").reason == "2: yearly control"


@pytest.mark.parametrize("name", [FRONT, LOOK, COMPARE])
def test_only_leader_and_clerk_find_the_pages(world: World, as_user: Any, name: str) -> None:
    for who, user in world.cast:
        status = as_user(user).get(reverse(name)).status_code
        wanted = {200, 302} if who in ("leader", "clerk", "other_service") else {404}
        assert status in wanted, who


def test_a_file_that_nobody_comes_back_to_is_gone_after_a_day(world: World, as_user: Any, here: Path) -> None:
    upload(as_user(world.cast.clerk), NEW)
    (kept,) = here.iterdir()
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    os.utime(kept, (now.timestamp(), now.timestamp()))
    assert retention.sweep_files(now + timedelta(hours=23)).rows == 0
    assert retention.sweep_files(now + timedelta(hours=25)).rows == 1
    assert list(here.iterdir()) == []


def test_another_log_in_does_not_find_the_uploaded_file(world: World, as_user: Any) -> None:
    upload(as_user(world.cast.clerk), NEW)
    other = Client()
    other.force_login(world.cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(reverse(LOOK)).status_code == 302


@pytest.mark.parametrize("name", [LOOK, COMPARE])
def test_the_number_of_queries_does_not_follow_the_number_of_children(world: World, as_user: Any, name: str) -> None:
    client, counts = as_user(world.cast.clerk), []
    for number in (2, 8):
        upload(client, *(case(f"A-{n}", measure(f"q{n}", followed=("2026-02-03",))) for n in range(1, number + 1)))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        counts.append([query["sql"][:160] for query in queries])
    assert len(counts[0]) == len(counts[1]), counts
