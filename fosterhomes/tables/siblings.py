"""Siblings from a file: each row names a child and one of its siblings. Who shares a sibling is a sibling too."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.siblings import join_siblings, keep_siblings_together, split_siblings
from ..models import SiblingGroup
from .check import Batch, State, Taken
from .columns import Column, Kind, column_of
from .names import names_of
from .placements import CHILD, WHICH_CHILD
from .register import Seen

COLUMNS = (
    *CHILD,
    Column(
        "sibling",
        gettext_lazy("reference of a sibling"),
        required=True,
        example="2026-0143",
        help=gettext_lazy("The number of the sibling's case. With three siblings two rows are enough."),
    ),
    column_of(SiblingGroup, "together", help=gettext_lazy("Yes or no. Empty says nothing.")),
    column_of(SiblingGroup, "why_split"),
    column_of(SiblingGroup, "reassess_on"),
)


class SiblingRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()
        self.groups = {group.pk: group for group in SiblingGroup.objects.filter(service=batch.service)}

    def take(self, values: dict[str, Any]) -> Taken:
        child, other = self.batch.register.child(values), self._sibling(values)
        self.seen.once(frozenset((child.pk, other.pk)), "sibling")
        fields = []
        if child.sibling_group_id is None or child.sibling_group_id != other.sibling_group_id:
            self._join(child, other)
            fields.append("sibling")
        group = self.groups.get(child.sibling_group_id or 0)
        if group is not None and self._lives(group, values):
            fields.append("together")
        state = State.NEW if "sibling" in fields else State.CHANGED if fields else State.UNCHANGED
        return Taken(state, fields=[] if state is State.NEW else fields)

    def _sibling(self, values: dict[str, Any]) -> Any:
        try:
            return self.batch.register.child({"reference": values["sibling"]})
        except ValidationError as error:
            raise ValidationError({"sibling": error.messages}) from error

    def _join(self, child: Any, other: Any) -> None:
        try:
            group = join_siblings(child=child, other=other, by=self.batch.by, at=self.batch.at)
        except ValidationError as error:
            raise ValidationError({"sibling": error.messages}) from error
        self.groups[group.pk] = group

    def _lives(self, group: SiblingGroup, values: dict[str, Any]) -> bool:
        """Write whether they are to live together, where the file says so and the register does not."""
        told, who = values.get("together"), {"by": self.batch.by, "at": self.batch.at}
        if told is None or (told and group.together):
            return False
        if told:
            keep_siblings_together(group=group, **who)
            return True
        why, again = values.get("why_split") or group.why_split, values.get("reassess_on") or group.reassess_on
        if not why or again is None:
            raise ValidationError(
                {"why_split": _("Write why the siblings live apart, and when it is to be reassessed.")}
            )
        if (group.together, group.why_split, group.reassess_on) == (False, why, again):
            return False
        split_siblings(group=group, why=why, reassess_on=again, **who)
        return True


SIBLINGS = Kind(
    key="siblings",
    label=gettext_lazy("Siblings"),
    lead=gettext_lazy("Who belongs together, and whether they are to live together. Bring the children in first."),
    columns=COLUMNS,
    names=names_of("siblings"),
    rows=SiblingRows,
    place=25,
    one_of=(WHICH_CHILD,),
)
