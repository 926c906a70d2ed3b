"""Dates that bind about the home: approved before moving in, and the other municipality told and heard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Approval, Home, Letter, ReliefAgreement, ReliefCycle
from tests.cast import TODAY, World, access, make_home, place
from visits.dates import DateRow, date_rows


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-03-10T08:00:00+01:00", tick=False):
        yield


@pytest.fixture
def away(world: World) -> Home:
    return make_home(world.service, "Lustraheim", municipality=world.other_municipality)


def dates(world: World, code: str, who: str = "coordinator") -> list[DateRow]:
    rows = date_rows(access(getattr(world.cast, who)))
    return [row for row in rows if row.deadline.code == code and row.child in (world.waiting_child, None)]


def letter(world: World, home: Home, **values: Any) -> Letter:
    values = {"kind": "request", "text": "x", "language": "nn", "written_on": date(2026, 2, 1)} | values
    return Letter.objects.create(home=home, municipality=home.municipality, written_by=world.cast.leader, **values)


def test_the_approval_binds_from_the_day_of_moving_in_until_it_is_registered(world: World, away: Home) -> None:
    stay = place(world.waiting_child, away, from_on=date(2026, 4, 1), planned=True)
    (coming,) = dates(world, "approval")
    assert (coming.state, coming.deadline.last_on) == ("soon", date(2026, 4, 1))
    stay.planned, stay.from_on = False, date(2026, 3, 2)
    stay.save()
    (late,) = dates(world, "approval")
    assert late.state == "late"
    assert late.address == f"{reverse('home_part_new', args=[away.pk, 'approvals'])}?child={world.waiting_child.pk}"
    approval = Approval.objects.create(home=away, child=world.waiting_child, approved_on=TODAY)
    assert not dates(world, "approval")
    approval.until_on = TODAY.replace(day=11)
    approval.save()
    assert not dates(world, "approval")


def test_the_municipality_of_a_home_elsewhere_is_told_within_the_days_of_the_service(world: World, away: Home) -> None:
    place(world.waiting_child, away, from_on=date(2026, 2, 20))
    (row,) = dates(world, "municipality_notice")
    assert (row.state, row.deadline.last_on) == ("late", date(2026, 3, 6))
    type(world.service).objects.filter(pk=world.service.pk).update(notice_days=30)
    (row,) = dates(world, "municipality_notice")
    assert (row.state, row.deadline.last_on) == ("soon", date(2026, 3, 22))
    notice = letter(world, away, kind="notice", child=world.waiting_child)
    assert dates(world, "municipality_notice")
    notice.sent_on = TODAY
    notice.save()
    assert not dates(world, "municipality_notice")


def test_nobody_is_told_of_a_home_of_our_own_or_a_year_late(world: World, away: Home) -> None:
    stay = place(world.waiting_child, make_home(world.service, "Her", municipality=world.municipality), TODAY)
    assert not dates(world, "municipality_notice")
    stay.home, stay.from_on = away, date(2025, 3, 10)
    stay.save()
    assert not dates(world, "municipality_notice")


def test_an_answer_that_has_not_come_binds_by_its_day(world: World, away: Home, as_user: Any) -> None:
    sent = letter(world, away, sent_on=date(2026, 2, 2), answer_due_on=date(2026, 3, 1))
    letter(world, away, answer_due_on=date(2026, 3, 1))
    (row,) = dates(world, "municipality_answer")
    assert (row.state, row.address) == ("late", reverse("letter", args=[sent.pk]))
    assert not dates(world, "municipality_answer", "caseworker")
    late = f"{reverse('dates')}?show=late&rule=municipality_answer"
    client = as_user(world.cast.coordinator)
    assert row.address in client.get(late).content.decode()
    assert late.replace("&", "&amp;") in client.get(reverse("dates_panel")).content.decode()
    for who in (world.cast.leader, world.cast.coordinator):
        assert reverse("dates_panel") in as_user(who).get(reverse("front")).content.decode()
    sent.answered_on, sent.answer = TODAY, "Ingenting."
    sent.save()
    assert not dates(world, "municipality_answer")


def test_the_contact_person_sees_the_date_and_is_not_offered_what_the_office_does(world: World, away: Home) -> None:
    world.placement.home = away
    world.placement.save()
    rows = [row for row in date_rows(access(world.cast.caseworker)) if row.deadline.code == "approval"]
    assert [row.child for row in rows] == [world.child]
    assert rows[0].address == reverse("child", args=[world.child.pk])


def test_relief_weekends_bind_to_be_agreed_anew_before_they_run_out(world: World) -> None:
    home = make_home(world.service, "Helgeheim", municipality=world.municipality, kind="relief")
    stay = place(world.waiting_child, home, from_on=date(2025, 3, 1), kind="relief")
    cycle = ReliefCycle.objects.create(home=home, weeks=2, first_weekend_on=date(2025, 3, 7), first_places=1)
    days = {"from_on": date(2025, 3, 1), "until_on": date(2026, 4, 1)}
    ReliefAgreement.objects.create(placement=stay, cycle=cycle, weekends=["1"], **days)
    (row,) = dates(world, "relief_agreement")
    assert (row.state, row.deadline.last_on) == ("soon", date(2026, 3, 31))
    assert row.address == reverse("relief_agreement_new", args=[stay.pk])
    anew = {"from_on": date(2026, 4, 1), "until_on": date(2027, 4, 1)}
    ReliefAgreement.objects.create(placement=stay, cycle=cycle, weekends=["1"], **anew)
    assert [one.deadline.last_on for one in dates(world, "relief_agreement")] == [date(2027, 3, 31)]
    stay.until_on, stay.end_reason = date(2027, 4, 1), "other"
    stay.save()
    assert not dates(world, "relief_agreement")
