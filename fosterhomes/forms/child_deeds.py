"""Forms around a child: kin and network, contact person, the search for a home."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ContactPerson, Home, Kin, Wait
from ..widgets import SearchSelect
from .base import PlainForm, VersionedForm


class KinForm(VersionedForm):
    """Somebody in the child's family or network: asked, answered, assessed, each with its day."""

    sentence_at: ClassVar = {"kin_answer_after_asked": "answered_on", "kin_assessed_in_writing": "assessment"}

    class Meta:
        model = Kin
        fields = (
            "name", "relation", "phone", "asked_on", "answer", "answered_on", "assessment", "assessed_on", "home",
        )  # fmt: skip
        widgets = {"home": SearchSelect, "phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, *args: Any, today: date, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # A home that is linked already stays a choice, also for somebody who sees no more of it than this.
        known = Q(pk__in=homes.values("pk")) | Q(pk=self.instance.home_id)
        self.fields["home"].queryset = Home.objects.filter(known, merged_into=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("asked_on", "answered_on", "assessed_on"):
            if (day := values.get(name)) and day > self.today:
                self.add_error(name, _("This day has not come yet."))
        self._ask_for_pair("answer", "answered_on", _("Write when they answered."), _("Choose what they answered."))
        self._ask_for_pair(
            "assessment",
            "assessed_on",
            _("Write when it was assessed: without a day it does not count as a written assessment."),
            _("Write the assessment, or remove its date."),
        )
        return values

    def _ask_for_pair(self, word: str, day: str, no_day: str, no_word: str) -> None:
        said, when = bool(self.cleaned_data.get(word)), self.cleaned_data.get(day)
        if said and when is None and day not in self.errors:
            self.add_error(day, no_day)
        if when and not said and word not in self.errors:
            self.add_error(word, no_word)


class WorkerChoice(forms.ModelChoiceField):
    """A caseworker with the number of cases against the norm."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, empty_label=None, **kwargs)
        self.loads: dict[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {self.loads.get(obj.pk, '')}"


class ContactPersonForm(PlainForm):
    model = ContactPerson
    sentence_at: ClassVar = {
        "contact_person_one_at_a_time": "from_on",
        "contact_person_ends_after_start": "from_on",
    }
    worker = WorkerChoice(label=gettext_lazy("Contact person"))
    from_on = forms.DateField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, workers: Any, loads: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers  # type: ignore[attr-defined]
        self.fields["worker"].loads = loads  # type: ignore[attr-defined]


class WaitForm(VersionedForm):
    """What is searched for. The contact person changes the wanted date and the note; the register the rest."""

    sentence_at: ClassVar = {
        "wait_wanted_after_start": "wanted_on",
        "wait_one_at_a_time": "from_on",
        "wait_ends_after_start": "from_on",
    }

    class Meta:
        model = Wait
        fields = (
            "kind", "urgency", "from_on", "wanted_on", "longest_minutes", "longest_km", "must_be_alone",
            "must_be_youngest", "note",
        )  # fmt: skip
        widgets = {"urgency": forms.RadioSelect}

    def __init__(self, *args: Any, whole: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not whole:
            for name in set(self.fields) - {"wanted_on", "note", "version"}:
                del self.fields[name]
        if "urgency" in self.fields:
            self.fields["urgency"].choices = Wait.Urgency.choices  # type: ignore[attr-defined]


class EndWaitForm(PlainForm):
    until_on = forms.DateField(label=gettext_lazy("Ended on"))
    outcome = forms.CharField(
        label=gettext_lazy("How it ended"),
        max_length=200,
        help_text=gettext_lazy("For example: the parents manage with help at home."),
    )

    def __init__(self, *args: Any, wait: Wait, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wait = wait

    def clean_until_on(self) -> date:
        day: date = self.cleaned_data["until_on"]
        if day < self.wait.from_on:
            raise ValidationError(_("The end must be after the start."))
        return day
