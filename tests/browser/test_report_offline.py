"""Writing a visit and a supervision report on a phone: the network cut in the middle, and two people on one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from fosterhomes.models import SupervisionAppointment, User
from tests.browser.axe import assert_accessible
from tests.cast import World, make_world
from tests.visits.rows import lay_visit, whole_report
from visits.models import SupervisionReport, Visit, VisitDraft

from .conftest import WIDTHS, Complaints

LogIn = Callable[[User], None]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NETWORK = r"ERR_INTERNET_DISCONNECTED|Failed to load resource"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def booked(world: World) -> Visit:
    return lay_visit(world, "follow_up", timezone.localdate(), status="booked")


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size(WIDTHS["390"])
    return page


def words(page: Page, world: World) -> Locator:
    return page.locator(f"[name=words_{world.child.pk}]")


def look_at(page: Page) -> None:
    """From the top: in the middle of a long page some field always lies half under the head of the site."""
    page.evaluate("scrollTo(0, 0)")
    assert_accessible(page)


def test_the_network_is_cut_in_the_middle_of_a_report(
    phone: Page, log_in: LogIn, world: World, booked: Visit, complaints: Complaints
) -> None:
    complaints.expect(NETWORK)
    log_in(world.cast.caseworker)
    phone.goto(f"/visits/{booked.pk}/record/")
    state = phone.locator("#save-state")
    words(phone, world).fill("Før straumen gjekk.")
    expect(state).to_have_attribute("data-kind", "saved")
    expect(state).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert VisitDraft.objects.get().values[f"words_{world.child.pk}"] == "Før straumen gjekk."

    phone.context.set_offline(True)
    words(phone, world).fill("Før straumen gjekk. Og etter.")
    expect(state).to_have_attribute("data-kind", "offline")
    look_at(phone)
    assert phone.evaluate(TOO_WIDE) <= 0
    # Pressing the button without a network leaves the page and its text where they are.
    phone.locator(f"[name=alone_{world.child.pk}][value=held]").check()
    phone.locator(".record-form button[type=submit]").click()
    expect(state).to_have_attribute("data-kind", "offline")
    expect(words(phone, world)).to_have_value("Før straumen gjekk. Og etter.")
    assert VisitDraft.objects.get().values[f"words_{world.child.pk}"] == "Før straumen gjekk."

    phone.context.set_offline(False)
    expect(state).to_have_attribute("data-kind", "saved", timeout=15000)
    assert VisitDraft.objects.get().values[f"words_{world.child.pk}"] == "Før straumen gjekk. Og etter."
    # Nothing is kept on the device.
    assert "straumen" not in phone.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert phone.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    phone.locator(".record-form button[type=submit]").click()
    phone.wait_for_url(f"**/visits/{booked.pk}/")
    booked.refresh_from_db()
    assert booked.status == "done"
    assert booked.visit_children.get().words == "Før straumen gjekk. Og etter."
    assert not VisitDraft.objects.exists()


def test_two_browsers_on_one_report(
    phone: Page, browser: Browser, log_in: LogIn, world: World, booked: Visit, base_url: str, complaints: Complaints
) -> None:
    complaints.expect(r"status of 422")
    log_in(world.cast.caseworker)
    phone.goto(f"/visits/{booked.pk}/record/")
    words(phone, world).fill("Det kontaktpersonen såg.")
    expect(phone.locator("#save-state")).to_have_attribute("data-kind", "saved")
    record_as_leader(browser, base_url, world, booked)

    words(phone, world).fill("Det kontaktpersonen såg, og meir.")
    expect(phone.locator(".save-state__changed")).not_to_be_empty()
    phone.locator(f"[name=alone_{world.child.pk}][value=held]").check()
    phone.locator(".record-form button[type=submit]").click()
    expect(phone.locator("#stored")).to_contain_text("Det leiaren skreiv.")
    expect(words(phone, world)).to_have_value("Det kontaktpersonen såg, og meir.")
    assert booked.visit_children.get().words == "Det leiaren skreiv."
    look_at(phone)
    assert phone.evaluate(TOO_WIDE) <= 0

    phone.locator("[name=correction]").fill("Begge var der; dette er heile biletet.")
    words(phone, world).fill("Det leiaren skreiv. Det kontaktpersonen såg, og meir.")
    phone.locator(".record-form button[type=submit]").click()
    phone.wait_for_url(f"**/visits/{booked.pk}/")
    assert booked.visit_children.get().words.startswith("Det leiaren skreiv. Det kontaktpersonen")


def page_of(user: User, browser: Browser, base_url: str) -> Page:
    """Return a page of somebody else, on a phone of their own."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=base_url, viewport=WIDTHS["390"])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}])
    return context.new_page()


def record_as_leader(browser: Browser, base_url: str, world: World, booked: Visit) -> None:
    """Somebody else records the same visit, in a browser of their own."""
    other = page_of(world.cast.leader, browser, base_url)
    other.goto(f"/visits/{booked.pk}/record/")
    expect(words(other, world)).to_have_value("")
    words(other, world).fill("Det leiaren skreiv.")
    other.locator(f"[name=alone_{world.child.pk}][value=held]").check()
    other.locator(".record-form button[type=submit]").click()
    other.wait_for_url(f"**/visits/{booked.pk}/")
    other.context.close()


