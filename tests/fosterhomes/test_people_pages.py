"""People and duties: given and ended by the leader and the system administrator, and by nobody else."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Duty, Role, User
from tests.cast import TODAY, World

KEEPERS = {"leader", "administrator", "other_service"}

NEW = {"name": "Kari Nes", "email": "kari@example.no", "role": "caseworker", "from_on": "2026-03-10"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_only_who_keeps_the_duties_opens_the_page(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("people")).status_code
        assert status == (200 if name in KEEPERS else 404), name


def test_the_page_shows_the_duties_of_the_own_service_only(world: World, as_user: Any) -> None:
    page = as_user(world.cast.administrator).get(reverse("people")).content.decode()
    assert "leader@example.no" in page
    assert "other_service@example.no" not in page


def test_a_person_is_registered_with_a_duty_and_a_trace(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.leader).post(reverse("person_new"), NEW)
    assert answer.status_code == 302
    kari = User.objects.get(email="kari@example.no")
    assert kari.duties.get().role == Role.CASEWORKER
    assert not kari.has_usable_password()
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"person.registered", "duty.given"}


def test_somebody_who_is_known_by_e_mail_gets_the_duty_alone(world: World, as_user: Any) -> None:
    as_user(world.cast.leader).post(reverse("person_new"), NEW | {"email": "Caseworker@example.no", "role": "on_call"})
    assert set(world.cast.caseworker.duties.values_list("role", flat=True)) == {"caseworker", "on_call"}


def test_a_phone_number_is_corrected_and_one_that_is_none_is_refused(world: World, as_user: Any) -> None:
    client, person = as_user(world.cast.administrator), world.cast.on_call
    address = reverse("person_phone", args=[person.pk])
    assert address in client.get(reverse("people")).content.decode()
    wrong = client.post(address, {"phone": "ring meg"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["phone"])
    assert 'value="ring meg"' in wrong.content.decode()
    assert client.post(address, {"phone": "68 05 00 99"}).url == reverse("people")
    person.refresh_from_db()
    assert person.phone == "68 05 00 99"
    event = AuditEvent.objects.get(verb="person.phone_corrected")
    assert event.fields == ["phone"]


def test_nobody_corrects_the_number_of_another_service(world: World, as_user: Any) -> None:
    address = reverse("person_phone", args=[world.cast.on_call.pk])
    may = {name for name, user in world.cast if as_user(user).get(address).status_code == 200}
    assert may == {"leader", "administrator"}


def test_a_duty_that_somebody_has_is_refused_in_words(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.leader).post(reverse("person_new"), NEW | {"email": "caseworker@example.no"})
    assert answer.status_code == 422
    assert "This person already has this duty on that day." in answer.content.decode()


def test_reading_rights_end_with_the_duty(world: World, as_user: Any) -> None:
    duty = Duty.objects.get(user=world.cast.caseworker)
    as_user(world.cast.leader).post(reverse("duty_end", args=[duty.pk]), {"until_on": "2026-03-10", "anyway": "on"})
    assert as_user(world.cast.caseworker).get(reverse("front")).status_code == 404


def test_the_last_who_can_give_duties_stays(world: World, as_user: Any) -> None:
    Duty.objects.filter(user=world.cast.administrator).update(until_on=date(2026, 1, 1))
    duty = Duty.objects.get(user=world.cast.leader)
    answer = as_user(world.cast.leader).post(
        reverse("duty_end", args=[duty.pk]), {"until_on": "2026-03-10", "anyway": "on"}
    )
    assert "Somebody else must be leader or system administrator first." in answer.content.decode()
    duty.refresh_from_db()
    assert duty.until_on is None


def test_the_duty_of_another_service_is_not_there(world: World, as_user: Any) -> None:
    duty = Duty.objects.get(user=world.cast.other_service)
    assert as_user(world.cast.leader).get(reverse("duty_end", args=[duty.pk])).status_code == 404
