"""Forms for people and their duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Role, User
from .base import PlainForm, RowForm


class NewPersonForm(PlainForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Somebody who is already registered gets the duty alone."))
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    role = forms.ChoiceField(label=_("Duty"), choices=Role.choices)
    from_on = forms.DateField(label=_("From"))


class PhoneForm(RowForm):
    """The number on which somebody is called at work."""

    class Meta:
        model = User
        fields = ("phone",)
        help_texts = {"phone": _("The on-call rota and the page for the night show it.")}


class EndDutyForm(PlainForm):
    until_on = forms.DateField(
        label=_("Until"), help_text=_("The first day on which the duty no longer holds; reading rights end with it.")
    )
    anyway = forms.BooleanField(label=_("End the duty all the same"), required=False)

    def __init__(self, *args: Any, children: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = children
        if not children:
            del self.fields["anyway"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.children and not cleaned.get("anyway"):
            self.add_error("anyway", _("Hand the children over first, or tick here."))
        return cleaned
