"""The nouns of what is owed, planned and done."""

from .duty import Pause, Reduction
from .visit import Visit, VisitChild

__all__ = ["Pause", "Reduction", "Visit", "VisitChild"]
