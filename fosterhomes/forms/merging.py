"""Which other row is the same as this one, and why they are made one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..widgets import SearchSelect
from .base import PlainForm


class OtherForm(PlainForm):
    """The first step: which one is the duplicate. Asked in the address, by number."""

    other: Any = forms.ModelChoiceField(label=_("The same as"), queryset=None, widget=SearchSelect)

    def __init__(self, *args: Any, others: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class MergeForm(OtherForm):
    """The second step, when what moves has been shown."""

    other: Any = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("How you know that they are the same"), max_length=300)
