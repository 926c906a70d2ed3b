"""Kin and network, contact person, the search for a home, siblings."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Child, ContactPerson, Duty, Kin, SiblingGroup, Wait
from tests.cast import LONG_AGO, TODAY, World, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def leader(world: World, as_user: Any) -> Any:
    return as_user(world.cast.leader)


@pytest.fixture
def kin(world: World) -> Kin:
    return Kin.objects.create(child=world.child, name="Mormor", relation="grandparent")


def save(client: Any, url: str, **changes: Any) -> Any:
    """Open the page, change some fields, send the whole form: what a browser does."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return client.post(url, {name: value for name, value in (values | changes).items() if value not in (None, "")})


def fields(response: Any) -> list[str]:
    assert response.status_code == 422
    return list(response.context["form"].errors)


def test_the_contact_person_names_kin_asks_and_writes_the_assessment(world: World, as_user: Any) -> None:
    client = as_user(world.cast.caseworker)
    assert (
        save(client, reverse("kin_new", args=[world.child.pk]), name="Onkel", relation="aunt_or_uncle").status_code
        == 302
    )
    url = reverse("kin_edit", args=[Kin.objects.get().pk])
    save(client, url, asked_on="2026-02-01")
    save(client, url, answer="yes", answered_on="2026-02-05")
    save(client, url, assessment="Eignar seg godt.", assessed_on="2026-03-01", home=world.home.pk)
    onkel = Kin.objects.get()
    assert (onkel.answer, onkel.assessed_on, onkel.home) == ("yes", date(2026, 3, 1), world.home)
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["kin.named", "kin.asked", "kin.answered", "kin.assessed"]


KIN_WRONG = [
    ({"asked_on": "2026-03-11"}, ["asked_on"]),
    ({"answer": "no", "asked_on": "2026-02-01"}, ["answered_on"]),
    ({"asked_on": "2026-02-01", "answered_on": "2026-02-03"}, ["answer"]),
    ({"asked_on": "2026-02-01", "answer": "no", "answered_on": "2026-01-03"}, ["answered_on"]),
    ({"assessment": "Kan ikkje"}, ["assessed_on"]),
    ({"assessed_on": "2026-02-01"}, ["assessment"]),
    ({"relation": "dog"}, ["relation"]),
    ({"home": "999999"}, ["home"]),
]


@pytest.mark.parametrize(("changes", "expected"), KIN_WRONG)
def test_a_wrong_step_is_said_at_its_field(
    world: World, leader: Any, kin: Kin, changes: dict[str, str], expected: list[str]
) -> None:
    assert fields(save(leader, reverse("kin_edit", args=[kin.pk]), **changes)) == expected
    kin.refresh_from_db()
    assert (kin.asked_on, kin.assessment) == (None, "")


def test_a_caseworker_cannot_link_a_home_they_do_not_see(world: World, as_user: Any, kin: Kin) -> None:
    response = save(as_user(world.cast.caseworker), reverse("kin_edit", args=[kin.pk]), home=world.other_home.pk)
    assert fields(response) == ["home"]


def test_two_who_write_the_assessment_lose_nothing(world: World, leader: Any, kin: Kin) -> None:
    url = reverse("kin_edit", args=[kin.pk])
    version = leader.get(url).context["form"]["version"].value()
    Kin.objects.filter(pk=kin.pk).update(assessment="Hennar", assessed_on=date(2026, 3, 1))
    mine = {"name": "Mormor", "relation": "grandparent", "assessment": "Mi", "assessed_on": "2026-03-02"}
    response = leader.post(url, mine | {"version": version})
    assert response.status_code == 422
    assert {(one.stored, one.mine) for one in response.context["form"].meanwhile} >= {("Hennar", "Mi")}
    kin.refresh_from_db()
    assert kin.assessment == "Hennar"


def test_kin_is_removed_with_a_reason_and_a_trace(world: World, leader: Any, kin: Kin) -> None:
    url = reverse("kin_remove", args=[kin.pk])
    assert f'href="{url}"' in leader.get(reverse("kin_edit", args=[kin.pk])).content.decode()
    assert fields(leader.post(url, {})) == ["reason"]
    assert leader.post(url, {"reason": "Feil barn"}).status_code == 302
    assert not Kin.objects.exists()
    assert AuditEvent.objects.get().reason == "Feil barn"


def test_another_s_kin_is_not_there(world: World, as_user: Any, kin: Kin) -> None:
    outside = ("other_caseworker", "supervisor", "on_call", "administrator", "other_service", "stranger")
    for who in outside:
        for name in ("kin_edit", "kin_remove"):
            assert as_user(getattr(world.cast, who)).get(reverse(name, args=[kin.pk])).status_code == 404


def test_a_handover_ends_the_old_contact_person_and_starts_the_new(world: World, leader: Any) -> None:
    url = reverse("contact_person", args=[world.child.pk])
    assert "1" in str(leader.get(url).context["form"]["worker"])
    chosen = {"worker": world.cast.other_caseworker.pk, "from_on": "2026-03-10"}
    assert leader.post(url, chosen).status_code == 302
    rows = ContactPerson.objects.filter(child=world.child).order_by("from_on").values_list("worker", "until_on")
    assert list(rows) == [(world.cast.caseworker.pk, TODAY), (world.cast.other_caseworker.pk, None)]


def test_a_contact_person_chosen_twice_the_same_day_is_corrected(world: World, leader: Any) -> None:
    url = reverse("contact_person", args=[world.waiting_child.pk])
    for worker in (world.cast.caseworker, world.cast.other_caseworker):
        assert leader.post(url, {"worker": worker.pk, "from_on": "2026-03-10"}).status_code == 302
    assert ContactPerson.objects.get(child=world.waiting_child).worker == world.cast.other_caseworker


