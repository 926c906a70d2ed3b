"""Deciding to reduce: each condition with its state, what the law refuses, who decides, and the leader's list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Look, Placement
from fosterhomes.permissions import Refused
from tests.cast import World
from visits.actions.reductions import decide_reduction, end_reduction
from visits.models import Reduction
from visits.owed import owed
from visits.reductions import WORDS, conditions
from visits.rules import CONDITIONS

from .rows import lay_many, lay_reduction, noon

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def in_july() -> Iterator[Any]:
    with time_machine.travel(noon(JULY), tick=False) as clock:
        yield clock


FOLLOW_UP = {
    "conditions_good": "on", "child_heard_on": "2026-07-10", "foster_parents_heard_on": "2026-07-15",
    "decided_on": "2026-07-15", "from_on": "2026-07-15", "reason": "Rolege og gode år.",
}  # fmt: skip
SUPERVISION = FOLLOW_UP | {"child_consents": "on", "care_municipality_consents": "on"}
OLD_ENOUGH = date(2011, 7, 15)


def address(world: World, track: str) -> str:
    return reverse("reduction_new", args=[world.child.pk, track])


def born(world: World, day: date) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=day)


def test_who_sees_and_who_decides(world: World, as_user: Any) -> None:
    sees = {"leader", "coordinator", "caseworker", "clerk"}
    for name, user in world.cast:
        client = as_user(user)
        panel = client.get(reverse("child_reductions", args=[world.child.pk]))
        assert panel.status_code == (200 if name in sees else 404), name
        decides = name in {"leader", "coordinator"}
        assert client.get(address(world, "follow_up")).status_code == (200 if decides else 404), name
        if name != "other_service":
            assert client.get(reverse("reductions")).status_code == (200 if decides else 404), name
        if name in sees:
            assert (address(world, "follow_up") in panel.content.decode()) == decides, name
            assert panel.content.decode().count("<html") == 1
    assert as_user(world.cast.other_service).get(reverse("reductions")).context["page"].object_list == []


@pytest.mark.parametrize(("track", "given"), [("follow_up", FOLLOW_UP), ("supervision", SUPERVISION)])
def test_a_lawful_decision_is_stored_and_lowers(world: World, as_user: Any, track: str, given: Any) -> None:
    born(world, OLD_ENOUGH)
    answer = as_user(world.cast.leader).post(address(world, track), given)
    assert answer.status_code == 302
    row = Reduction.objects.get()
    assert (row.track, row.from_on, row.decided_by) == (track, JULY, world.cast.leader)
    year = next(row for row in owed(Child.objects.filter(pk=world.child.pk), JULY) if row.track == track)
    assert (year.required, year.unlawful) == (3, ())
    event = AuditEvent.objects.get(verb="reduction.decided")
    assert (event.child, event.by) == (world.child, world.cast.leader)


# What is changed, and the field and the sentence with which the law refuses it.
REFUSED: dict[str, tuple[str, dict[str, Any], dict[str, list[str]]]] = {
    "conditions are not good": ("follow_up", {"conditions_good": None}, {"conditions_good": ["conditions_not_good"]}),
    "the child was not heard": ("follow_up", {"child_heard_on": ""}, {"child_heard_on": ["child_not_heard"]}),
    "the foster parents were heard after": (
        "follow_up", {"decided_on": "2026-07-14", "from_on": "2026-07-14"},
        {"foster_parents_heard_on": ["foster_parents_not_heard"]},
    ),
    "the child does not consent": (
        "supervision", {"child_consents": None}, {"child_consents": ["no_consent_of_child"]}
    ),
    "the care municipality does not consent": (
        "supervision", {"care_municipality_consents": None},
        {"care_municipality_consents": ["no_consent_of_care_municipality"]},
    ),
    "decided the day before the 15th birthday": (
        "supervision", {"decided_on": "2026-07-14"}, {"decided_on": ["child_under_15"]}
    ),
    "conditions are not good for supervision either": (
        "supervision", {"conditions_good": None}, {"conditions_good": ["conditions_not_good"]}
    ),
}  # fmt: skip


@pytest.mark.parametrize(("track", "given", "codes"), REFUSED.values(), ids=REFUSED)
def test_what_the_law_refuses_is_refused_at_its_condition(
    world: World, as_user: Any, track: str, given: dict[str, Any], codes: dict[str, list[str]]
) -> None:
    born(world, OLD_ENOUGH)
    sent = {name: value for name, value in (SUPERVISION | given).items() if value is not None}
    answer = as_user(world.cast.leader).post(address(world, track), sent)
    assert answer.status_code == 422
    expected = {field: [str(WORDS[code].lacking) for code in those] for field, those in codes.items()}
    assert answer.context["form"].errors == expected
    assert {one.code for one in answer.context["conditions"] if not one.holds} == {
        code for those in codes.values() for code in those
    }
    assert "Rolege og gode år." in answer.content.decode()
    assert not Reduction.objects.exists()


@pytest.mark.parametrize(("moved_in", "status"), [(date(2024, 7, 15), 422), (date(2024, 7, 14), 302)])
def test_exactly_two_years_are_not_more_than_two_years(world: World, as_user: Any, moved_in: date, status: int) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(from_on=moved_in)
    answer = as_user(world.cast.leader).post(address(world, "follow_up"), FOLLOW_UP)
    assert answer.status_code == status
    if status == 422:
        assert answer.context["form"].errors == {"decided_on": [str(WORDS["not_over_two_years"].lacking)]}


DAYS = {
    "decided tomorrow": ({"decided_on": "2026-07-16", "from_on": "2026-07-16"}, "decided_on"),
    "heard tomorrow": ({"child_heard_on": "2026-07-16"}, "child_heard_on"),
    "from before it was decided": ({"from_on": "2026-07-14"}, "from_on"),
    "ends before it begins": ({"until_on": "2026-07-15"}, "until_on"),
    "no reason": ({"reason": " "}, "reason"),
}


@pytest.mark.parametrize(("given", "field"), DAYS.values(), ids=DAYS)
def test_days_that_cannot_be_are_refused_at_their_field(
    world: World, as_user: Any, given: dict[str, str], field: str
) -> None:
    answer = as_user(world.cast.leader).post(address(world, "follow_up"), FOLLOW_UP | given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_every_condition_is_a_line_with_its_paragraph_before_anything_is_sent(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    for track in ("follow_up", "supervision"):
        page = client.get(address(world, track))
        shown = {one.code: one.holds for one in page.context["conditions"]}
        assert set(shown) == set(CONDITIONS[track])
        assert {code for code, holds in shown.items() if holds} == {"not_over_two_years"}
        text = page.content.decode()
        assert all(one.text in text and one.source in text for one in page.context["conditions"])
        assert text.count("does not hold") == len(shown) - 1


def test_the_words_name_every_condition_of_both_tracks() -> None:
    assert set(WORDS) == {code for those in CONDITIONS.values() for code in those}


@pytest.mark.parametrize("by_htmx", [True, False])
def test_checking_shows_the_conditions_and_stores_nothing(world: World, as_user: Any, by_htmx: bool) -> None:
    headers = {"HX-Request": "true"} if by_htmx else {}
    given = FOLLOW_UP | {"child_heard_on": ""} | ({} if by_htmx else {"check": "1"})
    answer = as_user(world.cast.leader).post(address(world, "follow_up"), given, headers=headers)
    assert answer.status_code == 200
    assert {one.code for one in answer.context["conditions"] if not one.holds} == {"child_not_heard"}
    assert ("<html" in answer.content.decode()) == (not by_htmx)
    if not by_htmx:
        assert "Rolege og gode år." in answer.content.decode()
        assert not answer.context["form"].errors
    assert not Reduction.objects.exists()


def test_two_at_once_make_one_decision(world: World, as_user: Any) -> None:
    assert as_user(world.cast.leader).post(address(world, "follow_up"), FOLLOW_UP).status_code == 302
    answer = as_user(world.cast.coordinator).post(address(world, "follow_up"), FOLLOW_UP)
    assert answer.status_code == 422
    assert "A decision of 15 July 2026 has no end yet." in answer.content.decode()
    assert Reduction.objects.count() == 1


def test_a_permanent_stay_and_another_services_duty_leave_nothing_to_decide(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    Placement.objects.filter(pk=world.placement.pk).update(permanent_stay_on=date(2026, 5, 1), agreed_follow_up=2)
    assert "BVL § 5-12" in client.get(reverse("child_reductions", args=[world.child.pk])).content.decode()
    assert client.post(address(world, "follow_up"), FOLLOW_UP).status_code == 422
    Placement.objects.filter(pk=world.placement.pk).update(permanent_stay_on=None, agreed_follow_up=None)
    Child.objects.filter(pk=world.child.pk).update(care_municipality=world.other_municipality)
    assert client.post(address(world, "follow_up"), FOLLOW_UP).status_code == 422
    assert not Reduction.objects.exists()


def test_the_action_refuses_who_does_not_decide(world: World) -> None:
    for who in ("caseworker", "clerk", "supervisor", "other_service"):
        row = Reduction(placement=world.placement, track="follow_up", decided_on=JULY, from_on=JULY)
        with pytest.raises(Refused):
            decide_reduction(row, by=getattr(world.cast, who), at=noon(JULY))
        with pytest.raises(Refused):
            end_reduction(row=row, until_on=JULY, by=getattr(world.cast, who), at=noon(JULY))


def test_an_unlawful_decision_is_shown_as_such_and_lowers_nothing(world: World, as_user: Any) -> None:
    lay_reduction(world, child_heard_on=None)
    client = as_user(world.cast.caseworker)
    text = client.get(reverse("child_reductions", args=[world.child.pk])).content.decode()
    assert "against the rules" in text
    assert "Lowers nothing." in text
    assert str(WORDS["child_not_heard"].condition) in text
    year = next(row for row in owed(Child.objects.filter(pk=world.child.pk), JULY) if row.track == "follow_up")
    assert year.required == 4


def test_a_decision_is_ended_and_may_end_earlier_until_it_has_ended(world: World, as_user: Any) -> None:
    row = lay_reduction(world)
    client = as_user(world.cast.leader)
    ending = reverse("reduction_end", args=[row.pk])
    assert client.post(ending, {"until_on": "2026-03-01"}).status_code == 422
    assert client.post(ending, {"until_on": "2026-08-01"}).status_code == 302
    row.refresh_from_db()
    assert row.until_on == date(2026, 8, 1)
    assert AuditEvent.objects.filter(verb="reduction.ended", child=world.child).count() == 1
    longer = client.post(ending, {"until_on": "2026-08-02"})
    assert "The decision holds until 1 August 2026." in longer.context["form"].errors["until_on"][0]
    assert client.post(ending, {"until_on": "2026-07-15"}).status_code == 302
    assert client.get(ending).status_code == 404
    assert as_user(world.cast.caseworker).get(ending).status_code == 404


def test_an_empty_list_says_what_is_empty(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert "No decision holds" in client.get(reverse("reductions")).content.decode()
    assert "No decision fits what you chose." in client.get(reverse("reductions"), {"show": "lawful"}).content.decode()


def test_the_list_is_narrowed_by_its_address(world: World, as_user: Any) -> None:
    lawful = lay_reduction(world)
    unlawful = lay_reduction(world, track="supervision")
    ended = lay_reduction(world, until_on=date(2026, 5, 1), from_on=date(2026, 4, 1), decided_on=date(2026, 4, 1))
    client = as_user(world.cast.leader)
    for query, expected in (
        ({}, {lawful, unlawful}),
        ({"show": "lawful"}, {lawful}),
        ({"show": "unlawful"}, {unlawful}),
        ({"track": "supervision"}, {unlawful}),
        ({"ended": "on"}, {lawful, unlawful, ended}),
        ({"show": "nonsense"}, {lawful, unlawful}),
    ):
        page = client.get(reverse("reductions"), query)
        assert {one.row for one in page.context["page"]} == expected, query
    assert page.context["sentence"] == "2 decisions hold today, 1 of them against the rules: they lower nothing."
    part = client.get(reverse("reductions"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_the_list_asks_the_same_number_of_times_for_many(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("reductions")).status_code == 200
        return len(asked)

    lay_reduction(world)
    few = queries()
    for child in lay_many(world, 6):
        lay_reduction(world, placement=child.placements.get())
    assert queries() == few


def test_looking_is_kept(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.get(reverse("child_reductions", args=[world.child.pk]))
    client.get(address(world, "follow_up"))
    assert set(Look.objects.values_list("page", flat=True)) == {"child_reductions", "reduction_new"}


def test_the_facts_say_from_when_a_condition_of_time_holds(world: World) -> None:
    born(world, OLD_ENOUGH)
    row = lay_reduction(world, track="supervision", decided_on=date(2026, 7, 14))
    row.placement.child.refresh_from_db()
    facts = {one.code: one.fact for one in conditions(row)}
    assert facts["child_under_15"] == "Turns 15 on 15 July 2026."
    assert facts["not_over_two_years"] == "Moved in on 1 February 2024; holds after 1 February 2026."
