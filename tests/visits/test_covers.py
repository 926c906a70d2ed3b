"""Covering for a colleague: exactly those children, exactly those days; from the sick note to the cover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.actions.cover import begin_covers
from fosterhomes.models import AuditEvent, Child, ContactPerson, Cover, User
from fosterhomes.sharing import shared_out
from tests.cast import TODAY, World, access, make_child, make_user, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from visits.calendars.file import visits_in_feed
from visits.due import due_rows
from visits.models import Absence, FollowUpTask
from visits.permissions import recordable
from visits.plans.options import PlanOptions
from visits.plans.problem import PlanProblem
from visits.schedule import schedule
from visits.tasks import my_tasks

from .rows import lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")
UNTIL = date(2026, 3, 25)
DAYS = {"before": TODAY - timedelta(days=1), "first": TODAY, "last": UNTIL - timedelta(days=1), "after": UNTIL}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


def lay_cover(world: World, **values: Any) -> Cover:
    given = {"child": world.child, "worker": world.cast.caseworker, "stand_in": world.cast.other_caseworker}
    return Cover.objects.create(**given | {"from_on": TODAY, "until_on": UNTIL} | values)


SHARES = [
    ("the least loaded first", [[1], [2], [3]], {10: 5, 11: 4}, {1: 11, 2: 10, 3: 11}),
    ("siblings to one", [[1], [2, 3, 4]], {10: 1, 11: 0}, {2: 11, 3: 11, 4: 11, 1: 10}),
    ("nobody there", [[1]], {}, {}),
]


@pytest.mark.parametrize(("what", "units", "loads", "found"), SHARES, ids=[row[0] for row in SHARES])
def test_who_would_take_whom(what: str, units: Any, loads: dict[int, int], found: dict[int, int]) -> None:
    assert shared_out(units, loads) == found


@pytest.mark.parametrize(("when", "sees"), [("before", False), ("first", True), ("last", True), ("after", False)])
def test_who_covers_reads_exactly_that_child_on_exactly_those_days(
    world: World, as_user: Any, when: str, sees: bool
) -> None:
    lay_cover(world)
    mate = make_child(world.service, "A-8", care_municipality=world.municipality)
    ContactPerson.objects.create(child=mate, worker=world.cast.caseworker, from_on=date(2024, 2, 1))
    with time_machine.travel(noon(DAYS[when]), tick=False):
        client = as_user(world.cast.other_caseworker)
        assert client.get(reverse("child", args=[world.child.pk])).status_code == (200 if sees else 404)
        assert client.get(reverse("child", args=[mate.pk])).status_code == 404
        rights = access(world.cast.other_caseworker, DAYS[when])
        assert (world.child in recordable(rights, "follow_up")) is sees
        assert world.child not in recordable(rights, "supervision")


def test_of_the_whole_cast_only_who_covers_reads_more(world: World, as_user: Any) -> None:
    url = reverse("child", args=[world.child.pk])
    before = {name for name, user in world.cast if as_user(user).get(url).status_code == 200}
    lay_cover(world)
    after = {name for name, user in world.cast if as_user(user).get(url).status_code == 200}
    assert after - before == {"other_caseworker"}
    assert before <= after


def test_a_child_that_gets_another_contact_person_is_covered_no_more(world: World) -> None:
    lay_cover(world)
    new = make_user("new_one", "caseworker", world.service)
    ContactPerson.objects.filter(child=world.child).update(until_on=TODAY)
    ContactPerson.objects.create(child=world.child, worker=new, from_on=TODAY)
    assert world.child not in Child.objects.visible_to(access(world.cast.other_caseworker))


def test_due_schedule_and_tasks_follow_and_say_for_whom(world: World, as_user: Any) -> None:
    cast = world.cast
    ahead = lay_visit(world, "follow_up", date(2026, 3, 12), status="booked")
    later = lay_visit(world, "follow_up", date(2026, 3, 26), status="planned")
    made = lay_visit(world, "follow_up", date(2026, 2, 10))
    FollowUpTask.objects.create(visit=made, child=world.child, track="follow_up", what="Ringe", owner=cast.caseworker,
                                due_on=date(2026, 3, 1))  # fmt: skip
    lay_cover(world)
    rights = access(cast.other_caseworker)
    mine = schedule(rights)
    assert [(errand.visit, errand.absent) for week in mine.weeks for errand in week.errands] == [(ahead, "Caseworker")]
    assert [task.what for task in my_tasks(rights)] == ["Ringe"]
    assert cast.caseworker in {row.on_behalf_of(cast.other_caseworker) for row in due_rows(rights)}
    client = as_user(cast.other_caseworker)
    for page in ("my_schedule", "tasks_mine"):
        assert "for Caseworker" in client.get(reverse(page)).content.decode(), page
    assert "Other Caseworker covers" in client.get(reverse("due")).content.decode()
    assert later not in [errand.visit for week in mine.weeks for errand in week.errands]
    assert visits_in_feed(rights) == [ahead]
    recorded = client.get(reverse("visit_record", args=[ahead.pk]))
    assert recorded.status_code == 200


def test_a_plan_lets_only_who_covers_step_in(world: World) -> None:
    third = make_user("third", "caseworker", world.service)
    Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="ill", from_on=TODAY)
    options = PlanOptions(TODAY, days=60, stand_ins=True)

    def visitors() -> set[str]:
        entries = PlanProblem(world.service, options).entries
        return {who for one in entries if one.track == "follow_up" and world.child.pk in one.children
                for who in one.visitors}  # fmt: skip

    own, other = (f"w{user.pk}" for user in (world.cast.caseworker, world.cast.other_caseworker))
    assert visitors() == {own, other, f"w{third.pk}"}
    lay_cover(world, until_on=None)
    assert visitors() == {own, other}


def test_from_the_sick_note_to_the_cover(world: World, as_user: Any) -> None:
    cast, client = world.cast, as_user(world.cast.leader)
    note = {"person": f"w{cast.caseworker.pk}", "kind": "ill", "from_on": "2026-03-10", "last_on": "2026-03-24"}
    page = client.post(reverse("absence_new"), note, follow=True)
    absence = Absence.objects.get()
    assert page.request["PATH_INFO"] == reverse("absence_cover", args=[absence.pk])
    suggested = {f"child_{world.child.pk}": str(cast.other_caseworker.pk)}
    assert page.context["form"][f"child_{world.child.pk}"].initial == str(cast.other_caseworker.pk)
    assert client.post(reverse("absence_cover", args=[absence.pk]), {f"child_{world.child.pk}": ""}).status_code == 422
    assert client.post(reverse("absence_cover", args=[absence.pk]), suggested).status_code == 302
    cover = Cover.objects.get()
    assert (cover.from_on, cover.until_on) == (TODAY, UNTIL)
    assert AuditEvent.objects.filter(verb="cover.begun", child=world.child).exists()
    said = " ".join(client.get(reverse("caseload")).content.decode().split())
    assert "Other Caseworker covers 1 child until 25 March" in said
    assert (
        "Every child has somebody who covers."
        in client.get(reverse("absence_cover", args=[absence.pk])).content.decode()
    )


def test_the_cover_ends_with_the_absence(world: World, as_user: Any, at_noon: Any) -> None:
    absence = Absence.objects.create(
        service=world.service, worker=world.cast.caseworker, kind="ill", from_on=TODAY, until_on=UNTIL
    )
    cover, client = lay_cover(world), as_user(world.cast.leader)
    token = client.get(reverse("absence_change", args=[absence.pk])).context["form"]["version"].value()
    sooner = {"kind": "ill", "from_on": "2026-03-10", "last_on": "2026-03-15", "version": token}
    assert client.post(reverse("absence_change", args=[absence.pk]), sooner).status_code == 302
    cover.refresh_from_db()
    assert cover.until_on == date(2026, 3, 16)
    at_noon.shift(timedelta(days=2))
    as_user(world.cast.leader).post(reverse("absence_remove", args=[absence.pk]))
    cover.refresh_from_db()
    assert cover.until_on == TODAY + timedelta(days=2)
    assert not Cover.objects.holding(TODAY + timedelta(days=2)).exists()


def test_a_cover_that_only_ends_the_same_day_stays_when_the_absence_is_moved_or_removed(
    world: World, as_user: Any
) -> None:
    absence = Absence.objects.create(
        service=world.service, worker=world.cast.caseworker, kind="ill", from_on=date(2026, 3, 16), until_on=UNTIL
    )
    cover, client = lay_cover(world), as_user(world.cast.leader)
    token = client.get(reverse("absence_change", args=[absence.pk])).context["form"]["version"].value()
    longer = {"kind": "ill", "from_on": "2026-03-16", "last_on": "2026-03-31", "version": token}
    assert client.post(reverse("absence_change", args=[absence.pk]), longer).status_code == 302
    as_user(world.cast.leader).post(reverse("absence_remove", args=[absence.pk]))
    cover.refresh_from_db()
    assert (cover.from_on, cover.until_on) == (TODAY, UNTIL)


def test_a_cover_is_ended_by_hand_and_one_that_has_not_begun_is_gone(world: World, as_user: Any) -> None:
    begun, coming = lay_cover(world, from_on=date(2026, 3, 1)), lay_cover(world, from_on=UNTIL, until_on=None)
    client = as_user(world.cast.leader)
    for cover in (begun, coming):
        assert client.post(reverse("cover_end", args=[cover.pk])).status_code == 302
    assert [row.until_on for row in Cover.objects.all()] == [TODAY]


def test_who_arranges_a_cover(world: World, as_user: Any) -> None:
    absence = Absence.objects.create(
        service=world.service, worker=world.cast.caseworker, kind="ill", from_on=TODAY, until_on=UNTIL
    )
    cover = lay_cover(world)
    for page, pk in (("absence_cover", absence.pk), ("cover_end", cover.pk)):
        may = {name for name, user in world.cast if as_user(user).get(reverse(page, args=[pk])).status_code == 200}
        assert may == {"leader", "coordinator"}, page


def test_a_colleague_who_is_away_too_is_not_offered(world: World, as_user: Any) -> None:
    third = make_user("third", "caseworker", world.service)
    absence = Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="ill", from_on=TODAY)
    Absence.objects.create(service=world.service, worker=third, kind="leave", from_on=UNTIL)
    form = as_user(world.cast.leader).get(reverse("absence_cover", args=[absence.pk])).context["form"]
    offered = [value for value, _label in form.fields[f"child_{world.child.pk}"].choices]
    assert offered == ["", str(world.cast.other_caseworker.pk)]


@pytest.mark.parametrize("who", ["leader", "other_service", "caseworker"])
def test_only_another_caseworker_of_the_service_covers(world: World, who: str) -> None:
    with pytest.raises(ValidationError):
        begin_covers(
            shares={world.child: getattr(world.cast, who)}, worker=world.cast.caseworker, from_on=TODAY,
            until_on=UNTIL, by=world.cast.leader, at=noon(TODAY),
        )  # fmt: skip
    assert not Cover.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_arrange_at_once_one_reads_that_it_is_done(transactional_db: None) -> None:
    world = make_world()

    def let(stand_in: User) -> Any:
        return lambda: begin_covers(
            shares={world.child: stand_in}, worker=world.cast.caseworker, from_on=TODAY, until_on=UNTIL,
            by=world.cast.leader, at=noon(TODAY),
        )  # fmt: skip

    third = make_user("third", "caseworker", world.service)
    done, why = at_once(let(world.cast.other_caseworker), let(third))
    assert (done, why) == ("done", "Somebody already covers for the child on these days.")
    assert Cover.objects.count() == 1


@pytest.mark.parametrize("page", ["due", "my_schedule", "tasks_mine", "caseload", "absences"])
def test_covers_cost_no_more_queries_for_many(world: World, as_user: Any, page: str) -> None:
    Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="ill", from_on=TODAY)
    reader = world.cast.leader if page in ("caseload", "absences") else world.cast.other_caseworker
    client, counted = as_user(reader), []
    children = lay_many(world, 6)
    for some in (children[:1], children[1:]):
        for child in some:
            lay_cover(world, child=child)
        client.get(reverse(page))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(page))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_somebody_covers_for_a_colleague_who_is_not_away(world: World, as_user: Any) -> None:
    client, other = as_user(world.cast.coordinator), world.cast.other_caseworker
    address = reverse("cover_new", args=[world.cast.caseworker.pk])
    assert address in client.get(reverse("caseload")).content.decode()
    asked = {"from_on": "2026-03-16", "last_on": "2026-03-20", f"child_{world.child.pk}": str(other.pk)}
    assert client.post(address, asked).url == reverse("caseload")
    cover = Cover.objects.get()
    assert (cover.worker, cover.stand_in) == (world.cast.caseworker, other)
    assert (cover.from_on, cover.until_on) == (date(2026, 3, 16), date(2026, 3, 21))
    assert not Absence.objects.exists()
    again = client.post(address, asked)
    assert (again.status_code, again.context["form"].errors) == (
        422, {f"child_{world.child.pk}": ["Other Caseworker covers already on some of these days."]},
    )  # fmt: skip
    with time_machine.travel(noon(date(2026, 3, 20)), tick=False):
        assert as_user(other).get(reverse("child", args=[world.child.pk])).status_code == 200
    with time_machine.travel(noon(date(2026, 3, 21)), tick=False):
        assert as_user(other).get(reverse("child", args=[world.child.pk])).status_code == 404


COVER_REFUSED = [
    ({"last_on": "2026-03-10"}, "last_on", "The last day is before the first."),
    ({}, "child", "Other Caseworker is away on some of these days."),
    ({"child": ""}, "__all__", "Choose somebody for at least one child."),
]


@pytest.mark.parametrize(("values", "field", "sentence"), COVER_REFUSED)
def test_a_cover_that_cannot_be_is_refused_at_its_field(
    world: World, as_user: Any, values: dict[str, str], field: str, sentence: str
) -> None:
    other, child = world.cast.other_caseworker, f"child_{world.child.pk}"
    Absence.objects.create(service=world.service, worker=other, kind="ill", from_on=date(2026, 3, 18))
    asked = {"from_on": "2026-03-16", "last_on": "2026-03-20", "child": str(other.pk)} | values
    asked[child] = asked.pop("child")
    answer = as_user(world.cast.leader).post(reverse("cover_new", args=[world.cast.caseworker.pk]), asked)
    assert (answer.status_code, Cover.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {child if field == "child" else field: [sentence]}


def test_only_who_plans_lets_somebody_cover(world: World, as_user: Any) -> None:
    address = reverse("cover_new", args=[world.cast.caseworker.pk])
    seen = {name for name, user in world.cast if as_user(user).get(address).status_code == 200}
    assert seen == {"leader", "coordinator"}


def test_one_colleague_covers_for_all_but_the_child_for_whom_another_is_chosen(world: World, as_user: Any) -> None:
    mate = make_child(world.service, "A-8", care_municipality=world.municipality)
    ContactPerson.objects.create(child=mate, worker=world.cast.caseworker, from_on=date(2024, 2, 1))
    third, other = make_user("third", "caseworker", world.service), world.cast.other_caseworker
    asked = {"from_on": "2026-03-16", "last_on": "2026-03-20", "everyone": other.pk, f"child_{mate.pk}": third.pk}
    as_user(world.cast.leader).post(reverse("cover_new", args=[world.cast.caseworker.pk]), asked)
    assert dict(Cover.objects.values_list("child", "stand_in")) == {world.child.pk: other.pk, mate.pk: third.pk}
