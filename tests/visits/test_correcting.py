"""Correcting a visit that was recorded wrongly, and two people at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse

from fosterhomes.models import AuditEvent, ContactPerson, SupervisionAppointment
from tests.cast import TODAY, World, make_child, make_world, place
from visits.actions.recording import record_planned, record_visit
from visits.models import Visit, VisitChild
from visits.recording import Account, SeenChild

from .rows import lay_sibling, lay_visit, noon

YESTERDAY = date(2026, 3, 9)


@pytest.fixture
def at_noon(english: None) -> Iterator[Any]:
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def opened(world: World, as_user: Any, at_noon: Any) -> Callable[..., Any]:
    """Return a function that fills in the correction form as `world.cast.caseworker` opened it, changed as told."""
    visit = lay_visit(world, "follow_up", YESTERDAY)
    client = as_user(world.cast.caseworker)
    address = reverse("visit_correct", args=[visit.pk])
    form = client.get(address).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, False)}

    def send(**changed: Any) -> Any:
        told = values | {"correction": "Skreiv feil dag"} | changed
        return client.post(address, {name: value for name, value in told.items() if value is not None})

    return send


def test_a_correction_changes_the_row_and_leaves_its_reason(world: World, opened: Any) -> None:
    assert opened(on_day="2026-03-06").status_code == 302
    visit = Visit.objects.get()
    assert visit.on_day == date(2026, 3, 6)
    event = AuditEvent.objects.get(verb="visit.corrected", object_type="visits.visit")
    assert (event.reason, event.fields, event.by) == ("Skreiv feil dag", ["on_day"], world.cast.caseworker)
    of_child = AuditEvent.objects.get(verb="visit.corrected", object_type="visits.visitchild")
    assert (of_child.child, of_child.fields) == (world.child, [])


def test_a_correction_of_a_note_names_the_field_and_not_what_stood_in_it(world: World, opened: Any) -> None:
    opened(**{f"words_{world.child.pk}": "Trivst"})
    event = AuditEvent.objects.get(verb="visit.corrected", object_type="visits.visitchild")
    assert event.fields == ["words"]
    assert VisitChild.objects.get().words == "Trivst"


def test_a_correction_needs_a_reason(world: World, opened: Any) -> None:
    answer = opened(correction=None, on_day="2026-03-06")
    assert dict(answer.context["form"].errors) == {"correction": ["This field is required."]}
    assert Visit.objects.get().on_day == YESTERDAY


def test_a_visit_that_never_was_is_cancelled_and_counts_no_more(world: World, opened: Any, as_user: Any) -> None:
    assert opened(status="cancelled", reason="Gjaldt eit anna barn").status_code == 302
    page = as_user(world.cast.caseworker).get(reverse("due"), {"track": "follow_up"})
    assert [row.fraction for row in page.context["page"]] == ["0 of 4"]


def test_a_correction_is_held_to_the_same_rules(world: World, opened: Any) -> None:
    lay_visit(world, "follow_up", date(2026, 3, 6))
    answer = opened(on_day="2026-03-06")
    assert list(answer.context["form"].errors) == [f"child_{world.child.pk}"]
    assert list(opened(on_day="2026-03-11").context["form"].errors) == ["on_day"]
    assert list(opened(on_day="2024-01-01").context["form"].errors) == [f"child_{world.child.pk}"]


def test_two_people_who_correct_the_same_visit_see_both_versions(world: World, opened: Any) -> None:
    VisitChild.objects.update(words="Det den andre skreiv")
    answer = opened(**{f"words_{world.child.pk}": "Det eg skreiv"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else changed this while you wrote." in page
    assert "Det den andre skreiv" in page
    assert "Det eg skreiv" in page
    assert VisitChild.objects.get().words == "Det den andre skreiv"
    version = answer.context["form"].data["version"]
    assert opened(version=version, **{f"words_{world.child.pk}": "Det eg skreiv"}).status_code == 302
    assert VisitChild.objects.get().words == "Det eg skreiv"


@pytest.mark.parametrize("version", ["", "{", "[]", '{"status": "x"}'])
def test_a_damaged_token_saves_nothing(world: World, opened: Any, version: str) -> None:
    assert opened(version=version, on_day="2026-03-06").status_code == 422
    assert Visit.objects.get().on_day == YESTERDAY


CORRECTS = {"caseworker": 200, "leader": 200, "coordinator": 200}


def test_who_corrects_a_visit(world: World, as_user: Any, at_noon: Any) -> None:
    visit = lay_visit(world, "follow_up", YESTERDAY)
    for name, user in world.cast:
        answer = as_user(user).get(reverse("visit_correct", args=[visit.pk]))
        assert answer.status_code == CORRECTS.get(name, 404), name


def test_a_contact_person_does_not_decide_for_anothers_child(world: World, as_user: Any, at_noon: Any) -> None:
    theirs = make_child(world.service, "A-8", care_municipality=world.municipality)
    place(theirs, world.home)
    ContactPerson.objects.create(child=theirs, worker=world.cast.other_caseworker, from_on=date(2024, 2, 1))
    visit = lay_visit(world, "follow_up", YESTERDAY, world.child, theirs)
    assert as_user(world.cast.caseworker).get(reverse("visit_correct", args=[visit.pk])).status_code == 200
    page = as_user(world.cast.other_caseworker).get(reverse("visit", args=[visit.pk]))
    assert page.status_code == 200
    assert world.child.name not in page.content.decode()
    assert as_user(world.cast.other_caseworker).get(reverse("visit_correct", args=[visit.pk])).status_code == 404


def test_a_correction_leaves_what_stands_of_children_one_does_not_see(world: World, as_user: Any, at_noon: Any) -> None:
    sibling = lay_sibling(world)
    visit = lay_visit(world, "supervision", YESTERDAY, world.child, sibling)
    SupervisionAppointment.objects.filter(child=sibling).update(until_on=TODAY, end_reason="Flytta")
    client = as_user(world.cast.supervisor)
    address = reverse("visit_correct", args=[visit.pk])
    form = client.get(address).context["form"]
    assert form.candidates == [world.child]
    told = {name: value for name, value in form.initial.items() if value not in (None, False)}
    assert client.post(address, told | {"correction": "Feil dag", "on_day": "2026-03-06"}).status_code == 302
    assert set(visit.visit_children.values_list("child", flat=True)) == {world.child.pk, sibling.pk}


def done(world: World, visitor: Any) -> Account:
    return Account("done", YESTERDAY, visitor, (SeenChild(world.child, alone="held"),))


def in_two_threads(one: Callable[[], Any], other: Callable[[], Any]) -> list[Any]:
    """Return what each gives back or raises, both begun at the same moment."""
    ready = Barrier(2)

    def run(act: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=10)
            return act()
        except ValidationError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, (one, other)))


@pytest.mark.django_db(transaction=True)
def test_two_people_who_record_the_same_visit_at_once_make_one_row() -> None:
    world = make_world()
    at: datetime = noon(TODAY)

    def record(by: Any) -> Callable[[], Any]:
        account = done(world, world.cast.caseworker)
        values = {"home": world.home, "track": "follow_up", "account": account, "among": {world.child.pk}}
        return lambda: record_visit(**values, by=by, at=at)

    outcomes = in_two_threads(record(world.cast.caseworker), record(world.cast.leader))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ValidationError", "Visit"], outcomes
    assert Visit.objects.count() == VisitChild.objects.count() == 1
    assert AuditEvent.objects.filter(verb="visit.recorded", object_type="visits.visit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_record_the_same_planned_visit_at_once_are_not_both_believed() -> None:
    world = make_world()
    planned = lay_visit(world, "follow_up", YESTERDAY, status="planned")
    at: datetime = noon(TODAY)

    def record(account: Account, by: Any) -> Callable[[], Any]:
        return lambda: record_planned(visit=planned, account=account, among={world.child.pk}, by=by, at=at)

    made = done(world, world.cast.caseworker)
    called_off = Account("cancelled", YESTERDAY, world.cast.caseworker, (SeenChild(world.child),), reason="Sjukdom")
    outcomes = in_two_threads(record(made, world.cast.caseworker), record(called_off, world.cast.leader))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ValidationError", "Visit"], outcomes
    believed = next(outcome for outcome in outcomes if isinstance(outcome, Visit))
    assert Visit.objects.get().status == believed.status
