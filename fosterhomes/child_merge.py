"""What merging two rows of the same child would do, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .actions.merging import moving
from .models import Child, HomeKind, Placement
from .periods import overlaps
from .shown import shown_value

FILLED = ("national_number", "gender", "background", "point", "travel_band")
"""Columns that the kept child takes from the duplicate where its own are empty."""

JOINED = ("needs", "languages")
"""Columns that hold what either had."""

ONE_AT_A_TIME = {
    "contact_persons": "worker",
    "covers": "stand_in",
    "supervision_appointments": "supervisor",
    "waits": "kind",
}
"""Periods of which a child has one at a time, and what makes two of them the same one entered twice."""


@dataclass(frozen=True)
class MergePreview:
    """What moves, what differs, and why it is refused."""

    moves: list[tuple[str, int]]
    differs: list[tuple[str, str, str]]
    refusals: list[str]


def merge_preview(kept: Child, duplicate: Child) -> MergePreview:
    """Return what merging `duplicate` into `kept` would do; nothing is changed."""
    moves = [(found.label, found.rows.count()) for found in moving(duplicate)]
    return MergePreview(
        [(label, count) for label, count in moves if count],
        _differences(kept, duplicate),
        list(refusals(kept, duplicate)),
    )


def _differences(kept: Child, duplicate: Child) -> list[tuple[str, str, str]]:
    names = ("name", "reference", "birth_date", "gender", "care_municipality", "background", "protected_address")
    field: Any = Child._meta.get_field
    return [
        (str(field(name).verbose_name), shown_value(kept, name), shown_value(duplicate, name))
        for name in names
        if getattr(kept, name) != getattr(duplicate, name)
    ]


def refusals(kept: Child, duplicate: Child) -> Iterator[str]:
    """Yield why the two cannot be merged as they stand."""
    if kept.pk == duplicate.pk or kept.service_id != duplicate.service_id:
        yield _("Choose another child of the same service.")
    if kept.merged_into_id is not None or duplicate.merged_into_id is not None:
        yield _("One of them was merged already.")
    if kept.closed_on and not duplicate.closed_on:
        yield _("The case of %(name)s is closed and the other is open. Merge into the open one.") % {"name": kept}
    if kept.sibling_group_id and duplicate.sibling_group_id and kept.sibling_group_id != duplicate.sibling_group_id:
        yield _("They have different siblings. Take one of them out of its group first.")
    yield from _overlapping_stays(kept, duplicate)
    for name, same in ONE_AT_A_TIME.items():
        yield from _overlapping_others(kept, duplicate, name, same)


def _overlapping_stays(kept: Child, duplicate: Child) -> Iterator[str]:
    sentence = _("They lived in two places at once: %(here)s and %(there)s. Correct or remove one of the stays first.")
    stays = kept.placements.filter(planned=False).exclude(kind=HomeKind.RELIEF)
    for theirs in duplicate.placements.filter(planned=False).exclude(kind=HomeKind.RELIEF):
        for ours in stays.filter(overlaps(theirs.from_on, theirs.until_on)):
            yield sentence % {"here": _in_words(ours), "there": _in_words(theirs)}
    planned = [child.placements.filter(planned=True).exclude(kind=HomeKind.RELIEF) for child in (kept, duplicate)]
    if all(rows.exists() for rows in planned):
        yield _("Both have a planned placement. Withdraw one of them first.")


def _in_words(stay: Placement) -> str:
    place = stay.home or stay.place_name or stay.get_setting_display()
    return f"{place} ({shown_value(stay, 'from_on')} – {shown_value(stay, 'until_on')})"


def _overlapping_others(kept: Child, duplicate: Child, name: str, same: str) -> Iterator[str]:
    sentence = _("They have different entries in the same period: %(here)s and %(there)s. End or correct one first.")
    for theirs in getattr(duplicate, name).all():
        for ours in getattr(kept, name).filter(overlaps(theirs.from_on, theirs.until_on)):
            if getattr(ours, same) != getattr(theirs, same):
                yield sentence % {"here": getattr(ours, same), "there": getattr(theirs, same)}
