"""Forms of what belongs to a home or a supervisor: one small form for each kind of row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import parts
from ..models import (
    Approval,
    ApprovalStep,
    Child,
    HomeHoliday,
    HomeMember,
    PoliceCertificate,
    ReliefCycle,
    SupervisorTie,
    Training,
    User,
    VisitHours,
)
from ..permissions import Access
from ..widgets import SearchSelect
from .base import VersionedForm


class PartForm(VersionedForm):
    """A row of `owner`. A correction asks why; a new row does not."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"), max_length=300, help_text=gettext_lazy("It stands in the history.")
    )

    def __init__(self, *args: Any, owner: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.access = owner, access
        setattr(self.instance, owner._meta.model_name, owner)
        if not self.instance.pk:
            del self.fields["reason"]
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices to the owner's."""

    def _not_in_future(self, name: str) -> Any:
        day = self.cleaned_data.get(name)
        if day and day > self.access.on:
            self.add_error(name, _("This day has not come yet."))
        return day


class MemberForm(PartForm):
    sentence_at: ClassVar = {"home_member_ends_after_start": "until_on"}

    class Meta:
        model = HomeMember
        fields = ("name", "relation", "birth_year", "from_on", "until_on")
        labels = {"from_on": gettext_lazy("Lives here from"), "until_on": gettext_lazy("Moved out on")}

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not self.access.on.year - 110 <= year <= self.access.on.year:
            raise forms.ValidationError(_("Write the year with four digits, for example 1985."))
        return year


class HoursForm(PartForm):
    sentence_at: ClassVar = {"visit_hours_in_order": "until_time"}

    class Meta:
        model = VisitHours
        fields = ("weekday", "from_time", "until_time")


class HolidayForm(PartForm):
    sentence_at: ClassVar = {"home_holiday_ends_after_start": "until_on"}

    class Meta:
        model = HomeHoliday
        fields = ("from_on", "until_on", "note")
        labels = {"from_on": gettext_lazy("Away from"), "until_on": gettext_lazy("Back again on")}
        help_texts = {"until_on": gettext_lazy("Empty while it is not known.")}


class ApprovalForm(PartForm):
    sentence_at: ClassVar = {"approval_ends_after_start": "until_on"}

    class Meta:
        model = Approval
        fields = ("child", "approved_on", "until_on", "note")
        widgets = {"child": SearchSelect}

    def prepare(self) -> None:
        children = Child.objects.visible_to(self.access).filter(service=self.owner.service, merged_into=None)
        self.fields["child"].queryset = children  # type: ignore[attr-defined]
        self.fields["child"].empty_label = _("in general")  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.instance.approved_by = self.access.user

    def clean_approved_on(self) -> Any:
        return self._not_in_future("approved_on")


class CertificateForm(PartForm):
    """When which certificate was seen: never the document, never what it says."""

    sentence_at: ClassVar = {"police_certificate_seen_after_issued": "seen_on"}

    class Meta:
        model = PoliceCertificate
        fields = ("member", "kind", "issued_on", "seen_on", "seen_by")
        labels = {"member": gettext_lazy("Whose"), "seen_by": gettext_lazy("Seen by")}

    def prepare(self) -> None:
        if "member" in self.fields:
            self.fields["member"].queryset = self.owner.members.all()  # type: ignore[attr-defined]
            self.fields["member"].required = self.fields["member"].widget.is_required = True
        staff = User.objects.filter(duties__service=self.owner.service).distinct()
        self.fields["seen_by"].queryset = staff  # type: ignore[attr-defined]
        self.fields["seen_by"].initial = self.access.user.pk

    def clean_seen_on(self) -> Any:
        return self._not_in_future("seen_on")


class SupervisorCertificateForm(CertificateForm):
    class Meta(CertificateForm.Meta):
        fields = ("kind", "issued_on", "seen_on", "seen_by")  # type: ignore[assignment]


class TrainingForm(PartForm):
    class Meta:
        model = Training
        fields = ("course", "completed_on", "note")

    def clean_completed_on(self) -> Any:
        return self._not_in_future("completed_on")


class StepForm(PartForm):
    """What was done before approval, when and by whom. What was said or read stands in the case system."""

    sentence_at: ClassVar = {"approval_step_health_of_somebody": "member"}

    class Meta:
        model = ApprovalStep
        fields = ("kind", "member", "done_on", "done_by")
        labels = {"member": gettext_lazy("Whose"), "done_by": gettext_lazy("Done by")}
        help_texts = {"member": gettext_lazy("Only for a health declaration.")}

    def prepare(self) -> None:
        self.fields["member"].queryset = self.owner.members.all()  # type: ignore[attr-defined]
        staff = User.objects.filter(duties__service=self.owner.service).distinct()
        self.fields["done_by"].queryset = staff  # type: ignore[attr-defined]
        self.fields["done_by"].initial = self.access.user.pk

    def clean_done_on(self) -> Any:
        return self._not_in_future("done_on")


class CycleForm(PartForm):
    sentence_at: ClassVar = {"relief_cycle_places_within": "weeks", "relief_cycle_once": "weeks"}

    class Meta:
        model = ReliefCycle
        fields = ("weeks", "first_weekend_on", "first_places", "second_places", "third_places", "fourth_places")


class TieForm(PartForm):
    """Why a supervisor is not independent of a home or a child."""

    class Meta:
        model = SupervisorTie
        fields = ("home", "child", "kind", "note")
        widgets = {"home": SearchSelect, "child": SearchSelect}

    def prepare(self) -> None:
        mine = Q(service=self.owner.service, merged_into=None)
        self.fields["home"].queryset = self.fields["home"].queryset.filter(mine)  # type: ignore[attr-defined]
        self.fields["child"].queryset = Child.objects.visible_to(self.access).filter(mine)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("home") and not values.get("child"):
            self.add_error("home", _("Choose a home or a child."))
        elif values.get("home") and values.get("child"):
            self.add_error("child", _("Choose a home or a child, not both."))
        return values


@dataclass(frozen=True)
class Part:
    """A kind of row: its heading, its button, its form, its related name, and how its rows read."""

    name: str
    title: Promise
    add: Promise
    empty: Promise
    form: type[PartForm]
    related: str
    rows: Callable[[Any, Access], tuple[list[parts.PartRow], list[str]]]
    inner: bool = False
    """Only for those who answer for the register or the case, not for supervisors and on-call workers."""


HOME_PARTS = {
    part.name: part
    for part in (
        Part("members", gettext_lazy("The family"), gettext_lazy("Add a member"),
             gettext_lazy("Nobody is registered yet."), MemberForm, "members", parts.members),
        Part("hours", gettext_lazy("When a visit suits"), gettext_lazy("Add hours"),
             gettext_lazy("No hours are registered: any working hour is taken to suit."),
             HoursForm, "visit_hours", parts.hours),
        Part("holidays", gettext_lazy("Holidays"), gettext_lazy("Add a holiday"),
             gettext_lazy("No holidays are registered."), HolidayForm, "holidays", parts.holidays),
        Part("cycle", gettext_lazy("Cycle of weekends"), gettext_lazy("Register the cycle"),
             gettext_lazy("No cycle of weekends is registered."), CycleForm, "relief_cycles", parts.cycles, inner=True),
        Part("approvals", gettext_lazy("Approvals"), gettext_lazy("Add an approval"),
             gettext_lazy("No approval is registered."), ApprovalForm, "approvals", parts.approvals, inner=True),
        Part("certificates", gettext_lazy("Police certificates seen"), gettext_lazy("Add a certificate"),
             gettext_lazy("No certificate is registered."), CertificateForm, "police_certificates",
             parts.certificates, inner=True),
        Part("trainings", gettext_lazy("Training"), gettext_lazy("Add training"),
             gettext_lazy("No training is registered."), TrainingForm, "trainings", parts.trainings, inner=True),
        Part("steps", gettext_lazy("Before approval"), gettext_lazy("Add a step"),
             gettext_lazy("No conversation, visit or health declaration is registered."), StepForm,
             "approval_steps", parts.steps, inner=True),
    )
}  # fmt: skip

SUPERVISOR_PARTS = {
    part.name: part
    for part in (
        Part("ties", gettext_lazy("Not independent of"), gettext_lazy("Add a tie"),
             gettext_lazy("No ties to homes or children are registered."), TieForm, "ties", parts.ties),
        Part("certificates", gettext_lazy("Police certificates seen"), gettext_lazy("Add a certificate"),
             gettext_lazy("No certificate is registered."), SupervisorCertificateForm, "police_certificates",
             parts.supervisor_certificates),
    )
}  # fmt: skip
