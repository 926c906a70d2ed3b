"""Columns of our own: several codes out of a list of choices; and what a telephone number must be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..rules import callable_digits


class CodeListField(models.Field):
    """Codes in the order of `choices`; stored as ``|ar|so|`` so that both databases can search it (`has_code`)."""

    description = _("Several codes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return self.to_python(value)

    def to_python(self, value: Any) -> list[str]:
        if not value:
            return []
        codes = value.strip("|").split("|") if isinstance(value, str) else list(value)
        order = {code: place for place, (code, _label) in enumerate(self.flatchoices)}
        return sorted(set(codes), key=lambda code: order.get(code, len(order)))

    def get_prep_value(self, value: Iterable[str] | None) -> str:
        # A lookup passes its fragment through here as text; a row passes its list.
        if isinstance(value, str):
            return value
        codes = self.to_python(value)
        return f"|{'|'.join(codes)}|" if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        codes: Any = self.value_from_object(obj)
        return self.get_prep_value(codes)

    def validate(self, value: list[str], model_instance: models.Model | None) -> None:
        known = {code for code, _label in self.flatchoices}
        unknown = [code for code in value if code not in known]
        if unknown:
            raise ValidationError(_("%(code)s is not one of the choices."), code="invalid", params={"code": unknown[0]})

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.flatchoices,
            required=False,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


def has_code(column: str, code: str) -> Q:
    """Return the condition that the `CodeListField` named `column` holds `code`."""
    return Q(**{f"{column}__contains": f"|{code}|"})


def check_phone(number: str) -> None:
    """Raise `ValidationError` for what nobody can call: at night there is no time to find out."""
    if not callable_digits(number):
        raise ValidationError(_("This is no telephone number. Write eight digits, or + and the country code."))
