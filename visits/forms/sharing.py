"""Sharing the children of one person out: for each child who takes it, filled with a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import Child

from ..shares import name_of

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
            self.fields[name_of(child.pk)] = forms.ChoiceField(
                label=child.name, required=False, choices=[("", self.nobody), *choices.get(child.pk, ())],
                initial=str(suggested.get(child.pk, "")),
            )  # fmt: skip
        self.order_fields([*[name_of(child.pk) for child in self.children], *own])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.shares:
            raise forms.ValidationError(_("Choose somebody for at least one child."))
        return cleaned

    @property
    def shares(self) -> dict[Child, int]:
        """Return the id of who takes each child for whom somebody was chosen."""
        chosen = {child: self.cleaned_data.get(name_of(child.pk)) for child in self.children}
        return {child: int(value) for child, value in chosen.items() if value}


class CoverForm(SharingForm):
    """Who covers for whom while a colleague is away; and whether what cannot wait is replanned at once."""

    replan = forms.BooleanField(
        label=_("Show at once what has to move"), required=False, help_text=_("Nothing changes before you accept it.")
    )


class CoverDaysForm(SharingForm):
    """Who covers for whom, from when until and with which day, though nobody is away."""

    nobody = _("as for all, or nobody")
    from_on = forms.DateField(label=_("From"))
    last_on = forms.DateField(label=_("Until and with"))
    everyone = forms.ChoiceField(
        label=_("Covers for all the children"), required=False,
        help_text=_("Or leave it empty, and choose for each child below."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, choices={child.pk: people for child in kwargs["children"]}, suggested={}, **kwargs)
        self.fields["everyone"].choices = [("", _("Choose for each child")), *people]  # type: ignore[attr-defined]
        self.order_fields(("from_on", "last_on", "everyone"))

    @property
    def shares(self) -> dict[Child, int]:
        """Return the id of who covers for each child: the one chosen for it, else the one chosen for all."""
        everyone = self.cleaned_data.get("everyone")
        chosen = {child: self.cleaned_data.get(name_of(child.pk)) or everyone for child in self.children}
        return {child: int(value) for child, value in chosen.items() if value}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first."))
        return cleaned

    @property
    def days(self) -> tuple[date, date]:
        """Return the first day, and the day after the last."""
        return self.cleaned_data["from_on"], self.cleaned_data["last_on"] + timedelta(days=1)


class HandOverForm(SharingForm):
    """Who takes over whom, and from which day."""

    nobody = _("stays for now")
    from_on = forms.DateField(
        label=_("From"), help_text=_("Reading rights go over on this day: who hands over sees the children no more.")
    )


class SupervisorHandOverForm(HandOverForm):
    """Who supervises whom from which day, and why the supervisor stops."""

    end_reason = forms.CharField(label=_("Why the appointments end"), max_length=200)
