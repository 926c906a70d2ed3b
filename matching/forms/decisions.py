"""The form of a decision on a home, and what is written on its record afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import LegalGround, User
from fosterhomes.widgets import DateInput

from ..actions.decisions import Draft, Promise
from ..models import Decision
from ..supervision import Near

PROMISES = 3
"""Lines for promised support on the form; more can be added on the record."""


def _text(rows: int, **values: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **values)


class DecisionForm(PlainForm):
    """What the law wants recorded (FF §§ 5, 6): why this home, kin, what child and parents say, approval, support."""

    from_on = forms.DateField(label=_("Moves in on"))
    legal_ground = forms.ChoiceField(label=_("Legal ground"), choices=LegalGround.choices)
    supervisor = forms.ChoiceField(
        label=_("Supervisor"), required=False, help_text=_("Independent, with room, the nearest first.")
    )
    reason = _text(4, label=_("Reason"), help_text=_("Why this home is in the child's best interests."))
    kin_reason = _text(
        3, label=_("Kin and network"), required=False, help_text=_("Why nobody in family or network is chosen.")
    )
    child_view = _text(
        3, label=_("The child's view"), help_text=_("What the child says of it; or why the child could not be heard.")
    )
    parents_view = _text(
        3, label=_("The parents' view"), help_text=_("What they say of it; or why they were not heard.")
    )
    gaps = _text(
        2,
        label=_("What the home needs support with"),
        required=False,
        help_text=_("What the child needs and the home does not have by itself."),
    )
    approval = forms.ChoiceField(
        label=_("The home is approved for the child"), choices=Decision.Approval.choices, widget=forms.RadioSelect
    )
    approved_on = forms.DateField(
        label=_("Approved on"), required=False, help_text=_("Leave it empty until it is approved.")
    )
    approval_reason = _text(2, label=_("Why the approval comes after"), required=False)

    def __init__(
        self, *args: Any, near: list[Near], owners: QuerySet[User], needs_kin_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near = {str(one.supervisor.pk): one for one in near}
        choices = [(key, self._named(one)) for key, one in self.near.items()]
        self.fields["supervisor"].choices = [("", _("chosen later")), *choices]  # type: ignore[attr-defined]
        self.fields["kin_reason"].required = needs_kin_reason
        self.fields["kin_reason"].widget.is_required = needs_kin_reason
        if needs_kin_reason:
            self.fields["kin_reason"].help_text = _(
                "Nobody in family or network has been assessed in writing. Write why nobody is chosen (FF § 5(6))."
            )
        for number in range(1, PROMISES + 1):
            self._add_promise(number, owners)

    @staticmethod
    def _named(near: Near) -> str:
        return _("%(name)s, %(minutes)d minutes, room for %(free)d") % {
            "name": near.supervisor.name,
            "minutes": near.minutes,
            "free": near.supervisor.free,
        }

    def _add_promise(self, number: int, owners: QuerySet[User]) -> None:
        self.fields[f"what_{number}"] = forms.CharField(label=_("Support"), required=False, max_length=200)
        self.fields[f"due_{number}"] = forms.DateField(label=_("Due on"), required=False, widget=DateInput())
        self.fields[f"owner_{number}"] = forms.ModelChoiceField(
            label=_("Who sees to it"), queryset=owners, required=False, empty_label=_("choose")
        )

    @property
    def promise_rows(self) -> list[list[Any]]:
        """Return the fields of each line of promised support."""
        names = ("what", "due", "owner")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, PROMISES + 1)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.promises = []
        for number in range(1, PROMISES + 1):
            row = [values.get(f"{name}_{number}") for name in ("what", "due", "owner")]
            if all(row):
                self.promises.append(Promise(*row))  # type: ignore[arg-type]
            elif any(row):
                self.add_error(f"what_{number}", _("Write what, by when and who; or leave all three empty."))
        if values.get("approval") == Decision.Approval.AFTER and not values.get("approval_reason"):
            self.add_error("approval_reason", _("Write why the home is approved only after moving in."))
        return values

    def draft(self) -> Draft:
        """Return what was written, as the deed takes it."""
        values = self.cleaned_data
        near = self.near.get(values["supervisor"])
        names = (
            "from_on", "legal_ground", "reason", "kin_reason", "child_view", "parents_view", "gaps", "approval",
            "approved_on", "approval_reason",
        )  # fmt: skip
        chosen = {name: values[name] for name in names}
        return Draft(**chosen, supervisor=near.supervisor if near else None, promises=tuple(self.promises))


class ApproveForm(PlainForm):
    approved_on = forms.DateField(label=_("Approved on"))


class SupportForm(PlainForm):
    """Support that is promised after the decision."""

    what = forms.CharField(label=_("Support"), max_length=200)
    due_on = forms.DateField(label=_("Due on"))
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=User.objects.none(), empty_label=_("choose"))

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
