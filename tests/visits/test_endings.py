"""When something ends or changes: what is shown first is what is done, in one deed, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import (
    AuditEvent,
    Child,
    Home,
    HomeMember,
    HomeMove,
    Placement,
    SupervisorTie,
    Wait,
)
from tests.cast import World, make_home, place
from visits.models import Ending, Pause, Visit

from .rows import lay_reduction, lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 3, 10)
LATER = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def in_march() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def look(client: Any, address: str, **sent: Any) -> Any:
    return client.post(address, {"on_day": "2026-03-10"} | sent | {"look": "yes"})


def do(client: Any, address: str, **sent: Any) -> Any:
    """Look first, as a person must, and then do what was shown."""
    page = look(client, address, **sent)
    assert page.status_code == 200, page.context["form"].errors
    seen = page.context["plan"].fingerprint
    return client.post(address, {"on_day": "2026-03-10"} | sent | {"do": "yes", "seen": seen})


def of_child(world: World) -> str:
    return reverse("child_ending", args=[world.child.pk])


def of_home(world: World) -> str:
    return reverse("home_ending", args=[world.home.pk])


def sentences(page: Any) -> list[str]:
    return [step.sentence for step in page.context["plan"].steps]


def fresh(row: Any) -> Any:
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("who", ["caseworker", "other_service", "supervisor", "clerk", "on_call", "stranger"])
def test_only_leader_and_coordinator_of_the_service_end_and_change(world: World, as_user: Any, who: str) -> None:
    client = as_user(getattr(world.cast, who))
    assert client.get(of_child(world)).status_code == 404
    assert client.get(of_home(world)).status_code == 404
    assert client.get(reverse("ending_list")).status_code == (200 if who == "other_service" else 404)


@pytest.mark.parametrize("who", ["leader", "coordinator"])
def test_the_childs_and_the_homes_page_lead_there(world: World, as_user: Any, who: str) -> None:
    client = as_user(getattr(world.cast, who))
    assert of_child(world) in client.get(reverse("child", args=[world.child.pk])).content.decode()
    assert of_home(world) in client.get(reverse("home", args=[world.home.pk])).content.decode()


def test_looking_does_nothing(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", LATER, status="planned")
    page = look(as_user(world.cast.leader), of_child(world), kind="returned")
    assert sentences(page) == [
        "Supervisor is no longer the supervisor of Barn A-1 from 10 March 2026.",
        "The visit on 20 March 2026 (follow-up) is cancelled.",
        "The stay of Barn A-1 in Fjellheim ends on 10 March 2026: went home to the parents.",
    ]
    assert fresh(world.placement).until_on is None
    assert not Ending.objects.exists()


def test_a_child_goes_home_and_the_case_is_closed_in_one_deed(world: World, as_user: Any) -> None:
    visits = [lay_visit(world, track, LATER, status="booked") for track in ("follow_up", "supervision")]
    before = lay_visit(world, "follow_up", date(2026, 3, 1), status="planned")
    reduction, pause = lay_reduction(world), Pause.objects.create(
        placement=world.placement, from_on=date(2026, 3, 1), reason="Trial at home."
    )  # fmt: skip
    page = do(as_user(world.cast.leader), of_child(world), kind="returned", closes_case="on")
    assert page.status_code == 302
    assert (fresh(world.placement).until_on, world.placement.end_reason) == (TODAY, "returned")
    assert fresh(world.appointment).until_on == TODAY
    assert [(fresh(visit).status, visit.reason) for visit in visits] == [
        ("cancelled", "The child goes home to the parents.")
    ] * 2
    assert fresh(before).status == "planned"
    assert fresh(reduction).until_on == fresh(pause).until_on == TODAY
    assert fresh(world.child).closed_on == TODAY
    assert world.child.contact_persons.get().until_on == TODAY
    told = set(AuditEvent.objects.filter(child=world.child).values_list("verb", flat=True))
    assert {"placement.ended", "supervisionappointment.ended", "child.case_closed", "ending.done"} <= told


def test_all_of_it_is_undone_and_both_stay_in_the_trace(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", LATER, status="booked")
    client = as_user(world.cast.leader)
    do(client, of_child(world), kind="returned", closes_case="on")
    ending = Ending.objects.get()
    address = reverse("ending", args=[ending.pk])
    text = client.get(address).content.decode()
    assert "Case closed: Barn A-1" in text
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Wrong child."}).status_code == 302
    assert (fresh(world.placement).until_on, world.placement.end_reason) == (None, "")
    assert (fresh(world.appointment).until_on, world.appointment.end_reason) == (None, "")
    assert (fresh(visit).status, visit.reason) == ("booked", "")
    assert fresh(world.child).closed_on is None
    assert world.child.contact_persons.get().until_on is None
    assert fresh(ending).undone_by == world.cast.leader
    verbs = list(AuditEvent.objects.filter(child=world.child).values_list("verb", flat=True))
    assert verbs.count("ending.done") == 1
    assert "ending.undone" in verbs
    assert "undone already" in str(client.post(address, {"reason": "Again."}).context["form"].non_field_errors())


def test_what_somebody_changed_since_is_not_overwritten(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    do(client, of_child(world), kind="returned")
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 5))
    page = client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "Wrong."})
    assert "to be corrected by hand: Barn A-1 – Fjellheim" in str(page.context["form"].non_field_errors())
    assert fresh(world.appointment).until_on == TODAY  # all or nothing


def test_a_place_given_to_another_child_meanwhile_stops_the_undoing(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.home.pk).update(places=1)
    client = as_user(world.cast.leader)
    do(client, of_child(world), kind="returned")
    place(world.waiting_child, world.home, from_on=TODAY)
    page = client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "Wrong."})
    assert "no place left" in str(page.context["form"].non_field_errors())
    assert fresh(world.placement).until_on == TODAY


def test_what_changed_between_looking_and_doing_is_shown_again(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    seen = look(client, of_child(world), kind="returned").context["plan"].fingerprint
    lay_visit(world, "follow_up", LATER, status="planned")
    page = client.post(of_child(world), {"kind": "returned", "on_day": "2026-03-10", "do": "yes", "seen": seen})
    assert page.status_code == 422
    assert "Something changed meanwhile" in page.content.decode()
    assert len(sentences(page)) == 3
    assert not Ending.objects.exists()


def test_a_sibling_keeps_the_visit_that_was_for_both(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    visit = lay_visit(world, "supervision", LATER, world.child, sibling, status="planned")
    client = as_user(world.cast.leader)
    do(client, of_child(world), kind="breakdown")
    assert fresh(visit).status == "planned"
    assert list(visit.children.all()) == [sibling]
    client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "Wrong."})
    assert set(visit.children.all()) == {world.child, sibling}


def test_a_move_keeps_the_supervisor_where_the_service_still_answers(world: World, as_user: Any) -> None:
    new = make_home(world.service, "Nyheim", municipality=world.municipality)
    client = as_user(world.cast.coordinator)
    do(client, of_child(world), kind="moves", new_home=new.pk)
    assert fresh(world.appointment).until_on is None
    stay = world.child.placements.get(until_on=None)
    assert (stay.home, stay.from_on, stay.kind, stay.legal_ground) == (new, TODAY, "ordinary", "care_order")
    client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "Wrong home."})
    assert list(world.child.placements.all()) == [world.placement]


@pytest.mark.parametrize("why", ["tied", "elsewhere"])
def test_a_move_ends_the_appointment_of_who_can_no_longer_supervise(world: World, as_user: Any, why: str) -> None:
    lies = world.other_municipality if why == "elsewhere" else world.municipality
    new = make_home(world.service, "Nyheim", municipality=lies)
    if why == "tied":
        SupervisorTie.objects.create(supervisor=world.supervisor, home=new, kind="friend")
    page = do(as_user(world.cast.leader), of_child(world), kind="moves", new_home=new.pk)
    assert page.status_code == 302
    assert fresh(world.appointment).until_on == TODAY


def test_a_full_home_takes_nobody(world: World, as_user: Any) -> None:
    Home.objects.filter(pk=world.other_home.pk).update(places=1)
    page = do(as_user(world.cast.leader), of_child(world), kind="moves", new_home=world.other_home.pk)
    assert page.status_code == 422
    assert "no free place" in page.content.decode()
    assert fresh(world.placement).until_on is None


def grow_up(world: World, on: date) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=on.replace(year=on.year - 18))
    world.child.refresh_from_db()


def test_turned_18_with_aftercare_in_the_same_home(world: World, as_user: Any) -> None:
    grow_up(world, TODAY)
    Home.objects.filter(pk=world.home.pk).update(paused_until=date(2026, 6, 1))  # who lives there stays there
    visit = lay_visit(world, "supervision", LATER, status="planned")
    assert do(as_user(world.cast.leader), of_child(world), kind="aftercare").status_code == 302
    stay = world.child.placements.get(until_on=None)
    assert (stay.home, stay.legal_ground, stay.from_on) == (world.home, "aftercare", TODAY)
    assert fresh(world.appointment).until_on == TODAY
    assert fresh(visit).status == "cancelled"
    assert fresh(world.child).closed_on is None


PROBLEMS = [
    ({"kind": "aftercare"}, "turns 18 on 17 May 2032"),
    ({"kind": "grown_up"}, "turns 18 on 17 May 2032"),
    ({"kind": "institution", "place_name": "Bjørkelia", "on_day": "2026-03-11"}, "has not come"),
    ({"kind": "returned", "on_day": "2024-02-01"}, "lived nowhere in the register the day before"),
    ({"kind": "returned", "on_day": "2026-03-11", "closes_case": "on"}, "on a day that has not come"),
]


@pytest.mark.parametrize(("sent", "why"), PROBLEMS)
def test_what_cannot_be_is_said_and_no_button_does_it(world: World, as_user: Any, sent: Any, why: str) -> None:
    page = look(as_user(world.cast.leader), of_child(world), **sent)
    text = page.content.decode()
    assert why in text
    assert 'name="do"' not in text
    sent = {"on_day": "2026-03-10"} | sent | {"do": "yes", "seen": page.context["plan"].fingerprint}
    assert as_user(world.cast.leader).post(of_child(world), sent).status_code == 422
    assert not Ending.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "moves"}, "new_home"),
        ({"kind": "institution"}, "place_name"),
        ({"kind": "returned", "on_day": ""}, "on_day"),
    ],
)
def test_what_is_lacking_is_asked_for_at_the_field(world: World, as_user: Any, sent: Any, field: str) -> None:
    page = look(as_user(world.cast.leader), of_child(world), **sent)
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_each_answer_leads_to_what_belongs_to_it(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    for address, number in ((of_child(world), 5), (of_home(world), 3)):
        for said in ("", "?kind=nonsense"):
            assert client.get(address + said).content.decode().count('href="?kind=') == number
    grow_up(world, date(2026, 12, 1))
    assert client.get(of_child(world)).content.decode().count('href="?kind=') == 7  # 18 within a year
    page = client.get(of_child(world), {"kind": "institution"})
    assert [field.name for field in page.context["form"].visible_fields()] == ["on_day", "place_name"]
    page = client.get(of_home(world), {"kind": "home_closes"})
    assert [field.name for field in page.context["form"].visible_fields()] == ["on_day", "reason", "search"]


def test_a_case_that_goes_on_is_not_closed_whatever_is_sent(world: World, as_user: Any) -> None:
    do(as_user(world.cast.leader), of_child(world), kind="breakdown", closes_case="on")
    assert fresh(world.child).closed_on is None


def test_a_visit_made_after_the_day_stands_in_the_way(world: World, as_user: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 3, 5))
    page = look(as_user(world.cast.leader), of_child(world), kind="returned", on_day="2026-03-01")
    assert "is recorded as made after 1 March 2026" in page.content.decode()


def test_a_stay_that_breaks_down_begins_a_search(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    do(client, of_child(world), kind="breakdown", search="on")
    wait = Wait.objects.get(child=world.child)
    assert (wait.kind, wait.urgency, wait.from_on, wait.until_on) == ("ordinary", "acute", TODAY, None)
    client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "Wrong."})
    assert not Wait.objects.filter(child=world.child).exists()


def test_a_home_closes_with_all_who_live_there(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    visit = lay_visit(world, "follow_up", LATER, world.child, sibling, status="planned")
    planned = place(world.waiting_child, world.home, from_on=LATER, planned=True)
    client = as_user(world.cast.leader)
    page = do(client, of_home(world), kind="home_closes", reason="They retire.", search="on")
    assert page.status_code == 302
    assert (fresh(world.home).closed_on, world.home.closed_reason) == (TODAY, "They retire.")
    assert set(Placement.objects.filter(home=world.home).values_list("end_reason", flat=True)) == {"home_closed"}
    assert fresh(visit).status == "cancelled"
    assert not Placement.objects.filter(pk=planned.pk).exists()
    assert set(Wait.objects.filter(until_on=None).values_list("child", flat=True)) == {
        world.child.pk, sibling.pk, world.waiting_child.pk,
    }  # fmt: skip
    client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "They go on."})
    assert fresh(world.home).closed_on is None
    assert Placement.objects.filter(home=world.home, until_on=None).count() == 3
    assert fresh(visit).status == "planned"
    assert visit.children.count() == 2


def test_a_home_closes_only_with_a_reason(world: World, as_user: Any) -> None:
    page = look(as_user(world.cast.leader), of_home(world), kind="home_closes")
    assert "Write why the home closes." in str(page.context["form"].errors["reason"])


def test_a_family_that_moves_away_is_supervised_from_there(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "supervision", LATER, status="booked")
    follow_up = lay_visit(world, "follow_up", LATER, status="booked")
    client, sent = as_user(world.cast.leader), {"kind": "family_moves", "municipality": "4640"}
    page = look(client, of_home(world), **sent)
    assert "Sogndal answers for the supervision of Barn A-1 from 10 March 2026 (FF § 16)." in page.content.decode()
    assert do(client, of_home(world), **sent).status_code == 302
    home = fresh(world.home)
    assert (home.municipality, home.address, home.point) == (world.other_municipality, "", None)
    move = HomeMove.objects.get()
    assert (move.on_day, move.from_municipality) == (TODAY, world.municipality)
    assert fresh(world.appointment).until_on == TODAY
    assert (fresh(visit).status, fresh(follow_up).status) == ("cancelled", "booked")
    assert fresh(world.placement).until_on is None
    client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "They stay."})
    assert fresh(world.home).address == "Fjellvegen 1"
    assert not HomeMove.objects.exists()
    assert fresh(visit).status == "booked"


def test_the_care_municipality_keeps_the_supervision_by_agreement(world: World, as_user: Any) -> None:
    sent = {"kind": "family_moves", "municipality": "4640", "keeps_supervision": "on"}
    assert do(as_user(world.cast.leader), of_home(world), **sent).status_code == 302
    assert fresh(world.appointment).until_on is None
    assert fresh(world.placement).supervision_moved_on == TODAY


def test_a_family_that_separates(world: World, as_user: Any) -> None:
    sibling = lay_sibling(world)
    leaves = HomeMember.objects.create(home=world.home, name="Odd", relation="carer", from_on=date(2020, 1, 1))
    out = sibling.placements.get()
    client = as_user(world.cast.leader)
    sent = {"kind": "separates", "members": [leaves.pk], "children_out": [out.pk], "search": "on"}
    page = look(client, of_home(world), **sent)
    assert "Barn A-1 stays in Fjellheim: review the agreement" in page.content.decode()
    assert do(client, of_home(world), **sent).status_code == 302
    assert fresh(leaves).until_on == TODAY
    assert (fresh(out).until_on, fresh(world.placement).until_on) == (TODAY, None)
    assert fresh(world.home).closed_on is None
    nobody = look(client, of_home(world), kind="separates")
    assert "Choose who moves out." in nobody.content.decode()


def test_the_list_shows_what_was_done_and_undone(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert "Nothing here yet" in client.get(reverse("ending_list")).content.decode()
    do(client, of_child(world), kind="returned")
    text = client.get(reverse("ending_list")).content.decode()
    assert "Barn A-1" in text
    assert as_user(world.cast.other_service).get(reverse("ending", args=[Ending.objects.get().pk])).status_code == 404


def test_the_trace_keeps_no_words_about_the_child(world: World, as_user: Any) -> None:
    visit = lay_visit(world, "follow_up", LATER, status="planned")
    do(as_user(world.cast.leader), of_child(world), kind="returned")
    text = str(Ending.objects.get().steps)
    assert world.child.name not in text
    assert Visit.objects.get(pk=visit.pk).status == "cancelled"


def test_the_number_of_queries_of_a_plan_follows_the_steps_alone(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("ending_list"))
        return len(asked)

    do(client, of_child(world), kind="returned")
    few = queries()
    for day in range(3):
        Ending.objects.create(
            service=world.service, kind="returned", child=world.child, on_day=TODAY - timedelta(days=day),
            done_by=world.cast.leader, done_at=noon(TODAY),
        )  # fmt: skip
    assert queries() == few
