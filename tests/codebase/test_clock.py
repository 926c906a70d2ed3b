"""No clock below views, tasks and commands: a rule, a form or an action is told which day it is."""

import re

from .tracked import text, tracked

CLOCK = re.compile(r"timezone\.(now|localdate|localtime)\(\)|\b(date|datetime)\.(today|now|utcnow)\(|\btime\.time\(")
# Where a request, a task or a command begins, and the clock is read once.
BEGINS = re.compile(r"/(views|management|project)/|^fosterhomes/access\.py$|/(runs|tasks)\.py$|/engine/|/planner/")


def test_the_clock_is_read_where_work_begins() -> None:
    code = [
        path for path in tracked() if path.suffix == ".py" and path.parts[0] in {"fosterhomes", "matching", "visits"}
    ]
    below = [path.as_posix() for path in code if not BEGINS.search(path.as_posix()) and CLOCK.search(text(path))]
    assert code
    assert below == []
