"""The nouns of matching: whom we called, what a run proposed, what a person decided."""

from .call import Call
from .decision import Decision, SupportTask
from .proposal import Proposal

__all__ = ["Call", "Decision", "Proposal", "SupportTask"]
