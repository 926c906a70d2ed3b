"""The invented service, loaded once for this file: Alver's figures to the number, nobody real, everything to try."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models, transaction
from stdnum.no.fodselsnummer import calc_check_digit1, calc_check_digit2

from fosterhomes.caseload import caseload
from fosterhomes.figures import Figures, figures_of
from fosterhomes.models import (
    Child,
    Duty,
    Home,
    HomeKind,
    HomeMember,
    HomeMove,
    Kin,
    Placement,
    Role,
    Service,
    SiblingGroup,
    SupervisionAppointment,
    Supervisor,
    User,
    Wait,
)
from fosterhomes.permissions import access_for
from fosterhomes.travel import TravelTimes
from tests.demo import ALVER, ON, our_models
from visits.dates import date_rows
from visits.days import Span
from visits.duty import MOVES, duty_on
from visits.models import Pause, Reduction, Visit, VisitChild
from visits.owed import owed, shortfalls


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the whole demo once for this file; every test sees it inside its own transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo_data", on=ON)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def service(_loaded: None, db: None) -> Service:
    return Service.objects.get(name="Alver barnevernteneste")


def test_the_figures_are_those_of_alver_on_the_day_of_the_demo(service: Service) -> None:
    assert service.demo_on == ON
    assert figures_of(service, ON) == ALVER


def test_earlier_days_have_figures_of_their_own(service: Service) -> None:
    seen = {tuple(figures_of(service, ON - timedelta(days=days)).values()) for days in (0, 90, 180, 365, 540)}
    assert len(seen) == 5
    for days in (90, 180, 365, 540):
        figures = figures_of(service, ON - timedelta(days=days))
        assert 40 <= figures["foster_children"] <= 60
        assert 65 <= figures["under_supervision"] <= 95
        assert sum(figures[kind] for kind in ("ordinary", "specialised", "kinship")) == figures["foster_children"]


def test_every_row_passes_the_rules_that_a_form_asks(service: Service) -> None:
    for model in our_models():
        foreign_keys = {field.name for field in model._meta.concrete_fields if field.is_relation}
        for row in model._base_manager.all():
            # `full_clean`, but that the row behind each foreign key exists is asked of the database alone.
            row.clean_fields(exclude=foreign_keys)
            row.clean()
            row.validate_unique()
            row.validate_constraints()


def test_every_national_number_is_synthetic_valid_and_given_once(service: Service) -> None:
    numbers = list(Child.objects.values_list("national_number", "birth_date", "gender"))
    assert len({number for number, _born, _gender in numbers}) == len(numbers) > 200
    for number, born, gender in numbers:
        assert number[:6] == f"{born:%d}{born.month + 80}{born:%y}"
        assert (int(number[8]) % 2 == 0) == (gender == "girl")
        assert number[9] == calc_check_digit1(number[:9])
        assert number[10] == calc_check_digit2(number[:10])


def test_no_telephone_and_no_address_reaches_anybody(service: Service) -> None:
    holders = (User, Home, Supervisor, Kin)
    phones = [phone for model in holders for phone in model._base_manager.values_list("phone", flat=True)]
    assert {phone for phone in phones if not re.fullmatch(r"68 05 \d\d \d\d", phone)} == set()
    emails = [
        email for model in (User, Home, Supervisor) for email in model._base_manager.values_list("email", flat=True)
    ]
    assert {email for email in emails if not email.endswith(".example")} == set()


def test_nobody_has_a_password(service: Service) -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_homes_of_every_kind_lie_on_both_sides_of_the_fjords(service: Service) -> None:
    homes = Home.objects.filter(service=service).open_on(ON)
    assert 110 <= homes.count() <= 140
    assert set(homes.values_list("kind", flat=True)) == set(HomeKind.values)
    assert {"4631", "4632", "4633", "4640", "4644", "4601", "0301"} <= set(homes.values_list("municipality", flat=True))
    assert homes.filter(point__ferry_area__name="Fedje").exists()


def test_free_places_are_some_and_of_several_kinds(service: Service) -> None:
    free = {home: home.free for home in Home.objects.filter(service=service).with_vacancy(ON) if home.free}
    assert 24 <= sum(free.values()) <= 30
    assert len({home.kind for home in free}) >= 5
    assert max(free.values()) >= 3
    fresh = [home for home in free if home.vacancy_confirmed_on and (ON - home.vacancy_confirmed_on).days <= 30]
    assert 5 < len(fresh) < len(free)


def test_no_home_has_ever_had_more_children_than_places(service: Service) -> None:
    for days in range(0, 550, 25):
        for home in Home.objects.with_vacancy(ON - timedelta(days=days)):
            assert home.living <= home.places, home


def test_a_protected_address_is_nowhere(service: Service) -> None:
    home = Home.objects.get(protected_address=True)
    assert (home.address, home.point, home.travel_band) == ("", None, "60")
    assert home.placements.living(ON).exists()
    child = Child.objects.own().waiting(ON).get(protected_address=True)
    assert child.point is None
    assert child.travel_band


def test_caseworkers_stand_above_and_below_the_norm(service: Service) -> None:
    cases = [worker.cases for worker in caseload(service, ON).workers]
    assert len(cases) == 7
    assert sum(number > 13 for number in cases) >= 2
    assert sum(number < 13 for number in cases) >= 2


def test_waiting_children_are_as_different_as_they_are_in_life(service: Service) -> None:
    waiting = Child.objects.own().waiting(ON)
    groups = SiblingGroup.objects.filter(children__in=waiting).distinct()
    assert sorted(group.children.count() for group in groups) == [2, 3]
    kin = Kin.objects.filter(child__in=waiting)
    assert kin.filter(asked_on=None).exists()
    assert kin.filter(asked_on__isnull=False, assessed_on=None).exists()
    assert kin.filter(assessed_on__isnull=False, home__isnull=False).exists()
    assert waiting.exclude(pk__in=kin.values("child")).exists()
    assert set(Wait.objects.on(ON).values_list("urgency", flat=True)) == set(Wait.Urgency.values)


def test_some_turn_15_and_some_turn_18_within_weeks(service: Service) -> None:
    soon = ON + timedelta(days=60)
    for age in (15, 18):
        turning = [row for row in Child.objects.filter(service=service) if row.age_on(ON) == age - 1]
        assert sum(child.age_on(soon) == age for child in turning) >= 2, age


def test_who_answers_for_the_supervision_is_the_same_everywhere_on_past_and_coming_days(service: Service) -> None:
    left, came = HomeMove.objects.order_by("-on_day")
    moves = {move.on_day - timedelta(days=days) for move in (left, came) for days in (0, 1)}
    for day in {*(ON + timedelta(days=days) for days in (-800, 0, 200)), *moves}:
        expected = set(Figures(service.pk, day).children("under_supervision"))
        assert _under_supervision_by_stays(service, day) == expected
        assert _owed_supervision(service, day) == expected


def _under_supervision_by_stays(service: Service, day: date) -> set[Child]:
    stays = Placement.objects.filter(child__service=service).prefetch_related(MOVES)
    known = stays.select_related("child__care_municipality", "home__municipality")
    return {stay.child for stay in known if duty_on(stay, "supervision", day) and stay.child.age_on(day) < 18}


def _owed_supervision(service: Service, day: date) -> set[Child]:
    rows = [row for row in owed(Child.objects.filter(service=service), day) if row.track == "supervision"]
    the_day = Span(day, day + timedelta(days=1))
    return {row.child for row in rows if row.case.lived_there.within(the_day).days and row.child.age_on(day) < 18}


def test_siblings_live_apart_by_decision_and_one_of_the_days_has_passed(service: Service) -> None:
    apart = SiblingGroup.objects.filter(service=service, together=False)
    assert sorted(group.reassess_on < ON for group in apart if group.reassess_on) == [False, True]
    leader = Duty.objects.filter(service=service, role=Role.LEADER).get().user
    due = [row for row in date_rows(access_for(leader, ON)) if row.deadline.code == "siblings"]
    assert sorted(row.state for row in due) == ["late", "soon"]


def test_a_family_that_moved_away_is_supervised_from_here_until_then(service: Service) -> None:
    left, came = HomeMove.objects.order_by("-on_day")
    for move, before, after in ((left, 1, 0), (came, 0, 1)):
        children = Child.objects.filter(placements__home=move.home, placements__until_on=None)
        counted = [
            Figures(service.pk, day).children("under_supervision").filter(pk__in=children).count()
            for day in (move.on_day - timedelta(days=1), move.on_day)
        ]
        assert counted == [before, after]


def test_forty_supervisors_and_some_children_without(service: Service) -> None:
    current = Supervisor.objects.filter(service=service).filter(until_on__isnull=True).with_load(ON)
    assert current.count() == 40
    assert all(row.free >= 0 for row in current)
    supervised = Placement.objects.under_supervision_of(service.pk, ON)
    without = supervised.exclude(child__in=SupervisionAppointment.objects.on(ON).values("child"))
    assert 3 <= without.count() <= 10


def test_visits_of_a_year_and_a_half_on_both_tracks(service: Service) -> None:
    visits = Visit.objects.filter(service=service)
    assert visits.earliest("on_day").on_day <= ON - timedelta(days=540)
    for track in ("follow_up", "supervision"):
        ours = visits.filter(track=track)
        assert set(ours.values_list("status", flat=True)) == set(Visit.Status.values)
        assert ours.filter(status="done", in_person=False).exists()
        assert not ours.filter(status__in=("done", "tried"), on_day__gte=ON).exists()
        assert not ours.filter(status__in=("booked", "planned"), on_day__lt=ON).exists()
    assert VisitChild.objects.values("visit").annotate(n=models.Count("pk")).filter(n__gt=1).exists()


def test_most_visits_are_in_time_and_some_are_not(service: Service) -> None:
    rows = owed(Child.objects.filter(service=service), ON)
    for track in ("follow_up", "supervision"):
        ours = [row for row in rows if row.track == track and not row.has_ended]
        late = [row for row in ours if row.missing]
        assert 0 < len(late) < len(ours) / 3
    assert 0 < len(shortfalls(Child.objects.filter(service=service), ON)) < len(rows) / 3


def test_reductions_by_the_rules_and_against_each_of_them(service: Service) -> None:
    rows = owed(Child.objects.filter(service=service), ON)
    lacks = {code for row in rows for unlawful in row.unlawful for code in unlawful.lacks}
    assert {
        "child_under_15", "not_over_two_years", "no_consent_of_child", "no_consent_of_care_municipality",
        "child_not_heard", "foster_parents_not_heard",
    } <= lacks  # fmt: skip
    unlawful = sum(len(row.unlawful) for row in rows)
    assert Reduction.objects.count() - unlawful >= 5
    assert Pause.objects.filter(until_on__isnull=True).exists()
    assert Placement.objects.filter(permanent_stay_on__isnull=False).exists()


def test_the_services_do_not_see_each_other(service: Service) -> None:
    ours = Duty.objects.filter(service=service, role=Role.LEADER).get().user
    theirs = Duty.objects.exclude(service=service).get(role=Role.LEADER).user
    our_children = set(Child.objects.visible_to(access_for(ours, ON)))
    their_children = set(Child.objects.visible_to(access_for(theirs, ON)))
    assert our_children
    assert their_children
    assert not our_children & their_children


def test_every_home_has_a_grown_up(service: Service) -> None:
    homes = Home.objects.filter(service=service)
    carers = HomeMember.objects.filter(relation=HomeMember.Relation.CARER)
    assert not homes.exclude(pk__in=carers.values("home")).exists()


def test_the_way_to_fedje_is_set_by_hand_and_takes_half_a_day(service: Service) -> None:
    assert service.office is not None
    homes = [home.point for home in Home.objects.filter(service=service, municipality="4633").select_related("point")]
    points = [point for point in homes if point is not None]
    ways = TravelTimes([service.office, *points])
    for point in points:
        way = ways.between(service.office, point)
        assert not way.is_estimate
        assert way.ferry_minutes == 30
        assert way.minutes > 90
