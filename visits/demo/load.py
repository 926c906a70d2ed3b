"""Puts what visits add to the demo together."""

from __future__ import annotations

from fosterhomes.demo.rows import Demo, refresh_statistics

from .absences import load_absences
from .dates import load_dates
from .duties import load_duties
from .guidance import load_guidance
from .hindrances import load_hindrances
from .history import load_history
from .inspection import load_inspection
from .mails import load_mails
from .promises import load_promises, load_unannounced
from .reports import load_reports


def load_visits(demo: Demo) -> None:
    """Store decisions, pauses, visits, reports, guidance, dates, absences and reminders for the loaded register."""
    load_duties(demo)
    load_history(demo)
    load_promises(demo)
    load_unannounced(demo)
    load_reports(demo)
    load_guidance(demo)
    load_dates(demo)
    load_absences(demo)
    load_hindrances(demo)
    refresh_statistics()
    load_mails(demo)
    load_inspection(demo)
