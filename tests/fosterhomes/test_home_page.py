"""The page of a home: who sees what of it, what it warns of, what can be done on it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import (
    Approval,
    AuditEvent,
    Hold,
    Home,
    HomeMember,
    Kin,
    Look,
    Placement,
    PoliceCertificate,
    SupervisorTie,
    Training,
)
from tests.cast import TODAY, World, make_child, make_home, place
from tests.fosterhomes.days import on_the_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
OPENS = {
    "leader": (200, 200, 404),
    "coordinator": (200, 200, 404),
    "clerk": (200, 200, 404),
    "caseworker": (200, 404, 404),
    "other_caseworker": (404, 200, 404),
    "supervisor": (200, 404, 404),
    "on_call": (404, 404, 404),
    "administrator": (404, 404, 404),
    "other_service": (404, 404, 200),
    "stranger": (404, 404, 404),
}


def page(client: Any, home: Home) -> Any:
    return client.get(reverse("home", args=[home.pk]), headers=ENGLISH)


@pytest.mark.parametrize(("who", "statuses"), OPENS.items())
def test_another_s_home_is_not_there(world: World, as_user: Any, who: str, statuses: tuple[int, int, int]) -> None:
    client = as_user(getattr(world.cast, who))
    homes = (world.home, world.other_home, world.foreign_home)
    assert tuple(page(client, home).status_code for home in homes) == statuses


def test_every_look_is_recorded(world: World, as_user: Any) -> None:
    page(as_user(world.cast.caseworker), world.home)
    page(as_user(world.cast.caseworker), world.other_home)
    looks = Look.objects.values_list("by__email", "page", "home__name")
    assert list(looks) == [("caseworker@example.no", "home", "Fjellheim")]


def test_a_child_that_is_not_the_reader_s_is_counted_and_not_named(world: World, as_user: Any) -> None:
    place(make_child(world.service, "A-9", name="Hemmeleg Barn", care_municipality=world.municipality), world.home)
    Approval.objects.create(home=world.home, child=Approval.child.field.related_model.objects.get(reference="A-9"),
                            approved_on=TODAY)  # fmt: skip
    response = page(as_user(world.cast.caseworker), world.home)
    html = response.content.decode()
    assert "Barn A-1" in html
    assert "1 child whose case is not yours." in html
    assert "another child" in html
    assert "Hemmeleg" not in html
    assert "Hemmeleg" in page(as_user(world.cast.leader), world.home).content.decode()


@pytest.mark.parametrize(("who", "inner"), [("leader", True), ("caseworker", True), ("supervisor", False)])
def test_a_supervisor_reads_how_to_reach_the_home_and_not_its_approvals(
    world: World, as_user: Any, who: str, inner: bool
) -> None:
    member = HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=date(2020, 1, 1))
    PoliceCertificate.objects.create(home=world.home, member=member, issued_on=TODAY, seen_on=TODAY)
    response = page(as_user(getattr(world.cast, who)), world.home)
    html = response.content.decode()
    assert "tel:55000001" in html
    assert ("certificates" in response.context["panels"]) is inner
    assert ("Police certificates seen" in html) is inner
    assert ('id="history"' in html) is inner


def test_the_vacancy_says_what_it_is_made_of(world: World, as_user: Any) -> None:
    place(world.waiting_child, world.home, from_on=TODAY + timedelta(days=5), planned=True)
    response = page(as_user(world.cast.leader), world.home)
    assert response.context["page"].vacancy.text == "full"
    assert response.context["page"].vacancy.why == "2 places, 1 child lives here, 1 is promised"


STATES = [
    ({}, "1 of 2 free"),
    ({"paused_until": date(2026, 12, 3)}, "paused until 3 December 2026"),
    ({"paused_until": TODAY}, "1 of 2 free"),
    ({"free_from": date(2026, 5, 1)}, "free from 1 May 2026"),
    ({"closed_on": TODAY, "closed_reason": "x"}, "closed since 10 March 2026"),
    ({"closed_on": TODAY + timedelta(days=1), "closed_reason": "x"}, "1 of 2 free"),
    ({"places": 1}, "full"),
]


@pytest.mark.parametrize(("values", "text"), STATES)
def test_the_status_line_says_the_state(world: World, as_user: Any, values: dict[str, Any], text: str) -> None:
    Home.objects.filter(pk=world.home.pk).update(**values)
    assert page(as_user(world.cast.leader), world.home).context["page"].vacancy.text == text


def test_a_protected_address_shows_its_band_and_nothing_else(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(
        protected_address=True, address="", point=None, travel_band="60", phone="55 00 00 01"
    )
    html = page(as_user(world.cast.leader), world.home).content.decode()
    assert "protected address" in html
    assert "30 to 60 minutes" in html
    assert "Fjellvegen" not in html
    assert "Knarvik" not in html


def test_what_is_lacking_is_said(world: World, as_user: Any) -> None:
    HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=date(2020, 1, 1))
    HomeMember.objects.create(home=world.home, name="Moved", relation="carer", from_on=date(2020, 1, 1), until_on=TODAY)
    html = page(as_user(world.cast.leader), world.home).content.decode()
    assert "No police certificate seen for Kari." in html
    assert "No police certificate seen for Moved." not in html
    assert "Not approved for Barn A-1 (FF § 6)." in html
    assert "No basic training is registered (FF § 4)." in html
    Approval.objects.create(home=world.home, child=world.child, approved_on=TODAY)
    Training.objects.create(home=world.home, course="solid", completed_on=TODAY)
    html = page(as_user(world.cast.leader), world.home).content.decode()
    assert "Not approved" not in html
    assert "No basic training" not in html


@pytest.mark.parametrize(("issued", "warned"), [(date(2025, 12, 9), True), (date(2025, 12, 10), False)])
def test_a_certificate_older_than_three_months_when_seen_is_marked(
    world: World, as_user: Any, issued: date, warned: bool
) -> None:
    member = HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=date(2020, 1, 1))
    PoliceCertificate.objects.create(home=world.home, member=member, issued_on=issued, seen_on=date(2026, 3, 10))
    html = page(as_user(world.cast.leader), world.home).content.decode()
    assert ("older than three months when seen" in html) is warned


def test_kin_and_ties_are_told_to_those_who_answer_for_the_child(world: World, as_user: Any) -> None:
    Kin.objects.create(child=world.child, name="Mormor", relation="grandparent", home=world.home)
    Kin.objects.create(child=world.other_child, name="Onkel", relation="aunt_or_uncle", home=world.home)
    SupervisorTie.objects.create(supervisor=world.supervisor, home=world.other_home, kind="friend")
    seen = page(as_user(world.cast.caseworker), world.home).context["page"]
    assert [kin.name for kin in seen.kin_of] == ["Mormor"]
    assert [tie.kind for tie in page(as_user(world.cast.leader), world.other_home).context["page"].ties] == ["friend"]


def test_one_click_confirms_the_vacancy_today(world: World, as_user: Any) -> None:
    response = as_user(world.cast.coordinator).post(reverse("home_confirm", args=[world.home.pk]), follow=True)
    world.home.refresh_from_db()
    assert world.home.vacancy_confirmed_on == TODAY
    assert response.context["page"].confirmation.days == 0
    event = AuditEvent.objects.get()
    assert (event.verb, event.home, event.fields) == ("home.vacancy_confirmed", world.home, ["vacancy_confirmed_on"])


DEEDS = ("home_edit", "home_confirm", "home_pause", "home_end_pause", "home_close", "home_reopen", "home_merge")


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("who", ["caseworker", "supervisor", "on_call", "administrator", "other_service"])
def test_only_who_answers_for_the_register_may_write(world: World, as_user: Any, who: str, name: str) -> None:
    response = as_user(getattr(world.cast, who)).post(reverse(name, args=[world.home.pk]), {"reason": "x"})
    assert response.status_code == 404
    assert not AuditEvent.objects.exists()


def test_buttons_stand_only_where_they_may_be_pressed(world: World, as_user: Any) -> None:
    assert reverse("home_edit", args=[world.home.pk]) in page(as_user(world.cast.clerk), world.home).content.decode()
    html = page(as_user(world.cast.caseworker), world.home).content.decode()
    assert "/edit/" not in html
    assert "/confirm/" not in html


def test_a_pause_ends_after_today_or_is_refused_at_the_field(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.leader), reverse("home_pause", args=[world.home.pk])
    refused = client.post(url, {"paused_until": TODAY, "reason": "Sjuk"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"paused_until": ["Choose a day after today."]}
    assert "Sjuk" in refused.content.decode()
    client.post(url, {"paused_until": TODAY + timedelta(days=1), "reason": "Sjuk"})
    world.home.refresh_from_db()
    assert world.home.paused_until == TODAY + timedelta(days=1)
    client.post(reverse("home_end_pause", args=[world.home.pk]))
    world.home.refresh_from_db()
    assert world.home.paused_until is None
    assert list(AuditEvent.objects.values_list("verb", "reason")) == [("home.pause_ended", ""), ("home.paused", "Sjuk")]


def test_a_home_in_which_children_live_is_not_closed_and_says_who(world: World, as_user: Any) -> None:
    client, url = as_user(world.cast.leader), reverse("home_close", args=[world.home.pk])
    place(world.waiting_child, world.home, from_on=TODAY + timedelta(days=5), planned=True)
    refused = client.post(url, {"closed_on": TODAY, "reason": "Flyttar"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "Barn A-1, Barn A-3 live here, or are to move in." in refused.content.decode()
    world.home.refresh_from_db()
    assert world.home.closed_on is None
    Placement.objects.filter(home=world.home).update(
        planned=False, until_on=TODAY + timedelta(days=30), end_reason="other"
    )
    assert client.post(url, {"closed_on": TODAY + timedelta(days=29), "reason": "Flyttar"}).status_code == 422
    assert client.post(url, {"closed_on": TODAY + timedelta(days=30), "reason": "Flyttar"}).status_code == 302
    world.home.refresh_from_db()
    assert (world.home.closed_on, world.home.closed_reason) == (TODAY + timedelta(days=30), "Flyttar")


def test_a_home_in_which_a_place_is_held_is_not_closed(world: World, as_user: Any) -> None:
    client, home, now = as_user(world.cast.leader), world.emergency_home, timezone.now()
    leader, child = world.cast.leader, world.waiting_child
    Hold.objects.create(home=home, child=child, made_by=leader, made_at=now, until_at=now + timedelta(hours=4))
    refused = client.post(reverse("home_close", args=[home.pk]), {"closed_on": TODAY, "reason": "Flyttar"})
    assert "A place is held here for Barn A-3. Let it go first." in refused.content.decode()
    home.refresh_from_db()
    assert home.closed_on is None


def test_a_home_closes_with_a_reason_and_opens_again(world: World, as_user: Any) -> None:
    client, home = as_user(world.cast.leader), world.emergency_home
    assert client.post(reverse("home_close", args=[home.pk]), {"closed_on": TODAY, "reason": " "}).status_code == 422
    client.post(reverse("home_close", args=[home.pk]), {"closed_on": TODAY, "reason": "Flyttar"})
    client.post(reverse("home_reopen", args=[home.pk]), {"reason": "Flytta likevel ikkje"})
    home.refresh_from_db()
    assert (home.closed_on, home.closed_reason) == (None, "")
    events = page(client, home).context["page"].events
    assert [(event.title, event.by) for event in events] == [("Opened again", "Leader"), ("Closed", "Leader")]


def test_the_page_asks_the_database_the_same_number_of_times_however_much_is_on_it(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    place(world.waiting_child, world.home, from_on=date(2025, 1, 1))
    Approval.objects.create(home=world.home, child=world.child, approved_on=TODAY)
    member = HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=TODAY)
    PoliceCertificate.objects.create(home=world.home, member=member, issued_on=TODAY, seen_on=TODAY)
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            page(client, world.home)
        counts.append(len(queries))
        child = make_child(world.service, f"N-{number}", care_municipality=world.municipality)
        place(child, world.home)
        Approval.objects.create(home=world.home, child=child, approved_on=TODAY)
        other = HomeMember.objects.create(home=world.home, name="Ola", relation="adult", from_on=TODAY)
        PoliceCertificate.objects.create(home=world.home, member=other, issued_on=TODAY, seen_on=TODAY)
        Training.objects.create(home=world.home, course="solid", completed_on=TODAY)
        Kin.objects.create(child=child, name="Nokon", relation="friend", home=world.home)
        make_home(world.service, f"Heim {number}", municipality=world.municipality)
    assert counts[0] == counts[1] < 40
