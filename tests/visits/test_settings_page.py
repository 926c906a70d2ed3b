"""The service's own days: who changes them, what is refused, and that the other pages say what was set."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import TODAY, World, make_child, place
from visits.models import VisitSettings

pytestmark = pytest.mark.usefixtures("english")


def sent(form: Any, **changed: Any) -> dict[str, Any]:
    """Return what a browser sends back of a form that was opened, with these fields changed."""
    given = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (given | changed).items()}


def opened(client: Any) -> Any:
    return client.get(reverse("visit_settings")).context


def test_only_the_leader_reads_and_changes_the_settings(world: World, as_user: Any) -> None:
    for who, user in world.cast:
        if who not in {"leader", "other_service"}:
            assert as_user(user).post(reverse("visit_settings"), {"first_visit_days": "5"}).status_code == 404, who


def test_a_leader_changes_the_own_service_only(world: World, as_user: Any) -> None:
    client = as_user(world.cast.other_service)
    assert client.post(reverse("visit_settings"), sent(opened(client)["form"], first_visit_days="5")).status_code == 302
    assert [row.service for row in VisitSettings.objects.filter(first_visit_days=5)] == [world.other_service]


# The setting, what it is changed to, and the last day that the list of dates then gives a child who moved in today.
DAYS = {
    "first_visit_days": ("5", "first_follow_up", 5),
    "appoint_supervisor_days": ("9", "supervisor", 9),
}


@pytest.mark.parametrize(("setting", "given"), DAYS.items(), ids=DAYS)
def test_a_setting_moves_the_date_that_binds(
    world: World, as_user: Any, setting: str, given: tuple[str, str, int]
) -> None:
    value, rule, days = given
    child = make_child(world.service, "N-1", care_municipality=world.municipality, birth_date=date(2016, 1, 1))
    place(child, world.home, from_on=TODAY)
    client = as_user(world.cast.leader)
    assert client.post(reverse("visit_settings"), sent(opened(client)["form"], **{setting: value})).status_code == 302
    assert getattr(VisitSettings.objects.get(), setting) == int(value)
    rows = client.get(reverse("dates"), {"rule": rule}).context["page"].object_list
    assert TODAY + timedelta(days=days) in {row.deadline.last_on for row in rows if row.child == child}
