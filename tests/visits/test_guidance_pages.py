"""Guidance: who reads which cases, the monthly count, and each step from the offer to the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent
from tests.cast import World, make_child, make_home, place
from visits.models import Guidance, GuidanceSession

from .rows import noon

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def in_march() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def lay_case(world: World, **values: Any) -> Guidance:
    """Return an active individual case of the world's home, with the caseworker as its guide."""
    values = {
        "home": world.home, "offered_on": date(2026, 1, 5), "answer": "accepted", "answered_on": date(2026, 1, 8),
        "from_on": date(2026, 1, 20), "guide": world.cast.caseworker, "form": "individual",
    } | values  # fmt: skip
    return Guidance.objects.create(service=world.service, **values)


def lay_session(case: Guidance, *others: Guidance, **values: Any) -> GuidanceSession:
    values = {"guide": case.guide, "on_day": date(2026, 3, 20), "status": "planned"} | values
    session = GuidanceSession.objects.create(service=case.service, **values)
    session.cases.set([case, *others])
    return session


SEEN = {
    "leader": 2,
    "coordinator": 2,
    "caseworker": 1,
    "other_caseworker": 1,
    "other_service": 0,
    "supervisor": None,
    "on_call": None,
    "clerk": None,
    "administrator": None,
    "stranger": None,
}


@pytest.mark.parametrize("who", SEEN)
def test_each_person_sees_the_cases_of_their_duty(world: World, as_user: Any, who: str) -> None:
    mine = lay_case(world)
    lay_case(world, home=world.other_home, guide=world.cast.other_caseworker)
    client = as_user(getattr(world.cast, who))
    page = client.get(reverse("guidance_list"))
    if SEEN[who] is None:
        assert page.status_code == 404
    else:
        assert len(page.context["page"]) == SEEN[who]
    sees_mine = who in ("leader", "coordinator", "caseworker")
    assert client.get(reverse("guidance", args=[mine.pk])).status_code == (200 if sees_mine else 404)
    assert client.get(reverse("home_guidance", args=[world.home.pk])).status_code == (200 if sees_mine else 404)


def test_the_guide_of_a_home_that_is_not_theirs_reads_that_case(world: World, as_user: Any) -> None:
    case = lay_case(world, guide=world.cast.other_caseworker)
    assert as_user(world.cast.other_caseworker).get(reverse("guidance", args=[case.pk])).status_code == 200


def test_the_parents_case_is_shown_to_who_follows_the_child(world: World, as_user: Any) -> None:
    case = lay_case(world, home=None, child=world.other_child, guide=None)
    text = as_user(world.cast.other_caseworker).get(reverse("guidance", args=[case.pk])).content.decode()
    assert "the parents of Barn A-2" in text
    assert as_user(world.cast.caseworker).get(reverse("guidance", args=[case.pk])).status_code == 404


def test_active_cases_are_counted_in_each_month_that_they_touch(world: World, as_user: Any) -> None:
    first = lay_case(world, until_on=date(2026, 3, 1))  # January and February
    lay_case(world, home=world.other_home, form="group", offered_on=date(2025, 1, 1), from_on=date(2025, 2, 28))
    lay_case(world, home=world.emergency_home, from_on=None)  # accepted, not begun
    lay_session(first, status="held", on_day=date(2026, 2, 3))
    counted = as_user(world.cast.leader).get(reverse("guidance_list")).context["months"]
    assert [(month.first_on.isoformat(), month.active) for month in counted[:4]] == [
        ("2026-03-01", 1), ("2026-02-01", 2), ("2026-01-01", 2), ("2025-12-01", 1),
    ]  # fmt: skip
    assert len(counted) == 12
    assert counted[1].by_form == (1, 1, 0)
    assert [month.sessions for month in counted[:3]] == [0, 1, 0]


def test_homes_never_offered_are_named(world: World, as_user: Any) -> None:
    lay_case(world, answer="", from_on=None, answered_on=None)
    page = as_user(world.cast.leader).get(reverse("guidance_list"))
    assert [home.name for home in page.context["never"]] == ["Strandheim"]
    assert [home.name for home in as_user(world.cast.caseworker).get(reverse("guidance_list")).context["never"]] == []


