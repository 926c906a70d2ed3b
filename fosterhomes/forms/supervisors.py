"""Forms of a supervisor: the list's filters, the supervisor, the end of availability, appointments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Language, Role, Service, SupervisionAppointment, Supervisor, User
from ..places import village_of, villages
from ..supervisors import SupervisorSearch
from .base import PlainForm, VersionedForm
from .folding import Folded
from .home_filters import ANY, VillageField


class SupervisorFilters(Folded, forms.Form):
    """The search and the filters of the list. `search` holds what is understood, also when something else is not."""

    q = forms.CharField(
        label=gettext_lazy("Name, village"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    village = VillageField(label=gettext_lazy("Travels from"), required=False, empty_label=ANY[1])
    free = forms.BooleanField(label=gettext_lazy("Has room now"), required=False)
    place = VillageField(
        label=gettext_lazy("Travel to"), required=False, empty_label=gettext_lazy("nowhere in particular")
    )
    longest = forms.IntegerField(
        label=gettext_lazy("Minutes at most"), required=False, min_value=1, max_value=1440
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=[ANY, *Language.choices])
    ended = forms.BooleanField(label=gettext_lazy("Those who have ended too"), required=False)
    rarer = ("language", "ended")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("longest") and not self.cleaned_data.get("place"):
            self.add_error("longest", _("Choose where the travel goes."))
        return self.cleaned_data

    @property
    def search(self) -> SupervisorSearch:
        self.is_valid()
        names = {"text": "q"} | {name: name for name in self.fields if name != "q"}
        values = {name: self.cleaned_data.get(field) for name, field in names.items()}
        return SupervisorSearch(**{name: value for name, value in values.items() if value not in (None, "")})


class SupervisorForm(VersionedForm):
    """A supervisor; from where, how many children, how far."""

    base = VillageField(label=gettext_lazy("Travels from"), empty_label=gettext_lazy("Choose a village"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("When you correct something that was wrong. It stands in the history."),
    )

    class Meta:
        model = Supervisor
        fields = (
            "service", "name", "phone", "email", "base", "capacity", "longest_minutes", "languages", "from_on", "user",
        )  # fmt: skip
        labels = {"from_on": gettext_lazy("Available from"), "user": gettext_lazy("Log-in")}
        help_texts = {"user": gettext_lazy("A person with the duty of supervisor: sees own children and schedule.")}
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}

    def __init__(self, *args: Any, services: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_service(sorted(services))
        if self.instance.pk:
            base = self.instance.base
            # A base with coordinates of its own stays as it is until another village is chosen.
            self.fields["base"].queryset = villages() | type(base).objects.filter(pk=base.pk)  # type: ignore[attr-defined]
            self.fields["base"].help_text = "" if village_of(base).pk == base.pk else _("A point of its own.")
        else:
            del self.fields["reason"]
        self._offer_log_ins(services)

    def _choose_service(self, services: list[int]) -> None:
        if self.instance.pk or len(services) == 1:
            self.instance.service_id = self.instance.service_id or services[0]
            del self.fields["service"]
        else:
            self.fields["service"].queryset = Service.objects.filter(pk__in=services)  # type: ignore[attr-defined]

    def _offer_log_ins(self, services: Iterable[int]) -> None:
        duty = User.objects.filter(duties__role=Role.SUPERVISOR, duties__service__in=services)
        free = duty.filter(supervisor=None) | duty.filter(supervisor=self.instance.pk)
        self.fields["user"].queryset = free.distinct()  # type: ignore[attr-defined]

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < 1:
            raise forms.ValidationError(_("At least one child."))
        return capacity


class EndSupervisorForm(PlainForm):
    until_on = forms.DateField(
        label=gettext_lazy("Not available from"), help_text=gettext_lazy("The first day without the duty.")
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def __init__(self, *args: Any, supervisor: Supervisor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supervisor = supervisor

    def clean_until_on(self) -> Any:
        day = self.cleaned_data["until_on"]
        if day <= self.supervisor.from_on:
            raise forms.ValidationError(_("The end must be after the start."))
        return day


class AppointmentForm(PlainForm):
    """Who supervises the child, and from when. The candidates stand as radio buttons in the page's own list."""

    model = SupervisionAppointment
    sentence_at: ClassVar = {
        "supervision_appointment_independent": "supervisor",
        "supervision_appointment_one_at_a_time": "from_on",
        "supervision_appointment_ends_after_start": "from_on",
    }
    supervisor: Any = forms.ModelChoiceField(
        label=gettext_lazy("Supervisor"),
        queryset=None,
        error_messages={"required": gettext_lazy("Choose a supervisor.")},
    )
    from_on = forms.DateField(label=gettext_lazy("From"))
    end_reason = forms.CharField(label=gettext_lazy("Why the one before stops"), max_length=200)

    def __init__(self, *args: Any, supervisors: Iterable[int], replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = Supervisor.objects.filter(pk__in=list(supervisors))  # type: ignore[attr-defined]
        if not replaces:
            del self.fields["end_reason"]


class EndAppointmentForm(PlainForm):
    until_on = forms.DateField(
        label=gettext_lazy("Ends on"),
        help_text=gettext_lazy("The first day on which the child has another supervisor, or none."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it ends"), max_length=200)
