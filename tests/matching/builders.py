"""What several tests of matching write into the form of a decision."""

from typing import Any

from django.urls import reverse

from fosterhomes import runs
from fosterhomes.models import Run
from tests.cast import World

ACCEPTANCE = {
    "from_on": "2026-04-01", "legal_ground": "care_order", "reason": "Nær skulen.", "kin_reason": "Ingen.",
    "child_view": "Vil bu nær venene.", "parents_view": "Mor er samd.", "approval": "before",
}  # fmt: skip


def match(world: World, client: Any) -> Run:
    """Press the button and let the worker do its work."""
    client.post(reverse("match_all"))
    run = Run.objects.filter(kind=Run.Kind.MATCHING).latest("pk")
    runs.carry_out.call(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.DONE, run.failure
    return run
