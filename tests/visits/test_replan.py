"""Planning again: few visits move, each with its reason; nothing changes before it is accepted, and it is undone."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fosterhomes import runs
from fosterhomes.models import AuditEvent, ContactPerson, Home, HomeHoliday, Run, SupervisionAppointment
from tests.cast import TODAY, World, make_child, make_home, place
from visits.actions.plan import accept_moves, pin_visit, undo_moves
from visits.models import Absence, PlanMove, Visit, VisitChild

from .rows import lay_visit

pytestmark = pytest.mark.usefixtures("english")

TOMORROW = TODAY + timedelta(days=1)
ORDER = {
    "start": TOMORROW.isoformat(), "tracks": ["follow_up", "supervision"], "keeps": "keeps",
    "office_from": "08:00", "office_until": "17:30", "supervisors_from": "12:00", "supervisors_until": "20:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def plan(client: Any, **order: Any) -> Run:
    """Press the button and let the worker do its work."""
    assert client.post(reverse("plan"), ORDER | order).status_code == 302
    return carried_out()


def carried_out() -> Run:
    run = Run.objects.filter(kind=Run.Kind.YEAR_PLAN).latest("pk")
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, run.failure
    return run


def stands() -> list[tuple[Any, ...]]:
    return list(Visit.objects.order_by("pk").values_list("pk", "on_day", "start", "worker", "supervisor", "status"))


def first_follow_up(world: World) -> Visit:
    visit = Visit.objects.filter(track="follow_up", children=world.child).order_by("on_day").first()
    assert visit is not None
    return visit


def away(world: World, day: date, days: int = 1) -> Absence:
    return Absence.objects.create(
        service=world.service,
        worker=world.cast.caseworker,
        kind="ill",
        from_on=day,
        until_on=day + timedelta(days=days),
    )


def test_planning_again_when_nothing_has_changed_moves_nothing(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    again = plan(client)
    assert (again.result or {})["moved"] == 0
    assert not again.moves.exists()


def test_who_is_away_moves_alone_and_only_when_accepted(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit, before = first_follow_up(world), stands()
    away(world, visit.on_day)
    run = plan(client)
    assert stands() == before, "nothing changes before somebody accepts it"
    move = run.moves.get()
    assert (move.kind, move.visit, move.why["code"]) == ("moved", visit, "away")
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "1 planned visit moves." in page
    assert f"{world.cast.caseworker.name} is away: ill" in page
    assert client.post(reverse("plan_accept", args=[run.pk])).status_code == 302
    visit.refresh_from_db()
    assert visit.on_day.isoformat() == move.after["on_day"]
    assert AuditEvent.objects.filter(verb="plan.accepted", child=world.child).exists()
    client.post(reverse("plan_undo", args=[run.pk]))
    assert stands() == before


def test_a_visit_on_a_weekday_that_suits_no_more_moves_and_says_so(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = first_follow_up(world)
    suits = (visit.on_day.weekday() + 1) % 5
    world.home.visit_hours.create(weekday=suits, from_time=time(8), until_time=time(20))
    move = plan(client).moves.get(visit=visit)
    assert (move.kind, move.why["code"]) == ("moved", "weekday")
    assert date.fromisoformat(move.after["on_day"]).weekday() == suits


def test_booked_and_pinned_visits_stay(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    pinned, booked = list(Visit.objects.filter(track="follow_up", children=world.child).order_by("on_day"))[:2]
    client.post(reverse("visit_pin", args=[pinned.pk]), {"pinned": "1"})
    Visit.objects.filter(pk=booked.pk).update(status="booked")
    for visit in (pinned, booked):
        away(world, visit.on_day)
    run = plan(client)
    assert not run.moves.filter(visit__in=(pinned, booked)).exists()
    page = client.get(reverse("plan_run", args=[run.pk]))
    assert {visit.pk for visit in page.context["kept"]} == {pinned.pk, booked.pk}
    assert not page.context["review"].misfits, "the page has told of them already"
    with pytest.raises(ValidationError):
        pin_visit(visit=Visit.objects.get(pk=booked.pk), pinned=True, by=world.cast.leader, at=timezone.now())


def test_a_visit_that_somebody_touched_is_left_alone(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = first_follow_up(world)
    away(world, visit.on_day)
    run = plan(client)
    Visit.objects.filter(pk=visit.pk).update(on_day=visit.on_day + timedelta(days=1))
    assert accept_moves(run=run, moves=None, by=world.cast.leader, at=timezone.now()) == 0
    with pytest.raises(ValidationError, match="changed meanwhile"):
        accept_moves(run=run, moves=[run.moves.get().pk], by=world.cast.leader, at=timezone.now())


def test_undoing_leaves_what_was_booked_since(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = first_follow_up(world)
    away(world, visit.on_day)
    run = plan(client)
    accept_moves(run=run, moves=None, by=world.cast.leader, at=timezone.now())
    Visit.objects.filter(pk=visit.pk).update(status="booked")
    assert undo_moves(run=run, by=world.cast.leader, at=timezone.now()) == (0, 1)


def test_nobody_is_sent_to_two_places_at_once_by_what_was_booked_meanwhile(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = first_follow_up(world)
    away(world, visit.on_day)
    run = plan(client)
    after = run.moves.get().after
    lay_visit(
        world, "follow_up", date.fromisoformat(after["on_day"]), world.other_child, home=world.other_home,
        status="booked", start=time.fromisoformat(after["start"]),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="two visits at once"):
        accept_moves(run=run, moves=None, by=world.cast.leader, at=timezone.now())
    visit.refresh_from_db()
    assert visit.on_day != date.fromisoformat(after["on_day"])


def test_a_child_who_moved_out_is_taken_out_of_the_plan_and_put_back(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    before = stands()
    world.placement.until_on, world.placement.end_reason = TODAY, "returned"
    world.placement.save()
    run = plan(client)
    assert set(run.moves.values_list("kind", flat=True)) == {"gone"}
    client.post(reverse("plan_accept", args=[run.pk]))
    assert not Visit.objects.filter(children=world.child).exists()
    client.post(reverse("plan_undo", args=[run.pk]))
    assert [row[1:] for row in stands()] != []
    assert sorted(row[1:] for row in stands()) == sorted(row[1:] for row in before)


def test_the_bad_day_asks_for_one_person_and_lets_a_colleague_step_in_only_where_it_cannot_wait(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = first_follow_up(world)
    others = stands()
    answer = client.post(
        reverse("absence_new"),
        {
            "person": f"w{world.cast.caseworker.pk}", "kind": "ill", "from_on": TOMORROW.isoformat(),
            "last_on": date(2026, 4, 10).isoformat(), "replan": "on", "stand_ins": "on",
        },
    )  # fmt: skip
    # Who covers is chosen first; then what has to move is asked for.
    shares = {f"child_{world.child.pk}": world.cast.other_caseworker.pk, "replan": "on"}
    assert client.get(answer.url).context["form"]["replan"].initial is True
    assert client.post(answer.url, shares).status_code == 302
    run = carried_out()
    moves = {move.visit_id: move for move in run.moves.all()}
    # Its window ends on 2 April, and its own caseworker is away until the 10th.
    assert moves[visit.pk].after["visitor"] == f"w{world.cast.other_caseworker.pk}"
    assert all(move.before["visitor"] == f"w{world.cast.caseworker.pk}" for move in moves.values())
    assert stands() == others


def test_what_cannot_be_moved_says_what_would_help_and_is_not_part_of_accepting_all(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visit = Visit.objects.filter(track="supervision", children=world.child).order_by("on_day").first()
    Absence.objects.create(service=world.service, supervisor=world.supervisor, kind="leave", from_on=TOMORROW)
    run = plan(client)
    assert set(run.moves.values_list("kind", flat=True)) == {"dropped"}
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "has no working day before the visit is due. Another visitor would help" in page
    client.post(reverse("plan_accept", args=[run.pk]))
    assert Visit.objects.filter(pk=visit.pk).exists()  # type: ignore[union-attr]


def test_the_page_asks_the_same_number_of_queries_for_few_moves_and_many(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    run = plan(client)
    counted = []
    for number in (2, 12):
        _lay_moves(world, run, number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("plan_run", args=[run.pk])).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


def _lay_moves(world: World, run: Run, number: int) -> None:
    for index in range(number):
        child = make_child(world.service, f"N-{run.moves.count()}", care_municipality=world.municipality)
        home: Home = make_home(world.service, f"Heim {index}", municipality=world.municipality, point=world.point)
        place(child, home)
        slot = {
            "visitor": f"w{world.cast.caseworker.pk}", "on_day": "2026-05-04", "start": "10:00", "minutes": 90,
            "children": [child.pk], "home": home.pk, "track": "follow_up",
        }  # fmt: skip
        PlanMove.objects.create(run=run, kind="moved", before=slot, after=slot | {"on_day": "2026-05-05"}, why={})


def test_only_who_plans_accepts_and_undoes(world: World, as_user: Any) -> None:
    run = plan(as_user(world.cast.leader))
    for name, user in world.cast:
        for address in ("plan_accept", "plan_undo"):
            status = as_user(user).post(reverse(address, args=[run.pk])).status_code
            assert status == (302 if name in {"leader", "coordinator"} else 404), (name, address)


def test_a_booked_visit_fills_the_window_of_its_day_and_leaves_the_earlier_one_open(world: World, as_user: Any) -> None:
    booked = lay_visit(world, "follow_up", date(2026, 8, 4), status="booked", start=time(10))
    plan(as_user(world.cast.leader))
    days = list(
        Visit.objects.filter(track="follow_up", children=world.child)
        .order_by("on_day")
        .values_list("on_day", flat=True)
    )
    assert len(days) == 5
    assert booked.on_day in days
    assert sum(date(2026, 4, 3) <= day < date(2026, 7, 3) for day in days) == 1


def test_somebody_away_who_owes_nothing_is_told_so(world: World, as_user: Any) -> None:
    SupervisionAppointment.objects.all().delete()
    client = as_user(world.cast.leader)
    absent = Absence.objects.create(service=world.service, supervisor=world.supervisor, kind="ill", from_on=TOMORROW)
    client.post(reverse("absence_replan", args=[absent.pk]))
    run = Run.objects.latest("pk")
    runs.carry_out.call(run.pk)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "owes no visit in this period: nothing has to move." in page


def test_a_plan_for_one_person_leaves_the_others_where_they_are(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    SupervisionAppointment.objects.all().delete()
    run = plan(client, persons=[f"w{world.cast.other_caseworker.pk}"])
    assert set(Visit.objects.filter(run=run).values_list("worker", flat=True)) == {world.cast.other_caseworker.pk}
    assert not VisitChild.objects.filter(child=world.child).exists()


def test_accepting_reads_the_plan_itself_once_and_not_with_every_move(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    run = plan(client)
    _lay_moves(world, run, 3)
    with CaptureQueriesContext(connection) as queries:
        client.post(reverse("plan_accept", args=[run.pk]))
        client.post(reverse("plan_undo", args=[run.pk]))
    reads = [query["sql"] for query in queries if '"problem"' in query["sql"]]
    assert not [sql for sql in reads if "planmove" in sql]
    assert len(reads) == 4, "the page's own run and its lock, for each of the two"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("family_away", lambda w, v: HomeHoliday.objects.create(
            home=v.home, from_on=v.on_day, until_on=v.on_day + timedelta(days=1))),
        ("not_theirs", lambda w, v: ContactPerson.objects.filter(child=w.child).update(worker=w.cast.other_caseworker)),
        ("too_near", lambda w, v: lay_visit(
            w, "follow_up", date(2026, 4, 6), status="booked", start=time(9), worker=w.cast.other_caseworker)),
    ],
)  # fmt: skip
def test_each_move_says_why(world: World, as_user: Any, code: str, change: Any) -> None:
    client = as_user(world.cast.leader)
    plan(client)
    visits = list(Visit.objects.filter(track="follow_up", children=world.child).order_by("on_day"))
    if code == "too_near":
        Visit.objects.filter(pk=visits[0].pk).update(on_day=date(2026, 4, 1))
        Visit.objects.filter(pk=visits[1].pk).delete()
    change(world, visits[0])
    run = plan(client)
    assert code in {move.why.get("code") for move in run.moves.filter(kind="moved")}
    assert client.get(reverse("plan_run", args=[run.pk])).status_code == 200
