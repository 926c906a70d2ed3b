"""Every deed has words for the history of a child, a home and a supervisor."""

import re
from pathlib import Path

import fosterhomes
from fosterhomes.history import VERBS

ACTIONS = Path(fosterhomes.__file__).parent / "actions"
OF_CHILDREN = ("children", "child_merge", "contact", "holds", "kin", "placements", "siblings", "waits")


def test_every_deed_around_a_child_has_words() -> None:
    used = {
        verb
        for name in OF_CHILDREN
        for verb in re.findall(r'"([a-z_]+\.[a-z_]+)"', (ACTIONS / f"{name}.py").read_text())
    }
    assert len(used) > 30
    assert used - set(VERBS) == set()
