"""From which day a year is counted: calendar years, years from moving in, and a service that goes over to those."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Child, HomeMove, Placement
from tests.cast import TODAY, World
from visits.counting import counting_years
from visits.days import FOREVER, Span
from visits.models import Pause, ShortfallSeen, VisitSettings
from visits.owed import TrackYear, owed, owed_between, shortfalls
from visits.plans.entries import entries
from visits.plans.options import PlanOptions

from .rows import lay_visit, noon

ALWAYS = "0001-01-01"

YEARS = [
    # moved in, went over on, asked for the day: how the year is counted, its first day, the day after its last
    ("2024-02-01", None, "2026-01-31", "calendar 2026", "2026-01-01", "2027-01-01"),
    ("2024-02-01", ALWAYS, "2026-01-31", "placement 2025", "2025-02-01", "2026-02-01"),
    ("2024-02-01", ALWAYS, "2026-02-01", "placement 2026", "2026-02-01", "2027-02-01"),
    # moved in on a leap day: its anniversary is 1 March in other years
    ("2024-02-29", ALWAYS, "2026-02-28", "placement 2025", "2025-03-01", "2026-03-01"),
    ("2024-02-29", ALWAYS, "2028-02-29", "placement 2028", "2028-02-29", "2029-03-01"),
    # went over on New Year's Day: until the first anniversary the calendar year goes on
    ("2024-05-10", "2026-01-01", "2025-12-31", "calendar 2025", "2025-01-01", "2026-01-01"),
    ("2024-05-10", "2026-01-01", "2026-05-09", "calendar 2026", "2026-01-01", "2026-05-10"),
    ("2024-05-10", "2026-01-01", "2026-05-10", "placement 2026", "2026-05-10", "2027-05-10"),
    # in the middle of a year: who has had the anniversary follows next year
    ("2024-02-01", "2026-05-10", "2026-12-31", "calendar 2026", "2026-01-01", "2027-01-01"),
    ("2024-02-01", "2026-05-10", "2027-01-31", "calendar 2027", "2027-01-01", "2027-02-01"),
    ("2024-02-01", "2026-05-10", "2027-02-01", "placement 2027", "2027-02-01", "2028-02-01"),
    # moved in afterwards, and on the very day
    ("2026-06-15", "2026-05-10", "2026-06-15", "placement 2026", "2026-06-15", "2027-06-15"),
    ("2026-05-10", "2026-05-10", "2026-05-10", "placement 2026", "2026-05-10", "2027-05-10"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("moved_in", "went_over", "asked", "counted", "first", "until"), YEARS)
def test_in_which_counting_year_a_day_lies(
    moved_in: str, went_over: str | None, asked: str, counted: str, first: str, until: str
) -> None:
    the_day = Span(day(asked), day(asked) + timedelta(days=1))
    (year,) = counting_years(day(moved_in), day(went_over) if went_over else None, the_day)
    assert (f"{year.basis} {year.year}", year.days) == (counted, Span(day(first), day(until)))


@pytest.mark.parametrize("moved_in", ["2024-02-29", "2024-02-01", "2025-12-31", "2026-01-01", "2026-05-10"])
@pytest.mark.parametrize("went_over", [None, ALWAYS, "2026-01-01", "2026-05-10", "2027-02-28"])
def test_every_day_of_a_stay_lies_in_exactly_one_counting_year(moved_in: str, went_over: str | None) -> None:
    whole = Span(day(moved_in), day("2031-01-01"))
    years = counting_years(day(moved_in), day(went_over) if went_over else None, whole)
    assert years[0].days.from_on <= whole.from_on
    assert years[-1].days.until_on >= whole.until_on
    ends = [year.days.until_on for year in years[:-1]]
    assert ends == [year.days.from_on for year in years[1:]]


# --- the rows of the register --------------------------------------------------------------------------------------


def count_from_moving_in(world: World, from_on: date | None = None) -> None:
    VisitSettings.objects.create(service=world.service, counting="placement", counting_from_on=from_on)


def moved_in(world: World, from_on: str) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(from_on=day(from_on))


def row(world: World, on: str, track: str = "supervision") -> TrackYear:
    (found,) = [one for one in owed(Child.objects.filter(pk=world.child.pk), day(on)) if one.track == track]
    return found


def windows(year: TrackYear) -> list[tuple[str, str]]:
    return [(str(window.from_on), str(window.until_on)) for window in year.result.windows]


FROM_MOVING_IN = [
    # moved in 10 May 2024; the day; what happens; the windows of supervision in the year from 10 May 2025
    ("nothing", [("2025-05-10", "2025-08-10"), ("2025-08-10", "2025-11-09"), ("2025-11-09", "2026-02-08"),
                 ("2026-02-08", "2026-05-10")]),
    # the care municipality takes over on 1 September 2025: 114 days x 4 of 365, 1.25 visits
    ("agreement away", [("2025-05-10", "2025-08-10")]),
    # the family came to us on 1 January 2026: the year is the child's all the same, and 129 days are ours, 1.41 visits
    ("family came", [("2026-01-01", "2026-04-03")]),
    # and on 20 December: 141 days, 1.55 visits; the rest ends with the year of the child
    ("family came before Christmas", [("2025-12-20", "2026-03-22"), ("2026-03-22", "2026-05-10")]),
    # a pause over New Year moves what comes after it, by its 31 days
    ("pause over New Year", [("2025-05-10", "2025-08-10"), ("2025-08-10", "2025-11-09"), ("2025-11-09", "2026-03-11"),
                             ("2026-03-11", "2026-05-10")]),
    # 18 on 1 March 2026: 295 days, 3.23 visits
    ("turns 18", [("2025-05-10", "2025-08-10"), ("2025-08-10", "2025-11-09"), ("2025-11-09", "2026-02-08")]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "expected"), FROM_MOVING_IN)
def test_the_year_is_the_childs_in_the_home_and_only_days_of_our_duty_add(
    world: World, what: str, expected: list[tuple[str, str]]
) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    happen(world, what)
    year = row(world, "2026-04-20")
    assert year.days == Span(day("2025-05-10"), day("2026-05-10"))
    assert windows(year) == expected


def happen(world: World, what: str) -> None:
    if what == "agreement away":
        Child.objects.filter(pk=world.child.pk).update(care_municipality=world.other_municipality)
        Placement.objects.filter(pk=world.placement.pk).update(supervision_moved_on=day("2025-09-01"))
    elif what.startswith("family came"):
        moved_on = day("2025-12-20" if "Christmas" in what else "2026-01-01")
        HomeMove.objects.create(home=world.home, on_day=moved_on, from_municipality=world.other_municipality)
    elif what == "pause over New Year":
        pause = {"from_on": day("2025-12-15"), "until_on": day("2026-01-15"), "reason": "Heime"}
        Pause.objects.create(placement=world.placement, **pause)
    elif what == "turns 18":
        Child.objects.filter(pk=world.child.pk).update(birth_date=day("2008-03-01"))


def test_a_visit_counts_in_the_year_from_moving_in_and_not_by_the_calendar(world: World) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    for made_on in ("2025-05-09", "2025-06-01", "2026-01-05"):
        lay_visit(world, "supervision", day(made_on))
    year = row(world, "2026-03-01")
    assert [str(one) for one in year.made_on] == ["2025-06-01", "2026-01-05"]
    assert (year.required, year.missing) == (4, 1)


def test_the_year_in_which_the_service_goes_over_ends_the_calendar_year_at_the_anniversary(world: World) -> None:
    count_from_moving_in(world, day("2026-01-01"))
    moved_in(world, "2024-05-10")
    # 129 days of 365, 1.41 visits: one is owed before the anniversary, what is left is forgiven.
    assert windows(row(world, "2026-03-01")) == [("2026-01-01", "2026-04-03")]
    assert windows(row(world, "2026-05-10"))[0] == ("2026-05-10", "2026-08-10")
    both = [one for one in owed_between(children(world), Span(day("2026-03-01"), day("2027-03-01")), day("2026-03-01"))
            if one.track == "supervision"]  # fmt: skip
    assert [(one.case.basis, one.case.year, one.required) for one in both] == [
        ("calendar", 2026, 1), ("placement", 2026, 4),
    ]  # fmt: skip


def children(world: World) -> Any:
    return Child.objects.filter(pk=world.child.pk)


def test_what_the_last_year_ended_short_of_is_that_of_the_child(world: World) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    lay_visit(world, "supervision", day("2025-05-01"))
    (short,) = [one for one in shortfalls(children(world), day("2026-03-01")) if one.track == "supervision"]
    assert (short.case.year, short.days, short.missing) == (2024, Span(day("2024-05-10"), day("2025-05-10")), 3)


def test_a_stay_has_no_days_that_another_home_counts(world: World) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    Placement.objects.filter(pk=world.placement.pk).update(until_on=day("2025-11-01"), end_reason="moved_home")
    assert windows(row(world, "2026-03-01")) == [("2025-05-10", "2025-08-10"), ("2025-08-10", "2025-11-01")]
    assert row(world, "2026-03-01").has_ended
    assert row(world, "2026-03-01").case.lived_there.until_on < FOREVER
    assert [one for one in owed(children(world), day("2026-05-10")) if one.track == "supervision"] == []


def test_the_plan_owes_the_windows_of_both_years_that_it_touches(world: World) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    plan = entries(world.service.pk, PlanOptions(day("2026-03-01")))
    planned = [one for one in plan if one.children == (world.child.pk,)]
    until = sorted(str(one.until_on) for one in planned if one.track == "supervision")
    # Three are late and can be made good for 28 days; the fourth and the next year's follow.
    assert until == ["2026-03-29", "2026-03-29", "2026-03-29", "2026-05-10", "2026-08-10", "2026-11-09", "2027-02-08",
                     "2027-03-01"]  # fmt: skip


# --- the pages -----------------------------------------------------------------------------------------------------


def test_the_same_number_stands_on_every_page(world: World, as_user: Any) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    lay_visit(world, "supervision", day("2025-06-01"))
    with time_machine.travel(noon(TODAY), tick=False):
        client = as_user(world.cast.leader)
        due = {
            one.year.track: one for one in client.get(reverse("due")).context["page"] if one.year.child == world.child
        }
        page = client.get(reverse("child_visits", args=[world.child.pk]))
        lines = {one.year.track: one for one in page.context["lines"]}
        forecast = {one.row.year.track: one for one in client.get(reverse("forecast")).context["page"]
                    if one.row.year.child == world.child}  # fmt: skip
    assert due["supervision"].fraction == lines["supervision"].fraction == "1 of 4"
    assert due["supervision"].year.missing == lines["supervision"].year.missing == 2
    assert forecast["supervision"].short == 3
    assert "counted from moving in: 10 May 2025 to 9 May 2026" in page.content.decode()
    # The line begins with the counting year, and so do its months; 10 March is its day 304.
    assert (lines["supervision"].days, lines["supervision"].today_at) == (365, 304)
    assert [str(first) for _x, first in lines["supervision"].months][:2] == ["2025-05-10", "2025-06-10"]


def test_a_shortfall_of_a_year_from_moving_in_is_acknowledged_once(world: World, as_user: Any) -> None:
    count_from_moving_in(world)
    moved_in(world, "2024-05-10")
    with time_machine.travel(noon(TODAY), tick=False):
        client = as_user(world.cast.leader)
        assert "10 May 2024 to 9 May 2025" in client.get(reverse("shortfall_list")).content.decode()
        address = reverse("shortfall_seen", args=[world.placement.pk, "supervision"])
        assert client.post(address, {"note": "New supervisor."}).status_code == 302
        assert client.get(address).status_code == 404
    seen = ShortfallSeen.objects.get()
    assert (seen.basis, seen.year, seen.missing) == ("placement", 2024, 4)


def test_the_leader_chooses_how_years_are_counted(world: World, as_user: Any) -> None:
    with time_machine.travel(noon(TODAY), tick=False):
        client = as_user(world.cast.leader)
        page = client.get(reverse("visit_settings"))
        sent = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
        wrong = client.post(
            reverse("visit_settings"), sent | {"counting": "calendar", "counting_from_on": "2026-01-01"}
        )
        assert wrong.status_code == 422
        assert "Choose those, or leave it empty." in wrong.content.decode()
        client.post(reverse("visit_settings"), sent | {"counting": "placement", "counting_from_on": "2026-01-01"})
    stored = VisitSettings.objects.get()
    assert (stored.counting, stored.counting_from_on) == ("placement", day("2026-01-01"))
