"""Whom the visits and sessions of a plan are to, by name and with the page about them; read once for any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from fosterhomes.models import Child

from ..models import Guidance
from .options import GUIDANCE


@dataclass(frozen=True)
class Whom:
    """A child who is visited, or who is guided."""

    name: str
    url: str


def whom_of(asked: Iterable[tuple[str, Iterable[int]]]) -> Callable[[str, Iterable[int]], list[Whom]]:
    """Return what names the ids of a track: children, or cases of guidance. Two queries for all that are `asked`."""
    wanted: dict[bool, set[int]] = {True: set(), False: set()}
    for track, ids in asked:
        wanted[track == GUIDANCE] |= set(ids)
    children = Child.objects.in_bulk(wanted[False])
    cases = Guidance.objects.select_related("home", "child").in_bulk(wanted[True])

    def whom(track: str, ids: Iterable[int]) -> list[Whom]:
        if track == GUIDANCE:
            return [Whom(cases[pk].whom, reverse("guidance", args=[pk])) for pk in ids if pk in cases]
        return [Whom(children[pk].name, reverse("child", args=[pk])) for pk in ids if pk in children]

    return whom
