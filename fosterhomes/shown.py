"""How values are written for people: one place, so that pages, forms and histories say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .models.fields import CodeListField


def field_label(model: type[models.Model], name: str) -> str:
    """Return a column's name in words; a relation without words of its own is named by what it leads to.

    Without them Django makes a name of the code's, which is English in every language.
    """
    field: Any = model._meta.get_field(name)
    if field.is_relation and not isinstance(field.verbose_name, Promise):
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name)


def shown_value(row: models.Model, name: str) -> str:
    """Return the value of a column in the words a person knows it by; a dash for none."""
    field: Any = row._meta.get_field(name)
    value = getattr(row, name)
    if isinstance(field, CodeListField):
        return ", ".join(labels(field, value)) or "–"
    if field.choices and value not in (None, ""):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return shown_day(value)
    return str(value) if value not in (None, "") else "–"


def shown_day(day: date) -> str:
    """Return a day as people in Norway write it, in the reader's language: `3. desember 2026`."""
    return date_format(day, "j. F Y")


def labels(field: Any, codes: list[str]) -> list[str]:
    """Return the words for the codes of a `CodeListField`."""
    words = dict(field.flatchoices)
    return [str(words.get(code, code)) for code in codes]


def name_key(name: str) -> str:
    """Return a key that sorts names as Norwegians do: æ, ø, å after z."""
    return name.casefold().translate(_AFTER_Z)


_AFTER_Z = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


def shown_list(words: Iterable[object]) -> str:
    """Return words in a row as people say them: `7, 9 and 12`. In Norwegian `7, 9` could be read as a decimal."""
    *before, last = [str(word) for word in words] or [""]
    return _(" and ").join([", ".join(before), last]) if before else last


def shown_minutes(minutes: int) -> str:
    """Return a duration in minutes as people say it: `45 min`, `1 h 5 min`, `2 h`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
