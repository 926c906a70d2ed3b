"""What several tests of matching write into the form of a decision."""

from typing import Any

from django.urls import reverse

from fosterhomes import runs
from fosterhomes.models import Child, Run, SiblingGroup, Wait
from tests.cast import TODAY, World, make_child

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


def join_siblings(world: World, *references: str) -> list[Child]:
    """Return the waiting child and new siblings of it, who are to live together and wait for the same."""
    born = [
        make_child(world.service, one, care_municipality=world.municipality, point=world.point) for one in references
    ]
    group = SiblingGroup.objects.create(service=world.service)
    for child in born:
        Wait.objects.create(child=child, kind="ordinary", urgency="soon", from_on=TODAY, wanted_on=TODAY)
    for child in (world.waiting_child, *born):
        child.sibling_group = group
        child.save(update_fields=["sibling_group"])
    return [world.waiting_child, *born]


def acceptance_of(*children: Child, **values: str) -> dict[str, str]:
    """Return what is written for siblings together: each says something of its own."""
    shared = {name: value for name, value in ACCEPTANCE.items() if name != "child_view"}
    own = {f"child_view_{child.pk}": f"{child.name} vil flytte." for child in children}
    return shared | own | values
