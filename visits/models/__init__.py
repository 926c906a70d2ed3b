"""The nouns of what is owed, planned and done."""

from .dates import DateMet, ShortfallSeen
from .draft import VisitDraft
from .duty import Pause, Reduction
from .ending import Ending
from .guidance import Guidance, GuidanceSession
from .report import ReportStep, SupervisionReport
from .settings import VisitSettings, settings_of
from .task import FollowUpTask
from .visit import Visit, VisitChild

__all__ = [
    "DateMet",
    "Ending",
    "FollowUpTask",
    "Guidance",
    "GuidanceSession",
    "Pause",
    "Reduction",
    "ReportStep",
    "ShortfallSeen",
    "SupervisionReport",
    "Visit",
    "VisitChild",
    "VisitDraft",
    "VisitSettings",
    "settings_of",
]
