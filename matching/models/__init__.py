"""The nouns of matching: what a run proposed and what a person decided."""

from .proposal import Proposal

__all__ = ["Proposal"]
