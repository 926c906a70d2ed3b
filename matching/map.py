"""What the map shows, and the table beside it: the same rows. Nothing with a protected address is among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.models import Point, Supervisor
from fosterhomes.periods import covers
from fosterhomes.vacancy import vacancy_of

from .candidates import Candidates, Group
from .kin_first import may_look_beyond


class Layer(TextChoices):
    FREE = "free", gettext_lazy("homes with a free place")
    FULL = "full", gettext_lazy("other homes")
    SUPERVISOR = "supervisor", gettext_lazy("supervisors")
    WAITING = "waiting", gettext_lazy("children who wait")
    CANDIDATE = "candidate", gettext_lazy("homes that fit the child")
    WANTED_HOME = "wanted-home", gettext_lazy("a home to look for")
    WANTED_SUPERVISOR = "wanted-supervisor", gettext_lazy("a supervisor to look for")


IN_THE_REGISTER = (Layer.FREE, Layer.FULL, Layer.SUPERVISOR, Layer.WAITING)
"""What the map of everything shows."""


@dataclass(frozen=True)
class Mark:
    """One row of the table and one point of the map, in degrees."""

    layer: str
    name: str
    url: str
    village: str
    latitude: float
    longitude: float
    note: str
    near: bool
    """In one of the service's own municipalities: the map opens on these."""

    @property
    def label(self) -> str:
        return str(Layer(self.layer).label)


def everything(candidates: Candidates) -> list[Mark]:
    """Return homes, supervisors and waiting children of the service."""
    return [*_homes(candidates), *_supervisors(candidates), *_children(candidates)]


def around(candidates: Candidates, group: Group) -> list[Mark]:
    """Return a waiting child, or siblings, and the homes that fit, the best first.

    As on the shortlist, only kin and network until one of them is assessed in writing, or a reason is (FF § 5(6)).
    """
    marks = [_mark(Layer.WAITING, child, "child", child.point, "") for child in group.children]
    unfolded = may_look_beyond(candidates, group)
    options = [option for option in candidates.options(group) if unfolded or option.kin]
    minutes = [_("%(minutes)d minutes") % {"minutes": o.minutes} if o.minutes is not None else "" for o in options]
    marks += [
        _mark(Layer.CANDIDATE, option.home, "home", option.home.point, note)
        for option, note in zip(options, minutes, strict=True)
    ]
    return _shown(marks)


def _homes(candidates: Candidates) -> list[Mark]:
    return _shown(
        _mark(Layer.FREE if vacancy.free else Layer.FULL, home, "home", home.point, vacancy.text)
        for home in candidates.homes
        for vacancy in [vacancy_of(home, candidates.on)]
    )


def _supervisors(candidates: Candidates) -> list[Mark]:
    rows = Supervisor.objects.filter(covers(candidates.on), service=candidates.service_id, merged_into=None)
    loaded = rows.with_load(candidates.on).select_related("base__municipality").order_by("name", "pk")
    return _shown(_mark(Layer.SUPERVISOR, row, "supervisor", row.base, _room(row)) for row in loaded)


def _room(supervisor: Any) -> str:
    return _("room for %(free)d of %(capacity)d") % {
        "free": max(0, supervisor.free),
        "capacity": supervisor.capacity,
    }


def _children(candidates: Candidates) -> list[Mark]:
    return _shown(
        _mark(Layer.WAITING, wait.child, "child", wait.child.point, wait.get_kind_display())
        for wait in candidates.waits
    )


def _mark(layer: Layer, row: Any, url_name: str, point: Point | None, note: str) -> Mark | None:
    # The database refuses a point for a protected address; the map does not rely on it.
    if point is None or getattr(row, "protected_address", False):
        return None
    place = (float(point.latitude), float(point.longitude))
    near = point.municipality.service_id is not None and point.municipality.service_id == row.service_id
    return Mark(layer.value, row.name, reverse(url_name, args=[row.pk]), point.village, *place, note, near)


def _shown(marks: Iterable[Mark | None]) -> list[Mark]:
    return [mark for mark in marks if mark is not None]


def villages(marks: Iterable[Mark]) -> Iterator[dict[str, Any]]:
    """Yield each village once, for the plain background."""
    seen = {mark.village: mark for mark in marks}
    for name, mark in sorted(seen.items()):
        yield {"name": name, "latitude": mark.latitude, "longitude": mark.longitude}


def as_data(marks: list[Mark]) -> dict[str, Any]:
    """Return what the map's script reads."""
    return {"marks": [asdict(mark) for mark in marks], "villages": list(villages(marks))}
