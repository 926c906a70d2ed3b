"""Relief in the register: what a child needs, on which weekends it comes, and what the pages show of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.actions.relief import agree_weekends, correct_cycle
from fosterhomes.models import (
    AuditEvent,
    Child,
    Home,
    HomeHoliday,
    Placement,
    ReliefAgreement,
    ReliefCycle,
    ReliefNeed,
    WeekendPattern,
)
from fosterhomes.relief import calendar, cycles_of
from fosterhomes.versions import version_of
from tests.cast import TODAY, World, access, make_child, make_home, make_world, place
from tests.fosterhomes.days import on_the_day
from tests.fosterhomes.test_placement_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
AT = datetime(2026, 3, 10, 8, tzinfo=UTC)
FRIDAY, A_YEAR = date(2026, 3, 13), date(2027, 3, 13)


def make_relief(world: World, name: str = "Helgeheim", *, weeks: int = 2, places: tuple[int, ...] = (1, 1)) -> Home:
    """Return a relief home with a cycle that begins on the Friday to come."""
    home = make_home(world.service, name, municipality=world.municipality, point=world.point, kind="relief", places=3)
    names = ("first_places", "second_places", "third_places", "fourth_places")
    values = dict(zip(names, places, strict=False))
    ReliefCycle.objects.create(home=home, weeks=weeks, first_weekend_on=FRIDAY, **values)
    return home


@pytest.fixture
def relief(world: World) -> Home:
    return make_relief(world)


def stay_of(child: Child, home: Home) -> Placement:
    return place(child, home, TODAY, kind="relief", legal_ground="assistance")


def agree(world: World, stay: Placement, *weekends: int, from_on: date = FRIDAY, until_on: date = A_YEAR) -> None:
    codes = [str(number) for number in weekends]
    agreement = ReliefAgreement(placement=stay, weekends=codes, from_on=from_on, until_on=until_on)
    agree_weekends(agreement=agreement, by=world.cast.leader, at=AT)


def refused(world: World, stay: Placement, *weekends: int, **days: date) -> str:
    with pytest.raises(ValidationError) as refusal:
        agree(world, stay, *weekends, **days)
    return " ".join(refusal.value.messages)


def test_a_weekend_that_is_full_is_refused_with_the_day_on_which_it_is_free(world: World, relief: Home) -> None:
    agree(world, stay_of(world.child, relief), 1)
    second = stay_of(world.other_child, relief)
    assert refused(world, second, 1) == "The first weekend is full until 13 March 2027."
    agree(world, second, 1, from_on=A_YEAR, until_on=A_YEAR + timedelta(days=365))
    cycle = cycles_of([relief.pk], TODAY)[relief.pk]
    assert [cycle.free(number, TODAY) for number in cycle.numbers] == [0, 1]
    assert AuditEvent.objects.filter(verb="reliefagreement.made", child=world.other_child, home=relief).exists()


def test_a_weekend_with_contact_and_one_in_another_relief_home_are_refused(world: World, relief: Home) -> None:
    stay = stay_of(world.child, relief)
    pattern = WeekendPattern.objects.create(child=world.child, every_weeks=2, first_on=date(2026, 3, 15), why="far")
    assert refused(world, stay, 1) == "The first weekend is blocked: far."
    pattern.delete()
    other = make_relief(world, "Heimen", weeks=4, places=(1, 1, 1, 1))
    agree(world, stay_of(world.child, other), 3)
    assert refused(world, stay, 1) == "The first weekend is blocked: the child is in Heimen then."
    agree(world, stay, 2)


def test_a_cycle_without_a_first_weekend_and_a_weekend_it_has_not_are_said(world: World, relief: Home) -> None:
    stay = stay_of(world.child, relief)
    assert refused(world, stay, 3) == "The cycle of the home has no third weekend."
    ReliefCycle.objects.update(first_weekend_on=None)
    assert refused(world, stay, 1).startswith("The cycle has no first weekend")
    assert refused(world, stay, 1, until_on=FRIDAY)


def test_two_agreements_of_one_stay_never_hold_on_the_same_day(world: World, relief: Home) -> None:
    stay = stay_of(world.child, relief)
    agree(world, stay, 1)
    assert "already agreed in this period" in refused(world, stay, 2)


def test_a_cycle_on_which_children_come_is_not_moved_under_them(world: World, relief: Home) -> None:
    agree(world, stay_of(world.child, relief), 1)
    seen = version_of(ReliefCycle.objects.get(), ["first_places", "first_weekend_on"])
    for name, value, why in (
        ("first_weekend_on", FRIDAY + timedelta(days=7), "which would move with it"),
        ("first_places", 0, "On the first weekend come more children (1) than that."),
    ):
        cycle = ReliefCycle.objects.get()
        setattr(cycle, name, value)
        with pytest.raises(ValidationError, match=re.escape(why)):
            correct_cycle(cycle, by=world.cast.leader, at=AT, reason="Feil", seen=seen)
    Placement.objects.filter(home=relief).update(until_on=TODAY, from_on=date(2026, 1, 1), end_reason="other")
    cycle = ReliefCycle.objects.get()
    cycle.first_places = 0
    assert correct_cycle(cycle, by=world.cast.leader, at=AT, reason="Feil", seen=seen) == ["first_places"]


def test_the_calendar_tells_who_comes_who_stays_away_and_when_the_family_is(world: World, relief: Home) -> None:
    agree(world, stay_of(world.child, relief), 1)
    WeekendPattern.objects.create(child=world.child, first_on=date(2026, 3, 27), why="bursdag")
    HomeHoliday.objects.create(home=relief, from_on=date(2026, 4, 9), until_on=date(2026, 4, 12))
    (row,) = calendar([relief], access(world.cast.leader)).rows
    first, second, third, fourth, fifth = row.cells[:5]
    assert [guest.name for guest in first.guests] == [world.child.name]
    assert (first.number, first.free, second.number, second.free) == (1, 0, 2, 1)
    assert (third.guests[0].away, third.free) == ("bursdag", 1)
    assert (fourth.holiday, fifth.closed, fifth.free) == (True, "the family is away", 0)
    (row,) = calendar([relief], access(world.cast.other_caseworker)).rows
    assert row.cells[0].guests[0].name == ""


def test_the_calendar_asks_the_same_number_of_queries_for_many_homes(world: World, relief: Home) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            calendar(Home.objects.filter(kind="relief"), access(world.cast.leader))
        return len(queries)

    agree(world, stay_of(world.child, relief), 1)
    few = asked()
    for number in range(4):
        home = make_relief(world, f"Heim {number}")
        agree(
            world, stay_of(make_child(world.service, f"R-{number}", care_municipality=world.municipality), home), 1, 2
        )
    assert asked() == few


def test_need_and_weekends_of_a_child_are_written_on_its_page(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    world.wait.kind = "relief"
    world.wait.save()
    child = world.waiting_child
    page = client.get(reverse("child", args=[child.pk]), headers=ENGLISH).content.decode()
    assert "Add what is needed of relief" in page
    need = {"weekends": 2, "apart": "on", "note": ""}
    assert client.post(reverse("limit_new", args=[child.pk, "relief"]), need, headers=ENGLISH).status_code == 302
    assert client.post(reverse("limit_new", args=[child.pk, "relief"]), need, headers=ENGLISH).status_code == 422
    pattern = {"kind": "blocked", "every_weeks": 2, "first_on": "2026-03-14", "why": "contact with the father"}
    url = reverse("limit_new", args=[child.pk, "weekends"])
    assert client.post(url, pattern | {"until_on": "2026-03-01"}, headers=ENGLISH).status_code == 422
    assert client.post(url, pattern, headers=ENGLISH).status_code == 302
    page = client.get(reverse("child", args=[child.pk]), headers=ENGLISH).content.decode()
    for said in ("Relief: two weekends in each cycle", "Blocked weekends: contact with the father", "13 March 2026"):
        assert said in page
    assert "Add what is needed of relief" not in page
    assert ReliefNeed.objects.get().apart


def test_weekends_are_agreed_changed_and_removed_on_the_page(world: World, as_user: Any, relief: Home) -> None:
    client, stay = as_user(world.cast.leader), stay_of(world.child, relief)
    url = reverse("relief_agreement_new", args=[stay.pk])
    right = {"weekends": ["1"], "from_on": "2026-03-13", "until_on": "2027-03-13"}
    assert client.post(url, right | {"weekends": []}, headers=ENGLISH).status_code == 422
    assert client.post(url, right | {"until_on": "2026-03-13"}, headers=ENGLISH).status_code == 422
    assert client.post(url, right, headers=ENGLISH).status_code == 302
    page = client.get(reverse("child", args=[world.child.pk]), headers=ENGLISH).content.decode()
    assert "Weekends of the cycle: first, from 13 March 2026 until 13 March 2027." in page
    shown = client.get(reverse("home", args=[relief.pk]), headers=ENGLISH).content.decode()
    assert "The next weekends" in shown
    edit = reverse("relief_agreement_edit", args=[ReliefAgreement.objects.get().pk])
    version = client.get(edit).context["form"].fields["version"].initial
    changed = right | {"weekends": ["2"], "version": version}
    assert client.post(edit, changed, headers=ENGLISH).status_code == 302
    assert ReliefAgreement.objects.get().weekends == ["2"]
    remove = reverse("relief_agreement_remove", args=[ReliefAgreement.objects.get().pk])
    assert client.post(remove, {"reason": "Feil barn"}, headers=ENGLISH).status_code == 302
    assert not ReliefAgreement.objects.exists()


def test_the_weekends_of_others_are_not_there(world: World, as_user: Any, relief: Home) -> None:
    stay = stay_of(world.child, relief)
    agree(world, stay, 1)
    agreement = ReliefAgreement.objects.get()
    for name, row in (("new", stay), ("edit", agreement), ("remove", agreement)):
        url = reverse(f"relief_agreement_{name}", args=[row.pk])
        assert as_user(world.cast.other_service).get(url).status_code == 404
        assert as_user(world.cast.other_caseworker).get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_away_the_last_place_of_a_weekend_one_is_told(transactional_db: None) -> None:
    world = make_world()
    relief = make_relief(world)
    stays = [stay_of(child, relief) for child in (world.child, world.other_child)]
    done, why = at_once(*(lambda stay=stay: agree(world, stay, 1) for stay in stays))
    assert (done, "full until" in why) == ("done", True)
    assert ReliefAgreement.objects.count() == 1
