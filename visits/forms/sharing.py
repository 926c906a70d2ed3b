"""Sharing the children of one person out: for each child who takes it, filled with a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import Child

Choices = Sequence[tuple[str, str]]


class SharingForm(PlainForm):
    """One choice for each child. `choices`: who can take it, by the child's id; `suggested`: likewise."""

    nobody = _("nobody yet")

    def __init__(
        self, *args: Any, children: Iterable[Child], choices: Mapping[int, Choices], suggested: Mapping[int, int],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.children = list(children)
        own = list(self.fields)
        for child in self.children:
            self.fields[name_of(child)] = forms.ChoiceField(
                label=child.name, required=False, choices=[("", self.nobody), *choices.get(child.pk, ())],
                initial=str(suggested.get(child.pk, "")),
            )  # fmt: skip
        self.order_fields([*[name_of(child) for child in self.children], *own])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.shares:
            raise forms.ValidationError(_("Choose somebody for at least one child."))
        return cleaned

    @property
    def shares(self) -> dict[Child, int]:
        """Return the id of who takes each child for whom somebody was chosen."""
        chosen = {child: self.cleaned_data.get(name_of(child)) for child in self.children}
        return {child: int(value) for child, value in chosen.items() if value}


def name_of(child: Child) -> str:
    return f"child_{child.pk}"


class CoverForm(SharingForm):
    """Who covers for whom while a colleague is away; and whether what cannot wait is replanned at once."""

    replan = forms.BooleanField(
        label=_("Show at once what has to move"), required=False, help_text=_("Nothing changes before you accept it.")
    )


class HandOverForm(SharingForm):
    """Who takes over whom, and from which day."""

    nobody = _("stays for now")
    from_on = forms.DateField(
        label=_("From"), help_text=_("Reading rights go over on this day: who hands over sees the children no more.")
    )


class SupervisorHandOverForm(HandOverForm):
    """Who supervises whom from which day, and why the supervisor stops."""

    end_reason = forms.CharField(label=_("Why the appointments end"), max_length=200)
