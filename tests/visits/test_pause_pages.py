"""Pauses in what is owed: who begins, ends and removes one, what is refused at its field, and that the windows move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child
from tests.cast import World
from visits.models import Pause
from visits.owed import owed

from .rows import noon

pytestmark = pytest.mark.usefixtures("english")

JULY = date(2026, 7, 15)
AWAY = {"from_on": "2026-03-01", "until_on": "2026-05-01", "reason": "Prøver å bu heime."}


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    with time_machine.travel(noon(JULY), tick=False):
        yield


def begin(world: World) -> str:
    return reverse("pause_new", args=[world.placement.pk])


def panel(world: World, client: Any) -> str:
    page = client.get(reverse("child_reductions", args=[world.child.pk])).content.decode()
    return " ".join(page.split())


def lay(world: World, **values: Any) -> Pause:
    given = {"from_on": date(2026, 3, 1), "until_on": date(2026, 5, 1), "reason": "Prøver å bu heime."} | values
    return Pause.objects.create(placement=world.placement, **given)


def windows(world: World) -> dict[str, list[tuple[date, date]]]:
    rows = owed(Child.objects.filter(pk=world.child.pk), JULY)
    return {row.track: [(one.from_on, one.until_on) for one in row.result.windows] for row in rows}


def test_who_sees_pauses_and_who_lays_them(world: World, as_user: Any) -> None:
    row = lay(world)
    for name, user in world.cast:
        client = as_user(user)
        status = 200 if name in {"leader", "coordinator"} else 404
        for address in (begin(world), reverse("pause_end", args=[row.pk]), reverse("pause_remove", args=[row.pk])):
            assert client.get(address).status_code == status, (name, address)
        if name in {"leader", "coordinator", "caseworker", "clerk"}:
            assert "Prøver å bu heime." in panel(world, client)
            assert (begin(world) in panel(world, client)) == (status == 200), name


def test_a_pause_moves_the_windows_of_both_tracks(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    assert client.post(begin(world), AWAY).status_code == 302
    # 59 days of January and February and 33 from 1 May make the first visit: 4 × 92 days ≥ 365.
    moved = [
        (date(2026, 1, 1), date(2026, 6, 3)),
        (date(2026, 6, 3), date(2026, 9, 2)),
        (date(2026, 9, 2), date(2026, 12, 2)),
    ]
    assert windows(world) == {"follow_up": moved, "supervision": moved}
    year = client.get(reverse("child_visits", args=[world.child.pk])).content.decode()
    assert "Nothing is added on these days: 1 March 2026 – 30 April 2026." in year
    event = AuditEvent.objects.get(verb="pause.begun")
    assert (event.child, event.by, event.reason) == (world.child, world.cast.leader, "")


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"from_on": "2024-01-31"}, "from_on", "Moved in on 1 February 2024."),
        ({"from_on": "2026-05-01"}, "until_on", "The end must be after the start."),
        ({"until_on": "2026-07-02"}, "until_on", "Moved out on 1 July 2026."),
        ({"until_on": ""}, "until_on", "Moved out on 1 July 2026."),
        ({"until_on": "2026-05-02", "from_on": "2026-05-01"}, "from_on", "A pause from 20 April 2026 holds"),
        ({"reason": ""}, "reason", "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    world: World, as_user: Any, given: dict[str, str], field: str, sentence: str
) -> None:
    world.placement.until_on, world.placement.end_reason = date(2026, 7, 1), "returned"
    world.placement.save()
    lay(world, from_on=date(2026, 4, 20), until_on=date(2026, 5, 3))
    sent = {"from_on": "2026-03-01", "until_on": "2026-04-20", "reason": "Heime hos mor."} | given
    answer = as_user(world.cast.leader).post(begin(world), sent)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert Pause.objects.count() == 1


def test_a_pause_is_ended_and_its_end_corrected(world: World, as_user: Any) -> None:
    row, client = lay(world, until_on=None), as_user(world.cast.coordinator)
    for until_on in ("2026-07-15", "2026-05-01"):
        assert client.post(reverse("pause_end", args=[row.pk]), {"until_on": until_on}).status_code == 302
        row.refresh_from_db()
        assert str(row.until_on) == until_on
    refused = client.post(reverse("pause_end", args=[row.pk]), {"until_on": "2026-03-01"})
    assert (refused.status_code, refused.context["form"].errors["until_on"]) == (
        422, ["The end must be after the start."],
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb="pause.ended", child=world.child).count() == 2


def test_a_removed_pause_leaves_its_reason(world: World, as_user: Any) -> None:
    row, client, before = lay(world), as_user(world.cast.leader), windows(world)
    address = reverse("pause_remove", args=[row.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Feil barn."}).status_code == 302
    assert AuditEvent.objects.get(verb="pause.removed").reason == "Feil barn."
    assert windows(world) != before
    assert client.get(address).status_code == 404
