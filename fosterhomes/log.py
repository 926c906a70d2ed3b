"""Who has read and who has written about a child or in a home: parties may demand to know it (BVL § 13-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .history import history
from .models import AuditEvent, Look

PAGES = {
    "child": _("Read the child's page"),
    "home": _("Read the home's page"),
    "shortlist": _("Read the homes for the child"),
    "proposal": _("Read a proposal"),
    "visit": _("Read a visit"),
    "appointment_new": _("Opened the appointment of a supervisor"),
    "appointment_end": _("Opened the end of an appointment"),
    "child_merge_preview": _("Compared with a duplicate"),
    "child_log": _("Read this log"),
    "home_log": _("Read this log"),
}
"""Words for the pages whose opening is recorded."""


@dataclass(frozen=True)
class LogRow:
    """One line of the log: somebody opened a page, or did something."""

    at: datetime
    by: str
    what: str
    text: str
    wrote: bool


def log_of(**about: Any) -> list[LogRow]:
    """Return what was read and written about ``child=…`` or ``home=…``, the latest first."""
    rows = [*_read(about), *_written(about)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _read(about: dict[str, Any]) -> Iterator[LogRow]:
    for look in Look.objects.filter(**about).select_related("by"):
        yield LogRow(look.at, look.by.name, str(PAGES.get(look.page, look.page)), "", wrote=False)


def _written(about: dict[str, Any]) -> Iterator[LogRow]:
    for event in history(AuditEvent.objects.filter(**about).select_related("by")):
        yield LogRow(event.at, event.by, event.title, event.text, wrote=True)
