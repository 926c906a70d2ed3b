"""Forms of guidance: the filters of the list, the offer, the answer, changes, the end, and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.forms.base import PlainForm, RowForm, VersionedForm
from fosterhomes.models import User

from ..guidance import State
from ..models import Guidance, GuidanceSession
from .due_filters import ANY

SENTENCES = {
    "guidance_declined_with_reason": "declined_why",
    "guidance_begins_when_accepted": "from_on",
    "guidance_answer_after_offer": "answered_on",
    "guidance_ends_after_start": "until_on",
    "guidance_session_cancelled_with_reason": "note",
}


class GuidanceFilters(forms.Form):
    """The filters; `chosen` holds what is understood, also when something else is not."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=[ANY, *State.choices])
    form = forms.ChoiceField(label=gettext_lazy("Form"), required=False, choices=[ANY, *Guidance.Form.choices])
    method = forms.ChoiceField(label=gettext_lazy("Method"), required=False, choices=[ANY, *Guidance.Method.choices])
    guide = forms.ModelChoiceField(
        label=gettext_lazy("Guide"), queryset=User.objects.none(), required=False, empty_label=ANY[1]
    )

    def __init__(self, data: Any, *, cases: QuerySet[Guidance]) -> None:
        super().__init__(data)
        guides = User.objects.filter(pk__in=cases.values("guide"))
        self.fields["guide"].queryset = guides  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class WithGuide:
    """Offers the service's own people as guides."""

    fields: dict[str, forms.Field]

    def offer(self, guides: QuerySet[User]) -> None:
        field = self.fields["guide"]
        field.queryset, field.empty_label = guides, _("not decided")  # type: ignore[attr-defined]


class OfferForm(WithGuide, RowForm):
    sentence_at: ClassVar = SENTENCES

    class Meta:
        model = Guidance
        fields = ("offered_on", "form", "method", "guide")

    def __init__(self, *args: Any, guides: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(guides)


class AnswerForm(RowForm):
    sentence_at: ClassVar = SENTENCES

    class Meta:
        model = Guidance
        fields = ("answer", "answered_on", "from_on", "declined_why")
        widgets: ClassVar = {"answer": forms.RadioSelect}
        help_texts: ClassVar = {
            "from_on": gettext_lazy("When it was accepted. Empty while the day is not known, such as for a group."),
            "declined_why": gettext_lazy("Only when it was declined."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = Guidance.Answer.choices  # type: ignore[attr-defined]
        self.fields["answer"].required = self.fields["answered_on"].required = True


class ChangeForm(WithGuide, VersionedForm):
    sentence_at: ClassVar = SENTENCES

    class Meta:
        model = Guidance
        fields = ("form", "method", "guide", "from_on")

    def __init__(self, *args: Any, guides: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(guides)
        if self.instance.answer != Guidance.Answer.ACCEPTED:
            del self.fields["from_on"]


class EndForm(PlainForm):
    model = Guidance
    sentence_at: ClassVar = SENTENCES
    until_on = forms.DateField(
        label=gettext_lazy("Ends on"), help_text=gettext_lazy("The first day on which it is no longer active.")
    )
    reason = forms.CharField(label=gettext_lazy("Why it ends"), max_length=200)


class CasesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return obj.whom


class SessionForm(WithGuide, RowForm):
    """A session, planned or held already, with one family or several."""

    sentence_at: ClassVar = SENTENCES
    cases = CasesField(label=gettext_lazy("Who takes part"), queryset=Guidance.objects.none())

    class Meta:
        model = GuidanceSession
        fields = ("on_day", "start", "guide", "status", "cases", "note")
        widgets: ClassVar = {"status": forms.RadioSelect}

    def __init__(self, *args: Any, guides: QuerySet[User], cases: QuerySet[Guidance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(guides)
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]
        self.choose_from(GuidanceSession.Status.PLANNED, GuidanceSession.Status.HELD)

    def choose_from(self, *states: GuidanceSession.Status) -> None:
        self.fields["status"].choices = [(state.value, state.label) for state in states]  # type: ignore[attr-defined]


class RecordSessionForm(SessionForm):
    """What became of a planned session. Whoever is not ticked did not come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(GuidanceSession.Status.HELD, GuidanceSession.Status.CANCELLED)


def decided(form: SessionForm) -> Iterable[Guidance]:
    """Return the cases that were ticked."""
    return list(form.cleaned_data["cases"])
