"""The forms of supervision reports: writing one, taking a step with it, and what the list can be asked."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import Meanwhile, PlainForm, VersionedForm
from fosterhomes.models import HomeKind, Municipality, Supervisor
from fosterhomes.permissions import Access
from fosterhomes.shown import field_label, shown_value
from fosterhomes.versions import as_token, version_of
from fosterhomes.widgets import SearchSelect

from ..models import SupervisionReport, VisitDraft
from ..supervision_reports.content import CONTENT, lacking, visited
from ..supervision_reports.lists import Show
from ..supervision_reports.permissions import CHECKS_REPORTS
from ..supervision_reports.states import NONE, Move, Recipient

YES_OR_NO = ((True, capfirst(_("yes"))), (False, capfirst(_("no"))))
ANY = ("", _("all that wait"))

LABELS = {
    "thrives": _("How does the child thrive?"),
    "care": _("What care does the child get in the home?"),
    "contact": _("Contact with family, friends and school"),
    "talk": _("What did the child say?"),
    "agreed_done": _("Was done what was agreed last time?"),
    "agreed_words": _("What was done, and what was not?"),
    "attention": _("Does anything need attention?"),
    "agreed_next": _("What was agreed until the next visit?"),
    "serious": _("Are there serious shortcomings?"),
    "serious_what": _("What are they?"),
}


class ReportForm(VersionedForm):
    """A draft can be saved as it is; what lacks is told when it is sent."""

    sentence_at = {"report_serious_says_what": "serious_what"}

    serious = forms.TypedChoiceField(
        label=LABELS["serious"],
        choices=YES_OR_NO,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "If so, copies go at once to the municipality with care responsibility and the State Administrator."
        ),
    )
    agreed_done = forms.ChoiceField(
        label=LABELS["agreed_done"],
        choices=[(value, capfirst(label)) for value, label in SupervisionReport.Agreed.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SupervisionReport
        fields = CONTENT
        labels = LABELS
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LABELS if name not in ("serious", "agreed_done")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Also of a report that nobody has begun: somebody may begin it while this person writes.
        self.seen = version_of(self.stored, self.columns())
        self.fields["version"].initial = as_token(self.seen)

    def _post_clean(self) -> None:
        """Say all that lacks at once when the report is to be sent."""
        super()._post_clean()
        seen = visited(self.instance)
        if self.sends and seen is not None:
            for name, sentence in lacking(self.instance, seen):
                if name not in self.errors:
                    self.add_error(name, sentence)

    def recall(self, draft: VisitDraft) -> None:
        """Open with what the person had begun to write, and tell what others changed in the report since they began."""
        self.initial = {**self.initial, **draft.values}
        mine = self._with_written(draft)
        self.meanwhile = [
            self._both(name, mine)
            for name, digest in self.seen.items()
            if digest != draft.base.get(name, digest) and getattr(mine, name) != getattr(self.stored, name)
        ]

    def _both(self, name: str, mine: SupervisionReport) -> Meanwhile:
        label = str(capfirst(field_label(SupervisionReport, name)))
        return Meanwhile(label, shown_value(self.stored, name), shown_value(mine, name), kept=False)

    def _with_written(self, draft: VisitDraft) -> SupervisionReport:
        mine = copy.copy(self.stored)
        for name, value in draft.values.items():
            if isinstance(value, str) and name in self.seen:
                setattr(mine, name, {"True": True, "False": False, "": None}.get(value) if name == "serious" else value)
        return mine

    def refuse_sent(self) -> None:
        """Say that somebody sent the report meanwhile, and nothing else: what was typed stands as it was typed."""
        if self.is_bound:
            self.full_clean()
            self.errors.clear()
            self.add_error(None, _("Somebody sent this report while you wrote. Both stand here, and nothing is lost."))

    @property
    def sends(self) -> bool:
        """Return whether the person pressed the button that sends."""
        return "send" in self.data


class StepForm(PlainForm):
    """What a step asks for: words, recipients and the day, as its move says."""

    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}))
    serious_what = forms.CharField(
        label=_("Serious shortcomings that the report did not tell"),
        help_text=_("Leave empty when there are none. If there are, copies go out at once."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    recipients = forms.MultipleChoiceField(
        label=_("Sent to"), choices=Recipient.choices, widget=forms.CheckboxSelectMultiple
    )
    on_day = forms.DateField(label=_("Sent on"))

    def __init__(self, data: Any, *, move: Move, report: SupervisionReport, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["note"].label = NOTE_LABELS.get(move.step, "")
        if not move.says:
            del self.fields["note"]
        if move.step != "supplement_sent" or report.serious_state != NONE:
            del self.fields["serious_what"]
        if move.to:
            self.fields["recipients"].initial = [*move.to, *_bufetat(report)]
            self.fields["recipients"].help_text = _("Bufetat gets a copy for its own homes.")
        else:
            del self.fields["recipients"], self.fields["on_day"]


def _bufetat(report: SupervisionReport) -> list[Recipient]:
    """Return Bufetat where the kind of home tells that it is theirs; an emergency home may be, and a person says so."""
    return [Recipient.BUFETAT] if report.home.kind == HomeKind.SPECIALISED else []


NOTE_LABELS = {
    "supplement_asked": _("What must the supplement tell?"),
    "supplement_sent": _("The supplement"),
    "approval_withdrawn": _("Why is the approval withdrawn?"),
    "serious_followed_up": _("What was done about it?"),
}


class ReportFilters(forms.Form):
    """What can be asked of the list; `chosen` holds what is understood, also when something else is not."""

    show = forms.ChoiceField(label=_("Show"), required=False, choices=[ANY, *Show.choices])
    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=Supervisor.objects.none(), required=False, empty_label=_("all"),
        widget=SearchSelect,
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        label=_("Municipality of the home"), queryset=Municipality.objects.none(), required=False,
        empty_label=_("all"), widget=SearchSelect,
    )  # fmt: skip

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        services = access.services(*CHECKS_REPORTS)
        supervisors = Supervisor.objects.filter(service__in=services, merged_into__isnull=True)
        homes = Municipality.objects.filter(homes__service__in=services).distinct()
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]
        self.fields["municipality"].queryset = homes  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def in_words(self) -> list[str]:
        """Return what was chosen, each in a few words."""
        said = [str(Show(self.chosen["show"]).label)] if self.chosen.get("show") else []
        return said + [str(self.chosen[name]) for name in ("supervisor", "municipality") if self.chosen.get(name)]
