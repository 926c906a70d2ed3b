"""The service's own days and norms: who changes them, what is refused, and that the other pages say what was set."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from fosterhomes.models import AuditEvent
from tests.cast import TODAY, World, make_child, place
from visits.models import VisitSettings

pytestmark = pytest.mark.usefixtures("english")

NORMS = {"norms-caseload_norm": "11", "norms-vacancy_fresh_days": "14"}


def sent(form: Any, **changed: Any) -> dict[str, Any]:
    """Return what a browser sends back of a form that was opened, with these fields changed."""
    given = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (given | changed).items()}


def opened(client: Any) -> Any:
    return client.get(reverse("visit_settings")).context


def words(client: Any, name: str) -> str:
    return " ".join(client.get(reverse(name)).content.decode().split())


@pytest.mark.parametrize("name", ["visit_settings", "service_norms"])
def test_only_the_leader_reads_and_changes_the_settings(world: World, as_user: Any, name: str) -> None:
    for who, user in world.cast:
        if who not in {"leader", "other_service"}:
            assert as_user(user).post(reverse(name), NORMS).status_code == 404, who
    as_user(world.cast.other_service).post(reverse(name), NORMS)
    world.service.refresh_from_db()
    assert world.service.caseload_norm != 11


def test_the_norm_is_changed_and_the_caseload_says_so(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    answer = client.post(reverse("service_norms"), sent(opened(client)["norms"], **NORMS))
    assert answer.url == reverse("visit_settings")
    assert "the norm is 11 each" in words(client, "caseload")
    event = AuditEvent.objects.get(verb="settings.changed")
    assert (event.service, sorted(event.fields)) == (world.service, ["caseload_norm", "vacancy_fresh_days"])


@pytest.mark.parametrize("field", ["norms-caseload_norm", "norms-vacancy_fresh_days"])
@pytest.mark.parametrize("wrong", ["0", "-1", "", "1000"])
def test_a_number_that_cannot_be_is_refused_at_its_field(world: World, as_user: Any, field: str, wrong: str) -> None:
    client = as_user(world.cast.leader)
    answer = client.post(reverse("service_norms"), sent(opened(client)["norms"], **{field: wrong}))
    assert answer.status_code == 422
    assert list(answer.context["norms"].errors) == [field.removeprefix("norms-")]
    assert answer.context["form"].errors == {}


def test_what_another_leader_changed_meanwhile_is_shown(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    first = sent(opened(client)["norms"], **NORMS)
    client.post(reverse("service_norms"), first)
    second = client.post(reverse("service_norms"), first | {"norms-caseload_norm": "9"})
    assert second.status_code == 422
    assert "now 11. You wrote 9" in " ".join(second.content.decode().split())


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
