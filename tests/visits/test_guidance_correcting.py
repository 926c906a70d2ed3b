"""Guidance corrected: sessions changed, removed, brought back; cases on other days. The count follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fosterhomes.models import AuditEvent
from tests.cast import World
from visits.models import Guidance, GuidanceSession

from .rows import noon
from .test_guidance_pages import TODAY, lay_case, lay_session

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def in_march() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def address(name: str, case: Guidance, session: GuidanceSession) -> str:
    return reverse(name, args=[case.pk, session.pk])


def told(client: Client, page: str, **values: Any) -> dict[str, Any]:
    """Return what the form of the page holds, with other values."""
    form = client.get(page).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (given | {"reason": "Feil dag."} | values).items() if value is not None}


def months(client: Client) -> list[tuple[int, int]]:
    """Return active cases and sessions held of March, February and January."""
    counted = client.get(reverse("guidance_list")).context["months"]
    return [(month.active, month.sessions) for month in counted[:3]]


def test_a_held_session_is_corrected_with_the_reason_and_counts_in_the_other_month(world: World, as_user: Any) -> None:
    case = lay_case(world)
    session = lay_session(case, status="held", on_day=date(2026, 3, 3))
    client, page = as_user(world.cast.caseworker), address("session_correct", case, session)
    assert page in client.get(reverse("guidance", args=[case.pk])).content.decode()
    assert client.post(page, told(client, page, reason="")).status_code == 422
    assert client.post(page, told(client, page, on_day="2026-02-24")).status_code == 302
    assert months(client) == [(1, 0), (1, 1), (1, 0)]
    event = AuditEvent.objects.get(verb="guidancesession.corrected")
    assert (event.home, event.reason) == (world.home, "Feil dag.")


def test_a_family_that_was_there_after_all_is_put_on_a_group_session(world: World, as_user: Any) -> None:
    one, two = (lay_case(world, home=home, form="first_year") for home in (world.home, world.other_home))
    session = lay_session(one, status="held", on_day=date(2026, 3, 3))
    Guidance.objects.filter(pk=two.pk).update(until_on=date(2026, 3, 9), end_reason="Ferdig.")
    client, page = as_user(world.cast.leader), address("session_correct", one, session)
    assert client.post(page, told(client, page, cases=[one.pk, two.pk])).status_code == 302
    assert set(session.cases.all()) == {one, two}
    assert months(client)[0] == (2, 1)
    homes = set(AuditEvent.objects.filter(verb="guidancesession.corrected").values_list("home", flat=True))
    assert homes == {world.home.pk, world.other_home.pk}


def test_a_session_is_removed_with_a_reason_counts_nowhere_and_is_brought_back(world: World, as_user: Any) -> None:
    case = lay_case(world)
    session = lay_session(case, status="held", on_day=date(2026, 3, 3), note="Søvn.")
    client = as_user(world.cast.caseworker)
    assert client.post(address("session_remove", case, session), {"reason": ""}).status_code == 422
    client.post(address("session_remove", case, session), {"reason": "Registrert to gonger."})
    assert months(client)[0] == (1, 0)
    assert client.get(reverse("guidance_list")).context["page"][0].held == 0
    page = client.get(reverse("guidance", args=[case.pk])).content.decode()
    assert "removed: Registrert to gonger." in page
    assert client.get(address("session_correct", case, session)).status_code == 404
    assert client.post(address("session_restore", case, session)).status_code == 302
    session.refresh_from_db()
    assert (session.status, session.note, session.removed_why) == ("held", "Søvn.", "")
    assert months(client)[0] == (1, 1)


def test_what_is_brought_back_must_still_fit_the_days_of_the_guidance(world: World, as_user: Any) -> None:
    case = lay_case(world)
    session = lay_session(case, status="held", on_day=date(2026, 3, 3))
    client = as_user(world.cast.caseworker)
    client.post(address("session_remove", case, session), {"reason": "Feil."})
    Guidance.objects.filter(pk=case.pk).update(until_on=date(2026, 3, 1), end_reason="Ferdig.")
    answer = client.post(address("session_restore", case, session), follow=True)
    assert "The guidance is not active that day: Fjellheim." in answer.content.decode()
    session.refresh_from_db()
    assert session.status == "removed"


def test_the_count_of_active_cases_follows_a_corrected_end(world: World, as_user: Any) -> None:
    case = lay_case(world, until_on=date(2026, 2, 1), end_reason="Ferdig.")
    client, page = as_user(world.cast.leader), reverse("guidance_change", args=[case.pk])
    assert months(client) == [(0, 0), (0, 0), (1, 0)]
    assert client.post(page, told(client, page, until_on="2026-03-05")).status_code == 302
    assert months(client) == [(1, 0), (1, 0), (1, 0)]
    assert client.post(page, told(client, page, until_on="", end_reason="")).status_code == 302
    case.refresh_from_db()
    assert case.until_on is None


def test_days_that_leave_out_a_session_are_refused_at_the_field(world: World, as_user: Any) -> None:
    case = lay_case(world)
    lay_session(case, status="held", on_day=date(2026, 2, 3))
    client = as_user(world.cast.leader)
    page = reverse("guidance_change", args=[case.pk])
    late = client.post(page, told(client, page, from_on="2026-02-10"))
    assert "There is a session on" in str(late.context["form"].errors["from_on"])
    early = client.post(reverse("guidance_end", args=[case.pk]), {"until_on": "2026-02-01", "reason": "Ferdig."})
    assert "There is a session on" in str(early.context["form"].errors["until_on"])
    case.refresh_from_db()
    assert (case.from_on, case.until_on) == (date(2026, 1, 20), None)


@pytest.mark.parametrize("column", ["note", "cases"])
def test_two_who_correct_one_session_see_each_other(world: World, as_user: Any, column: str) -> None:
    one, two = (lay_case(world, home=home, form="group") for home in (world.home, world.other_home))
    session = lay_session(one, status="held", on_day=date(2026, 3, 3), note="Søvn.")
    client, page = as_user(world.cast.leader), address("session_correct", one, session)
    mine = told(client, page, **{"note": "Mat."} if column == "note" else {"cases": []})
    if column == "note":
        GuidanceSession.objects.update(note="Grenser.")
    else:
        session.cases.add(two)
        mine["cases"] = [one.pk]
    answer = client.post(page, mine)
    assert answer.status_code == 422
    assert ("Grenser." if column == "note" else "Strandheim") in answer.content.decode()
    session.refresh_from_db()
    assert (session.note, session.cases.count()) == (("Grenser.", 1) if column == "note" else ("Søvn.", 2))


def test_a_group_with_families_one_does_not_know_is_the_guides_to_correct(world: World, as_user: Any) -> None:
    one, two = (lay_case(world, home=home, guide=world.cast.leader) for home in (world.home, world.other_home))
    session = lay_session(one, two)
    client = as_user(world.cast.caseworker)
    for name in ("session_correct", "session_remove"):
        assert client.get(address(name, one, session)).status_code == 404
    assert client.post(address("session_restore", one, session)).status_code == 404


def test_an_answer_that_was_registered_wrongly_is_corrected(world: World, as_user: Any) -> None:
    case = lay_case(world, answer="declined", declined_why="Misforstått.", from_on=None)
    client, page = as_user(world.cast.leader), reverse("guidance_answer", args=[case.pk])
    assert page in client.get(reverse("guidance", args=[case.pk])).content.decode()
    given = {"answer": "accepted", "answered_on": "2026-01-08", "from_on": "2026-02-02", "declined_why": ""}
    assert client.post(page, given).status_code == 302
    assert months(client) == [(1, 0), (1, 0), (0, 0)]
