"""A home that is registered twice becomes one: everything moves, nothing is lost, the old address leads on."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fosterhomes.actions.merging import merge_homes, moving
from fosterhomes.models import (
    Approval,
    AuditEvent,
    Home,
    HomeHoliday,
    HomeMember,
    HomeMove,
    Kin,
    Look,
    Point,
    PoliceCertificate,
    SupervisorTie,
    Training,
    VisitHours,
)
from tests.cast import TODAY, World, make_home
from tests.fosterhomes.days import on_the_day
from visits.models import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
AT = datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.fixture
def twin(world: World) -> Home:
    """Return a duplicate of `world.other_home` with something of everything on it."""
    point = Point.objects.create(
        village="Knarvik", municipality=world.municipality, latitude="60.60000", longitude="5.30000"
    )
    twin = make_home(world.service, "Strandheimen", municipality=world.municipality, point=point, address="Strand 1")
    member = HomeMember.objects.create(home=twin, name="Kari", relation="carer", from_on=TODAY)
    VisitHours.objects.create(home=twin, weekday=1, from_time="09:00", until_time="12:00")
    HomeHoliday.objects.create(home=twin, from_on=TODAY)
    Approval.objects.create(home=twin, approved_on=TODAY)
    PoliceCertificate.objects.create(home=twin, member=member, issued_on=TODAY, seen_on=TODAY)
    Training.objects.create(home=twin, course="solid", completed_on=TODAY)
    Kin.objects.create(child=world.child, name="Mormor", relation="grandparent", home=twin)
    SupervisorTie.objects.create(supervisor=world.supervisor, home=twin, kind="friend")
    Visit.objects.create(
        service=world.service, home=twin, track="follow_up", on_day=TODAY, worker=world.cast.caseworker
    )
    return twin


def merge(client: Any, remaining: Home, twin: Home, **values: Any) -> Any:
    sent = {"other": twin.pk, "reason": "Same telefon"} | values
    return client.post(reverse("home_merge", args=[remaining.pk]), sent, headers=ENGLISH)


def test_the_preview_says_what_moves_and_what_differs_before_anything_is_done(
    world: World, as_user: Any, twin: Home
) -> None:
    address = reverse("home_merge", args=[world.other_home.pk])
    response = as_user(world.cast.leader).get(address, {"other": twin.pk}, headers=ENGLISH)
    moves = dict(response.context["moving"])
    assert moves["member of the home"] == moves["visit"] == moves["tie of a supervisor"] == 1
    told = {row.label: (row.kept, row.dropped) for row in response.context["differences"]}
    assert told["Address"] == ("–", "Strand 1")
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_everything_that_points_at_the_duplicate_moves(world: World, as_user: Any, twin: Home) -> None:
    assert merge(as_user(world.cast.leader), world.other_home, twin).status_code == 302
    twin.refresh_from_db()
    assert twin.merged_into == world.other_home
    assert [kind.label for kind in moving(twin) if kind.rows.exists()] == []
    for related in ("members", "visit_hours", "holidays", "approvals", "police_certificates", "trainings", "kin_of",
                    "supervisor_ties", "visits"):  # fmt: skip
        assert getattr(world.other_home, related).count() == 1, related


def test_the_tombstone_is_closed_hidden_and_holds_no_address(world: World, as_user: Any, twin: Home) -> None:
    client = as_user(world.cast.leader)
    own = twin.point
    merge(client, world.other_home, twin)
    twin.refresh_from_db()
    assert (twin.closed_on, twin.address, twin.point) == (TODAY, "", None)
    assert not Point.objects.filter(pk=own.pk).exists() if own else False
    listed = [row.name for row in client.get("/homes/", {"closed": "on"}).context["page"]]
    assert "Strandheimen" not in listed


def test_the_old_address_leads_to_the_one_that_remains_for_who_may_see_it(
    world: World, as_user: Any, twin: Home
) -> None:
    merge(as_user(world.cast.leader), world.other_home, twin)
    old, new = reverse("home", args=[twin.pk]), reverse("home", args=[world.other_home.pk])
    assert as_user(world.cast.leader).get(old).url == new
    assert as_user(world.cast.other_caseworker).get(old).url == new
    for who in (world.cast.caseworker, world.cast.other_service, world.cast.administrator):
        assert as_user(who).get(old).status_code == 404
    assert as_user(world.cast.leader).get(reverse("home_edit", args=[twin.pk])).status_code == 404


def test_the_trace_of_both_is_read_on_one_page(world: World, as_user: Any, twin: Home) -> None:
    client = as_user(world.cast.leader)
    Look.objects.create(at=AT, by=world.cast.leader, page="home", home=twin)
    client.post(reverse("home_confirm", args=[twin.pk]))
    merge(client, world.other_home, twin)
    assert AuditEvent.objects.get(verb="home.vacancy_confirmed").home == twin, "the trace itself is never changed"
    assert Look.objects.filter(home=twin).count() == 1
    page = client.get(reverse("home", args=[world.other_home.pk]), headers=ENGLISH).context["page"]
    assert {event.title for event in page.events} == {
        "Vacancy confirmed", "Another home merged into this one", "Merged into another home",
    }  # fmt: skip


def test_a_home_into_which_another_was_merged_can_itself_be_merged(world: World, as_user: Any, twin: Home) -> None:
    client = as_user(world.cast.leader)
    merge(client, world.other_home, twin)
    merge(client, world.emergency_home, world.other_home)
    twin.refresh_from_db()
    assert twin.merged_into == world.emergency_home
    assert client.get(reverse("home", args=[twin.pk])).url == reverse("home", args=[world.emergency_home.pk])


def test_a_supervisor_tied_to_one_and_appointed_in_the_other_stops_the_merge(
    world: World, as_user: Any, twin: Home
) -> None:
    refused = merge(as_user(world.cast.leader), world.home, twin)
    assert refused.status_code == 422
    assert "Supervisor is the supervisor of Barn A-1. End that appointment first" in refused.content.decode()
    twin.refresh_from_db()
    assert twin.merged_into is None
    assert twin.members.count() == 1, "half a merge would be worse than none"


def test_a_move_that_both_have_is_kept_once(world: World, as_user: Any, twin: Home) -> None:
    for home in (world.other_home, twin):
        HomeMove.objects.create(home=home, on_day=TODAY, from_municipality=world.other_municipality)
    assert merge(as_user(world.cast.leader), world.other_home, twin).status_code == 302
    assert HomeMove.objects.get().home == world.other_home


def test_a_reason_is_needed(world: World, as_user: Any, twin: Home) -> None:
    refused = merge(as_user(world.cast.leader), world.other_home, twin, reason="")
    assert refused.status_code == 422
    assert refused.context["moving"]
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_one_with_a_protected_address_is_not_merged_with_one_without(world: World, as_user: Any, twin: Home) -> None:
    Home.objects.filter(pk=world.other_home.pk).update(protected_address=True, point=None, address="")
    client = as_user(world.cast.leader)
    refused = merge(client, world.other_home, twin)
    assert "One of the two has a protected address." in refused.content.decode()
    address = reverse("home_merge", args=[world.other_home.pk])
    assert client.get(address, {"other": twin.pk}).status_code == 422


def test_no_home_of_another_service_is_offered_or_taken(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    offered = client.get(reverse("home_merge", args=[world.home.pk])).context["form"].fields["other"].queryset
    assert set(offered) == {world.other_home, world.emergency_home}
    assert merge(client, world.home, world.foreign_home).status_code == 422
    assert merge(client, world.home, world.home).status_code == 422


def test_the_action_itself_refuses_what_cannot_be_one(world: World, twin: Home) -> None:
    for other in (world.home, world.foreign_home):
        with pytest.raises(ValidationError):
            merge_homes(world.home, other, reason="x", by=world.cast.leader, at=AT)
    merge_homes(world.other_home, twin, reason="x", by=world.cast.leader, at=AT)
    with pytest.raises(ValidationError):
        merge_homes(world.emergency_home, twin, reason="x", by=world.cast.leader, at=AT)


def test_every_table_that_knows_homes_is_found_also_without_a_name_that_leads_back(world: World) -> None:
    found = {kind.rows.model._meta.label for kind in moving(world.home)}
    assert {"visits.Visit", "matching.Proposal", "fosterhomes.Placement", "fosterhomes.Home"} <= found
    supervised = {kind.rows.model._meta.label for kind in moving(world.supervisor)}
    assert {"matching.Proposal", "visits.Visit", "fosterhomes.SupervisionAppointment"} <= supervised
