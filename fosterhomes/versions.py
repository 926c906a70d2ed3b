"""Two people edit the same row at once: neither may undo the other's change without knowing it.

A form carries a token with a short digest of each value it was opened with. Whoever saves second hands that token in,
and learns which values are no longer what they saw. Digests, not values: the token says "still the same" or "changed".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangedMeanwhile(ValidationError):
    """Somebody else changed `fields` of the row after the person opened the form."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(_("Somebody else changed this while you wrote. Look at what changed, and save again."))
        self.fields = list(fields)


def version_of(row: models.Model, names: Sequence[str]) -> dict[str, str]:
    """Return a digest for each of the named columns."""
    return {name: _digest(row, name) for name in names}


def _digest(row: models.Model, name: str) -> str:
    text = str(row._meta.get_field(name).value_to_string(row))  # type: ignore[union-attr]
    return sha256(f"{name}={text}".encode()).hexdigest()[:12]


def as_token(version: Mapping[str, str]) -> str:
    return json.dumps(version, separators=(",", ":"))


def from_token(token: str) -> dict[str, str]:
    """Return the version that a form handed back. Raises `ValidationError` when it is none of ours."""
    try:
        version = json.loads(token)
    except ValueError:
        version = None
    if not isinstance(version, dict):
        raise ValidationError(_("This form is too old or damaged. Open the page again."))
    return {str(name): str(digest) for name, digest in version.items()}


def check_unchanged(row: models.Model, seen: Mapping[str, str]) -> None:
    """Raise `ChangedMeanwhile` when the stored row is not what the person saw. Locks the row: call it in a deed."""
    stored: Any = type(row)._base_manager.select_for_update().get(pk=row.pk)
    current = version_of(stored, list(seen))
    if changed := [name for name in seen if seen[name] != current[name]]:
        raise ChangedMeanwhile(changed)
