"""The secret address under which a person's own calendar program reads their visits."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import User


def hash_of(token: str) -> str:
    """Return what is stored of a token. It is long and random, so a plain hash cannot be guessed back (256 bits)."""
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarFeed(models.Model):
    """One person's feed. The token itself is shown once and stored nowhere; making a new one ends the old."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(_("hash of the secret address"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar subscription")

    def __str__(self) -> str:
        return str(self.user)