@pytest.mark.parametrize("who", ["caseworker", "leader", "other_service"])
def test_only_another_caseworker_of_the_service_can_take_over(world: World, leader: Any, who: str) -> None:
    chosen = {"worker": getattr(world.cast, who).pk, "from_on": "2026-03-10"}
    assert fields(leader.post(reverse("contact_person", args=[world.child.pk]), chosen)) == ["worker"]


def test_a_contact_person_from_before_the_present_one_is_refused_at_the_day(world: World, leader: Any) -> None:
    chosen = {"worker": world.cast.other_caseworker.pk, "from_on": "2024-01-01"}
    assert fields(leader.post(reverse("contact_person", args=[world.child.pk]), chosen)) == ["from_on"]


def test_the_caseload_counts_cases_against_the_norm_and_names_who_has_nobody(world: World, leader: Any) -> None:
    type(world.service).objects.filter(pk=world.service.pk).update(caseload_norm=1)
    ContactPerson.objects.create(child=world.waiting_child, worker=world.cast.caseworker, from_on=TODAY)
    ContactPerson.objects.filter(child=world.other_child).update(until_on=TODAY)
    load = leader.get(reverse("caseload")).context["load"]
    counted = {worker.user: (worker.cases, worker.over) for worker in load.workers}
    assert counted == {world.cast.caseworker: (2, 1), world.cast.other_caseworker: (0, 0)}
    assert load.without_contact == [world.other_child]


def test_the_caseload_is_for_leader_and_coordinator(world: World, as_user: Any) -> None:
    found = {name: as_user(user).get(reverse("caseload")).status_code for name, user in world.cast}
    assert {name for name, status in found.items() if status == 200} == {"leader", "coordinator", "other_service"}
    assert set(found.values()) == {200, 404}


def test_a_new_caseworker_without_cases_stands_in_the_caseload(world: World, leader: Any) -> None:
    new = make_user("new_one")
    Duty.objects.create(user=new, service=world.service, role="caseworker", from_on=LONG_AGO)
    assert new in [worker.user for worker in leader.get(reverse("caseload")).context["load"].workers]


def test_a_search_begins_and_ends_with_its_outcome(world: World, leader: Any) -> None:
    url = reverse("wait_new", args=[world.other_child.pk])
    begun = {"kind": "relief", "urgency": "soon", "wanted_on": "2026-04-01", "longest_minutes": "60"}
    assert save(leader, url, **begun).status_code == 302
    assert "from_on" in fields(save(leader, url, **begun))
    wait = Wait.objects.get(child=world.other_child)
    ending = reverse("wait_end", args=[wait.pk])
    assert fields(leader.post(ending, {"until_on": "2026-03-10"})) == ["outcome"]
    assert leader.post(ending, {"until_on": "2026-03-10", "outcome": "Klarer seg"}).status_code == 302
    assert leader.get(ending).status_code == 404 or Wait.objects.get(pk=wait.pk).until_on is not None


def test_a_search_wanted_before_it_began_is_refused_at_the_day(world: World, leader: Any) -> None:
    url = reverse("wait_edit", args=[world.wait.pk])
    assert fields(save(leader, url, wanted_on="2026-01-01")) == ["wanted_on"]


def test_the_contact_person_changes_the_wanted_day_only(world: World, as_user: Any) -> None:
    ContactPerson.objects.create(child=world.waiting_child, worker=world.cast.caseworker, from_on=date(2026, 2, 1))
    client, url = as_user(world.cast.caseworker), reverse("wait_edit", args=[world.wait.pk])
    assert save(client, url, wanted_on="2026-05-01", urgency="acute", kind="relief").status_code == 302
    world.wait.refresh_from_db()
    assert (world.wait.wanted_on, world.wait.urgency, world.wait.kind) == (date(2026, 5, 1), "soon", "ordinary")
    assert client.get(reverse("wait_end", args=[world.wait.pk])).status_code == 403


def test_siblings_join_split_with_a_reason_and_join_again(world: World, leader: Any) -> None:
    join = reverse("siblings_join", args=[world.child.pk])
    assert leader.post(join, {"other": world.other_child.pk}).status_code == 302
    group = SiblingGroup.objects.get()
    assert set(group.children.all()) == {world.child, world.other_child}
    apart = reverse("siblings_split", args=[world.child.pk])
    assert fields(leader.post(apart, {"why_split": "Tre er for mange", "reassess_on": "2026-03-10"})) == ["reassess_on"]
    assert leader.post(apart, {"why_split": "Tre er for mange", "reassess_on": "2026-09-01"}).status_code == 302
    group.refresh_from_db()
    assert (group.together, group.reassess_on) == (False, date(2026, 9, 1))
    assert leader.post(reverse("siblings_together", args=[world.child.pk])).status_code == 302
    group.refresh_from_db()
    assert (group.together, group.why_split) == (True, "")
    assert AuditEvent.objects.filter(child=world.other_child, verb="siblings.split").exists()


def test_one_child_alone_is_no_sibling_group(world: World, leader: Any) -> None:
    leader.post(reverse("siblings_join", args=[world.child.pk]), {"other": world.other_child.pk})
    leave = reverse("siblings_leave", args=[world.child.pk])
    assert leader.post(leave, {"reason": "Feil barn"}).status_code == 302
    assert not SiblingGroup.objects.exists()
    assert Child.objects.filter(sibling_group__isnull=False).count() == 0


def test_a_child_of_another_service_is_nobody_s_sibling_here(world: World, leader: Any) -> None:
    join = reverse("siblings_join", args=[world.child.pk])
    assert fields(leader.post(join, {"other": world.foreign_child.pk})) == ["other"]
