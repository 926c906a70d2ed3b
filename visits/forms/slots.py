"""The choice of one slot, with a reason where something speaks against it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm

from ..plans.one_more import SlotOffer


class SlotForm(PlainForm):
    """Which of the offered slots; what speaks against it is shown at the reason."""

    slot = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why on this day all the same"), required=False, max_length=300,
        help_text=_("Only where something speaks against the day."),
    )  # fmt: skip

    def __init__(self, data: Any, *, offers: list[SlotOffer], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.offers = {offer.key: offer for offer in offers}
        self.offer: SlotOffer | None = None

    def clean_slot(self) -> str:
        slot: str = self.cleaned_data["slot"]
        self.offer = self.offers.get(slot)
        if self.offer is None:
            raise ValidationError(_("This slot is no longer free. Look at the slots again."))
        return slot

    def refuse(self, error: ValidationError) -> None:
        """Show every sentence on the form: the slot is taken as it is, or not."""
        reasons = error.error_dict.pop("reason", []) if hasattr(error, "error_dict") else []
        self.add_error(None, error.messages)
        for reason in reasons:
            self.add_error("reason", reason)