@pytest.mark.parametrize(
    ("state", "names"),
    [("active", ["Fjellheim"]), ("offered", ["Strandheim"]), ("declined", ["Nattheim"]), ("", None)],
)
def test_the_list_is_filtered_by_state(world: World, as_user: Any, state: str, names: list[str] | None) -> None:
    lay_case(world)
    lay_case(world, home=world.other_home, answer="", answered_on=None, from_on=None)
    lay_case(world, home=world.emergency_home, answer="declined", declined_why="Not now.", from_on=None)
    page = as_user(world.cast.leader).get(reverse("guidance_list"), {"state": state})
    found = [row.case.whom for row in page.context["page"]]
    assert found == (names if names is not None else ["Strandheim", "Fjellheim", "Nattheim"])


def test_from_the_offer_to_the_end(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    offer = {"offered_on": "2026-03-01", "form": "individual", "method": "cos", "guide": world.cast.caseworker.pk}
    assert client.post(f"{reverse('guidance_new')}?home={world.home.pk}", offer).status_code == 302
    case = Guidance.objects.get()
    answer = {"answer": "accepted", "answered_on": "2026-03-02", "from_on": "2026-03-05", "declined_why": ""}
    assert client.post(reverse("guidance_answer", args=[case.pk]), answer).status_code == 302
    session = {"on_day": "2026-03-09", "guide": world.cast.caseworker.pk, "status": "held", "cases": [case.pk]}
    assert client.post(reverse("session_new", args=[case.pk]), session).status_code == 302
    end = {"until_on": "2026-03-10", "reason": "The goal is reached."}
    assert client.post(reverse("guidance_end", args=[case.pk]), end).status_code == 302
    text = client.get(reverse("guidance", args=[case.pk])).content.decode()
    assert "The goal is reached." in text
    verbs = set(AuditEvent.objects.filter(home=world.home).values_list("verb", flat=True))
    assert verbs == {"guidance.offered", "guidance.answered", "guidance.ended", "guidancesession.held"}
    assert "The answer cannot come" not in text


REFUSED = [
    ("guidance_answer", {"answer": "declined", "answered_on": "2026-03-01"}, "declined_why", "why it was declined"),
    ("guidance_answer", {"answer": "accepted", "answered_on": "2025-12-01"}, "answered_on", "before the offer"),
    ("guidance_answer", {"answer": "accepted", "answered_on": "2026-03-11"}, "answered_on", "not come yet"),
    ("guidance_answer", {"answer": "", "answered_on": "2026-03-01"}, "answer", "required"),
]


@pytest.mark.parametrize(("name", "sent", "field", "why"), REFUSED)
def test_an_answer_that_cannot_be_is_refused_at_the_field(
    world: World, as_user: Any, name: str, sent: dict[str, str], field: str, why: str
) -> None:
    case = lay_case(world, answer="", answered_on=None, from_on=None)
    page = as_user(world.cast.leader).post(reverse(name, args=[case.pk]), sent)
    assert page.status_code == 422
    assert why in str(page.context["form"].errors[field])


@pytest.mark.parametrize(
    ("sent", "field", "why"),
    [
        ({"on_day": "2026-03-11", "status": "held"}, "on_day", "not come yet"),
        ({"on_day": "2026-03-09", "status": "planned"}, "on_day", "has passed"),
        ({"on_day": "2026-01-19", "status": "held"}, "on_day", "not active that day: Fjellheim"),
        ({"on_day": "2026-03-09", "status": "held", "cases": []}, "cases", "required"),
    ],
)
def test_a_session_that_cannot_be_is_refused_at_the_field(
    world: World, as_user: Any, sent: dict[str, Any], field: str, why: str
) -> None:
    case = lay_case(world)
    values = {"guide": world.cast.caseworker.pk, "cases": [case.pk], "note": "kept words"} | sent
    page = as_user(world.cast.caseworker).post(reverse("session_new", args=[case.pk]), values)
    assert page.status_code == 422
    assert why in str(page.context["form"].errors[field])
    assert "kept words" in page.content.decode()
    assert not GuidanceSession.objects.exists()


def test_one_session_of_a_group_is_counted_for_each_family_that_came(world: World, as_user: Any) -> None:
    one, two = (lay_case(world, home=home, form="first_year") for home in (world.home, world.other_home))
    session = lay_session(one, two, on_day=TODAY)
    sent = {"on_day": "2026-03-10", "guide": one.guide_id, "status": "held", "cases": [two.pk]}
    assert (
        as_user(world.cast.leader).post(reverse("session_record", args=[one.pk, session.pk]), sent).status_code == 302
    )
    assert list(session.cases.all()) == [two]
    page = as_user(world.cast.leader).get(reverse("guidance_list"))
    assert {row.case.whom: row.held for row in page.context["page"]} == {"Fjellheim": 0, "Strandheim": 1}


def test_other_families_of_a_group_are_counted_not_named(world: World, as_user: Any) -> None:
    guide = world.cast.leader
    one, two = (lay_case(world, home=home, guide=guide) for home in (world.home, world.other_home))
    session = lay_session(one, two)
    client = as_user(world.cast.caseworker)
    text = client.get(reverse("guidance", args=[one.pk])).content.decode()
    assert "1 other family" in text
    assert "Strandheim" not in text
    assert client.get(reverse("session_record", args=[one.pk, session.pk])).status_code == 404


def test_ending_a_case_takes_it_out_of_what_was_planned(world: World, as_user: Any) -> None:
    one, two = (lay_case(world, home=home) for home in (world.home, world.other_home))
    alone, group = lay_session(one), lay_session(one, two)
    sent = {"until_on": "2026-03-10", "reason": "Moved."}
    assert as_user(world.cast.leader).post(reverse("guidance_end", args=[one.pk]), sent).status_code == 302
    alone.refresh_from_db()
    assert alone.status == "cancelled"
    assert list(group.cases.all()) == [two]


def test_two_offers_at_once_are_refused(world: World, as_user: Any) -> None:
    lay_case(world, answer="", answered_on=None, from_on=None)
    sent = {"offered_on": "2026-03-01", "form": "group"}
    page = as_user(world.cast.leader).post(f"{reverse('guidance_new')}?home={world.home.pk}", sent)
    assert "there is no answer yet" in str(page.context["form"].non_field_errors())


@pytest.mark.parametrize("query", ["", "?home=nonsense", "?home=0", "?child=0"])
def test_an_offer_to_nobody_is_not_there(world: World, as_user: Any, query: str) -> None:
    assert as_user(world.cast.leader).get(reverse("guidance_new") + query).status_code == 404


def test_two_people_who_change_one_case_see_each_other(world: World, as_user: Any) -> None:
    case = lay_case(world)
    client, address = as_user(world.cast.leader), reverse("guidance_change", args=[case.pk])
    version = client.get(address).context["form"]["version"].value()
    Guidance.objects.filter(pk=case.pk).update(method="pmto")
    sent = {"form": "group", "method": "cos", "guide": case.guide_id, "from_on": "2026-01-20", "version": version}
    page = client.post(address, sent)
    assert page.status_code == 422
    assert "Somebody else changed this" in page.content.decode()


def test_the_panel_of_a_home_offers_the_parents_too(world: World, as_user: Any) -> None:
    address = reverse("home_guidance", args=[world.home.pk])
    client = as_user(world.cast.caseworker)
    assert address in client.get(reverse("home", args=[world.home.pk])).content.decode()
    text = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "never offered guidance" in text
    assert "Offer the parents of Barn A-1 guidance" in text
    clerk = as_user(world.cast.clerk).get(reverse("home", args=[world.home.pk])).content.decode()
    assert address not in clerk


def test_the_number_of_queries_does_not_grow_with_the_cases(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("guidance_list")).status_code == 200
        return len(asked)

    lay_session(lay_case(world))
    few = queries()
    for number in range(8):
        home = make_home(world.service, f"H{number}", municipality=world.municipality)
        place(make_child(world.service, f"N-{number}", care_municipality=world.municipality), home)
        lay_session(lay_case(world, home=home))
    assert queries() == few
