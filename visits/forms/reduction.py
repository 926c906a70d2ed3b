"""The forms of decisions to reduce: making one, ending one, and what the list can be asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm, RowForm

from .. import law
from ..models import Reduction
from ..models.visit import Track
from ..reductions import Show, refusals

ANY = ("", _("all"))
ONLY_SUPERVISION = ("child_consents", "care_municipality_consents")


class ReductionForm(RowForm):
    """A decision; the law's conditions are asked of the row by the action, and shown by the page before."""

    sentence_at = {"reduction_ends_after_start": "until_on"}

    class Meta:
        model = Reduction
        fields = (
            "conditions_good", "child_heard_on", "foster_parents_heard_on", *ONLY_SUPERVISION,
            "decided_on", "from_on", "until_on", "reason",
        )  # fmt: skip
        labels = {
            "child_heard_on": _("The child was heard on"),
            "foster_parents_heard_on": _("The foster parents were heard on"),
            "child_consents": _("The child consents"),
            "care_municipality_consents": _("The municipality with care responsibility consents"),
            "from_on": _("Fewer visits from"),
            "until_on": _("Until"),
            "reason": _("Why fewer visits are right for this child"),
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.fields["reason"].widget.is_required = True
        if self.instance.track == law.FOLLOW_UP:
            for name in ONLY_SUPERVISION:
                del self.fields[name]

    def _post_clean(self) -> None:
        """Say what the law refuses together with what else is wrong, not after it."""
        super()._post_clean()  # type: ignore[misc]
        if self.instance.decided_on is not None:
            self.refuse(ValidationError(refusals(self.instance)))

    def draft(self) -> dict[str, Any]:
        """Return what stands in the form as far as it can be read: the page shows what the law says of it."""
        if not self.is_bound:
            return dict(self.initial)
        return {name: value for name in self.fields if (value := self._read(name)) is not None}

    def _read(self, name: str) -> Any:
        given = self[name].data
        try:
            return self.fields[name].clean(given)
        except ValidationError:
            return None


class EndForm(PlainForm):
    until_on = forms.DateField(
        label=_("The reduction ends on"), help_text=_("From this day the full number of visits accrues again.")
    )


class ReductionFilters(forms.Form):
    """What can be asked of the list of decisions; `chosen` holds what is understood."""

    show = forms.ChoiceField(label=_("Show"), required=False, choices=[ANY, *Show.choices])
    track = forms.ChoiceField(label=_("Track"), required=False, choices=[ANY, *Track.choices])
    ended = forms.BooleanField(label=_("also those that have ended"), required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def in_words(self) -> list[str]:
        """Return what was chosen, each in a few words."""
        said = [str(Show(self.chosen["show"]).label)] if self.chosen.get("show") else []
        said += [str(Track(self.chosen["track"]).label)] if self.chosen.get("track") else []
        return said + ([str(self.fields["ended"].label)] if self.chosen.get("ended") else [])
