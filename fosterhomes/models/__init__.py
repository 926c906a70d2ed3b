"""The nouns of the register, one concept a file."""

from .approval_step import ApprovalStep
from .child import Child, ContactPerson, Handover, Kin, SiblingGroup
from .cover import Cover, followed_by
from .hold import Hold
from .home import Approval, Home, HomeHoliday, HomeMember, PoliceCertificate, Training, VisitHours
from .letter import Letter
from .limits import KeepAway, NotTogether, TravelLimit
from .move import HomeMove
from .person import Duty, Role, User
from .place import EstimateFigures, FerryArea, FerryLink, Point, RoadFill, Terrain, TravelBand, TravelTime
from .placement import SUPERVISED_KINDS, LegalGround, Placement, Wait
from .relief import ReliefAgreement, ReliefCycle, ReliefNeed, WeekendPattern
from .rota import OnCallHours, OnCallShift
from .run import Run
from .service import Municipality, Service, WrittenLanguage
from .supervisor import SupervisionAppointment, Supervisor, SupervisorTie
from .trace import AuditEvent, Look
from .upload import Upload
from .words import REGISTER_CODES, HomeKind, Language, Need

__all__ = [
    "REGISTER_CODES",
    "SUPERVISED_KINDS",
    "Approval",
    "ApprovalStep",
    "AuditEvent",
    "Child",
    "ContactPerson",
    "Cover",
    "Duty",
    "EstimateFigures",
    "FerryArea",
    "FerryLink",
    "Handover",
    "Hold",
    "Home",
    "HomeHoliday",
    "HomeKind",
    "HomeMember",
    "HomeMove",
    "KeepAway",
    "Kin",
    "Language",
    "LegalGround",
    "Letter",
    "Look",
    "Municipality",
    "Need",
    "NotTogether",
    "OnCallHours",
    "OnCallShift",
    "Placement",
    "Point",
    "PoliceCertificate",
    "ReliefAgreement",
    "ReliefCycle",
    "ReliefNeed",
    "RoadFill",
    "Role",
    "Run",
    "Service",
    "SiblingGroup",
    "SupervisionAppointment",
    "Supervisor",
    "SupervisorTie",
    "Terrain",
    "Training",
    "TravelBand",
    "TravelLimit",
    "TravelTime",
    "Upload",
    "User",
    "VisitHours",
    "Wait",
    "WeekendPattern",
    "WrittenLanguage",
    "followed_by",
]
