"""The form of a decision on a home, and what is written on its record afterwards."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.forms.placements import SENTENCES
from fosterhomes.models import Child, LegalGround, Placement, User
from fosterhomes.widgets import DateInput

from ..actions.decisions import Draft, Own, Promise
from ..models import Decision
from ..supervision import Near

PROMISES = 3
"""Lines for promised support on the form; more can be added on the record."""


OF_SIBLINGS = {
    "reason": _("Why this home is in the children's best interests."),
    "gaps": _("What the children need and the home does not have by itself."),
}
"""Help texts where siblings are decided on together."""

FOSTER_HOMES_ONLY = ("emergency_order_on", "kin_reason", "approval", "approved_on", "approval_reason")


def _text(rows: int, **values: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **values)


class DecisionForm(PlainForm):
    """What the law wants recorded (FF §§ 5, 6): why this home, kin, what child and parents say, approval, support."""

    model = Placement
    sentence_at: ClassVar = SENTENCES

    from_on = forms.DateField(label=_("Moves in on"))
    legal_ground = forms.ChoiceField(label=_("Legal ground"), choices=[("", _("choose")), *LegalGround.choices])
    emergency_order_on = forms.DateField(
        label=_("Emergency decision made on"),
        required=False,
        help_text=_("Only with an emergency decision: the six weeks are counted from it. Empty until it is made."),
    )
    supervisor = forms.ChoiceField(
        label=_("Supervisor"),
        required=False,
        help_text=_("Independent, with room: who speaks the child's language first, then the nearest."),
        error_messages={"invalid_choice": _("This supervisor can no longer take the child. Choose another, or later.")},
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
        self,
        *args: Any,
        children: Sequence[Child],
        near: Mapping[int, list[Near]],
        owners: QuerySet[User],
        kin_reason_asked: str,
        foster_home: bool = True,
        supervisors: Mapping[int, int] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        """`near`: by child, the supervisors from whom to choose; `supervisors`: by child, whom the form suggests;
        `kin_reason_asked`: why a reason for not choosing kin is asked for, in a sentence.

        Siblings have a supervisor each, and each says what it wants itself. Of a relief home, which is no foster home,
        nothing is asked that only FF §§ 5(6) and 6 and BVL § 4-2 ask for.
        """
        super().__init__(*args, **kwargs)
        self.children, self.near = list(children), near
        if len(self.children) > 1:
            self._ask_each()
        for child in self.children:
            choices = [(str(one.supervisor.pk), self._named(one)) for one in near[child.pk]]
            field = self.fields[self._name("supervisor", child)]
            field.choices = [("", _("chosen later")), *choices]  # type: ignore[attr-defined]
            field.initial = str(supervisors.get(child.pk, ""))
        self.fields["kin_reason"].required = self.fields["kin_reason"].widget.is_required = bool(kin_reason_asked)
        if kin_reason_asked:
            self.fields["kin_reason"].help_text = kin_reason_asked
        for number in range(1, PROMISES + 1):
            self._add_promise(number, owners)
        if not foster_home:
            for name in FOSTER_HOMES_ONLY:
                del self.fields[name]

    def _ask_each(self) -> None:
        """Put a supervisor and a view for each of the siblings in the place of one for all, and speak of children."""
        for name, text in OF_SIBLINGS.items():
            self.fields[name].help_text = text
        approval: Any = self.fields["approval"]
        approval.label = _("The home is approved for the children")
        approval.choices = [
            (Decision.Approval.BEFORE, _("before the children move in")),
            (Decision.Approval.AFTER, Decision.Approval.AFTER.label),
        ]
        labels = {"supervisor": _("Supervisor for %(name)s"), "child_view": _("What %(name)s says")}
        for name, label in labels.items():
            for child in self.children:
                field = copy.deepcopy(self.fields[name])
                field.label = label % {"name": child.name}
                self.fields[self._name(name, child)] = field
            del self.fields[name]

    def _name(self, name: str, child: Child) -> str:
        return f"{name}_{child.pk}" if len(self.children) > 1 else name

    @property
    def supervisor_fields(self) -> list[Any]:
        return [self[self._name("supervisor", child)] for child in self.children]

    @property
    def view_fields(self) -> list[Any]:
        return [self[self._name("child_view", child)] for child in self.children]

    @staticmethod
    def _named(near: Near) -> str:
        told = {"name": near.supervisor.name, "minutes": near.minutes, "free": near.supervisor.free}
        return ", ".join([_("%(name)s, %(minutes)d minutes, room for %(free)d") % told, *near.notes])

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
        names = (
            "from_on", "legal_ground", "reason", "kin_reason", "parents_view", "gaps", "approval", "approved_on",
            "approval_reason", "emergency_order_on",
        )  # fmt: skip
        shared = {name: values[name] for name in names if name in values}
        own = {child.pk: self._own(child) for child in self.children}
        return Draft(**shared, child_view="", promises=tuple(self.promises), own=own)

    def _own(self, child: Child) -> Own:
        chosen = self.cleaned_data[self._name("supervisor", child)]
        supervisors = {str(one.supervisor.pk): one.supervisor for one in self.near[child.pk]}
        return Own(self.cleaned_data[self._name("child_view", child)], supervisors.get(chosen))

    def refuse(self, error: ValidationError) -> None:
        """Show what the deed refused; what it says of a supervisor stands at the first of the siblings' fields."""
        if hasattr(error, "error_dict") and "supervisor" in error.error_dict and len(self.children) > 1:
            said = {
                self._name("supervisor", self.children[0]) if k == "supervisor" else k: v
                for k, v in error.error_dict.items()
            }
            error = ValidationError(said)
        super().refuse(error)


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
