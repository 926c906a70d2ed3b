"""A caseworker or a supervisor leaves: children, visits and promises go over on a day, and so do reading rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, ContactPerson, Duty, Look, SupervisionAppointment, Supervisor
from tests.cast import LONG_AGO, TODAY, World, access, make_user, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from visits.actions.caseload import hand_over_caseload
from visits.handover_sheet import sheet
from visits.models import FollowUpTask
from visits.tasks import my_tasks

from .rows import lay_many, lay_sibling, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")
LEAVES = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def promise(world: World, due_on: date, **values: Any) -> FollowUpTask:
    made = lay_visit(world, "follow_up", date(2026, 2, 10))
    given = {"visit": made, "child": world.child, "track": "follow_up", "what": "Ringe skulen"}
    return FollowUpTask.objects.create(**given | {"owner": world.cast.caseworker, "due_on": due_on} | values)


def hand_over(client: Any, world: World, on: date = LEAVES, **to: Any) -> Any:
    shares = to or {f"child_{world.child.pk}": world.cast.other_caseworker.pk}
    url = reverse("hand_over", args=[world.cast.caseworker.pk])
    return client.post(url, shares | {"from_on": on.isoformat()})


def test_reading_rights_end_on_the_day_and_begin_on_it(world: World, as_user: Any) -> None:
    hand_over(as_user(world.cast.leader), world)
    url = reverse("child", args=[world.child.pk])
    for day, reads in ((LEAVES - timedelta(days=1), "caseworker"), (LEAVES, "other_caseworker")):
        with time_machine.travel(noon(day), tick=False):
            for name in ("caseworker", "other_caseworker"):
                status = as_user(getattr(world.cast, name)).get(url).status_code
                assert status == (200 if name == reads else 404), (day, name)


def test_visits_from_the_day_and_promises_go_over_and_those_before_stay(world: World, as_user: Any) -> None:
    cast = world.cast
    before, after = (
        lay_visit(world, "follow_up", day, status="booked") for day in (date(2026, 3, 20), date(2026, 4, 10))
    )
    soon, later = promise(world, date(2026, 3, 20)), promise(world, date(2026, 4, 20))
    page = as_user(cast.leader)
    told = hand_over(page, world)
    assert told.status_code == 302
    assert told.url == f"{reverse('hand_over_sheet', args=[cast.caseworker.pk])}?on=2026-04-01"
    owners = []
    for row in (before, after):
        row.refresh_from_db()
        owners.append(row.worker)
    for task in (soon, later):
        task.refresh_from_db()
        owners.append(task.owner)
    assert owners == [cast.caseworker, cast.other_caseworker, cast.caseworker, cast.other_caseworker]
    assert AuditEvent.objects.filter(verb="visit.reassigned", child=world.child).exists()


def test_what_a_leaver_did_not_keep_is_the_new_contact_persons(world: World, as_user: Any) -> None:
    soon = promise(world, date(2026, 3, 20))
    hand_over(as_user(world.cast.leader), world)
    Duty.objects.filter(user=world.cast.caseworker).update(until_on=LEAVES)
    assert my_tasks(access(world.cast.other_caseworker, LEAVES)) == [soon]


def test_a_visit_to_siblings_who_part_stays_and_is_named(world: World, as_user: Any) -> None:
    sibling, third = lay_sibling(world), make_user("third", "caseworker", world.service)
    both = lay_visit(world, "follow_up", date(2026, 4, 10), world.child, sibling, status="planned")
    shares = {f"child_{world.child.pk}": world.cast.other_caseworker.pk, f"child_{sibling.pk}": third.pk}
    answer = hand_over(as_user(world.cast.leader), world, **shares)
    assert answer.status_code == 302
    both.refresh_from_db()
    assert both.worker == world.cast.caseworker
    assert "10 April 2026" in as_user(world.cast.leader).get(answer.url).content.decode()


def test_siblings_are_suggested_to_the_same_person(world: World, as_user: Any) -> None:
    form = as_user(world.cast.leader).get(reverse("hand_over", args=[world.cast.caseworker.pk])).context["form"]
    assert form.fields[f"child_{world.child.pk}"].initial == str(world.cast.other_caseworker.pk)
    assert "1 cases (norm" in dict(form.fields[f"child_{world.child.pk}"].choices)[str(world.cast.other_caseworker.pk)]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"from_on": ""}, "from_on"), ({"from_on": "2024-01-01"}, None), ({"child": ""}, None), ({"child": "0"}, "child")],
)
def test_what_is_wrong_is_said_and_nothing_is_handed_over(
    world: World, as_user: Any, values: dict[str, str], field: str | None
) -> None:
    name = f"child_{world.child.pk}"
    sent = {
        name: values.get("child", str(world.cast.other_caseworker.pk)),
        "from_on": values.get("from_on", "2026-04-01"),
    }
    answer = as_user(world.cast.leader).post(reverse("hand_over", args=[world.cast.caseworker.pk]), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    if field:
        assert (name if field == "child" else field) in answer.context["form"].errors
    assert ContactPerson.objects.filter(child=world.child).count() == 1


def test_all_cases_of_somebody_who_left_are_handed_over_at_once(world: World, as_user: Any) -> None:
    Duty.objects.filter(user=world.cast.caseworker).update(until_on=TODAY)
    ContactPerson.objects.create(child=world.waiting_child, worker=world.cast.caseworker, from_on=date(2026, 2, 1))
    shares = {f"child_{child.pk}": world.cast.other_caseworker.pk for child in (world.child, world.waiting_child)}
    client = as_user(world.cast.leader)
    assert hand_over(client, world, TODAY, **shares).status_code == 302
    now = ContactPerson.objects.on(TODAY).values_list("worker", flat=True)
    assert set(now) == {world.cast.other_caseworker.pk}
    assert client.get(reverse("hand_over", args=[world.cast.caseworker.pk])).status_code == 404


def test_the_sheet_is_for_who_reads_the_child_and_every_look_is_written(world: World, as_user: Any) -> None:
    cast = world.cast
    promise(world, date(2026, 3, 20))
    lay_visit(world, "supervision", date(2026, 4, 10), status="booked")
    url = reverse("hand_over_sheet", args=[cast.caseworker.pk])
    readers = {name for name, user in cast if as_user(user).get(url).status_code == 200}
    assert readers == {"leader", "coordinator", "caseworker"}
    text = as_user(cast.caseworker).get(url).content.decode()
    for said in ("Ringe skulen", "10 April 2026", "10 February 2026", "Fjellheim"):
        assert said in text, said
    assert Look.objects.filter(page="hand_over_sheet", child=world.child, by=cast.caseworker).exists()
    hand_over(as_user(cast.leader), world, TODAY)
    of_the_day = f"{url}?on={TODAY}"
    readers = {name for name, user in cast if as_user(user).get(of_the_day).status_code == 200}
    assert readers == {"leader", "coordinator", "other_caseworker"}
    assert as_user(cast.leader).get(f"{url}?on=yesterday").status_code == 404


def test_the_sheet_holds_a_child_that_was_got_and_handed_over_the_same_day(world: World, as_user: Any) -> None:
    cast, third = world.cast, make_user("third", "caseworker", world.service)
    sibling, client = lay_sibling(world), as_user(cast.leader)
    sibling.contact_persons.update(worker=cast.other_caseworker, from_on=TODAY - timedelta(days=9))
    hand_over(client, world, TODAY)
    shares = {f"child_{child.pk}": third.pk for child in (world.child, sibling)}
    url = reverse("hand_over", args=[cast.other_caseworker.pk])
    answer = client.post(url, shares | {"from_on": TODAY.isoformat()})
    for giver, handed in ((cast.caseworker, {world.child}), (cast.other_caseworker, {world.child, sibling})):
        found = sheet(access(cast.leader), giver, TODAY).children
        assert {one.child for one in found} == handed
        assert {one.to for one in found} == {third}
    assert "2 children" in client.get(answer.url).content.decode()
    # Who has handed a child over reads nothing of it, the same day or later.
    assert as_user(cast.other_caseworker).get(answer.url).status_code == 404


def test_the_sheet_on_paper_is_an_export_that_is_written_down(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.leader).get(reverse("hand_over_sheet_pdf", args=[world.cast.caseworker.pk]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert world.child.name not in answer.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="handover.downloaded", child=world.child).exists()


def test_a_supervisor_who_leaves_is_followed_by_another_on_the_same_day(world: World, as_user: Any) -> None:
    other = Supervisor.objects.create(
        service=world.service, name="Ny Tilsyn", base=world.point, capacity=2, longest_minutes=60, from_on=LONG_AGO
    )
    ahead = lay_visit(world, "supervision", date(2026, 4, 10), status="booked")
    client = as_user(world.cast.leader)
    url = reverse("supervisor_hand_over", args=[world.supervisor.pk])
    page = client.get(url)
    assert "has had this supervisor since 1 February 2024; the next is number 2." in page.content.decode()
    sent = {f"child_{world.child.pk}": other.pk, "from_on": "2026-04-01"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"end_reason": "Flyttar."}).status_code == 302
    rows = SupervisionAppointment.objects.filter(child=world.child).order_by("from_on")
    assert [(row.supervisor, row.from_on, row.until_on) for row in rows] == [
        (world.supervisor, date(2024, 2, 1), LEAVES), (other, LEAVES, None),
    ]  # fmt: skip
    ahead.refresh_from_db()
    assert ahead.supervisor == other
    for day, status in ((LEAVES - timedelta(days=1), 200), (LEAVES, 404)):
        with time_machine.travel(noon(day), tick=False):
            child = reverse("child", args=[world.child.pk])
            assert as_user(world.cast.supervisor).get(child).status_code == status


def test_who_hands_over(world: World, as_user: Any) -> None:
    for page, pk in (("hand_over", world.cast.caseworker.pk), ("supervisor_hand_over", world.supervisor.pk)):
        may = {name for name, user in world.cast if as_user(user).get(reverse(page, args=[pk])).status_code == 200}
        assert may == {"leader", "coordinator"}, page


def test_ending_the_duty_of_somebody_with_children_warns_and_leads_to_the_handover(world: World, as_user: Any) -> None:
    row = Duty.objects.get(user=world.cast.caseworker)
    url = reverse("duty_end", args=[row.pk])
    client = as_user(world.cast.leader)
    text = client.get(url).content.decode()
    assert "Caseworker still answers for 1 child, who would have nobody." in text
    assert reverse("hand_over", args=[world.cast.caseworker.pk]) in text
    assert client.post(url, {"until_on": "2026-04-01"}).status_code == 422
    assert client.post(url, {"until_on": "2026-04-01", "anyway": "on"}).status_code == 302
    text = (
        as_user(world.cast.administrator)
        .get(reverse("duty_end", args=[Duty.objects.get(user=world.cast.supervisor).pk]))
        .content.decode()
    )
    assert "A leader or placement coordinator hands over." in text
    assert world.child.name not in text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_the_same_child_over_at_once_one_reads_that_it_is_done(transactional_db: None) -> None:
    world = make_world()
    third = make_user("third", "caseworker", world.service)

    def give(to: Any) -> Any:
        return lambda: hand_over_caseload(
            shares={Child.objects.get(pk=world.child.pk): to}, giver=world.cast.caseworker, on=TODAY,
            by=world.cast.leader, at=noon(TODAY),
        )  # fmt: skip

    done, why = at_once(give(world.cast.other_caseworker), give(third))
    assert done == "done"
    assert "no longer is the contact person" in why
    assert ContactPerson.objects.on(TODAY).filter(child=world.child).count() == 1


@pytest.mark.parametrize("children", [1, 6])
def test_the_sheet_asks_the_same_number_of_queries(
    world: World, as_user: Any, django_assert_num_queries: Any, children: int
) -> None:
    lay_many(world, children)
    rights = access(world.cast.leader)
    with django_assert_num_queries(33):
        sheet(rights, world.cast.caseworker, None)
