"""The pages of supervision reports: who reads which, writing on a phone, deciding, the lists and their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import Look, SupervisionAppointment, Supervisor
from tests.cast import World, make_user
from visits.models import ReportStep, SupervisionReport, Visit, VisitSettings

from .rows import lay_many, lay_report, lay_sibling, lay_visit, noon, whole_report

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


def posted(**values: Any) -> dict[str, Any]:
    told = whole_report() | {"serious": "False", "version": "{}"} | values
    return {name: value for name, value in told.items() if value is not None}


def new(world: World, visit: Visit) -> str:
    return reverse("report_new", args=[visit.pk, world.child.pk])


# Who reads a report in each state: the contact person first when it is approved, or copied for what is serious.
OFFICE = {"leader", "coordinator"}
READERS = {
    ("written", "none"): OFFICE | {"supervisor"},
    ("sent", "none"): OFFICE | {"supervisor"},
    ("sent", "told"): OFFICE | {"supervisor"},
    ("sent", "copied"): OFFICE | {"supervisor", "caseworker"},
    ("approved", "none"): OFFICE | {"supervisor", "caseworker"},
    ("forwarded", "none"): OFFICE | {"supervisor", "caseworker"},
}


@pytest.mark.parametrize(("state", "serious"), READERS)
def test_who_reads_a_report(world: World, as_user: Any, state: str, serious: str) -> None:
    report = lay_report(world, state=state, serious_state=serious)
    for name, user in world.cast:
        client = as_user(user)
        expected = 200 if name in READERS[state, serious] else 404
        assert client.get(reverse("report", args=[report.pk])).status_code == expected, name
        if expected == 200:
            listed = client.get(reverse("child_reports", args=[world.child.pk])).context["reports"]
            assert listed == [report], name


def test_the_supervisor_reads_only_during_the_appointment_and_only_their_own(world: World, as_user: Any) -> None:
    report = lay_report(world)
    address = reverse("report", args=[report.pk])
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(until_on=JULY, end_reason="Flytta.")
    assert as_user(world.cast.supervisor).get(address).status_code == 404
    other = make_user("next_supervisor", "supervisor", world.service)
    row = Supervisor.objects.create(
        service=world.service, user=other, name="Neste", base=world.point, capacity=2, longest_minutes=60,
        from_on=date(2020, 1, 1),
    )  # fmt: skip
    SupervisionAppointment.objects.create(child=world.child, supervisor=row, from_on=JULY)
    assert as_user(other).get(address).status_code == 404


def test_who_finds_which_page(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        client = as_user(user)
        office = name in OFFICE | {"other_service"}
        for page in ("report_list", "reports_panel"):
            assert client.get(reverse(page)).status_code == (200 if office else 404), (name, page)
        assert client.get(reverse("my_reports")).status_code == (200 if name == "supervisor" else 404), name
        leads = name in {"leader", "other_service"}
        assert client.get(reverse("visit_settings")).status_code == (200 if leads else 404), name


def test_a_report_is_written_and_sent_after_the_visit(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 14))
    client = as_user(world.cast.supervisor)
    assert new(world, visit) in client.get(reverse("visit", args=[visit.pk])).content.decode()
    assert new(world, visit) in client.get(reverse("my_reports")).content.decode()
    assert "Write 1 report" in client.get(reverse("my_schedule")).content.decode()
    assert client.get(new(world, visit)).status_code == 200
    assert client.post(new(world, visit), posted(thrives="Halvferdig.", care="")).status_code == 302
    draft = SupervisionReport.objects.get()
    assert (draft.state, draft.thrives) == ("written", "Halvferdig.")
    edit = reverse("report_edit", args=[draft.pk])
    version = client.get(edit).context["form"]["version"].value()
    answer = client.post(edit, posted(version=version, send="1"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.alone) == ("sent", "held")
    assert client.get(edit).url == client.get(new(world, visit)).url == reverse("report", args=[draft.pk])
    assert "You have written every report." in client.get(reverse("my_reports")).content.decode()


def test_what_lacks_is_told_at_each_field_and_nothing_typed_is_lost(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 14))
    answer = as_user(world.cast.supervisor).post(
        new(world, visit), posted(care="", talk="", agreed_done="no", serious="True", send="1")
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"care", "talk", "agreed_words", "serious_what"}
    assert "Trivst og søv godt." in answer.content.decode()
    assert not SupervisionReport.objects.exists()


def test_a_draft_that_is_serious_without_a_word_is_refused_at_the_field(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 14))
    answer = as_user(world.cast.supervisor).post(new(world, visit), posted(serious="True"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["serious_what"]


def test_two_windows_on_one_draft_lose_nothing(world: World, as_user: Any) -> None:
    report = lay_report(world, state="written")
    client = as_user(world.cast.supervisor)
    edit = reverse("report_edit", args=[report.pk])
    version = client.get(edit).context["form"]["version"].value()
    assert client.post(edit, posted(version=version, thrives="Frå telefonen.")).status_code == 302
    second = client.post(edit, posted(version=version, thrives="Frå dataskjermen."))
    assert second.status_code == 422
    text = second.content.decode()
    assert "Frå telefonen." in text
    assert "Frå dataskjermen." in text
    report.refresh_from_db()
    assert report.thrives == "Frå telefonen."


def test_others_find_no_form(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", date(2026, 7, 14))
    for name, user in world.cast:
        expected = 200 if name == "supervisor" else 404
        assert as_user(user).get(new(world, visit)).status_code == expected, name


def test_each_sibling_has_a_report_of_its_own(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world, name="Barn A-9")
    visit = lay_visit(world, "supervision", date(2026, 7, 14), world.child, sibling)
    client = as_user(world.cast.supervisor)
    assert len(client.get(reverse("my_reports")).context["waiting"]) == 2
    client.post(new(world, visit), posted(send="1"))
    (row,) = client.get(reverse("my_reports")).context["waiting"]
    assert row.child == sibling


def test_what_was_agreed_last_time_stands_on_top(world: World, as_user: Any) -> None:
    lay_report(world, lay_visit(world, "supervision", date(2026, 4, 7)), agreed_next="Spørje skulen om leksehjelp.")
    visit = lay_visit(world, "supervision", date(2026, 7, 14))
    assert "Spørje skulen om leksehjelp." in as_user(world.cast.supervisor).get(new(world, visit)).content.decode()


def test_the_office_approves_asks_and_forwards(world: World, as_user: Any) -> None:
    report = lay_report(world)
    page = reverse("report", args=[report.pk])
    leader = as_user(world.cast.leader)
    text = leader.get(page).content.decode()
    assert all(word in text for word in ("Approve", "Ask for a supplement", "Text to hand over"))
    asking = reverse("report_step", args=[report.pk, "supplement_asked"])
    assert leader.post(asking, {"note": ""}).status_code == 422
    assert leader.post(asking, {"note": "Skriv meir om skulen."}).status_code == 302
    supervisor = as_user(world.cast.supervisor)
    assert "Skriv meir om skulen." in supervisor.get(page).content.decode()
    supplement = reverse("report_step", args=[report.pk, "supplement_sent"])
    assert supervisor.post(supplement, {"note": "Skulen går fint."}).status_code == 302
    coordinator = as_user(world.cast.coordinator)
    assert coordinator.post(reverse("report_step", args=[report.pk, "approved"])).status_code == 302
    forwarding = reverse("report_step", args=[report.pk, "forwarded"])
    given = {"recipients": ["care_municipality"], "on_day": "2026-07-15"}
    refused = coordinator.post(forwarding, given)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["recipients"]
    assert (
        coordinator.post(forwarding, given | {"recipients": ["care_municipality", "home_service"]}).status_code == 302
    )
    report.refresh_from_db()
    assert report.state == "forwarded"
    shown = coordinator.get(page).content.decode()
    assert "To: the municipality with care responsibility, the child welfare service where the home lies" in shown
    assert "Skulen går fint." in coordinator.get(reverse("report_text", args=[report.pk])).context["text"]


def test_who_decides_second_is_told_and_nothing_changes(world: World, as_user: Any) -> None:
    report = lay_report(world)
    as_user(world.cast.leader).post(reverse("report_step", args=[report.pk, "approved"]))
    asking = reverse("report_step", args=[report.pk, "supplement_asked"])
    answer = as_user(world.cast.coordinator).post(asking, {"note": "Meir."})
    assert answer.status_code == 422
    assert "Somebody was first: Approved by Leader" in answer.content.decode()
    assert "Meir." in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "approved"


def test_a_step_that_is_not_ones_own_is_not_there(world: World, as_user: Any) -> None:
    report = lay_report(world)
    for name, user in world.cast:
        client = as_user(user)
        for step in ("approved", "supplement_asked", "forwarded", "serious_copied"):
            expected = 200 if name in OFFICE else 404
            assert client.get(reverse("report_step", args=[report.pk, step])).status_code == expected, (name, step)
        for step in ("written", "sent", "serious_told", "nonsense"):
            assert client.get(reverse("report_step", args=[report.pk, step])).status_code == 404, (name, step)


def test_bufetat_is_proposed_for_its_own_homes(world: World, as_user: Any) -> None:
    report = lay_report(world, state="approved")
    client = as_user(world.cast.leader)
    address = reverse("report_step", args=[report.pk, "forwarded"])
    assert "bufetat" not in client.get(address).context["form"]["recipients"].value()
    type(world.home).objects.filter(pk=world.home.pk).update(kind="specialised")
    assert "bufetat" in client.get(address).context["form"]["recipients"].value()


def test_serious_shortcomings_come_up_until_they_are_followed_up(world: World, as_user: Any) -> None:
    what = "Barnet blir låst inne."
    report = lay_report(world, serious=True, serious_what=what, serious_state="told")
    ReportStep.objects.create(
        report=report, step="serious_told", at=noon(date(2026, 7, 7)), on_day=date(2026, 7, 7), by=world.cast.supervisor
    )
    visit = lay_visit(world, "supervision", date(2026, 7, 20), status="booked")
    supervisor = as_user(world.cast.supervisor)
    pages = [
        reverse("my_schedule"), reverse("visit", args=[visit.pk]), reverse("visit_record", args=[visit.pk]),
        reverse("my_reports"), reverse("child_reports", args=[world.child.pk]),
    ]  # fmt: skip
    marking = reverse("report_step", args=[report.pk, "serious_followed_up"])
    for page in pages:
        text = supervisor.get(page).content.decode()
        assert what in text, page
        assert marking not in text, page
    assert supervisor.post(marking, {"note": "Låsen er borte."}).status_code == 422  # the copies come first
    copies = {"recipients": ["care_municipality", "state_administrator"], "on_day": "2026-07-15"}
    copying = reverse("report_step", args=[report.pk, "serious_copied"])
    assert as_user(world.cast.leader).post(copying, copies).status_code == 302
    supervisor = as_user(world.cast.supervisor)
    assert all(marking in supervisor.get(page).content.decode() for page in pages)
    assert supervisor.post(marking, {"note": "Låsen er borte."}).status_code == 302
    assert all(what not in supervisor.get(page).content.decode() for page in pages)


def test_the_next_supervisor_is_told_what_is_serious_and_can_follow_it_up(world: World, as_user: Any) -> None:
    report = lay_report(world, serious=True, serious_what="Låst inne.", serious_state="copied")
    SupervisionAppointment.objects.filter(pk=world.appointment.pk).update(until_on=JULY, end_reason="Flytta.")
    other = make_user("next_supervisor", "supervisor", world.service)
    row = Supervisor.objects.create(
        service=world.service, user=other, name="Neste", base=world.point, capacity=2, longest_minutes=60,
        from_on=date(2020, 1, 1),
    )  # fmt: skip
    SupervisionAppointment.objects.create(child=world.child, supervisor=row, from_on=JULY)
    client = as_user(other)
    marking = reverse("report_step", args=[report.pk, "serious_followed_up"])
    assert "Låst inne." in client.get(reverse("my_reports")).content.decode()
    assert client.get(marking).status_code == 200
    assert client.post(marking, {"note": "Retta."}).url == reverse("child", args=[world.child.pk])


def list_of(client: Any, **query: Any) -> list[tuple[str, bool]]:
    page = client.get(reverse("report_list"), query)
    assert page.status_code == 200
    return [(row.state.code, row.overdue) for row in page.context["page"]]


def test_the_list_shows_what_waits_serious_first_and_what_is_late(world: World, as_user: Any) -> None:
    lay_report(world, lay_visit(world, "supervision", date(2026, 6, 20)))  # sent 21 June: due 5 July
    lay_report(world, lay_visit(world, "supervision", date(2026, 7, 10)))  # sent 11 July
    lay_visit(world, "supervision", date(2026, 7, 8))  # to be written by today
    lay_visit(world, "supervision", date(2026, 7, 7))  # was to be written by yesterday
    serious = lay_report(world, lay_visit(world, "supervision", date(2026, 7, 13)), serious_state="copied")
    lay_report(world, lay_visit(world, "supervision", date(2026, 3, 1)), state="forwarded")
    client = as_user(world.cast.leader)
    waits = [("sent", False), ("sent", True), ("owed", True), ("owed", False), ("sent", False)]
    assert list_of(client) == waits
    assert client.get(reverse("report_list")).context["page"][0].report == serious
    sentence = client.get(reverse("report_list")).context["sentence"]
    assert sentence == "3 reports to check. Overdue: 2. With serious shortcomings: 1."
    assert list_of(client, show="overdue") == [("sent", True), ("owed", True)]
    assert list_of(client, show="to_write") == [("owed", True), ("owed", False)]
    assert list_of(client, show="serious") == [("sent", False)]
    assert list_of(client, show="finished") == [("forwarded", False)]
    assert list_of(client, show="to_check", supervisor=world.supervisor.pk) == [waits[0], waits[1], waits[4]]
    assert list_of(client, show="nonsense") == waits
    assert list_of(client, municipality=world.other_municipality.pk) == waits  # not among the homes: not understood
    assert list_of(as_user(world.cast.other_service)) == []


def test_the_services_days_decide_what_is_late(world: World, as_user: Any) -> None:
    lay_visit(world, "supervision", date(2026, 7, 7))
    leader = as_user(world.cast.leader)
    assert list_of(leader) == [("owed", True)]
    page = leader.get(reverse("visit_settings"))
    names = [field.name for field in page.context["form"] if field.name != "version"]
    given = {name: page.context["form"][name].value() or "" for name in names}
    refused = leader.post(reverse("visit_settings"), given | {"report_days": "0", "version": "{}"})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["report_days"]
    assert leader.post(reverse("visit_settings"), given | {"report_days": "10", "version": "{}"}).status_code == 302
    assert list_of(leader) == [("owed", False)]
    VisitSettings.objects.update(reports_from_on=date(2026, 7, 8))
    assert list_of(leader) == []


def test_video_and_visits_that_came_to_nothing_owe_no_report(world: World, as_user: Any) -> None:
    lay_visit(world, "supervision", date(2026, 7, 7), in_person=False)
    lay_visit(world, "supervision", date(2026, 7, 8), status="tried", reason="Ingen heime.")
    lay_visit(world, "follow_up", date(2026, 7, 9))
    assert list_of(as_user(world.cast.leader)) == []


def test_a_visit_with_a_report_cannot_be_corrected_away(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    visit = lay_visit(world, "supervision", date(2026, 7, 6), world.child, sibling)
    lay_report(world, visit)
    client = as_user(world.cast.leader)
    address = reverse("visit_correct", args=[visit.pk])
    form = client.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    given |= {"correction": "Feil.", "on_day": "2026-07-06"}
    cancelled = client.post(address, given | {"status": "cancelled", "reason": "Sjuk."})
    assert "status" in cancelled.context["form"].errors
    given.pop(f"child_{world.child.pk}")
    assert f"child_{world.child.pk}" in client.post(address, given).context["form"].errors


def test_the_number_of_queries_does_not_grow(world: World, as_user: Any) -> None:
    addresses = ["report_list", "reports_panel", "my_reports"]

    def queries() -> list[int]:
        found = []
        for name in addresses:
            client = as_user(world.cast.supervisor if name == "my_reports" else world.cast.leader)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name)).status_code == 200
            found.append(len(asked))
        return found

    lay_report(world)
    lay_visit(world, "supervision", date(2026, 7, 1))
    few = queries()
    for number, child in enumerate(lay_many(world, 8)):
        visit = lay_visit(world, "supervision", JULY - timedelta(days=number), child, home=world.home)
        lay_report(world, visit, child=child)
    assert queries() == few


def test_looking_is_kept(world: World, as_user: Any) -> None:
    report = lay_report(world)
    client = as_user(world.cast.leader)
    for name in ("report", "report_text"):
        client.get(reverse(name, args=[report.pk]))
    assert set(Look.objects.values_list("page", "child", "home")) == {
        ("report", world.child.pk, world.home.pk),
        ("report_text", world.child.pk, world.home.pk),
    }


def test_htmx_gets_the_part_and_others_a_page(world: World, as_user: Any) -> None:
    lay_report(world)
    for who, addresses in (
        ("leader", [reverse("report_list"), reverse("reports_panel"), reverse("child_reports", args=[world.child.pk])]),
        ("supervisor", [reverse("my_reports")]),
    ):
        client = as_user(getattr(world.cast, who))
        for address in addresses:
            assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode(), address
            assert "<html" in client.get(address).content.decode(), address
