"""The nouns of matching: whom we called, what a run proposed, what a person decided."""

from .call import Call
from .decision import Decision, SupportTask
from .exception import RuleException
from .kin_reason import KinReason
from .night import NightCall, NightSearch
from .proposal import Proposal
from .steer import Steer

__all__ = [
    "Call",
    "Decision",
    "KinReason",
    "NightCall",
    "NightSearch",
    "Proposal",
    "RuleException",
    "Steer",
    "SupportTask",
]
