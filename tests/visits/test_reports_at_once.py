"""Two people with one report at the same moment: real threads, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.cast import World, make_world
from tests.fosterhomes.test_placement_at_once import at_once
from visits.actions.drafts import Writing, save_field
from visits.actions.reductions import decide_reduction
from visits.actions.reports import take_step, write_report
from visits.models import Reduction, ReportStep, SupervisionReport, VisitDraft

from .rows import lay_report, lay_visit, noon, whole_report

pytestmark = pytest.mark.django_db(transaction=True)

JULY = date(2026, 7, 15)
ROUNDS = 4


@pytest.fixture
def busy(transactional_db: None) -> World:
    return make_world()


def test_of_two_who_decide_on_a_report_one_does_and_the_other_is_told(busy: World) -> None:
    def decide(report: SupervisionReport, who: str, step: str) -> Callable[[], Any]:
        mine, by = SupervisionReport.objects.get(pk=report.pk), getattr(busy.cast, who)
        return lambda: take_step(report=mine, step=step, note="Meir.", by=by, at=noon(JULY))

    for number in range(ROUNDS):
        report = lay_report(busy, lay_visit(busy, "supervision", date(2026, 7, 1 + number)))
        ended = at_once(decide(report, "leader", "approved"), decide(report, "coordinator", "supplement_asked"))
        assert ended[0] == "done"
        assert any(name in ended[1] for name in ("Leader", "Coordinator")), ended
        assert report.steps.filter(step__in=("approved", "supplement_asked")).count() == 1


def test_two_windows_that_begin_to_write_at_once_are_both_kept(busy: World) -> None:
    def write(report: SupervisionReport, name: str) -> Callable[[], Any]:
        mine: dict[str, Any] = {"writing": Writing.of(report, "written"), "seen": 0, "base": {}, "at": noon(JULY)}
        return lambda: save_field(name=name, value=f"Om {name}", by=busy.cast.supervisor, **mine)

    for number in range(ROUNDS):
        visit = lay_visit(busy, "supervision", date(2026, 7, 1 + number))
        report = SupervisionReport(visit=visit, child=busy.child)
        assert at_once(write(report, "thrives"), write(report, "care")) == ["done", "done"]
        assert VisitDraft.objects.get(visit=visit).values == {"thrives": "Om thrives", "care": "Om care"}


def test_a_report_that_is_begun_twice_at_once_is_one(busy: World) -> None:
    visit = lay_visit(busy, "supervision", date(2026, 7, 6))

    def begin() -> Any:
        report = SupervisionReport(visit=visit, child=busy.child, **whole_report())
        return write_report(report=report, send=True, by=busy.cast.supervisor, at=noon(JULY))

    ended = at_once(begin, begin)
    rule = next(one for one in SupervisionReport._meta.constraints if one.name == "report_once")
    assert ended == ["done", str(rule.get_violation_error_message())]
    assert ReportStep.objects.filter(step="sent").count() == 1


def test_a_reduction_that_is_decided_twice_at_once_is_one(busy: World) -> None:
    def decide(who: str) -> Callable[[], Any]:
        row = Reduction(
            placement=busy.placement, track="follow_up", decided_on=JULY, from_on=JULY, conditions_good=True,
            child_heard_on=JULY, foster_parents_heard_on=JULY, reason="Gode år.",
        )  # fmt: skip
        return lambda: decide_reduction(row, by=getattr(busy.cast, who), at=noon(JULY))

    ended = at_once(decide("leader"), decide("coordinator"))
    assert ended[0] == "done"
    assert ended[1] != "done"
    assert Reduction.objects.count() == 1