def test_two_windows_of_one_person_show_both_texts(
    phone: Page, log_in: LogIn, world: World, booked: Visit, complaints: Complaints
) -> None:
    complaints.expect(r"status of 409")
    log_in(world.cast.caseworker)
    phone.goto(f"/visits/{booked.pk}/record/")
    second = phone.context.new_page()
    second.goto(f"/visits/{booked.pk}/record/")
    words(second, world).fill("Skrive på maskina.")
    expect(second.locator("#save-state")).to_have_attribute("data-kind", "saved")
    words(phone, world).fill("Skrive på telefonen.")
    box = phone.locator(".save-conflict")
    expect(box).to_contain_text("Skrive på maskina.")
    expect(words(phone, world)).to_have_value("Skrive på telefonen.")
    look_at(phone)
    box.locator("button").last.click()
    expect(phone.locator("#save-state")).to_have_attribute("data-kind", "saved")
    assert VisitDraft.objects.get().values[f"words_{world.child.pk}"] == "Skrive på telefonen."


@pytest.fixture
def supervised(world: World) -> Visit:
    return lay_visit(world, "supervision", timezone.localdate())


def write_whole(page: Page, **values: str) -> None:
    """Write all that a report must hold, as somebody would who presses and types."""
    told = {name: str(value) for name, value in whole_report(**values).items()}
    for name in ("agreed_done", "serious"):
        page.locator(f"[name={name}][value={told.pop(name)}]").check()
    for name, value in told.items():
        page.locator(f"[name={name}]").fill(value)


def test_the_network_is_cut_in_the_middle_of_a_supervision_report(
    phone: Page, log_in: LogIn, world: World, supervised: Visit, complaints: Complaints
) -> None:
    complaints.expect(NETWORK)
    log_in(world.cast.supervisor)
    phone.goto(f"/reports/new/{supervised.pk}/{world.child.pk}/")
    state = phone.locator("#save-state")
    write_whole(phone, thrives="Før straumen gjekk.")
    expect(state).to_have_attribute("data-kind", "saved")
    look_at(phone)

    phone.context.set_offline(True)
    phone.locator("[name=thrives]").fill("Før straumen gjekk. Og etter.")
    expect(state).to_have_attribute("data-kind", "offline")
    assert phone.evaluate(TOO_WIDE) <= 0
    phone.locator("button[name=send]").click()
    expect(state).to_have_attribute("data-kind", "offline")
    expect(phone.locator("[name=thrives]")).to_have_value("Før straumen gjekk. Og etter.")
    assert VisitDraft.objects.get().values["thrives"] == "Før straumen gjekk."
    assert not SupervisionReport.objects.exists()

    phone.context.set_offline(False)
    expect(state).to_have_attribute("data-kind", "saved", timeout=15000)
    assert VisitDraft.objects.get().values["thrives"] == "Før straumen gjekk. Og etter."
    assert "straumen" not in phone.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    phone.reload()
    expect(phone.locator("[name=thrives]")).to_have_value("Før straumen gjekk. Og etter.")
    phone.locator("button[name=send]").click()
    phone.wait_for_url(re.compile(r"/reports/\d+/$"))
    report = SupervisionReport.objects.get()
    assert (report.state, report.thrives, report.serious) == ("sent", "Før straumen gjekk. Og etter.", False)
    assert not VisitDraft.objects.exists()


def test_two_browsers_on_one_supervision_report(
    phone: Page, browser: Browser, log_in: LogIn, world: World, supervised: Visit, base_url: str, complaints: Complaints
) -> None:
    complaints.expect(r"status of 422")
    # The supervisor is no longer appointed: leader and coordinator write in their place.
    SupervisionAppointment.objects.update(until_on=timezone.localdate(), end_reason="Flytta.")
    address = f"/reports/new/{supervised.pk}/{world.child.pk}/"
    log_in(world.cast.leader)
    phone.goto(address)
    phone.locator("[name=thrives]").fill("Det leiaren skreiv.")
    expect(phone.locator("#save-state")).to_have_attribute("data-kind", "saved")
    other = page_of(world.cast.coordinator, browser, base_url)
    other.goto(address)
    expect(other.locator("[name=thrives]")).to_have_value("")
    other.locator("[name=thrives]").fill("Det koordinatoren skreiv.")
    other.locator(".report-form button[data-variant=secondary]").click()
    other.wait_for_url(re.compile(r"/reports/\d+/$"))
    other.context.close()

    phone.locator("[name=thrives]").fill("Det leiaren skreiv, og meir.")
    expect(phone.locator(".save-state__changed")).not_to_be_empty()
    phone.locator(".report-form button[data-variant=secondary]").click()
    expect(phone.locator("main")).to_contain_text("Det koordinatoren skreiv.")
    expect(phone.locator("[name=thrives]")).to_have_value("Det leiaren skreiv, og meir.")
    assert SupervisionReport.objects.get().thrives == "Det koordinatoren skreiv."
    look_at(phone)
    assert phone.evaluate(TOO_WIDE) <= 0
