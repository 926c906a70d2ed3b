"""Every reason of the engine, every level and every failure has a sentence."""

import inspect

from fosterhomes import runs
from matching import proposals, relief_proposals
from matching.engine import explain
from matching.problem import LEVELS
from matching.relief.problem import LEVELS as RELIEF_LEVELS
from matching.words import FAILURES, LEVEL_NAMES, WHY_NOT, why_not


def test_every_reason_of_the_engine_is_worded() -> None:
    of_relief = {"full", "time", "taken"}
    codes = {*explain._TELLING, "no_option", "no_supervisor"} | of_relief
    assert codes == set(WHY_NOT)
    for code in codes:
        assert why_not({"code": code}, {}).endswith(".")


def test_every_level_and_every_failure_is_worded() -> None:
    assert set(LEVELS) | set(RELIEF_LEVELS) == set(LEVEL_NAMES)
    raised = {"core_failed", "worker_lost", "error", "no_homes", "nobody_waits", "nobody_waits_for_relief", "no_cycles"}
    source = inspect.getsource(proposals) + inspect.getsource(runs) + inspect.getsource(relief_proposals)
    assert all(f'"{code}"' in source for code in raised)
    assert raised == set(FAILURES)
