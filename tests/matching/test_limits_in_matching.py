"""From the register to the rules: limits, bans, company and papers keep homes away, in the pages and in the problem."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import (
    Approval,
    Child,
    Home,
    HomeMember,
    KeepAway,
    Kin,
    NotTogether,
    Placement,
    PoliceCertificate,
    SiblingGroup,
    TravelLimit,
    Wait,
)
from matching.candidates import Candidates
from matching.problem import Problem
from matching.rules import Finding, ruled_out
from tests.cast import TODAY, World, make_child, make_home, place


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


def findings(world: World, home: Home, child: Child | None = None) -> dict[str, Finding]:
    candidates = Candidates(world.service.pk, TODAY)
    group = candidates.group_of(child or world.waiting_child)
    assert group is not None
    chosen = next(one for one in candidates.homes if one.pk == home.pk)
    return {found.rule: found for found in candidates.candidate(group, chosen).found}


def problem(world: World) -> dict[str, Any]:
    return Problem(Candidates(world.service.pk, TODAY)).as_json()


def options(world: World, child: Child | None = None) -> set[str]:
    unit = f"u{(child or world.waiting_child).pk}"
    return {row["home"] for row in problem(world)["options"] if row["unit"] == unit}


def waiting(world: World, reference: str, **values: Any) -> Child:
    child = make_child(world.service, reference, care_municipality=world.municipality, point=world.point, **values)
    Wait.objects.create(child=child, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on="2026-04-01")
    return child


def test_a_limit_to_school_keeps_a_home_away_until_it_is_only_a_wish(world: World, free: Home) -> None:
    row = TravelLimit.objects.create(
        child=world.waiting_child, purpose="school", point=world.far_point, longest_minutes=60
    )
    assert findings(world, free)["way_school"].rules_out
    assert f"h{free.pk}" not in options(world)
    row.wish = True
    row.save()
    assert f"h{free.pk}" in options(world)


def test_where_no_village_is_chosen_the_place_follows_from_the_purpose(world: World, free: Home) -> None:
    brother = make_child(world.service, "A-9", care_municipality=world.municipality)
    group = SiblingGroup.objects.create(service=world.service, together=False, why_split="x", reassess_on=TODAY)
    Child.objects.filter(pk__in=[brother.pk, world.waiting_child.pk]).update(sibling_group=group)
    far = make_home(world.service, "Fjernheim", municipality=world.other_municipality, point=world.far_point)
    for purpose in ("school", "parents", "siblings", "contact"):
        TravelLimit.objects.create(child=world.waiting_child, purpose=purpose)
    assert findings(world, free)["way_siblings"].facts["minutes"] is None
    place(brother, far)
    said = findings(world, free)
    assert [said[f"way_{one}"].facts["minutes"] for one in ("school", "parents", "contact")] == [0, 0, 0]
    assert said["way_siblings"].facts["minutes"] > 60


def test_a_protected_home_tells_nothing_but_the_band(world: World) -> None:
    hidden = make_home(
        world.service, "Skjult", municipality=world.municipality, protected_address=True, travel_band="60"
    )
    TravelLimit.objects.create(child=world.waiting_child, purpose="contact", longest_minutes=90)
    KeepAway.objects.create(child=world.waiting_child, who="Stefaren", point=world.far_point, minutes=30)
    said = findings(world, hidden)
    assert (said["way_contact"].facts["minutes"], said["way_contact"].facts["km"]) == (60, None)
    assert (said["kept_away"].verdict, said["kept_away"].facts["minutes"]) == ("unknown", None)


def test_where_a_sibling_lives_hidden_the_way_is_not_known(world: World, free: Home) -> None:
    sister = make_child(world.service, "A-9", care_municipality=world.municipality)
    group = SiblingGroup.objects.create(service=world.service, together=False, why_split="x", reassess_on=TODAY)
    Child.objects.filter(pk__in=[sister.pk, world.waiting_child.pk]).update(sibling_group=group)
    hidden = make_home(world.service, "Skjult", municipality=world.municipality, protected_address=True)
    place(sister, hidden)
    TravelLimit.objects.create(child=world.waiting_child, purpose="siblings", longest_minutes=30)
    assert findings(world, free)["way_siblings"].verdict == "unknown"


def test_a_child_without_coordinates_is_matched_and_the_way_is_not_known(world: World, free: Home) -> None:
    Child.objects.filter(pk=world.waiting_child.pk).update(point=None)
    TravelLimit.objects.create(child=world.waiting_child, purpose="school", longest_minutes=30)
    said = findings(world, free)
    assert {said["distance"].verdict, said["way_school"].verdict} == {"unknown"}
    assert f"h{free.pk}" in options(world)


def test_what_the_board_has_decided_is_law_and_what_the_service_has_is_its_rule(world: World, free: Home) -> None:
    row = KeepAway.objects.create(child=world.waiting_child, who="Stefaren", from_home=free, ordered=True)
    assert findings(world, free)["ordered_away"].sort == "law"
    row.ordered = False
    row.save()
    assert findings(world, free)["kept_away"].sort == "service"
    assert f"h{free.pk}" not in options(world)


def test_one_who_is_kept_away_is_kept_away_also_from_kin(world: World, free: Home) -> None:
    Kin.objects.create(child=world.waiting_child, name="Onkel", relation="aunt_or_uncle", home=free,
                       asked_on=TODAY, answer="yes", answered_on=TODAY)  # fmt: skip
    KeepAway.objects.create(child=world.waiting_child, who="Onkel", from_home=free)
    assert options(world) & {f"h{free.pk}"} == set()


def test_who_lives_there_is_read_from_stays_plans_and_the_family(world: World, free: Home) -> None:
    baby = make_child(world.service, "A-9", care_municipality=world.municipality, birth_date="2025-01-01")
    Wait.objects.filter(pk=world.wait.pk).update(must_be_youngest=True)
    assert findings(world, free)["youngest"].verdict == "match"
    HomeMember.objects.create(home=free, name="Ola", relation="own_child", birth_year=2014, from_on=TODAY)
    assert findings(world, free)["youngest"].verdict == "unknown"
    stay = place(baby, free, planned=True)
    assert findings(world, free)["youngest"].rules_out
    Placement.objects.filter(pk=stay.pk).delete()
    free.younger_than_own = True
    free.save()
    assert findings(world, free)["younger_than_own"].verdict == "unknown"


def test_who_must_be_the_youngest_stays_so_when_the_search_is_over(world: World) -> None:
    Wait.objects.create(child=world.child, kind="ordinary", urgency="soon", from_on="2023-01-01", until_on="2024-02-01",
                        wanted_on="2023-02-01", outcome="Flytta.", must_be_youngest=True)  # fmt: skip
    Child.objects.filter(pk=world.waiting_child.pk).update(birth_date="2020-01-01")
    assert findings(world, world.home)["other_must_be_youngest"].rules_out


def test_two_who_are_not_to_live_together_are_kept_apart_in_the_problem(world: World, free: Home) -> None:
    other = waiting(world, "A-9")
    assert problem(world)["apart"] == []
    NotTogether.objects.create(child=other, other=world.waiting_child, reason="Uro")
    assert problem(world)["apart"] == [[f"u{world.waiting_child.pk}", f"u{other.pk}"]]


def test_a_home_that_takes_one_family_at_a_time_gives_all_its_places_to_whoever_comes(world: World, free: Home) -> None:
    def uses() -> set[int]:
        return {row["uses"] for row in problem(world)["options"] if row["home"] == f"h{free.pk}"}

    assert uses() == {1}
    free.one_family = True
    free.save()
    assert uses() == {2}


def test_approvals_and_certificates_are_told_with_day_and_name(world: World, free: Home) -> None:
    Approval.objects.create(home=free, approved_on="2024-01-01", until_on="2025-01-01")
    kari = HomeMember.objects.create(home=free, name="Kari", relation="carer", from_on="2020-01-01")
    PoliceCertificate.objects.create(home=free, member=kari, issued_on="2025-01-01", seen_on="2025-09-01")
    HomeMember.objects.create(home=free, name="Vaksen son", relation="own_child", birth_year=2000, from_on="2020-01-01")
    said = findings(world, free)
    assert str(said["approval"].facts["until_on"]) == "2025-01-01"
    assert said["certificates"].facts == {"without": ["Vaksen son"], "old": ["Kari"]}
    Approval.objects.create(home=free, child=world.waiting_child, approved_on="2026-01-01")
    assert findings(world, free)["approval"].facts["whom"] == "child"


def test_a_home_without_ages_and_an_empty_register_are_said_and_the_rest_is_solved(
    world: World, free: Home, as_user: Any
) -> None:
    ageless = make_home(world.service, "Utan alder", municipality=world.municipality, youngest_age=None)
    assert findings(world, ageless)["ages"].verdict == "unknown"
    assert f"h{free.pk}" in options(world)
    Placement.objects.all().delete()
    Home.objects.filter(service=world.service).update(closed_on="2026-01-01", closed_reason="Slutt.")
    page = as_user(world.cast.coordinator).get(reverse("shortlist", args=[world.waiting_child.pk]))
    assert page.status_code == 200
    assert "The register has no open home." in page.content.decode()


def test_the_shortlist_says_why_not_of_what_sort_and_what_would_cure_it(world: World, free: Home, as_user: Any) -> None:
    TravelLimit.objects.create(child=world.waiting_child, purpose="school", point=world.far_point, longest_minutes=60)
    Kin.objects.create(child=world.waiting_child, name="Onkel", relation="aunt_or_uncle",
                       assessment="Bur for langt unna.", assessed_on=TODAY)  # fmt: skip
    page = as_user(world.cast.coordinator).get(reverse("shortlist", args=[world.waiting_child.pk])).content.decode()
    assert "over the limit to school" in page
    assert "The limit to school would have to be" in page
    assert "The way to school or kindergarten" in page


def test_more_limits_ask_the_database_no_more_often(world: World, free: Home) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            problem(world)
        return len(queries)

    def write(child: Child) -> None:
        TravelLimit.objects.create(child=child, purpose="school", point=world.far_point, longest_minutes=600)
        KeepAway.objects.create(child=child, who="Far", point=world.far_point, minutes=5)
        NotTogether.objects.create(child=child, gender="boy", reason="x")
        HomeMember.objects.create(home=free, name="Kari", relation="carer", from_on="2020-01-01")

    write(world.waiting_child)
    few = asked()
    for number in range(5):
        write(waiting(world, f"B-{number}"))
    assert asked() == few


def test_a_decision_is_read_again_with_its_days(world: World, free: Home) -> None:
    from matching.rules import as_data, from_data

    said = list(findings(world, free).values())
    assert [from_data(as_data(one)).facts for one in said] == [one.facts for one in said]
    assert not ruled_out(said)


def test_the_language_of_a_child_reaches_the_fit_that_is_solved_for(world: World) -> None:
    child, home = world.waiting_child, make_home(world.service, "Språkheim", municipality=world.municipality)
    before = fit_of(world, child, home)
    type(child).objects.filter(pk=child.pk).update(languages=["ti"])
    type(home).objects.filter(pk=home.pk).update(languages=["en", "ti"])
    assert fit_of(world, child, home) == before + 15


def fit_of(world: World, child: Any, home: Any) -> int:
    options = Problem(Candidates(world.service.pk, TODAY)).as_json()["options"]
    return next(row["fit"] for row in options if (row["unit"], row["home"]) == (f"u{child.pk}", f"h{home.pk}"))
