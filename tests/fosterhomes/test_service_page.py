"""The service's own numbers for letters and norms, and the written language of municipalities."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fosterhomes.models import AuditEvent, Municipality, User
from tests.cast import World, make_home


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def as_leader(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sent_from(page: Any, **changed: str) -> dict[str, str]:
    """Return what the form would send, with what is changed."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | changed


def test_a_leader_sets_how_long_another_municipality_has_to_answer(world: World, client: Client) -> None:
    away = make_home(world.service, "Borteheim", municipality=Municipality.objects.create(number="4650", name="Borte"))
    leader = as_leader(client, world.cast.leader)
    page = leader.get(reverse("service_settings"))
    values = sent_from(page, letter_answer_days="30")
    assert leader.post(reverse("service_settings"), values).status_code == 302
    new = leader.get(reverse("letter_new", args=[away.pk]))
    assert new.context["form"]["answer_due_on"].value() == date(2026, 4, 9)
    event = AuditEvent.objects.get(verb="service.changed")
    assert event.fields == ["letter_answer_days"]


def test_a_number_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(world: World, client: Client) -> None:
    leader = as_leader(client, world.cast.leader)
    values = sent_from(leader.get(reverse("service_settings")), notice_days="0", caseload_norm="15")
    page = leader.post(reverse("service_settings"), values)
    assert page.status_code == 422
    assert page.context["form"]["caseload_norm"].value() == "15"
    world.service.refresh_from_db()
    assert world.service.notice_days == 14


def test_a_letter_follows_the_language_that_was_set_for_the_municipality(world: World, client: Client) -> None:
    away = Municipality.objects.create(number="4650", name="Borte")
    home = make_home(world.service, "Borteheim", municipality=away)
    leader = as_leader(client, world.cast.leader)
    assert leader.get(reverse("letter_new", args=[home.pk])).context["letter"].language == "nn"
    address = reverse("municipality_edit", args=[away.pk])
    leader.post(address, sent_from(leader.get(address), language="nb"))
    assert leader.get(reverse("letter_new", args=[home.pk])).context["letter"].language == "nb"
    assert AuditEvent.objects.filter(verb="municipality.changed").exists()


def test_the_municipality_of_another_service_is_theirs_to_change(world: World, client: Client) -> None:
    theirs = Municipality.objects.exclude(service=None).exclude(service=world.service).first()
    assert theirs is not None
    leader = as_leader(client, world.cast.leader)
    address = reverse("municipality_edit", args=[theirs.pk])
    assert address not in leader.get(reverse("service_settings")).content.decode()
    assert leader.post(address, {"language": "nb", "version": "{}"}).status_code == 403
    theirs.refresh_from_db()
    assert theirs.language == ""


def test_only_a_leader_sees_the_numbers(world: World, client: Client) -> None:
    for name, user in world.cast:
        status = as_leader(client, user).get(reverse("service_settings")).status_code
        assert status == (200 if name in {"leader", "other_service"} else 404), name
