"""What was promised at the demo's latest visits, some of it late and some done; and which came unannounced."""

from __future__ import annotations

from datetime import timedelta

from fosterhomes.demo.rows import Demo
from fosterhomes.models import User

from ..models import FollowUpTask, Visit, VisitChild
from ..models.visit import Track

PROMISED = (
    "Spørje skulen om leksehjelp.", "Avtale ny samværshelg med mor.", "Bestille time hos tannlege.",
    "Finne ut om barnet kan få bli med på fotball-leir.", "Sende fosterforeldra rettleiinga om søvn.",
    "Ringe helsestasjonen om vekta.", "Skaffe nytt busskort.",
)  # fmt: skip


def load_promises(demo: Demo) -> None:
    """Store a promise for every fourth visit of the last weeks, owed by who made it."""
    rows = VisitChild.objects.filter(
        visit__status=Visit.Status.DONE, visit__service=demo.service, visit__on_day__gte=demo.on - timedelta(days=60)
    ).select_related("visit__worker", "visit__supervisor__user")
    chosen = [row for row in rows.order_by("visit__on_day", "visit", "child") if _owner(row)][::4]
    FollowUpTask.objects.bulk_create(_task(demo, number, row) for number, row in enumerate(chosen))


def load_unannounced(demo: Demo) -> None:
    """Let a supervision visit now and then come unannounced."""
    made = Visit.objects.filter(service=demo.service, track=Track.SUPERVISION, status=Visit.Status.DONE)
    some = list(made.order_by("on_day", "pk").values_list("pk", flat=True))[::11]
    made.filter(pk__in=some).update(announced=False)


def _owner(row: VisitChild) -> User | None:
    visit = row.visit
    return visit.supervisor.user if visit.supervisor else visit.worker


def _task(demo: Demo, number: int, row: VisitChild) -> FollowUpTask:
    due_on = row.visit.on_day + timedelta(days=(14, 30, 45)[number % 3])
    done_on = min(due_on, demo.on) if number % 3 == 0 and due_on < demo.on else None
    return FollowUpTask(
        visit=row.visit,
        child_id=row.child_id,
        track=row.visit.track,
        what=PROMISED[number % len(PROMISED)],
        owner=_owner(row),
        due_on=due_on,
        done_on=done_on,
    )
