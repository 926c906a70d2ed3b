"""The nouns of what is owed, planned and done."""

from .absence import Absence, WorkingHours
from .dates import DateMet, ShortfallSeen
from .draft import VisitDraft
from .duty import Pause, Reduction
from .ending import Ending
from .feed import CalendarFeed
from .guidance import Guidance, GuidanceSession
from .hindrance import VisitHindrance
from .inspection import InspectionSample
from .message import AppliedMessage, CaseSystemId
from .plan import PlanMove
from .reminder import Mail, ReminderChoice
from .report import ReportStep, SupervisionReport
from .settings import VisitSettings, settings_of
from .task import FollowUpTask
from .travel import TravelDay, TravelRate
from .visit import Visit, VisitChild

__all__ = [
    "Absence",
    "AppliedMessage",
    "CalendarFeed",
    "CaseSystemId",
    "DateMet",
    "Ending",
    "FollowUpTask",
    "Guidance",
    "GuidanceSession",
    "InspectionSample",
    "Mail",
    "Pause",
    "PlanMove",
    "Reduction",
    "ReminderChoice",
    "ReportStep",
    "ShortfallSeen",
    "SupervisionReport",
    "TravelDay",
    "TravelRate",
    "Visit",
    "VisitChild",
    "VisitDraft",
    "VisitHindrance",
    "VisitSettings",
    "WorkingHours",
    "settings_of",
]
