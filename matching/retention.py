"""What of matching has been kept long enough (`fosterhomes/retention.toml`); the rest goes with child, home or run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fosterhomes.models import Hold
from fosterhomes.retention import WORK_YEARS, Sweep, years_before

from .models import NightSearch, Steer


def sweeps(today: date) -> Iterator[Sweep]:
    """Yield the pins and exclusions that were lifted, and the searches and holds at night, of more than a year ago."""
    lifted = Steer.objects.filter(lifted_at__date__lt=years_before(today, WORK_YEARS))
    yield Sweep("steer", "pins and exclusions that were lifted more than a year ago", lifted)
    nights = NightSearch.objects.filter(begun_at__date__lt=years_before(today, WORK_YEARS))
    yield Sweep("night", "searches at night of more than a year ago, with their calls", nights)
    held = Hold.objects.filter(child=None, made_at__date__lt=years_before(today, WORK_YEARS))
    yield Sweep("held", "places held at night for children whom nobody had registered yet", held)
