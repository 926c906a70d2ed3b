"""The year plan: what it is made of, one button that makes it, and the pages that show it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fosterhomes import runs
from fosterhomes.models import ContactPerson, Placement, Point, Run, SupervisionAppointment, VisitHours
from tests.cast import TODAY, World, make_child, place
from visits.models import Absence, Visit, VisitChild, WorkingHours
from visits.planner.problem import parse
from visits.planner.solution import Result
from visits.plans.entries import entries
from visits.plans.options import PlanOptions
from visits.plans.problem import PlanProblem
from visits.plans.serve import gap
from visits.plans.suiting import hours_of, hours_there, weekday_hours_of
from visits.working_days import working_days

from .rows import lay_visit

TOMORROW = TODAY + timedelta(days=1)
PLANNERS = {"leader", "coordinator", "other_service"}
HOURS = {"office_from": "08:00", "office_until": "17:30", "supervisors_from": "12:00", "supervisors_until": "20:00"}
ORDER = {"start": TOMORROW.isoformat(), "tracks": ["follow_up", "supervision"], "keeps": "keeps", **HOURS}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def plan(world: World, client: Any, **order: str) -> Run:
    """Press the button and let the worker do its work."""
    assert client.post(reverse("plan"), ORDER | order).status_code == 302
    run = Run.objects.filter(kind=Run.Kind.YEAR_PLAN).latest("pk")
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    return run


def entries_of(world: World, child: Any, track: str) -> list[Any]:
    made = entries(world.service.pk, PlanOptions(TOMORROW))
    return [entry for entry in made if child.pk in entry.children and entry.track == track]


def test_only_who_plans_opens_the_page(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("plan")).status_code
        assert status == (200 if name in PLANNERS else 404), name


def test_the_coming_year_owes_the_rest_of_this_one_and_the_beginning_of_the_next(world: World) -> None:
    found = entries_of(world, world.child, "follow_up")
    assert [(entry.from_on, entry.until_on) for entry in found] == [
        (TOMORROW, date(2026, 4, 3)),
        (date(2026, 4, 3), date(2026, 7, 3)),
        (date(2026, 7, 3), date(2026, 10, 2)),
        (date(2026, 10, 2), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 3, 11)),
    ]


def test_a_visit_that_is_done_or_booked_is_not_planned_again(world: World) -> None:
    done = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", status="done", worker=world.cast.caseworker,
        on_day=date(2026, 2, 3),
    )  # fmt: skip
    booked = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", status="booked", worker=world.cast.caseworker,
        on_day=date(2026, 5, 4), start=time(10),
    )  # fmt: skip
    for visit in (done, booked):
        VisitChild.objects.create(visit=visit, child=world.child)
    assert [entry.number for entry in entries_of(world, world.child, "follow_up")] == [3, 4, 1]


def test_each_track_has_its_own_visitor(world: World) -> None:
    follow_up = entries_of(world, world.child, "follow_up")[0]
    supervision = entries_of(world, world.child, "supervision")[0]
    assert follow_up.visitors == (f"w{world.cast.caseworker.pk}",)
    assert supervision.visitors == (f"s{world.supervisor.pk}",)
    assert follow_up.target < supervision.target, "not both in the same week"


def test_siblings_in_one_home_share_the_visit(world: World) -> None:
    sister = make_child(world.service, "A-7", care_municipality=world.municipality)
    place(sister, world.home)
    ContactPerson.objects.create(child=sister, worker=world.cast.caseworker, from_on=date(2024, 2, 1))
    shared = entries_of(world, sister, "follow_up")
    assert all(set(entry.children) == {world.child.pk, sister.pk} for entry in shared)
    assert shared[0].minutes == 120


def test_children_in_one_home_with_different_caseworkers_do_not(world: World) -> None:
    other = make_child(world.service, "A-7", care_municipality=world.municipality)
    place(other, world.home)
    ContactPerson.objects.create(child=other, worker=world.cast.other_caseworker, from_on=date(2024, 2, 1))
    assert all(len(entry.children) == 1 for entry in entries_of(world, other, "follow_up"))


def test_the_hours_of_a_home_are_laid_together(world: World) -> None:
    for weekday, begin, end in ((0, 9, 12), (1, 11, 14), (2, 17, 19)):
        VisitHours.objects.create(home=world.home, weekday=weekday, from_time=time(begin), until_time=time(end))
    assert hours_of(world.home) == [["09:00", "14:00"], ["17:00", "19:00"]]
    assert hours_of(world.other_home) == [["08:00", "20:00"]]


def test_the_hours_of_a_home_go_by_weekday_to_the_planner(world: World) -> None:
    for weekday, begin, end in ((0, 9, 12), (0, 11, 14), (3, 17, 19)):
        VisitHours.objects.create(home=world.home, weekday=weekday, from_time=time(begin), until_time=time(end))
    named = {"monday": [["09:00", "14:00"]], "thursday": [["17:00", "19:00"]]}
    assert weekday_hours_of(world.home) == {"weekday_hours": named}
    assert weekday_hours_of(world.other_home) == {}
    thursday, friday = date(2026, 4, 9), date(2026, 4, 10)
    assert hours_there(world.home, thursday) == [["17:00", "19:00"]]
    assert hours_there(world.home, friday) == hours_of(world.home), "who put it there knew why"
    content = PlanProblem(world.service, PlanOptions(TOMORROW)).as_json()
    assert parse(content)
    theirs = [visit for visit in content["visits"] if f"-{world.home.pk}-" in visit["id"]]
    assert theirs
    assert all(visit["weekday_hours"] == named for visit in theirs)


def test_visits_are_planned_on_the_weekdays_that_suit_the_home(world: World, as_user: Any) -> None:
    VisitHours.objects.create(home=world.home, weekday=1, from_time=time(13), until_time=time(16))
    plan(world, as_user(world.cast.leader))
    planned = Visit.objects.filter(home=world.home, status="planned")
    assert planned
    assert all(visit.on_day.weekday() == 1 for visit in planned)


def test_a_colleague_may_step_in_where_the_home_suits_on_no_day_that_the_caseworker_works(world: World) -> None:
    """The caseworker works on Mondays alone; the other one, of whom nothing is set, on all days."""
    hours = {"from_time": time(8), "until_time": time(15, 30)}
    WorkingHours.objects.create(service=world.service, worker=world.cast.caseworker, weekday=0, **hours)
    stepping_in = f"w{world.cast.other_caseworker.pk}"

    def may() -> list[bool]:
        entries = PlanProblem(world.service, PlanOptions(TOMORROW, stand_ins=True)).entries
        theirs = [one for one in entries if world.child.pk in one.children and one.track == "follow_up"]
        return [stepping_in in one.visitors for one in theirs if not one.late]

    VisitHours.objects.create(home=world.home, weekday=0, from_time=time(9), until_time=time(12))
    assert not any(may())
    VisitHours.objects.update(weekday=1)
    assert all(may())


def test_a_home_that_suits_on_no_day_of_work_is_not_planned_and_says_why(world: World, as_user: Any) -> None:
    VisitHours.objects.create(home=world.home, weekday=6, from_time=time(13), until_time=time(16))
    client = as_user(world.cast.leader)
    run = plan(world, client)
    assert not Visit.objects.filter(home=world.home, track="follow_up").exists()
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert (
        f"On the days and at the hours that {world.cast.caseworker.name} works before the visit is due, no visit suits"
        in page
    )
    assert "Another weekday in the home would help" in page


def test_the_problem_is_one_and_holds_no_names(world: World) -> None:
    content = PlanProblem(world.service, PlanOptions(TOMORROW)).as_json()
    assert parse(content)
    assert world.child.name not in str(content)
    assert world.home.name not in str(content)
    days = {day["date"] for visitor in content["visitors"] for day in visitor["days"]}
    assert "2026-05-17" not in days
    assert "2026-04-02" not in days, "Maundy Thursday is a public holiday"


def test_a_booking_outside_working_hours_stretches_the_day(world: World) -> None:
    Visit.objects.create(
        service=world.service, home=world.home, track="supervision", status="booked", supervisor=world.supervisor,
        on_day=date(2026, 5, 16), start=time(9),
    )  # fmt: skip
    content = PlanProblem(world.service, PlanOptions(TOMORROW)).as_json()
    visitor = next(v for v in content["visitors"] if v["id"] == f"s{world.supervisor.pk}")
    saturday = next(day for day in visitor["days"] if day["date"] == "2026-05-16")
    assert saturday == {"date": "2026-05-16", "from": "09:00", "until": "10:30"}


def test_visits_of_a_track_to_one_child_keep_a_distance(world: World) -> None:
    booked = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", status="booked", worker=world.cast.caseworker,
        on_day=date(2026, 5, 4), start=time(10),
    )  # fmt: skip
    VisitChild.objects.create(visit=booked, child=world.child)
    content = PlanProblem(world.service, PlanOptions(TOMORROW)).as_json()
    own = [entry.id for entry in entries_of(world, world.child, "follow_up")]
    assert {"visits": own, "days": 14} in content["apart"]
    assert {"visits": [own[0], f"b{booked.pk}"], "days": 14} in content["apart"]
    assert parse(content)


def test_nobody_is_sent_out_on_christmas_eve() -> None:
    days = set(working_days(date(2026, 12, 1), 31))
    assert not days & {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31)}
    assert date(2026, 12, 23) in days


def test_ways_are_whole_fives_so_that_visits_begin_when_people_meet(world: World) -> None:
    content = PlanProblem(world.service, PlanOptions(TOMORROW)).as_json()
    assert all(minutes % 5 == 0 for row in content["travel_minutes"] for minutes in row if minutes is not None)


def test_the_plan_makes_planned_visits_for_each_child(world: World, as_user: Any) -> None:
    run = plan(world, as_user(world.cast.leader))
    assert run.state == Run.State.DONE, run.failure
    made = Visit.objects.filter(run=run, children=world.child)
    assert set(made.values_list("status", flat=True)) == {"planned"}
    assert made.filter(track="follow_up", worker=world.cast.caseworker).count() == 5
    assert made.filter(track="supervision", supervisor=world.supervisor).count() == 5
    assert all(visit.start for visit in made)


def test_the_page_says_how_much_is_planned_and_why_the_rest_is_not(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    run = plan(world, client)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "The child has no supervisor. Appoint one, and plan again." in page
    assert page.count(f">{world.other_child.name}</a>") == 1, "one line for all visits that the same thing stands in"
    assert "supervision × 5" in page
    assert world.cast.caseworker.name in page
    assert as_user(world.cast.other_service).get(reverse("plan_run", args=[run.pk])).status_code == 404


def test_one_persons_part_is_shown_by_week(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    run = plan(world, client)
    answer = client.get(reverse("plan_person", args=[run.pk, f"w{world.cast.caseworker.pk}"]))
    assert sum(len(week.stops) for week in answer.context["weeks"]) == 5
    assert client.get(reverse("plan_person", args=[run.pk, "w0"])).status_code == 404


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({"start": TODAY.isoformat()}, "A plan begins tomorrow at the earliest."),
        ({"start": "2030-01-01"}, "A plan begins within a year. Is the year right?"),
        ({"office_until": "07:00"}, "The end must be after the start."),
    ],
)
def test_a_wrong_order_is_refused_at_the_field(
    world: World, as_user: Any, order: dict[str, str], sentence: str
) -> None:
    answer = as_user(world.cast.leader).post(reverse("plan"), ORDER | order)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Run.objects.exists()


def test_while_a_plan_is_being_made_nothing_that_was_chosen_is_lost(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    going_on = Run.objects.create(
        service=world.service, kind=Run.Kind.YEAR_PLAN, asked_by=world.cast.coordinator, asked_at=timezone.now()
    )
    answer = client.post(reverse("plan"), ORDER | {"tracks": ["supervision"], "office_until": "15:10"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A run of this kind is already under way." in page
    assert reverse("run_progress", args=[going_on.pk]) in page
    chosen = answer.context["form"]
    assert (chosen["tracks"].value(), chosen["office_until"].value()) == (["supervision"], "15:10")
    assert Run.objects.get() == going_on
    going_on.state = Run.State.CANCELLED
    going_on.save()
    assert "which is being made" not in client.get(reverse("plan")).content.decode()


def test_without_an_office_the_supervisors_are_planned_and_the_page_says_what_to_do(world: World, as_user: Any) -> None:
    world.service.office = None
    world.service.save()
    client = as_user(world.cast.leader)
    run = plan(world, client)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "The service has no office in the register" in page
    assert set(Visit.objects.filter(run=run).values_list("track", flat=True)) == {"supervision"}


def test_without_anything_owed_the_page_says_so(world: World, as_user: Any) -> None:
    Placement.objects.update(until_on=date(2026, 1, 1), end_reason="returned")
    client = as_user(world.cast.leader)
    run = plan(world, client)
    assert "No visit is owed in this period" in client.get(reverse("plan_run", args=[run.pk])).content.decode()


def test_without_anybody_to_visit_the_page_says_what_to_do(world: World, as_user: Any) -> None:
    ContactPerson.objects.all().delete()
    SupervisionAppointment.objects.all().delete()
    client = as_user(world.cast.leader)
    run = plan(world, client)
    assert run.failure == "no_working_days"
    assert "Give children a contact person" in client.get(reverse("plan_run", args=[run.pk])).content.decode()


def test_bookings_that_contradict_are_named(world: World, as_user: Any) -> None:
    for _number in range(2):
        visit = Visit.objects.create(
            service=world.service, home=world.home, track="follow_up", status="booked", worker=world.cast.caseworker,
            on_day=date(2026, 5, 4), start=time(10),
        )  # fmt: skip
        VisitChild.objects.create(visit=visit, child=world.child)
    client = as_user(world.cast.leader)
    run = plan(world, client)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "These booked visits cannot all be kept" in page
    assert not Visit.objects.filter(run=run).exists()


def test_people_without_a_working_day_are_named_and_the_rest_is_planned(world: World, as_user: Any) -> None:
    Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="leave", from_on=TODAY)
    client = as_user(world.cast.leader)
    run = plan(world, client)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert f"No working day in this period: {world.cast.caseworker.name}." in page
    assert Visit.objects.filter(run=run, track="supervision").exists()


def test_a_home_without_a_place_is_named_with_what_to_do_and_the_rest_is_planned(world: World, as_user: Any) -> None:
    world.home.point = None
    world.home.save()
    client = as_user(world.cast.leader)
    run = plan(world, client)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert "No way to the home is known. Register its village" in page
    assert world.home.name in page
    assert Visit.objects.filter(run=run, children=world.other_child).exists()


def test_the_page_says_what_the_tours_save_and_that_they_stand_on_estimates(world: World, as_user: Any) -> None:
    north = {"municipality": world.municipality, "latitude": "60.80000", "longitude": "5.20000"}
    world.other_home.point = world.home.point = Point.objects.create(village="Austrheim", **north)
    for home in (world.home, world.other_home):
        home.save()
    ContactPerson.objects.filter(child=world.other_child).update(worker=world.cast.caseworker)
    client = as_user(world.cast.leader)
    page = client.get(reverse("plan_run", args=[plan(world, client).pk])).content.decode()
    assert "of driving against a trip of its own for each visit." in page
    assert "This plan is made on estimated travel times" in page


def test_progress_tells_the_best_so_far_and_how_far_it_may_be_from_the_best() -> None:
    assert gap(Result("feasible", cost=200, bound=190)) == 5.0
    assert gap(Result("feasible", cost=200)) is None


def test_options_are_the_same_after_they_were_stored() -> None:
    chosen = PlanOptions(
        TOMORROW, tracks=("follow_up",), persons=("w3", "s4"), keeps=False, since=TODAY, stand_ins=True
    )
    assert PlanOptions.from_json(chosen.as_json()) == chosen
    old = {"start": "2026-03-11", "days": 365, "office": ["08:00", "17:30"], "supervisors": ["12:00", "20:00"]}
    assert PlanOptions.from_json(old) == PlanOptions(date(2026, 3, 11), since=date(2026, 3, 11))


def test_the_weeks_of_a_person_ask_the_same_number_of_queries_for_few_visits_and_many(
    world: World, as_user: Any
) -> None:
    client = as_user(world.cast.leader)
    run = plan(world, client)
    page, counted = reverse("plan_person", args=[run.pk, f"w{world.cast.caseworker.pk}"]), []
    for number in (1, 9):
        for day in range(number):
            lay_visit(world, "follow_up", TOMORROW + timedelta(days=7 * day + number), status="planned")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
