"""What hangs loose when a stay ends: promises, guidance and its sessions, reports not sent, drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, Cover
from tests.cast import TODAY, World, make_home, place
from visits.models import Ending, FollowUpTask, Guidance, GuidanceSession, VisitDraft

from .rows import lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")

LATER = date(2026, 4, 20)


@pytest.fixture(autouse=True)
def in_march() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def leader(world: World, as_user: Any) -> Any:
    return as_user(world.cast.leader)


def look(client: Any, about: str, pk: int, **sent: Any) -> Any:
    return client.post(reverse(about, args=[pk]), {"on_day": TODAY.isoformat(), "look": "yes", **sent})


def do(client: Any, about: str, pk: int, **sent: Any) -> Any:
    plan = look(client, about, pk, **sent).context["plan"]
    done = {"on_day": TODAY.isoformat(), "do": "yes", "seen": plan.fingerprint, **sent}
    page = client.post(reverse(about, args=[pk]), done)
    assert page.status_code == 302
    return page


def undo(client: Any) -> None:
    page = client.post(reverse("ending", args=[Ending.objects.get().pk]), {"reason": "It did not happen."})
    assert page.status_code == 302


def said(page: Any) -> list[str]:
    plan = page.context["plan"]
    return [*(step.sentence for step in plan.steps), *plan.notes]


def promise(world: World, owner: Any, track: str = "supervision") -> FollowUpTask:
    visit = lay_visit(world, track, date(2026, 3, 1))
    return FollowUpTask.objects.create(
        visit=visit, child=world.child, track=track, what="Ask about football", owner=owner, due_on=LATER
    )


def guide(world: World, *cases: Guidance, on_day: date = LATER) -> GuidanceSession:
    session = GuidanceSession.objects.create(
        service=world.service, guide=world.cast.caseworker, on_day=on_day, note="Evening"
    )
    session.cases.set(cases)
    return session


def case_of(world: World, **whom: Any) -> Guidance:
    values = {"offered_on": date(2026, 1, 1), "answer": "accepted", "from_on": date(2026, 1, 10)}
    return Guidance.objects.create(service=world.service, **values | whom)


def fresh(row: Any) -> Any:
    row.refresh_from_db()
    return row


def test_what_a_supervisor_promised_goes_on_with_the_contact_person(world: World, leader: Any) -> None:
    task = promise(world, world.cast.supervisor)
    sent = {"kind": "institution", "place_name": "Bjørkelia"}
    page = look(leader, "child_ending", world.child.pk, **sent)
    assert "Caseworker takes over what was promised by 20 April 2026: “Ask about football”." in said(page)
    do(leader, "child_ending", world.child.pk, **sent)
    assert (fresh(task).owner, task.dropped_on) == (world.cast.caseworker, None)
    undo(leader)
    assert fresh(task).owner == world.cast.supervisor


def test_what_was_promised_ends_with_the_case_and_is_nowhere_owed(world: World, leader: Any, as_user: Any) -> None:
    task = promise(world, world.cast.caseworker, "follow_up")
    do(leader, "child_ending", world.child.pk, kind="returned", closes_case="on")
    assert (fresh(task).dropped_on, task.done_on) == (TODAY, None)
    assert task.dropped_why == "The child goes home to the parents."
    assert task not in FollowUpTask.objects.still_open()
    undo(leader)
    assert task in FollowUpTask.objects.still_open()


def test_the_contact_person_keeps_what_they_promised_themselves(world: World, leader: Any) -> None:
    task = promise(world, world.cast.caseworker, "follow_up")
    do(leader, "child_ending", world.child.pk, kind="returned")
    assert (fresh(task).owner, task.dropped_on) == (world.cast.caseworker, None)


def test_the_guidance_of_the_parents_ends_with_the_case_and_leaves_its_sessions(world: World, leader: Any) -> None:
    ours, theirs = case_of(world, child=world.child), case_of(world, home=world.other_home)
    alone, group = guide(world, ours), guide(world, ours, theirs)
    before = guide(world, ours, on_day=date(2026, 3, 9))
    do(leader, "child_ending", world.child.pk, kind="returned", closes_case="on")
    assert fresh(ours).until_on == TODAY
    assert (fresh(alone).status, fresh(group).status, fresh(before).status) == ("cancelled", "planned", "planned")
    assert set(group.cases.all()) == {theirs}
    left = AuditEvent.objects.get(verb="guidancesession.left")
    assert (left.object_type, left.object_id) == ("visits.guidance", str(ours.pk))
    undo(leader)
    assert (fresh(ours).until_on, fresh(alone).status, set(group.cases.all())) == (None, "planned", {ours, theirs})
    assert leader.get(reverse("ending", args=[Ending.objects.get().pk])).status_code == 200


def test_the_guidance_of_the_parents_goes_on_while_the_case_does(world: World, leader: Any) -> None:
    case = case_of(world, child=world.child)
    do(leader, "child_ending", world.child.pk, kind="returned")
    assert fresh(case).until_on is None


def test_a_home_that_closes_leaves_its_planned_sessions(world: World, leader: Any) -> None:
    case, other = case_of(world, home=world.home), case_of(world, home=world.other_home)
    alone, group = guide(world, case), guide(world, case, other)
    do(leader, "home_ending", world.home.pk, kind="home_closes", reason="They retire.")
    assert (fresh(case).until_on, fresh(alone).status) == (TODAY, "cancelled")
    assert set(group.cases.all()) == {other}


def test_it_is_said_what_the_stay_ends_short_of_and_that_relief_goes_on(world: World, leader: Any) -> None:
    place(world.child, make_home(world.service, "Helgeheim", kind="relief", municipality=world.municipality))
    page = look(leader, "child_ending", world.child.pk, kind="returned", on_day="2026-04-20")
    notes = page.context["plan"].notes
    assert "Follow-up of Barn A-1: 0 of 1 visits are made. It ends 1 visit short." in notes
    assert "The weekends of Barn A-1 in Helgeheim go on. End them if they are not needed any more." in notes
    lay_visit(world, "follow_up", date(2026, 2, 3))
    notes = look(leader, "child_ending", world.child.pk, kind="returned", on_day="2026-04-20").context["plan"].notes
    assert "Follow-up of Barn A-1: 1 of 1 visits are made, nothing is missing." in notes


def test_who_covers_covers_no_more_when_the_case_is_closed_and_again_when_it_is_undone(
    world: World, leader: Any
) -> None:
    cast = world.cast
    cover = Cover.objects.create(
        child=world.child, worker=cast.caseworker, stand_in=cast.other_caseworker, from_on=date(2026, 3, 2)
    )
    answer = do(leader, "child_ending", world.child.pk, kind="returned", closes_case="on")
    cover.refresh_from_db()
    assert cover.until_on == date(2026, 3, 10)
    ending = Ending.objects.get()
    for page in (answer.url, reverse("child_visits", args=[world.child.pk])):
        assert reverse("ending", args=[ending.pk]) in leader.get(page).content.decode()
    undo(leader)
    cover.refresh_from_db()
    assert cover.until_on is None
    assert reverse("ending", args=[ending.pk]) not in leader.get(answer.url).content.decode()


def test_what_a_person_must_look_at_is_said(world: World, leader: Any) -> None:
    lay_visit(world, "supervision", date(2026, 3, 2))
    case_of(world, home=world.home)
    case_of(world, child=world.child, answer="", from_on=None)
    visit = lay_visit(world, "follow_up", LATER, status="booked")
    VisitDraft.objects.create(
        visit=visit, home=world.home, track="follow_up", by=world.cast.caseworker, saved_at=noon(TODAY)
    )
    page = look(leader, "child_ending", world.child.pk, kind="returned", closes_case="on")
    assert {
        "The report on the supervision of Barn A-1 on 2 March 2026 is not sent. After the supervisor's appointment "
        "leader or coordinator writes it.",
        "The guidance of Fjellheim goes on. End it if nothing is left to guide.",
        "Guidance is offered to the parents of Barn A-1 and has not begun.",
        "Caseworker has begun to write about a visit to Barn A-1 that is cancelled.",
    } <= set(said(page))


def test_guidance_of_a_home_with_another_child_is_no_question(world: World, leader: Any) -> None:
    lay_sibling(world)
    case_of(world, home=world.home)
    page = look(leader, "child_ending", world.child.pk, kind="returned")
    assert not [sentence for sentence in said(page) if "guidance" in sentence]


def test_of_who_is_grown_up_no_municipality_answers_for_the_supervision(world: World, leader: Any) -> None:
    Child.objects.filter(pk=world.child.pk).update(birth_date=date(2008, 3, 10))
    page = look(leader, "home_ending", world.home.pk, kind="family_moves", municipality="4640")
    assert page.status_code == 200
    assert "answers for the supervision" not in page.content.decode()
