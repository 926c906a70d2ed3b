"""Stays: begun, planned, moved into, moved on from, ended, corrected, removed."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import (
    AuditEvent,
    Child,
    ContactPerson,
    Home,
    Placement,
    SupervisorTie,
    Wait,
)
from tests.cast import TODAY, World, make_child, make_home, place

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def leader(world: World, as_user: Any) -> Any:
    return as_user(world.cast.leader)


def stay_in(home: Home, from_on: date | str = TODAY, /, **changes: Any) -> dict[str, Any]:
    values = {"setting": "home", "home": home.pk, "from_on": str(from_on), "legal_ground": "care_order"}
    return {name: value for name, value in (values | changes).items() if value is not None}


def begin(client: Any, child: Child, **values: Any) -> Any:
    return client.post(reverse("placement_new", args=[child.pk]), values)


def errors(response: Any) -> dict[str, str]:
    assert response.status_code == 422
    return {field: " ".join(told) for field, told in response.context["form"].errors.items()}


def test_a_waiting_child_moves_in_and_its_search_ends_the_same_day(world: World, leader: Any) -> None:
    assert begin(leader, world.waiting_child, **stay_in(world.home, ends_search="on")).status_code == 302
    stay = world.waiting_child.placements.get()
    assert (stay.home, stay.kind, stay.planned) == (world.home, "ordinary", False)
    world.wait.refresh_from_db()
    assert world.wait.until_on == TODAY
    assert "Fjellheim" in world.wait.outcome
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"placement.started", "wait.ended"}


def test_a_move_ends_the_old_stay_and_begins_the_new_the_same_day(world: World, leader: Any) -> None:
    assert begin(leader, world.child, **stay_in(world.other_home, now_ends="moved_home")).status_code == 302
    world.placement.refresh_from_db()
    assert (world.placement.until_on, world.placement.end_reason) == (TODAY, "moved_home")
    assert Placement.objects.living(TODAY).get(child=world.child).home == world.other_home


def test_a_move_without_a_reason_for_the_old_stay_is_refused_at_the_day(world: World, leader: Any) -> None:
    response = begin(leader, world.child, **stay_in(world.other_home))
    assert list(errors(response)) == ["from_on"]
    assert response.context["form"]["home"].value() == str(world.other_home.pk)
    assert world.child.placements.get() == world.placement


def test_a_failed_move_leaves_the_old_stay_as_it_was(world: World, leader: Any) -> None:
    Home.objects.filter(pk=world.other_home.pk).update(places=1)
    response = begin(leader, world.child, **stay_in(world.other_home, now_ends="moved_home"))
    assert "Strandheim" in errors(response)["home"]
    world.placement.refresh_from_db()
    assert world.placement.until_on is None
    assert not AuditEvent.objects.exists()


HOMES_THAT_CANNOT = [
    {"places": 1},
    {"paused_until": date(2026, 5, 1)},
    {"free_from": date(2026, 5, 1)},
    {"closed_on": date(2026, 3, 1), "closed_reason": "Flytta"},
]


@pytest.mark.parametrize("changes", HOMES_THAT_CANNOT)
def test_a_home_that_cannot_have_the_child_says_why(world: World, leader: Any, changes: dict[str, Any]) -> None:
    Home.objects.filter(pk=world.home.pk).update(**changes)
    assert list(errors(begin(leader, world.waiting_child, **stay_in(world.home)))) == ["home"]
    assert not world.waiting_child.placements.exists()


def test_a_promised_place_is_taken(world: World, leader: Any) -> None:
    other = make_child(world.service, "A-4", care_municipality=world.municipality)
    assert begin(leader, other, **stay_in(world.home, LATER, planned="on")).status_code == 302
    assert list(errors(begin(leader, world.waiting_child, **stay_in(world.home)))) == ["home"]


def test_a_stay_that_is_long_over_takes_no_place(world: World, leader: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(places=1)
    past = stay_in(world.home, date(2022, 1, 1), until_on="2023-01-01", end_reason="returned")
    assert begin(leader, world.waiting_child, **past).status_code == 302


def test_a_relief_home_serves_several_children_and_nobody_moves(world: World, leader: Any) -> None:
    relief = make_home(world.service, "Helgeheim", municipality=world.municipality, kind="relief", places=2)
    place(world.other_child, relief)
    assert begin(leader, world.child, **stay_in(relief)).status_code == 302
    world.placement.refresh_from_db()
    assert world.placement.until_on is None
    assert list(errors(begin(leader, world.waiting_child, **stay_in(relief)))) == ["home"]


WRONG = [
    ({"setting": "home", "home": None}, "home"),
    ({"setting": "institution", "home": None}, "place_name"),
    ({"setting": "institution", "place_name": "Øya"}, "home"),
    ({"from_on": "2026-03-11"}, "from_on"),
    ({"from_on": "2026-03-09", "planned": "on"}, "from_on"),
    ({"until_on": "2026-03-10", "end_reason": "other"}, "until_on"),
    ({"from_on": "2026-01-01", "until_on": "2026-02-01"}, "end_reason"),
    ({"legal_ground": "law"}, "legal_ground"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_a_wrong_stay_says_so_at_the_field(world: World, leader: Any, changes: dict[str, Any], field: str) -> None:
    response = begin(leader, world.waiting_child, **stay_in(world.home, **changes))
    assert list(errors(response)) == [field]
    assert not world.waiting_child.placements.exists()


def test_an_overlapping_past_stay_is_refused_with_the_databases_sentence(world: World, leader: Any) -> None:
    past = stay_in(world.other_home, date(2024, 1, 1), until_on="2024-02-02", end_reason="other")
    (sentence,) = errors(begin(leader, world.child, **past)).values()
    rule = next(c for c in Placement._meta.constraints if c.name == "placement_one_at_a_time")
    assert sentence == str(rule.get_violation_error_message())


def test_a_supervisor_who_is_tied_to_the_home_stops_the_move(world: World, leader: Any) -> None:
    SupervisorTie.objects.create(supervisor=world.supervisor, home=world.other_home, kind="friend")
    response = begin(leader, world.child, **stay_in(world.other_home, now_ends="moved_home"))
    assert "Supervisor" in errors(response)["home"]


def test_a_planned_move_is_moved_into_on_the_day_it_happened(world: World, leader: Any) -> None:
    begin(leader, world.child, **stay_in(world.other_home, LATER, planned="on"))
    planned = Placement.objects.get(planned=True)
    url = reverse("placement_move_in", args=[planned.pk])
    assert list(errors(leader.post(url, {"from_on": TODAY.isoformat()}))) == ["end_reason"]
    assert leader.post(url, {"from_on": TODAY.isoformat(), "end_reason": "moved_home"}).status_code == 302
    planned.refresh_from_db()
    world.placement.refresh_from_db()
    assert (planned.planned, planned.from_on, world.placement.until_on) == (False, TODAY, TODAY)


def test_a_planned_stay_takes_its_own_place_and_nobody_elses(world: World, leader: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(places=2)
    begin(leader, world.waiting_child, **stay_in(world.home, LATER, planned="on"))
    planned = Placement.objects.get(planned=True)
    assert leader.post(reverse("placement_move_in", args=[planned.pk]), {"from_on": "2026-03-10"}).status_code == 302


def test_a_planned_stay_is_not_moved_into_tomorrow_nor_twice(world: World, leader: Any) -> None:
    begin(leader, world.waiting_child, **stay_in(world.home, LATER, planned="on"))
    url = reverse("placement_move_in", args=[Placement.objects.get(planned=True).pk])
    assert list(errors(leader.post(url, {"from_on": "2026-03-11"}))) == ["from_on"]
    assert leader.post(url, {"from_on": "2026-03-10"}).status_code == 302
    assert leader.post(url, {"from_on": "2026-03-10"}).status_code == 404


def test_the_contact_person_changes_the_planned_day_and_nothing_else_of_a_stay(world: World, as_user: Any) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=TODAY, end_reason="returned")
    planned = place(world.child, world.other_home, LATER, planned=True)
    client = as_user(world.cast.caseworker)
    response = client.post(reverse("placement_day", args=[planned.pk]), {"from_on": "2026-04-15"})
    planned.refresh_from_db()
    assert (response.status_code, planned.from_on) == (302, date(2026, 4, 15))
    refused = ("placement_move_in", "placement_correct", "placement_remove")
    assert {client.get(reverse(name, args=[planned.pk])).status_code for name in refused} == {403}


def test_ending_a_stay_ends_what_the_supervisor_sees(world: World, leader: Any) -> None:
    url = reverse("placement_end", args=[world.placement.pk])
    assert list(errors(leader.post(url, {"until_on": "2026-03-10"}))) == ["end_reason"]
    assert list(errors(leader.post(url, {"until_on": "2024-02-01", "end_reason": "returned"}))) == ["until_on"]
    ending = {"until_on": "2026-03-10", "end_reason": "returned", "ends_supervision": "on"}
    assert leader.post(url, ending).status_code == 302
    world.appointment.refresh_from_db()
    assert world.appointment.until_on == TODAY


def test_a_wrong_entry_is_corrected_with_its_reason_in_the_trace(world: World, leader: Any) -> None:
    url = reverse("placement_correct", args=[world.placement.pk])
    version = leader.get(url).context["form"]["version"].value()
    right = stay_in(world.home, date(2024, 1, 15), version=version)
    assert list(errors(leader.post(url, right))) == ["why"]
    assert leader.post(url, right | {"why": "Feil dato"}).status_code == 302
    world.placement.refresh_from_db()
    event = AuditEvent.objects.get(verb="placement.corrected")
    assert (world.placement.from_on, event.reason, event.fields) == (date(2024, 1, 15), "Feil dato", ["from_on"])


def test_a_correction_of_what_somebody_else_corrected_shows_both(world: World, leader: Any) -> None:
    url = reverse("placement_correct", args=[world.placement.pk])
    version = leader.get(url).context["form"]["version"].value()
    Placement.objects.filter(pk=world.placement.pk).update(from_on=date(2024, 3, 1))
    response = leader.post(url, stay_in(world.home, date(2024, 1, 15), version=version, why="Feil"))
    assert response.status_code == 422
    assert [one.kept for one in response.context["form"].meanwhile] == [False]


def test_a_stay_that_never_was_is_removed_and_leaves_its_trace(world: World, leader: Any) -> None:
    url = reverse("placement_remove", args=[world.other_placement.pk])
    assert list(errors(leader.post(url, {}))) == ["reason"]
    assert leader.post(url, {"reason": "Feil barn"}).status_code == 302
    assert not Placement.objects.filter(pk=world.other_placement.pk).exists()
    event = AuditEvent.objects.get(verb="placement.removed")
    assert (event.reason, event.child, event.object_id) == (
        "Feil barn",
        world.other_child,
        str(world.other_placement.pk),
    )


def test_a_stay_with_a_decision_is_not_removed(world: World, leader: Any) -> None:
    world.placement.pauses.create(from_on=date(2025, 1, 1), until_on=date(2025, 2, 1), reason="Prøveheim")
    response = leader.post(reverse("placement_remove", args=[world.placement.pk]), {"reason": "Feil"})
    assert list(errors(response)) == ["__all__"]
    assert Placement.objects.filter(pk=world.placement.pk).exists()


def test_a_permanent_stay_has_agreed_visits_and_the_supervision_can_be_moved(world: World, leader: Any) -> None:
    url = reverse("placement_permanent", args=[world.placement.pk])
    assert list(errors(leader.post(url, {"permanent_stay_on": "2026-03-01"}))) == ["agreed_follow_up"]
    leader.post(url, {"permanent_stay_on": "2026-03-01", "agreed_follow_up": "1"})
    leader.post(reverse("placement_supervision", args=[world.placement.pk]), {"supervision_moved_on": "2026-03-02"})
    world.placement.refresh_from_db()
    assert (world.placement.agreed_follow_up, world.placement.supervision_moved_on) == (1, date(2026, 3, 2))


def test_the_day_of_an_emergency_decision_is_written_where_there_is_one(world: World, leader: Any) -> None:
    url = reverse("placement_order", args=[world.placement.pk])
    assert leader.get(url).status_code == 404
    Placement.objects.filter(pk=world.placement.pk).update(legal_ground="emergency")
    assert list(errors(leader.post(url, {"emergency_order_on": "2026-03-11"}))) == ["emergency_order_on"]
    assert leader.post(url, {"emergency_order_on": "2026-03-09"}).status_code == 302
    world.placement.refresh_from_db()
    assert world.placement.emergency_order_on == date(2026, 3, 9)
    assert AuditEvent.objects.get(verb="placement.emergency_order_dated").fields == ["emergency_order_on"]


def test_only_a_stay_by_emergency_decision_has_the_day_of_one(world: World, leader: Any) -> None:
    url = reverse("placement_correct", args=[world.placement.pk])
    version = leader.get(url).context["form"]["version"].value()
    sent = stay_in(world.home, date(2024, 2, 1), version=version, why="Feil", emergency_order_on="2024-01-31")
    assert list(errors(leader.post(url, sent))) == ["emergency_order_on"]


BY_CHILD = ("placement_new", "contact_person", "wait_new", "kin_new", "siblings_join", "child_edit", "child_close")
BY_STAY = ("placement_end", "placement_correct", "placement_remove", "placement_permanent", "placement_supervision")
MAY = {
    "leader": 200, "coordinator": 200, "clerk": 200, "caseworker": 403, "other_caseworker": 404, "supervisor": 404,
    "on_call": 404, "administrator": 404, "other_service": 404, "stranger": 404,
}  # fmt: skip


@pytest.mark.parametrize(("who", "status"), MAY.items())
def test_who_may_write_about_a_child(world: World, as_user: Any, who: str, status: int) -> None:
    client = as_user(getattr(world.cast, who))
    pages = {name: reverse(name, args=[world.child.pk]) for name in BY_CHILD}
    pages |= {name: reverse(name, args=[world.placement.pk]) for name in BY_STAY}
    found = {name: client.get(url).status_code for name, url in pages.items()}
    expected = dict.fromkeys(pages, status)
    if who == "caseworker":
        expected["kin_new"] = 200
    assert found == expected


def test_nobody_writes_by_post_what_they_may_not_open(world: World, as_user: Any) -> None:
    client = as_user(world.cast.other_caseworker)
    client.post(reverse("placement_end", args=[world.placement.pk]), {"until_on": "2026-03-10", "end_reason": "other"})
    client.post(reverse("placement_remove", args=[world.placement.pk]), {"reason": "x"})
    world.placement.refresh_from_db()
    assert world.placement.until_on is None


def test_a_closed_case_begins_no_stay(world: World, leader: Any) -> None:
    Child.objects.filter(pk=world.waiting_child.pk).update(closed_on=TODAY - timedelta(days=3))
    assert list(errors(begin(leader, world.waiting_child, **stay_in(world.home)))) == ["__all__"]
    assert not ContactPerson.objects.filter(child=world.waiting_child).exists()
    assert Wait.objects.get().until_on is None
