"""The nouns of what is owed, planned and done."""

from .duty import Pause, Reduction
from .report import ReportStep, SupervisionReport
from .settings import VisitSettings, settings_of
from .visit import Visit, VisitChild

__all__ = [
    "Pause",
    "Reduction",
    "ReportStep",
    "SupervisionReport",
    "Visit",
    "VisitChild",
    "VisitSettings",
    "settings_of",
]
