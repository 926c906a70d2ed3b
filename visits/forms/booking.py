"""The form on which a visit is booked or moved, and the one on which it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import Child, Supervisor, User

from ..booking import Booking

SHORTEST, LONGEST = 15, 480


class BookingForm(PlainForm):
    """When, by whom and to whom. `candidates`: the children the person decides about.

    `agreed`: the family knows the time that stands, and the form asks whether it knows of another.
    """

    on_day = forms.DateField(label=_("Day"))
    start = forms.TimeField(label=_("Starts at"))
    minutes = forms.IntegerField(label=_("Minutes, without the travel"), min_value=SHORTEST, max_value=LONGEST)
    announced = forms.BooleanField(
        label=_("Announced"), required=False, help_text=_("The family knows beforehand that somebody will come.")
    )
    family_knows = forms.BooleanField(
        label=_("The family knows of the new time"),
        required=False,
        help_text=_("Otherwise the visit is marked until somebody has told them."),
    )
    reason = forms.CharField(
        label=_("Why on this day all the same"),
        required=False,
        max_length=300,
        help_text=_("Only where something speaks against the day."),
    )

    def __init__(
        self,
        data: Any,
        *,
        candidates: Sequence[Child],
        visitors: QuerySet[User] | QuerySet[Supervisor] | None = None,
        agreed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        chosen = Child.objects.filter(pk__in=[child.pk for child in candidates])
        self.fields["children"] = forms.ModelMultipleChoiceField(
            chosen, label=_("To whom"), required=False, widget=forms.CheckboxSelectMultiple
        )
        if visitors is not None:
            self.fields["visitor"] = forms.ModelChoiceField(visitors, label=_("Made by"))
        if not agreed:
            del self.fields["family_knows"]
        order = ("children", "visitor", "on_day", "start", "minutes", "announced", "family_knows", "reason")
        self.order_fields(order)

    @property
    def family_is_told(self) -> bool:
        """Return whether the family knows the time: booking is agreeing it; of another time the person says so."""
        return bool(self.cleaned_data.get("family_knows", True))

    def booking(self, visitor: User | Supervisor) -> Booking:
        """Return what the person asks for; `visitor` makes the visit unless the form asks who does."""
        given = self.cleaned_data
        return Booking(
            on_day=given["on_day"],
            start=given["start"],
            minutes=given["minutes"],
            announced=given["announced"],
            visitor=given.get("visitor") or visitor,
            children=tuple(given["children"]),
        )

    def refuse(self, error: ValidationError) -> None:
        """Show each refusal where it can be mended: the form may not ask who makes the visit."""
        if hasattr(error, "error_dict") and "visitor" in error.error_dict and "visitor" not in self.fields:
            error.error_dict.setdefault("on_day", []).extend(error.error_dict.pop("visitor"))
        super().refuse(error)


class CancelForm(PlainForm):
    reason = forms.CharField(label=_("Why the visit is cancelled"), max_length=300)
