"""Two rows of the same child become one, and nothing is lost."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from fosterhomes.models import (
    AuditEvent,
    Child,
    ContactPerson,
    Kin,
    Look,
    Placement,
    SiblingGroup,
    SupervisionAppointment,
    Wait,
)
from tests.cast import TODAY, World, make_child, place
from visits.models import Visit, VisitChild

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def double(world: World) -> Child:
    """The child of the world, registered once more with other things hanging on it."""
    double = make_child(
        world.service, "A-1b", care_municipality=world.municipality, needs=["adhd"], languages=["so"],
        national_number="17851450090", background="Samisk",
    )  # fmt: skip
    place(double, world.other_home, date(2022, 1, 1), until_on=date(2024, 2, 1), end_reason="moved_home")
    ContactPerson.objects.create(child=double, worker=world.cast.caseworker, from_on=date(2022, 1, 1))
    Kin.objects.create(child=double, name="Mormor", relation="grandparent")
    Wait.objects.create(
        child=double, kind="relief", urgency="soon", from_on=date(2026, 1, 1), wanted_on=date(2026, 3, 1)
    )
    visit = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", worker=world.cast.caseworker, on_day=date(2026, 2, 1)
    )
    VisitChild.objects.create(visit=visit, child=double)
    return double


def merge(client: Any, world: World, double: Child, reason: str = "Same fødselsdato") -> Any:
    return client.post(reverse("child_merge_preview", args=[world.child.pk, double.pk]), {"reason": reason})


def test_everything_moves_to_the_child_that_is_kept(world: World, as_user: Any, double: Child) -> None:
    client = as_user(world.cast.leader)
    preview = client.get(reverse("child_merge_preview", args=[world.child.pk, double.pk])).context["preview"]
    assert preview.refusals == []
    assert len(preview.moves) == 5
    assert merge(client, world, double).status_code == 302
    world.child.refresh_from_db()
    assert set(world.child.placements.values_list("home", flat=True)) == {world.home.pk, world.other_home.pk}
    assert (world.child.needs, world.child.languages, world.child.background) == (["adhd"], ["so"], "Samisk")
    assert world.child.national_number == "17851450090"
    counts = (world.child.kin.count(), world.child.waits.count(), world.child.visit_children.count())
    assert counts == (1, 1, 1)
    contact = world.child.contact_persons.get()
    assert (contact.worker, contact.from_on) == (world.cast.caseworker, date(2022, 1, 1))


def test_nothing_but_the_trace_points_at_the_tombstone(world: World, as_user: Any, double: Child) -> None:
    merge(as_user(world.cast.leader), world, double)
    pointing = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Child
        if model._base_manager.filter(**{field.name: double.pk}).exists()
    }
    assert pointing <= {AuditEvent.__name__, Look.__name__}


def test_the_tombstone_leads_on_and_stands_in_no_list(world: World, as_user: Any, double: Child) -> None:
    client = as_user(world.cast.leader)
    merge(client, world, double)
    response = client.get(reverse("child", args=[double.pk]))
    assert (response.status_code, response["Location"]) == (302, reverse("child", args=[world.child.pk]))
    shown = client.get(reverse("child_list"), {"closed": "on"}).context["rows"]
    assert double.pk not in [row.child.pk for row in shown]
    assert client.get(reverse("child_edit", args=[double.pk])).status_code == 404
    assert as_user(world.cast.caseworker).get(reverse("child", args=[double.pk])).status_code == 302
    assert as_user(world.cast.other_caseworker).get(reverse("child", args=[double.pk])).status_code == 404
    double.refresh_from_db()
    assert (double.national_number, double.point, double.needs) == ("", None, [])


def test_the_history_of_the_kept_child_reads_the_tombstones_too(world: World, as_user: Any, double: Child) -> None:
    client = as_user(world.cast.leader)
    client.post(reverse("contact_person", args=[double.pk]), {
        "worker": world.cast.other_caseworker.pk, "from_on": "2026-03-10",
    })  # fmt: skip
    ContactPerson.objects.filter(child=double, until_on=None).delete()
    merge(client, world, double)
    assert AuditEvent.objects.filter(child=double, verb="contact_person.assigned").exists()
    page = client.get(reverse("child", args=[world.child.pk])).context["page"]
    assert len(page.events) == AuditEvent.objects.count()


def test_stays_that_would_overlap_are_refused_with_a_sentence(world: World, as_user: Any, double: Child) -> None:
    place(double, world.other_home, date(2025, 1, 1))
    client = as_user(world.cast.leader)
    response = merge(client, world, double)
    assert response.status_code == 422
    (refusal,) = response.context["preview"].refusals
    assert "Fjellheim" in refusal
    assert "Strandheim" in refusal
    assert Placement.objects.filter(child=double).count() == 2
    double.refresh_from_db()
    assert double.merged_into is None


REFUSED = ["other_contact", "other_supervisor", "other_siblings", "two_plans", "kept_is_closed"]


@pytest.mark.parametrize("case", REFUSED)
def test_what_contradicts_is_refused_and_nothing_is_moved(world: World, as_user: Any, double: Child, case: str) -> None:
    if case == "other_contact":
        ContactPerson.objects.filter(child=double).update(worker=world.cast.other_caseworker)
    if case == "other_supervisor":
        other = type(world.supervisor).objects.create(
            service=world.service, name="Ei anna", base=world.point, capacity=2, longest_minutes=60,
            from_on=date(2020, 1, 1),
        )  # fmt: skip
        SupervisionAppointment.objects.create(child=double, supervisor=other, from_on=date(2025, 1, 1))
    if case == "other_siblings":
        for child in (world.child, double):
            Child.objects.filter(pk=child.pk).update(sibling_group=SiblingGroup.objects.create(service=world.service))
    if case == "two_plans":
        for child in (world.child, double):
            place(child, world.other_home, date(2026, 4, 1), planned=True)
    if case == "kept_is_closed":
        Child.objects.filter(pk=world.child.pk).update(closed_on=TODAY)
    response = merge(as_user(world.cast.leader), world, double)
    assert response.status_code == 422
    assert response.context["preview"].refusals
    assert double.kin.count() == 1


def test_a_protected_address_stays_protected_whichever_is_kept(world: World, as_user: Any, double: Child) -> None:
    Child.objects.filter(pk=double.pk).update(protected_address=True)
    merge(as_user(world.cast.leader), world, double)
    world.child.refresh_from_db()
    assert (world.child.protected_address, world.child.point) == (True, None)


def test_a_visit_that_names_both_is_told_once_unless_the_second_says_more(
    world: World, as_user: Any, double: Child
) -> None:
    bare, said = VisitChild.objects.get(child=double), "Fortalde om skulen"
    VisitChild.objects.create(visit=bare.visit, child=world.child, words="Ja")
    more = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", worker=world.cast.caseworker, on_day=date(2026, 2, 9)
    )
    VisitChild.objects.create(visit=more, child=world.child)
    VisitChild.objects.create(visit=more, child=double, words=said)
    merge(as_user(world.cast.leader), world, double)
    assert list(bare.visit.visit_children.values_list("child", "words")) == [(world.child.pk, "Ja")]
    assert more.visit_children.filter(words=said).exists()


def test_only_the_register_merges_and_only_its_own(world: World, as_user: Any, double: Child) -> None:
    url = reverse("child_merge_preview", args=[world.child.pk, double.pk])
    expected = {"clerk": 200, "caseworker": 403, "other_caseworker": 404, "supervisor": 404, "other_service": 404}
    assert {who: as_user(getattr(world.cast, who)).get(url).status_code for who in expected} == expected
    foreign = reverse("child_merge_preview", args=[world.child.pk, world.foreign_child.pk])
    assert as_user(world.cast.leader).get(foreign).status_code == 404


def test_choosing_the_duplicate_leads_to_the_preview(world: World, as_user: Any, double: Child) -> None:
    client, url = as_user(world.cast.leader), reverse("child_merge", args=[world.child.pk])
    assert client.post(url, {}).status_code == 422
    response = client.post(url, {"other": double.pk})
    assert response["Location"] == reverse("child_merge_preview", args=[world.child.pk, double.pk])
