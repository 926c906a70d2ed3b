"""Forms of guidance: the filters of the list, the offer, the answer, changes, the end, and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.forms.base import Meanwhile, PlainForm, RowForm, VersionedForm
from fosterhomes.models import User
from fosterhomes.versions import as_token, version_of

from ..guidance import State, who_takes_part
from ..models import Guidance, GuidanceSession
from ..models.guidance import SESSION_MINUTES
from .due_filters import ANY

SENTENCES = {
    "guidance_declined_with_reason": "declined_why",
    "guidance_begins_when_accepted": "from_on",
    "guidance_answer_after_offer": "answered_on",
    "guidance_ends_after_start": "until_on",
    "guidance_rhythm_whole": "rhythm_from",
    "guidance_rhythm_ends_after_start": "rhythm_until",
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
        fields = ("form", "method", "guide", "from_on", "until_on", "end_reason")
        help_texts: ClassVar = {
            "until_on": gettext_lazy("The first day on which it is no longer active. Empty: it goes on after all."),
        }

    def __init__(self, *args: Any, guides: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(guides)
        if self.instance.answer != Guidance.Answer.ACCEPTED:
            del self.fields["from_on"]
        if self.instance.until_on is None:
            del self.fields["until_on"], self.fields["end_reason"]


class RhythmForm(VersionedForm):
    """How often the sessions come: the plan of the year holds one in each window."""

    sentence_at: ClassVar = SENTENCES

    class Meta:
        model = Guidance
        fields = ("rhythm_weeks", "rhythm_minutes", "rhythm_from", "rhythm_until")
        help_texts: ClassVar = {
            "rhythm_weeks": gettext_lazy("Empty: no sessions are planned by themselves."),
            "rhythm_from": gettext_lazy("The first weeks are counted from this day."),
            "rhythm_until": gettext_lazy("The first day without. Empty: as long as the guidance goes on."),
        }


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


class OfSession:
    """The columns of a session, and what they may be chosen from."""

    model = GuidanceSession
    fields = ("on_day", "start", "minutes", "guide", "status", "cases", "note")
    widgets: ClassVar = {"status": forms.RadioSelect}


class AboutSession(WithGuide):
    """What the forms of a session share."""

    def prepare(self, guides: QuerySet[User], cases: QuerySet[Guidance], *states: GuidanceSession.Status) -> None:
        self.offer(guides)
        self.fields["minutes"].required = False
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]
        self.fields["status"].choices = [(state.value, state.label) for state in states]  # type: ignore[attr-defined]

    def clean_minutes(self) -> int:
        """Return how long it is; as long as usual where nobody has said."""
        minutes: int | None = self.cleaned_data["minutes"]  # type: ignore[attr-defined]
        return minutes or SESSION_MINUTES


class SessionForm(AboutSession, RowForm):
    """A session, planned or held already, with one family or several."""

    sentence_at: ClassVar = SENTENCES
    states: ClassVar = (GuidanceSession.Status.PLANNED, GuidanceSession.Status.HELD)
    cases = CasesField(label=gettext_lazy("Who takes part"), queryset=Guidance.objects.none())

    class Meta(OfSession):
        pass

    def __init__(self, *args: Any, guides: QuerySet[User], cases: QuerySet[Guidance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(guides, cases, *self.states)


class RecordSessionForm(SessionForm):
    """What became of a planned session. Whoever is not ticked did not come."""

    states: ClassVar = (GuidanceSession.Status.HELD, GuidanceSession.Status.CANCELLED)


class CorrectSessionForm(AboutSession, VersionedForm):
    """A session as it should have been registered; who took part is part of the version."""

    sentence_at: ClassVar = SENTENCES
    cases = CasesField(label=gettext_lazy("Who takes part"), queryset=Guidance.objects.none())
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=300)

    class Meta(OfSession):
        pass

    def __init__(self, *args: Any, guides: QuerySet[User], cases: QuerySet[Guidance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = GuidanceSession.Status
        known = User.objects.filter(Q(pk__in=guides.values("pk")) | Q(pk=self.instance.guide_id)).order_by("name")
        self.prepare(known, cases, states.PLANNED, states.HELD,
                     states.CANCELLED)  # fmt: skip
        self.seen |= {"cases": who_takes_part(self.stored.cases.all())}
        self.fields["version"].initial = as_token(self.seen)

    def typed_version(self) -> dict[str, str]:
        columns = version_of(self.instance, [name for name in self.seen if name != "cases"])
        others = [case for case in self.stored.cases.all() if case not in self.fields["cases"].queryset]  # type: ignore[attr-defined]
        return columns | {"cases": who_takes_part([*others, *self.cleaned_data.get("cases", ())])}

    def _settle(self, name: str, untouched: bool) -> Meanwhile:
        """Who takes part lies in rows of its own: both lists are shown, and the person's own ticks stand."""
        if name != "cases":
            return super()._settle(name, untouched)
        stored = ", ".join(case.whom for case in self.stored.cases.all())
        mine = ", ".join(case.whom for case in self.cleaned_data.get("cases", ()))
        return Meanwhile(str(self.fields["cases"].label), stored, mine, kept=False)


class RemoveForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("Why it is removed"), max_length=300)


def decided(form: forms.BaseForm) -> Iterable[Guidance]:
    """Return the cases that were ticked."""
    return list(form.cleaned_data["cases"])
