"""Exceptions from the service's own rules, and the rules that show papers, training, culture and religion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import AuditEvent, Home, HomeMember, PoliceCertificate, Training
from matching.candidates import Candidates
from matching.models import Decision, RuleException
from matching.rules import EXCEPTABLE, RULES, Sort, Verdict, as_data, findings, from_data, ruled_out
from tests.cast import TODAY, World, make_home
from tests.matching.builders import ACCEPTANCE
from tests.matching.test_rules import HOME, UNIT, child, found, near


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def young(world: World) -> Home:
    """Return a home that would fit, were the child not too old for it."""
    return make_home(world.service, "Smårollingheim", municipality=world.municipality, point=world.point, oldest_age=5)


def excepting(client: Any, world: World, home: Home, **values: Any) -> Any:
    address = reverse("exception_new", args=[world.waiting_child.pk, home.pk])
    return client.post(address, {"rules": ["ages"], "reason": "Kjenner barnet frå barnehagen."} | values)


def options(world: World) -> list[Home]:
    candidates = Candidates(world.service.pk, TODAY)
    return [option.home for option in candidates.options(candidates.groups[0])]


def test_a_leader_excepts_a_home_from_a_rule_of_the_service(world: World, as_user: Any, young: Home) -> None:
    assert young not in options(world)
    assert excepting(as_user(world.cast.leader), world, young).status_code == 302
    assert young in options(world)
    assert AuditEvent.objects.get(verb="ruleexception.made").reason == "Kjenner barnet frå barnehagen."


def test_nobody_but_a_leader_makes_or_lifts_an_exception(world: World, as_user: Any, young: Home) -> None:
    excepting(as_user(world.cast.leader), world, young)
    row = RuleException.objects.get()
    for name, user in world.cast:
        client = as_user(user)
        status = client.get(reverse("exception_new", args=[world.waiting_child.pk, young.pk])).status_code
        assert status == (200 if name == "leader" else 404), name
        if name != "leader":
            assert client.post(reverse("exception_lift", args=[row.pk])).status_code == 404, name


def test_an_exception_needs_a_reason_and_can_be_lifted(world: World, as_user: Any, young: Home) -> None:
    client = as_user(world.cast.leader)
    assert excepting(client, world, young, reason=" ").status_code == 422
    excepting(client, world, young)
    client.post(reverse("exception_lift", args=[RuleException.objects.get().pk]))
    assert young not in options(world)


def test_the_reason_stands_beside_the_home_and_in_the_decision(world: World, as_user: Any, young: Home) -> None:
    client = as_user(world.cast.leader)
    excepting(client, world, young)
    client.post(reverse("shortlist", args=[world.waiting_child.pk]), {"reason": "Ingen i slekta."})
    shortlist = client.get(reverse("shortlist", args=[world.waiting_child.pk])).content.decode()
    assert "Excepted by a leader: Kjenner barnet frå barnehagen." in shortlist
    client.post(reverse("decision_new", args=[world.waiting_child.pk, young.pk]), ACCEPTANCE)
    record = client.get(reverse("decision", args=[Decision.objects.get().pk])).content.decode()
    assert "Excepted by a leader: Kjenner barnet frå barnehagen." in record


@pytest.mark.parametrize("rule", ["places", "closed", "declined", "said_no", "excluded"])
def test_what_is_not_the_services_own_rule_cannot_be_excepted(
    world: World, as_user: Any, young: Home, rule: str
) -> None:
    assert rule not in EXCEPTABLE
    assert excepting(as_user(world.cast.leader), world, young, rules=[rule]).status_code == 422
    assert not RuleException.objects.exists()


def test_no_exception_reaches_a_rule_of_the_law() -> None:
    closed = replace(HOME, closed=True)
    unit = child(exceptions=frozenset({(7, "closed", "Fordi.")}))
    assert [finding.rule for finding in ruled_out(findings(unit, closed, near()))] == ["closed"]


def test_siblings_are_excepted_only_when_each_of_them_is() -> None:
    first, second = child(exceptions=frozenset({(7, "siblings", "Tvillingar.")})).children[0], UNIT.children[0]
    unit = replace(UNIT, children=(first, replace(second, child=2)))
    roomy = replace(HOME, free=2)
    assert "siblings" in {finding.rule for finding in ruled_out(findings(unit, roomy, near()))}
    both = replace(unit, children=(first, replace(first, child=2)))
    assert not ruled_out(findings(both, roomy, near()))


def test_a_finding_comes_back_from_the_record_as_it_was() -> None:
    unit = child(exceptions=frozenset({(7, "ages", "Fordi.")}))
    said = findings(unit, replace(HOME, oldest_age=5), near())
    assert [from_data(as_data(one)) for one in said] == [replace(one, points=0) for one in said]


def test_training_and_certificates_are_law_and_can_still_come() -> None:
    for rule, mended in (("training", {"trained": True}), ("certificates", {})):
        missing = found(rule, home=replace(HOME, trained=False, without_certificate=("Kari",)))
        there = found(rule, home=replace(HOME, **mended))
        assert missing is not None
        assert there is not None
        assert (missing.sort, missing.verdict, missing.rules_out) == (Sort.LAW, Verdict.UNKNOWN, False)
        assert there.verdict == Verdict.MATCH


def test_culture_and_religion_are_shown_for_a_person_to_judge() -> None:
    said = found("background", unit=child(background="Samisk familie"), home=replace(HOME, background="Kristen"))
    assert said is not None
    assert (said.sort, said.rules_out) == (Sort.WISH, False)
    assert said.facts == {"wanted": "Samisk familie", "home": "Kristen"}
    assert found("background") is None


def test_training_and_certificates_are_read_from_the_register(world: World) -> None:
    def facts() -> tuple[bool, tuple[str, ...]]:
        read = Candidates(world.service.pk, TODAY).facts[world.home.pk]
        return read.trained, read.without_certificate

    member = HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=TODAY)
    HomeMember.objects.create(home=world.home, name="Ola", relation="own_child", birth_year=2012, from_on=TODAY)
    assert facts() == (False, ("Kari",))
    Training.objects.create(home=world.home, course="solid", completed_on=TODAY)
    PoliceCertificate.objects.create(home=world.home, member=member, issued_on=TODAY, seen_on=TODAY)
    assert facts() == (True, ())


def test_every_rule_says_of_what_sort_it_is() -> None:
    said = [found for rule in RULES if (found := rule(UNIT, HOME, near())) is not None]
    assert {finding.sort for finding in said} == {Sort.LAW, Sort.SERVICE, Sort.WISH}
