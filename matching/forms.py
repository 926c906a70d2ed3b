"""Forms for calls and for deciding on a proposal."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import LegalGround

from .models import Call, Proposal


class CallForm(PlainForm):
    """What the family said on the telephone, and until when a place is held."""

    model = Call
    sentence_at: ClassVar = {"call_thinking_until_a_day": "thinking_until_on"}

    answer = forms.ChoiceField(label=_("What the family said"), choices=Call.Answer.choices, widget=forms.RadioSelect)
    thinking_until_on = forms.DateField(
        label=_("Thinking until"), required=False, help_text=_("Only when the family thinks about it.")
    )
    hold_until_at = forms.DateTimeField(
        label=_("Hold the place until"),
        required=False,
        help_text=_("Nobody else gets the place before then. Leave it empty to hold nothing."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReleaseForm(PlainForm):
    reason = forms.CharField(label=_("Why the place is no longer held"), max_length=200)


class AcceptForm(PlainForm):
    """Accepting: from when, on what ground, why; and why not kin, where kin has not been assessed in writing."""

    from_on = forms.DateField(label=_("Moves in on"))
    legal_ground = forms.ChoiceField(label=_("Legal ground"), choices=LegalGround.choices)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why this home is in the child's best interests. What the child and the parents have said."),
    )
    kin_reason = forms.CharField(
        label=_("Kin and network"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Nobody in family or network has been assessed in writing. Write why nobody is chosen (FF § 5(6))."
        ),
    )

    def __init__(self, *args: Any, proposal: Proposal, needs_kin_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if proposal.home_id is None:
            del self.fields["legal_ground"]
            self.fields["from_on"].label = _("Appointed from")
            self.fields["reason"].help_text = ""
        if needs_kin_reason:
            self.fields["kin_reason"].required = True
        else:
            del self.fields["kin_reason"]


class RefuseForm(PlainForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The home is then no longer proposed to this child. It stays open to others."),
    )
