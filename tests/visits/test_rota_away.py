"""Who stands in the on-call rota on days when they are away: said on the rota, and when the absence is registered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import OnCallShift, Run
from tests.cast import TODAY, World, access
from visits.models import Absence
from visits.rota_away import away_on_call

from .rows import OSLO, noon

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def shift(world: World, first: int, last: int, **people: Any) -> OnCallShift:
    """Return a shift from the afternoon of a day of April until the morning of another."""
    from_at, until_at = datetime(2026, 4, first, 15, 30, tzinfo=OSLO), datetime(2026, 4, last, 8, tzinfo=OSLO)
    people = {"worker": world.cast.on_call} | people
    return OnCallShift.objects.create(service=world.service, from_at=from_at, until_at=until_at, **people)


def away(world: World, who: Any, from_on: date, until_on: date | None) -> Absence:
    return Absence.objects.create(
        service=world.service, worker=who, kind="leave", from_on=from_on, until_on=until_on
    )  # fmt: skip


@pytest.mark.parametrize(
    ("from_on", "until_on", "shares"),
    [
        (date(2026, 4, 13), date(2026, 4, 15), False),
        (date(2026, 4, 13), date(2026, 4, 16), True),
        (date(2026, 4, 16), date(2026, 4, 17), True),
        (date(2026, 4, 17), None, False),
        (date(2026, 4, 1), None, True),
    ],
    ids=["until the day before", "the afternoon", "the morning after", "from the day after", "nobody knows how long"],
)
def test_a_shift_is_named_where_an_absence_shares_a_day_with_it(
    world: World, from_on: date, until_on: date | None, shares: bool
) -> None:
    night = shift(world, 15, 16)
    away(world, world.cast.on_call, from_on, until_on)
    found = away_on_call(access(world.cast.leader), noon(TODAY))
    assert [one.shift for one in found] == ([night] if shares else [])


def test_the_rota_fetches_who_is_away_and_each_reads_what_is_theirs(world: World, as_user: Any) -> None:
    night = shift(world, 15, 16, backup=world.cast.leader)
    away(world, world.cast.on_call, date(2026, 4, 15), date(2026, 4, 16))
    away(world, world.cast.leader, date(2026, 4, 10), date(2026, 4, 20))
    url = reverse("rota_away")
    assert url in as_user(world.cast.leader).get(reverse("on_call_rota")).content.decode()
    seen = {name: as_user(user).get(url) for name, user in world.cast}
    shown = {name: len(page.context["away"]) for name, page in seen.items() if page.status_code == 200}
    assert shown == {"leader": 2, "coordinator": 2, "on_call": 1, "other_service": 0}
    text = seen["coordinator"].content.decode()
    assert "On-call answers, and is away (leave)" in text.replace("On Call", "On-call")
    assert "Leader is back-up, and away (leave)" in text
    assert reverse("shift_edit", args=[night.pk]) in text
    assert reverse("shift_edit", args=[night.pk]) not in seen["on_call"].content.decode()
    part = as_user(world.cast.leader).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "is back-up, and away" in part


def test_who_registers_the_absence_of_somebody_on_call_is_told_and_no_plan_is_asked_for(
    world: World, as_user: Any
) -> None:
    shift(world, 15, 16)
    client = as_user(world.cast.coordinator)
    sent = {"person": f"w{world.cast.on_call.pk}", "kind": "leave", "from_on": "2026-04-15", "last_on": "2026-04-15"}
    page = client.post(reverse("absence_new"), sent | {"replan": "on"}, follow=True).content.decode()
    assert "stands in the on-call rota in 1 shift on those days" in page
    assert not Run.objects.exists(), "who makes no visits has none to move"


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    rights, counts = access(world.cast.leader), []
    away(world, world.cast.on_call, date(2026, 4, 1), None)
    for day in (6, 13, 20):
        shift(world, day, day + 1, backup=world.cast.leader)
        with CaptureQueriesContext(connection) as queries:
            assert away_on_call(rights, noon(TODAY))
        counts.append(len(queries))
    assert len(set(counts)) == 1
