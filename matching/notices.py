"""What is missing in the register before a search can be told well: a sentence at the place; the rest is solved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from .candidates import Candidates, Group
from .words import FAILURES


@dataclass(frozen=True)
class Notice:
    """A sentence, and where it is mended."""

    text: str
    url: str = ""
    label: str = ""


def notices_of(candidates: Candidates, group: Group) -> Iterator[Notice]:
    """Yield what is missing for these children."""
    if not candidates.homes:
        yield Notice(FAILURES["no_homes"]({}), reverse("home_new"), _("Register a home"))
    yield from notices_of_children(group)


def notices_of_children(group: Group) -> Iterator[Notice]:
    """Yield what is missing on the children themselves."""
    for child in group.children:
        edit = reverse("child_edit", args=[child.pk])
        if child.protected_address and not child.travel_band:
            text = _("%(name)s has a protected address, and no travel band is set: no way to a home is known.")
            yield Notice(text % {"name": child.name})
        elif not child.protected_address and child.point is None:
            text = _("Where %(name)s has school and friends is not registered: no way to a home is known.")
            yield Notice(text % {"name": child.name}, edit, _("Choose the village"))
