"""The coordinator's pages: who waits, which homes fit, the proposal for all, and the decision on each child."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes import runs
from fosterhomes.models import (
    AuditEvent,
    Home,
    Kin,
    Look,
    Placement,
    Run,
    SiblingGroup,
    SupervisionAppointment,
    SupervisorTie,
    Wait,
)
from matching.candidates import Candidates
from matching.engine.problem import parse
from matching.models import Proposal
from matching.problem import Problem
from tests.cast import TODAY, World, make_child, make_home
from tests.matching.builders import ACCEPTANCE, join_siblings, match

MATCHERS = {"leader", "coordinator", "other_service"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_only_who_matches_opens_the_waiting_list(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("waiting_list")).status_code
        assert status == (200 if name in MATCHERS else 404), name


def test_the_list_says_who_waits_and_how_many_homes_fit(world: World, as_user: Any, free: Home) -> None:
    page = as_user(world.cast.coordinator).get(reverse("waiting_list")).content.decode()
    assert "1 child waits." in page
    assert world.waiting_child.name in page
    assert world.foreign_child.name not in page


def test_where_no_home_fits_the_list_says_what_is_in_the_way(world: World, as_user: Any) -> None:
    Home.objects.update(places=1)
    make_home(world.service, "Ungheim", municipality=world.municipality, point=world.point, youngest_age=15)
    answer = as_user(world.cast.coordinator).get(reverse("waiting_list"))
    (row,) = answer.context["rows"]
    assert [(one.name, one.count) for one in row.why_none.by] == [("Places", 2), ("Ages", 1)]
    said = " ".join(answer.content.decode().split())
    assert "None of the 3 homes of this kind: Places (2), Ages (1)" in said


def test_where_there_is_no_home_of_the_kind_the_list_says_so(world: World, as_user: Any) -> None:
    Wait.objects.update(kind="relief")
    page = as_user(world.cast.coordinator).get(reverse("waiting_list")).content.decode()
    assert "The register has no open home of this kind." in page


def test_a_child_whose_surroundings_are_not_registered_is_named_at_its_place(world: World, as_user: Any) -> None:
    world.waiting_child.point = None
    world.waiting_child.save()
    page = as_user(world.cast.coordinator).get(reverse("waiting_list")).content.decode()
    assert f"Where {world.waiting_child.name} has school and friends is not registered" in page
    assert reverse("child_edit", args=[world.waiting_child.pk]) in page


def test_siblings_stand_on_one_line_with_the_first_day_that_is_wanted(world: World, as_user: Any) -> None:
    children = join_siblings(world, "A-4")
    Wait.objects.filter(child=children[0]).update(wanted_on=TODAY - timedelta(days=1))
    (row,) = as_user(world.cast.coordinator).get(reverse("waiting_list")).context["rows"]
    assert (row.children, row.wanted_on, row.late) == (children, TODAY - timedelta(days=1), True)


def test_with_nobody_waiting_the_list_says_where_a_search_is_begun(world: World, as_user: Any) -> None:
    Wait.objects.all().delete()
    page = as_user(world.cast.coordinator).get(reverse("waiting_list")).content.decode()
    assert "Nobody waits" in page
    assert "Start a search on the page of a child." in page


def test_the_panel_is_the_head_of_the_list(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    panel = client.get(reverse("waiting_panel"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert world.waiting_child.name in panel
    assert "<html" in client.get(reverse("waiting_panel")).content.decode()


@pytest.mark.parametrize("url_name", ["waiting_list", "waiting_panel"])
def test_the_list_asks_the_database_as_often_for_many_as_for_few(world: World, as_user: Any, url_name: str) -> None:
    client = as_user(world.cast.coordinator)
    few = count_queries(client, reverse(url_name))
    for number in range(12):
        child = make_child(world.service, f"V-{number}", care_municipality=world.municipality, point=world.point)
        Wait.objects.create(child=child, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
        make_home(world.service, f"Heim {number}", municipality=world.municipality, point=world.point)
    assert count_queries(client, reverse(url_name)) == few


def count_queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_childs_shortlist_names_homes_that_fit_and_why_others_do_not(world: World, as_user: Any, free: Home) -> None:
    far = make_home(world.service, "Fjernheim", municipality=world.other_municipality, point=world.far_point)
    page = as_user(world.cast.coordinator).get(reverse("shortlist", args=[world.waiting_child.pk]))
    found = page.context["list"]
    assert free in [row.candidate.home for row in found.rows]
    broken = {row.candidate.home: [reason.text for reason in row.broken] for row in found.ruled_out}
    assert any("over the limit from" in text for text in broken[far])
    assert broken[world.emergency_home] == ["Is a home of another kind: emergency foster home."]
    assert Look.objects.filter(child=world.waiting_child, page="shortlist").exists()


def test_kin_come_first_whatever_their_fit(world: World, as_user: Any, free: Home) -> None:
    aunt = make_home(world.service, "Tanteheim", municipality=world.municipality, point=world.point, kind="kinship")
    Kin.objects.create(child=world.waiting_child, name="Tante", relation="aunt_or_uncle", home=aunt,
                       asked_on=date(2026, 2, 2), answer="yes", answered_on=date(2026, 2, 3))  # fmt: skip
    page = as_user(world.cast.coordinator).get(reverse("shortlist", args=[world.waiting_child.pk]))
    assert [row.candidate.home for row in page.context["list"].kin_rows] == [aunt]
    assert "Nobody in family or network has been assessed in writing" in page.content.decode()


def test_there_is_no_shortlist_for_a_child_of_another_service(world: World, as_user: Any) -> None:
    address = reverse("shortlist", args=[world.foreign_child.pk])
    assert as_user(world.cast.coordinator).get(address).status_code == 404


def test_who_opens_the_shortlist_of_a_child_who_does_not_wait_is_told_so(world: World, as_user: Any) -> None:
    address = reverse("shortlist", args=[world.child.pk])
    page = as_user(world.cast.coordinator).get(address, follow=True)
    assert page.redirect_chain == [(reverse("child", args=[world.child.pk]), 302)]
    assert f"{world.child.name} does not wait for a home." in page.content.decode()


def test_matching_proposes_a_home_and_an_independent_supervisor(world: World, as_user: Any, free: Home) -> None:
    SupervisorTie.objects.create(supervisor=world.supervisor, home=free, kind="friend")
    run = match(world, as_user(world.cast.coordinator))
    proposal = Proposal.objects.get(run=run, child=world.waiting_child)
    assert proposal.home is not None
    assert (proposal.home == free) == (proposal.supervisor is None)
    only = Proposal.objects.get(run=run, child=world.other_child)
    assert (only.home, only.supervisor) == (None, world.supervisor)
    assert not Placement.objects.filter(planned=True).exists()


def test_the_problem_holds_no_names_and_is_kept_with_the_run(world: World, as_user: Any, free: Home) -> None:
    run = match(world, as_user(world.cast.coordinator))
    text = str(run.problem)
    assert parse(run.problem)
    assert world.waiting_child.name not in text
    assert free.name not in text


def test_siblings_are_proposed_together(world: World, as_user: Any) -> None:
    group = SiblingGroup.objects.create(service=world.service)
    brother = make_child(world.service, "A-4", care_municipality=world.municipality, point=world.point)
    for child in (world.waiting_child, brother):
        child.sibling_group = group
        child.save(update_fields=["sibling_group"])
    Wait.objects.create(child=brother, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    two = make_home(world.service, "Syskenheim", municipality=world.municipality, point=world.point)
    problem = Problem(Candidates(world.service.pk, TODAY)).as_json()
    assert {child["unit"] for child in problem["children"]} == {f"u{world.waiting_child.pk}"}
    assert [(row["home"], row["uses"]) for row in problem["options"]] == [(f"h{two.pk}", 2)]


def test_accepting_makes_the_planned_placement_and_the_appointment(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    data = ACCEPTANCE | {"supervisor": str(proposal.supervisor_id)}
    assert client.post(reverse("proposal_accept", args=[proposal.pk]), data).status_code == 302
    stay = Placement.objects.get(child=world.waiting_child)
    assert (stay.home, stay.planned, stay.from_on) == (proposal.home, True, date(2026, 4, 1))
    appointment = SupervisionAppointment.objects.get(child=world.waiting_child)
    assert (appointment.supervisor, appointment.from_on) == (proposal.supervisor, date(2026, 4, 1))
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided_by) == ("accepted", world.cast.coordinator)
    assert AuditEvent.objects.filter(verb="proposal.accepted", child=world.waiting_child).exists()


def test_a_decision_needs_a_reason_and_loses_nothing_that_was_typed(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    answer = client.post(reverse("proposal_accept", args=[proposal.pk]), ACCEPTANCE | {"reason": " "})
    assert answer.status_code == 422
    assert "Ingen." in answer.content.decode()
    assert not Placement.objects.filter(planned=True).exists()


def test_without_a_written_assessment_of_kin_the_reason_is_asked_for(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    address = reverse("proposal_accept", args=[proposal.pk])
    assert "kin_reason" in client.post(address, ACCEPTANCE | {"kin_reason": ""}).context["form"].errors
    Kin.objects.create(child=world.waiting_child, name="Onkel", relation="aunt_or_uncle",
                       assessment="Bur for langt unna.", assessed_on=TODAY)  # fmt: skip
    assert not client.get(address).context["form"].fields["kin_reason"].required


def test_a_place_that_was_taken_meanwhile_is_told_and_nothing_is_made(world: World, as_user: Any) -> None:
    client = as_user(world.cast.coordinator)
    one = make_home(world.service, "Einheim", municipality=world.municipality, point=world.point, places=1)
    Home.objects.exclude(pk=one.pk).update(places=1)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    assert proposal.home == one
    other = make_child(world.service, "A-9", care_municipality=world.municipality)
    Placement.objects.create(child=other, home=one, kind="ordinary", legal_ground="voluntary", from_on=TODAY)
    answer = client.post(reverse("proposal_accept", args=[proposal.pk]), ACCEPTANCE)
    assert answer.status_code == 422
    assert "Einheim has no free place" in answer.content.decode()
    assert not SupervisionAppointment.objects.filter(child=world.waiting_child).exists()
    proposal.refresh_from_db()
    assert proposal.decision == ""


def test_a_refused_home_is_not_proposed_to_the_child_again(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    client.post(reverse("proposal_refuse", args=[proposal.pk]), {"reason": "Bur for nær mor."})
    candidates = Candidates(world.service.pk, TODAY)
    options = candidates.options(candidates.groups[0])
    assert proposal.home not in [option.home for option in options]


def test_a_decided_proposal_is_not_decided_again(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    proposal = Proposal.objects.get(run=match(world, client), child=world.waiting_child)
    client.post(reverse("proposal_refuse", args=[proposal.pk]), {"reason": "Nei."})
    answer = client.post(reverse("proposal_accept", args=[proposal.pk]), ACCEPTANCE)
    assert "Coordinator has decided on this proposal meanwhile: refused." in answer.content.decode()
    assert ACCEPTANCE["child_view"] in answer.content.decode()
    opened = client.get(reverse("proposal_accept", args=[proposal.pk]), follow=True)
    assert opened.redirect_chain == [(reverse("match_run", args=[proposal.run_id]), 302)]
    assert not Placement.objects.filter(planned=True).exists()


def test_the_run_page_shows_what_is_proposed_and_proved(world: World, as_user: Any, free: Home) -> None:
    client = as_user(world.cast.coordinator)
    run = match(world, client)
    page = client.get(reverse("match_run", args=[run.pk])).content.decode()
    assert "1 child gets a home in this proposal." in page
    assert "No other choice does better by these levels." in page
    assert as_user(world.cast.other_service).get(reverse("match_run", args=[run.pk])).status_code == 404


def test_without_anybody_to_match_the_page_says_what_to_do(world: World, as_user: Any) -> None:
    Wait.objects.update(until_on=TODAY, outcome="Flytta til tante")
    SupervisionAppointment.objects.create(
        child=world.other_child, supervisor=world.supervisor, from_on=date(2024, 2, 1)
    )
    client = as_user(world.cast.coordinator)
    client.post(reverse("match_all"))
    run = Run.objects.get()
    runs.carry_out.call(run.pk)
    page = client.get(reverse("match_run", args=[run.pk])).content.decode()
    assert "No child waits for a home, and none lacks a supervisor." in page


def test_without_homes_the_page_says_what_to_do(world: World, as_user: Any) -> None:
    Home.objects.update(closed_on=date(2020, 1, 1), closed_reason="Slutt")
    Placement.objects.update(until_on=TODAY, end_reason="returned")
    client = as_user(world.cast.coordinator)
    client.post(reverse("match_all"))
    run = Run.objects.get()
    runs.carry_out.call(run.pk)
    page = client.get(reverse("match_run", args=[run.pk])).content.decode()
    assert "The register has no open home." in page
