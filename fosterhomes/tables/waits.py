"""Children who wait for a home, from a file. A wait is the child's one that began that day."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.waits import change_wait, end_wait, start_wait
from ..models import Wait
from .check import Batch, State, Taken
from .columns import Kind, column_of
from .names import names_of, words_for_codes
from .placements import CHILD, WHICH_CHILD
from .register import Seen, differing

COLUMNS = (
    *CHILD,
    column_of(Wait, "kind", also=words_for_codes("home_kind"), example=gettext_lazy("ordinary foster home")),
    column_of(Wait, "urgency", also=words_for_codes("urgency"), example=gettext_lazy("ordinary")),
    column_of(Wait, "from_on", label=gettext_lazy("waits from"), example="01.02.2026"),
    column_of(Wait, "wanted_on", example="01.05.2026"),
    column_of(Wait, "longest_minutes", example=60),
    column_of(Wait, "longest_km"),
    column_of(Wait, "must_be_alone"),
    column_of(Wait, "must_be_youngest"),
    column_of(Wait, "note"),
    column_of(
        Wait,
        "until_on",
        label=gettext_lazy("search ended"),
        help=gettext_lazy("Empty while the child waits."),
    ),
    column_of(Wait, "outcome", help=gettext_lazy("Needed where the search has ended.")),
)
PLAIN = (
    "kind", "urgency", "wanted_on", "longest_minutes", "longest_km", "must_be_alone", "must_be_youngest", "note",
)  # fmt: skip
ENDING = ("until_on", "outcome")


class WaitRows:
    """Takes one row after the other, the earliest wait first."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()
        rows = Wait.objects.filter(child__service=batch.service).select_related("child")
        self.known = {(row.child_id, row.from_on): row for row in rows}

    def take(self, values: dict[str, Any]) -> Taken:
        child = self.batch.register.child(values)
        key = (child.pk, values["from_on"])
        self.seen.once(key, "from_on")
        self._check(values)
        known = self.known.get(key)
        return self._change(known, values) if known else self._new(Wait(child=child), values)

    def _check(self, values: dict[str, Any]) -> None:
        if values["from_on"] > self.batch.today:
            raise ValidationError({"from_on": _("This day has not come yet.")})
        if (values.get("until_on") is None) != (values.get("outcome") in (None, "")):
            raise ValidationError({"outcome": _("Write both the day on which the search ended and how, or neither.")})

    def _new(self, wait: Wait, values: dict[str, Any]) -> Taken:
        differing(wait, values, ("from_on", *PLAIN, *ENDING))
        start_wait(wait=wait, by=self.batch.by, at=self.batch.at)
        return Taken(State.NEW)

    def _change(self, wait: Wait, values: dict[str, Any]) -> Taken:
        told = {name: values.get(name) or getattr(wait, name) for name in ENDING}
        changed = differing(wait, values, PLAIN)
        if changed:
            change_wait(wait=wait, seen={}, by=self.batch.by, at=self.batch.at)
        ended = [name for name in ENDING if told[name] != getattr(wait, name)]
        if ended:
            end_wait(wait=wait, on=told["until_on"], outcome=told["outcome"], by=self.batch.by, at=self.batch.at)
        return Taken(State.CHANGED if changed or ended else State.UNCHANGED, fields=[*changed, *ended])


WAITS = Kind(
    key="waits",
    label=gettext_lazy("Children who wait for a home"),
    lead=gettext_lazy("What is searched for, since when, and for when. Bring the children in first."),
    columns=COLUMNS,
    names=names_of("waits"),
    rows=WaitRows,
    place=35,
    one_of=(WHICH_CHILD,),
    order=lambda values: values["from_on"],
)
