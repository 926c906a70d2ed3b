"""Drafts of supervision reports: stored field by field, each their own, beside what others did, gone when sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fosterhomes.models import SupervisionAppointment, User
from tests.cast import World
from visits.models import ReportStep, SupervisionReport, Visit, VisitDraft

from .rows import lay_report, lay_visit, noon, whole_report

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


@pytest.fixture
def visit(world: World) -> Visit:
    return lay_visit(world, "supervision", date(2026, 7, 14))


def address(name: str, visit: Visit) -> str:
    return reverse(name, args=[visit.pk, visit.visit_children.get().child_id])


def base_of(client: Client, page: str) -> str:
    return str(client.get(page).context["base"])


def write(client: Client, visit: Visit, who: User, value: str, seen: int = 0, **given: Any) -> Any:
    told = {"name": "thrives", "value": value, "seen": seen, "base": "{}", "person": who.pk} | given
    return client.post(address("report_draft_save", visit), told)


def posted(**values: Any) -> dict[str, Any]:
    return whole_report() | {"serious": "False", "version": "{}"} | values


def without_account(world: World) -> None:
    """The supervisor is no longer appointed: leader and coordinator write in their place."""
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(until_on=JULY, end_reason="Flytta.")


def test_a_field_stands_in_the_report_when_it_is_opened_again_and_nobody_else_reads_it(
    world: World, as_user: Any, visit: Visit
) -> None:
    client, me = as_user(world.cast.supervisor), world.cast.supervisor
    base = base_of(client, address("report_new", visit))
    answer = write(client, visit, me, "Har fått ven i nabolaget", base=base)
    assert (answer.status_code, answer.json()) == (200, {"version": 1, "at": "12:00", "changed": False})
    assert write(client, visit, me, "True", name="serious", base=base).status_code == 200
    page = client.get(address("report_new", visit))
    assert "Har fått ven i nabolaget" in page.content.decode()
    assert "It is not sent yet." in page.content.decode()
    assert page.context["form"]["serious"].value() == "True"
    assert "no-store" in page.headers["Cache-Control"]
    assert "Go on writing" in client.get(reverse("my_reports")).content.decode()
    assert not SupervisionReport.objects.exists()
    seen_by_leader = as_user(world.cast.leader).get(reverse("visit", args=[visit.pk])).content.decode()
    assert "nabolaget" not in seen_by_leader


def test_two_windows_of_one_person_are_both_told_of(world: World, as_user: Any, visit: Visit) -> None:
    client, me = as_user(world.cast.supervisor), world.cast.supervisor
    write(client, visit, me, "Frå telefonen")
    other = write(client, visit, me, "Frå maskina")
    assert (other.status_code, other.json()) == (409, {"value": "Frå telefonen", "version": 1})
    assert VisitDraft.objects.get().values == {"thrives": "Frå telefonen"}


def test_a_draft_of_the_report_is_not_one_of_the_visit(world: World, as_user: Any, visit: Visit) -> None:
    client = as_user(world.cast.supervisor)
    write(client, visit, world.cast.supervisor, "Om rapporten")
    assert "Om rapporten" not in client.get(reverse("visit_correct", args=[visit.pk])).content.decode()


@pytest.mark.parametrize("send", [{}, {"send": "1"}])
def test_what_is_saved_or_sent_leaves_no_draft(world: World, as_user: Any, visit: Visit, send: dict[str, str]) -> None:
    client = as_user(world.cast.supervisor)
    write(client, visit, world.cast.supervisor, "Utkast")
    assert client.post(address("report_new", visit), posted(**send)).status_code == 302
    assert not VisitDraft.objects.exists()


def test_what_somebody_else_saved_meanwhile_stands_beside_what_was_written(
    world: World, as_user: Any, visit: Visit
) -> None:
    without_account(world)
    new, leader = address("report_new", visit), as_user(world.cast.leader)
    base = base_of(leader, new)
    write(leader, visit, world.cast.leader, "Leiaren sine ord", base=base)
    as_user(world.cast.coordinator).post(new, posted(thrives="Koordinatoren sine ord"))
    report, leader = SupervisionReport.objects.get(), as_user(world.cast.leader)
    assert write(leader, visit, world.cast.leader, "Leiaren sine ord", seen=1, base=base).json()["changed"]
    opened = leader.get(reverse("report_edit", args=[report.pk]))
    assert [(told.stored, told.mine) for told in opened.context["form"].meanwhile] == [
        ("Koordinatoren sine ord", "Leiaren sine ord")
    ]
    assert opened.context["form"]["thrives"].value() == "Leiaren sine ord"
    # The leader's page was opened before anybody had begun: it saves over nothing either.
    answer = leader.post(new, posted(thrives="Leiaren sine ord", version=base))
    assert answer.status_code == 422
    assert "Koordinatoren sine ord" in answer.content.decode()
    report.refresh_from_db()
    assert report.thrives == "Koordinatoren sine ord"


def test_what_was_written_is_shown_beside_what_somebody_else_sent(world: World, as_user: Any, visit: Visit) -> None:
    without_account(world)
    leader, new = as_user(world.cast.leader), address("report_new", visit)
    write(leader, visit, world.cast.leader, "Leiaren sine ord")
    as_user(world.cast.coordinator).post(new, posted(thrives="Koordinatoren sine ord", send="1"))
    report, leader = SupervisionReport.objects.get(), as_user(world.cast.leader)
    edit = reverse("report_edit", args=[report.pk])
    for answer, status in ((leader.post(new, posted(thrives="Leiaren sine ord")), 422), (leader.get(edit), 200)):
        page = answer.content.decode()
        assert answer.status_code == status
        assert "Leiaren sine ord" in page
        assert "Koordinatoren sine ord" in page
        assert 'name="send"' not in page
    leader.post(address("report_draft_discard", visit))
    assert leader.get(edit).url == reverse("report", args=[report.pk])


def test_a_supplement_is_stored_while_it_is_written(world: World, as_user: Any) -> None:
    report, me = lay_report(world, state="supplement_asked"), world.cast.supervisor
    ReportStep.objects.create(
        report=report,
        step="supplement_asked",
        at=noon(JULY),
        on_day=JULY,
        by=world.cast.leader,
        note="Skriv om skulen.",
    )
    client, args = as_user(me), [report.pk, "supplement_sent"]
    told = {"name": "note", "value": "Om skulen", "seen": 0, "base": "{}", "person": me.pk}
    assert client.post(reverse("report_step_draft_save", args=args), told).status_code == 200
    page = client.get(reverse("report_step", args=args))
    assert page.context["form"]["note"].value() == "Om skulen"
    assert "Skriv om skulen." in page.content.decode()
    client.post(reverse("report_step", args=args), {"note": "Om skulen og venene", "serious_what": ""})
    assert not VisitDraft.objects.exists()
    assert report.steps.get(step="supplement_sent").note == "Om skulen og venene"


REFUSED = [({"person": 0}, 403), ({"name": "version"}, 400), ({"name": "state"}, 400), ({"name": "send"}, 400)]


@pytest.mark.parametrize(("given", "status"), REFUSED)
def test_what_is_not_a_field_of_the_report_is_refused(
    world: World, as_user: Any, visit: Visit, given: dict[str, Any], status: int
) -> None:
    assert write(as_user(world.cast.supervisor), visit, world.cast.supervisor, "x", **given).status_code == status
    assert not VisitDraft.objects.exists()


def test_only_who_writes_the_report_keeps_a_draft(world: World, as_user: Any, visit: Visit) -> None:
    for name, user in world.cast:
        expected = 200 if name == "supervisor" else 404
        assert write(as_user(user), visit, user, "x").status_code == expected, name


def test_a_draft_that_holds_no_answer_of_the_form_opens_all_the_same(world: World, as_user: Any, visit: Visit) -> None:
    client = as_user(world.cast.supervisor)
    write(client, visit, world.cast.supervisor, "kanskje", name="serious")
    assert client.get(address("report_new", visit)).status_code == 200


def test_an_old_draft_is_not_shown(world: World, as_user: Any, visit: Visit, in_july: Any) -> None:
    write(as_user(world.cast.supervisor), visit, world.cast.supervisor, "Gamalt")
    in_july.shift(timedelta(days=31))
    page = as_user(world.cast.supervisor).get(address("report_new", visit))
    assert "Gamalt" not in page.content.decode()
