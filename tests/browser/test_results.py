"""What a run or a search has found, for everybody at both widths, with rows: the walk of all pages comes before any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fosterhomes import runs
from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import Home, Kin, Run, User, Wait
from matching.models import NightSearch
from tests.cast import World, make_child, make_home, make_world
from tests.fosterhomes.test_relief import make_relief
from visits.models import Absence, Visit
from visits.plans.options import PlanOptions

from .test_every_page import UnderWay, look_at

Opened = Callable[..., None]


@pytest.fixture
def world(transactional_db: None) -> World:
    """A world with two free homes for the child who waits, and a child who waits for relief with a home for that."""
    world = make_world()
    here: dict[str, Any] = {"municipality": world.municipality, "point": world.point}
    for name in ("Ledigheim", "Solheim"):
        make_home(world.service, name, **here)
    Home.objects.filter(pk__in=(world.home.pk, world.other_home.pk)).update(places=1)
    Home.objects.filter(pk=world.emergency_home.pk).update(phone="55 00 00 02")
    make_relief(world)
    visited = make_child(world.service, "A-7", care_municipality=world.municipality, point=world.point)
    today = timezone.localdate()
    Wait.objects.create(child=visited, kind="relief", urgency="soon", from_on=today, wanted_on=today)
    Kin.objects.create(
        child=world.waiting_child,
        name="Onkel",
        relation="aunt_or_uncle",
        assessment="Bur langt unna.",
        assessed_on=today,
    )
    return world


@pytest.fixture
def opened(page: Page, world: World, log_in: Callable[[User], None]) -> Opened:
    """Return a function that opens a page, looks at it, and makes sure that it holds what it is about."""
    log_in(world.cast.coordinator)
    under_way = UnderWay(page)

    def opened(address: str, *rows: str) -> None:
        look_at(page, under_way, address)
        for row in rows:
            expect(page.locator("main").locator(row).first).to_be_attached()

    return opened


def solved(kind: str, world: World, **options: Any) -> Run:
    """Ask for a run and do what the worker does with it."""
    how = {"seconds": 20, "seed": 1, "workers": 1, **options}
    run = ask_for_run(kind=kind, service=world.service, options=how, by=world.cast.coordinator, at=timezone.now())
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, run.failure
    return run


def planned(world: World) -> Run:
    """Plan the coming year. A planner takes all the time that it is given; the proposals end when they are proven."""
    today = timezone.localdate()
    chosen = PlanOptions(today + timedelta(days=1), since=today).as_json()
    return solved(Run.Kind.YEAR_PLAN, world, **chosen, seconds=1)


def test_what_is_proposed_to_children_who_wait_is_for_everybody(opened: Opened, world: World) -> None:
    run = solved(Run.Kind.MATCHING, world)
    opened(f"/matching/{run.pk}/", "tbody tr a[href$='/accept/']", "tbody tr .runner-up a[href$='/pin/']")
    opened(f"/waiting/{world.waiting_child.pk}/homes/", ".candidate", ".why-not li")
    relief = solved(Run.Kind.RELIEF, world)
    opened(f"/relief/{relief.pk}/", "tbody tr a[href$='/accept/']")


def test_who_can_take_a_child_tonight_is_for_everybody(opened: Opened, world: World) -> None:
    by = world.cast.on_call
    search = NightSearch.objects.create(service=world.service, begun_at=timezone.now(), begun_by=by, ages=[7])
    opened(f"/tonight/{search.pk}/", ".night-home .night-call", ".night-home .night-answers")


def test_a_plan_and_what_moves_in_it_are_for_everybody(opened: Opened, world: World) -> None:
    run, caseworker = planned(world), world.cast.caseworker
    opened(f"/plan/{run.pk}/", f"tbody tr a[href='/plan/{run.pk}/w{caseworker.pk}/']")
    opened(f"/plan/{run.pk}/w{caseworker.pk}/", "a[href^='/visits/']")
    day = Visit.objects.filter(worker=caseworker).earliest("on_day").on_day
    Absence.objects.create(
        service=world.service, worker=caseworker, kind="ill", from_on=day, until_on=day + timedelta(days=1)
    )
    again = planned(world)
    assert again.moves.exists()
    opened(f"/plan/{again.pk}/", f"form[action='/plan/{again.pk}/accept/']", "tbody tr")
