"""What a register message changes in the register, and what it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from fosterhomes.models import Child, Home, Placement
from tests.cast import World, access
from visits.actions.register_message import apply_message
from visits.models import AppliedMessage, DateMet, Reduction, SupervisionReport, Visit
from visits.owed import owed
from visits.register_message.run import Outcome
from visits.supervision_reports.lists import report_rows
from visits.travel_claims import claims

from .register_messages import aftercare, case, file, measure, message, move

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def applied(world: World, *cases: str, leave_refused: bool = False, **values: Any) -> Outcome:
    outcome = apply_message(
        file=file(*cases, **values), service=world.service, by=world.cast.clerk, at=NOW, leave_refused=leave_refused
    )
    assert outcome.stopped == []
    return outcome


def stay_of(journal: str) -> Placement:
    return Placement.objects.get(child__reference=journal)


def rows() -> list[list[Any]]:
    return [list(kind.objects.order_by("pk").values()) for kind in (Child, Home, Placement, Visit, Reduction, DateMet)]


NEW = case(
    "N-1",
    measure(
        "n1", "2.1", "2024-03-01", supervised=("2025-06-01", "2026-01-15"), followed=("2026-02-03",),
        responsible=(("2024-03-01", "4640"),),
    ),
)  # fmt: skip


def test_a_new_child_comes_in_with_stay_home_and_visits(world: World) -> None:
    outcome = applied(world, NEW)
    assert outcome.states == {"new": 1}
    child = Child.objects.get(reference="N-1")
    assert (child.name, child.birth_date, child.gender) == ("N-1", date(2014, 5, 17), "girl")
    assert child.national_number[2:4] == "85"
    stay = stay_of("N-1")
    assert (stay.kind, stay.from_on, stay.until_on, stay.legal_ground) == (
        "kinship", date(2024, 3, 1), None, "care_order",
    )  # fmt: skip
    assert (stay.home.municipality_id, stay.home.places) == ("4640", 0)
    made = Visit.objects.filter(children=child, status="done", from_case_system=True)
    assert sorted(made.values_list("track", "on_day")) == [
        ("follow_up", date(2026, 2, 3)), ("supervision", date(2025, 6, 1)), ("supervision", date(2026, 1, 15)),
    ]  # fmt: skip
    year = next(row for row in owed(Child.objects.filter(pk=child.pk), date(2026, 3, 10)) if row.track == "follow_up")
    assert year.made_on == (date(2026, 2, 3),)


def test_the_home_that_stands_in_offers_no_place(world: World) -> None:
    applied(world, NEW)
    home: Any = Home.objects.with_vacancy(date(2026, 3, 10)).get(pk=stay_of("N-1").home_id)
    assert home.free == 0


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    cases = (NEW, case("A-1", measure("a1", followed=("2026-02-01",), follow_up_every=(("2025-01-01", "2"),))))
    applied(world, *cases)
    before = rows()
    outcome = applied(world, *cases)
    assert rows() == before
    assert set(outcome.states) == {"unchanged"}
    assert AppliedMessage.objects.count() == 1


def test_a_stay_that_is_here_already_is_met_and_keeps_its_home(world: World) -> None:
    applied(world, case("A-1", measure("a1", from_on="2024-02-05", followed=("2026-02-01",))))
    stay = Placement.objects.get(child=world.child)
    assert (stay.home, stay.from_on) == (world.home, date(2024, 2, 1))
    assert Visit.objects.get(children=world.child).home == world.home


def test_a_later_message_ends_a_stay_and_begins_the_next(world: World) -> None:
    applied(world, case("N-1", measure("n1")))
    later = case(
        "N-1", measure("n1", until_on="2026-02-10"), measure("n2", "2.1", "2026-02-10"),
        after=move("move", "2026-02-10", "1.2.1", "1"),
    )  # fmt: skip
    applied(world, later, at="2026-03-02T09:00:00Z")
    first, second = Placement.objects.filter(child__reference="N-1").order_by("from_on")
    assert (first.until_on, first.end_reason) == (date(2026, 2, 10), "breakdown")
    assert (second.kind, second.until_on) == ("kinship", None)
    assert first.home.closed_on == date(2026, 2, 10)


def test_what_a_person_corrected_here_is_not_set_back(world: World) -> None:
    applied(world, case("N-1", measure("n1")))
    Placement.objects.filter(child__reference="N-1").update(from_on=date(2024, 2, 14))
    outcome = applied(world, case("N-1", measure("n1")), at="2026-03-02T09:00:00Z")
    assert stay_of("N-1").from_on == date(2024, 2, 14)
    assert "not the same here" in outcome.told[0].look[0]


def test_a_visit_that_moves_or_is_no_longer_told_follows_the_case_system(world: World) -> None:
    told = measure("n1", followed=("2026-01-10", "2026-02-10"))
    applied(world, case("N-1", told))
    moved = told.replace('UtfortDato="2026-01-10"', 'UtfortDato="2026-01-12"')
    applied(world, case("N-1", moved), at="2026-03-02T09:00:00Z")
    assert sorted(Visit.objects.values_list("on_day", flat=True)) == [date(2026, 1, 12), date(2026, 2, 10)]
    applied(world, case("N-1", measure("n1", followed=("2026-02-10",))), at="2026-03-03T09:00:00Z")
    assert list(Visit.objects.values_list("on_day", flat=True)) == [date(2026, 2, 10)]


def test_two_visits_a_year_is_stored_and_counts_only_when_it_is_lawful(world: World) -> None:
    outcome = applied(world, case("N-1", measure("n1", supervision_every=(("2024-02-01", "4"), ("2025-03-01", "2")))))
    reduction = Reduction.objects.get()
    assert (reduction.track, reduction.from_on, reduction.until_on) == ("supervision", date(2025, 3, 1), None)
    (told,) = outcome.told
    assert any("not lawful" in one and "under 15" in one for one in told.look)
    rows = owed(Child.objects.filter(reference="N-1"), date(2026, 3, 10))
    assert {row.track: row.required for row in rows}["supervision"] == 4


def test_supervision_that_goes_over_to_the_care_municipality_is_dated(world: World) -> None:
    applied(world, case("N-1", measure("n1", responsible=(("2024-02-01", "4640"), ("2025-05-01", "4631")))))
    stay = stay_of("N-1")
    assert (stay.home.municipality_id, stay.supervision_moved_on) == ("4640", date(2025, 5, 1))


def test_aftercare_is_noted_on_the_stay(world: World) -> None:
    applied(world, case("N-1", measure("n1"), born=date(2009, 1, 5), after=aftercare("e", "2026-01-20")))
    assert DateMet.objects.get().on_day == date(2026, 1, 20)


def test_what_is_no_foster_care_is_counted_and_left(world: World) -> None:
    outcome = applied(
        world,
        case("X-1", measure("x1", "4.1")),
        case("X-2", measure("x2", "2.2", "2015-01-01", "2018-01-01")),
        case("N-1", measure("n1"), measure("n2", "3.6"), measure("n3", "2.99", deleted=True)),
    )
    assert outcome.states == {"left": 2, "new": 1}
    assert (outcome.counts["cases_without_foster_care"], outcome.counts["cases_ended_long_ago"]) == (1, 1)
    assert outcome.left == {"4.1": 1, "3.6": 1}
    assert not Child.objects.filter(reference__startswith="X").exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (case("N-2", measure("p", "2.1", "2024-01-01"), measure("q", "2.2", "2024-06-01")), "overlap"),
        (case("A-1", measure("r", "2.1", "2025-01-01")), "somewhere else"),
        (case("A-1", measure("s"), born=date(2013, 1, 1)), "another birth date"),
        (NEW, "twice"),
        (case("N-2", measure("t", from_on="2025-09-01", until_on="2025-06-01")), "ends before it begins"),
    ],
)
def test_a_message_is_taken_whole_or_not_at_all(world: World, wrong: str, says: str) -> None:
    before = rows()
    outcome = applied(world, NEW, wrong)
    assert says in outcome.refused[0].refused[0]
    assert not outcome.applied
    assert rows() == before
    assert applied(world, NEW, wrong, leave_refused=True).applied
    assert Child.objects.filter(reference="N-1").exists()


def test_a_short_overlap_is_a_move(world: World) -> None:
    applied(world, case("N-1", measure("p", "2.5", "2024-02-01", "2024-03-20"), measure("q", "2.2", "2024-03-01")))
    first, second = Placement.objects.filter(child__reference="N-1").order_by("from_on")
    assert (first.until_on, first.end_reason, second.from_on) == (date(2024, 3, 1), "moved_home", date(2024, 3, 1))


def test_a_message_for_another_service_is_refused(world: World) -> None:
    outcome = apply_message(file=file(NEW, municipality="4640"), service=world.service, by=None, at=NOW)
    assert "no municipality of" in outcome.stopped[0]


def test_an_old_message_of_a_case_sets_nothing_back(world: World) -> None:
    applied(world, case("N-1", measure("n1", followed=("2026-02-10",))))
    outcome = applied(world, case("N-1", measure("n1", until_on="2026-01-01")), NEW, at="2026-02-01T09:00:00Z")
    assert outcome.counts["cases_older"] == 2
    assert (stay_of("N-1").until_on, Visit.objects.count()) == (None, 1)


def test_many_messages_in_a_zip_file_are_taken_in_together(world: World) -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("a.xml", message(NEW))
        archive.writestr("b.xml", message(case("N-2", measure("n2")), at="2026-03-02T09:00:00Z"))
        archive.writestr("les-meg.txt", "hei")
    outcome = apply_message(file=out, service=world.service, by=None, at=NOW)
    assert (outcome.applied, outcome.states) == (True, {"new": 2})
    assert AppliedMessage.objects.get().extracted_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_zip_file_without_messages_or_damaged_is_told(world: World) -> None:
    empty = BytesIO()
    with ZipFile(empty, "w") as archive:
        archive.writestr("les-meg.txt", "hei")
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        archive.writestr("a.xml", message(NEW))
    damaged = BytesIO(whole.getvalue().replace(b"Alver", b"Alvor"))
    for data, says in ((empty, "no XML files"), (damaged, "damaged")):
        assert says in apply_message(file=data, service=world.service, by=None, at=NOW).stopped[0]


def test_a_message_from_a_day_to_come_is_refused(world: World) -> None:
    late = file(NEW, at="2026-04-01T09:00:00Z")
    outcome = apply_message(file=late, service=world.service, by=None, at=NOW)
    assert "has not come" in outcome.stopped[0]


def test_a_visit_with_a_report_stays_when_it_is_no_longer_told_of(world: World) -> None:
    applied(world, case("N-1", measure("n1", supervised=("2026-02-10",))))
    visit = Visit.objects.get()
    SupervisionReport.objects.create(visit=visit, child=stay_of("N-1").child)
    outcome = applied(world, case("N-1", measure("n1")), at="2026-03-02T09:00:00Z")
    assert Visit.objects.get() == visit
    assert "a report or a promise" in outcome.told[0].look[0]


def test_no_report_and_no_mileage_is_waited_for_from_a_visit_of_the_message(world: World) -> None:
    applied(world, case("N-1", measure("n1", supervised=("2026-02-10",), followed=("2026-03-02",))))
    assert report_rows(access(world.cast.leader)) == []
    assert claims(access(world.cast.leader), date(2026, 3, 1)) == []
