"""Visits from a file: by the same rules as when somebody records one."""

from __future__ import annotations

from datetime import date

from fosterhomes.models import AuditEvent
from fosterhomes.tables.check import in_words
from fosterhomes.tables.columns import kind_of
from tests.cast import World, place
from tests.fosterhomes.test_tables import brought, reasons, states, tried
from visits.models import Visit, VisitChild

HEAD = "Barn;Dato;Type besøk;Besøkt av;Samtale med barnet;Hvorfor ikke\n"
ROWS = "A-1;03.02.2026;oppfølging;caseworker@example.no;ja;\nA-1;04.02.2026;tilsyn;Supervisor;nei;Barnet sov\n"


def test_visits_are_brought_in_and_the_same_file_twice_changes_nothing(world: World) -> None:
    assert states(brought(world, HEAD + ROWS)) == ["new", "new"]
    follow_up, supervision = Visit.objects.order_by("on_day")
    assert (follow_up.home, follow_up.worker, follow_up.status) == (world.home, world.cast.caseworker, "done")
    assert (supervision.supervisor, supervision.visit_children.get().alone) == (world.supervisor, "not_offered")
    assert AuditEvent.objects.filter(verb="visit.recorded", child=world.child).count() == 2
    assert states(brought(world, HEAD + ROWS)) == ["unchanged", "unchanged"]


def test_siblings_of_one_day_share_their_visit(world: World) -> None:
    place(world.waiting_child, world.home, date(2025, 1, 1))
    rows = "A-1;03.02.2026;oppfølging;caseworker@example.no;ja;\nA-3;03.02.2026;oppfølging;caseworker@example.no;ja;\n"
    assert states(brought(world, HEAD + rows)) == ["new", "new"]
    assert Visit.objects.get().visit_children.count() == 2


def test_a_visit_that_cannot_have_been_is_refused_with_the_sentence_of_the_form(world: World) -> None:
    wrong = (
        "A-1;11.03.2026;oppfølging;caseworker@example.no;ja;\n"
        "A-1;03.02.2023;oppfølging;caseworker@example.no;ja;\n"
        "A-2;03.02.2026;tilsyn;Supervisor;ja;\n"
        "A-1;05.02.2026;oppfølging;caseworker@example.no;nei;\n"
        "A-1;06.02.2026;oppfølging;caseworker@example.no;;\n"
        "A-3;06.02.2026;oppfølging;caseworker@example.no;ja;\n"
    )
    told = reasons(tried(world, HEAD + wrong), "visits")
    assert [sentence.split(". ")[0].rstrip(".") for sentence in told] == [
        "Day: This day has not come yet",
        "Reference of the child: Moved in on 1 February 2024, and did not live here that day",
        "Visitor: Supervisor was not appointed for Barn A-2 on this day",
        "Why not: Write why the child was not spoken to alone",
        "Spoken to alone: Say whether the child could talk without the foster parents present",
        "Day: The child did not live in a home that day",
    ]


def test_what_nobody_knows_any_more_is_not_claimed(world: World) -> None:
    row = "A-1;03.02.2026;oppfølging;caseworker@example.no;ukjent;\n"
    assert states(brought(world, HEAD + row)) == ["new"]
    assert VisitChild.objects.get().alone == ""


def test_a_planned_visit_is_the_one_that_was_made(world: World) -> None:
    planned = Visit.objects.create(
        service=world.service, home=world.home, track="follow_up", worker=world.cast.caseworker, on_day=date(2026, 2, 3)
    )
    VisitChild.objects.create(visit=planned, child=world.child)
    report = brought(world, HEAD + "A-1;03.02.2026;oppfølging;caseworker@example.no;ja;\n")
    assert [(one.state.value, one.fields) for one in report.taken] == [("changed", ["status", "alone"])]
    planned.refresh_from_db()
    assert (planned.status, Visit.objects.count()) == ("done", 1)


def test_a_visit_that_differs_is_corrected(world: World) -> None:
    brought(world, HEAD + ROWS)
    report = brought(world, HEAD + "A-1;03.02.2026;oppfølging;other_caseworker@example.no;ja;\n")
    assert [one.fields for one in report.taken] == [["visitor"]]
    assert Visit.objects.get(track="follow_up").worker == world.cast.other_caseworker


def test_every_column_of_a_visit_has_words() -> None:
    kind = kind_of("visits")
    assert in_words([(column.key, "x.") for column in kind.columns], kind).count("x.") == len(kind.columns)
