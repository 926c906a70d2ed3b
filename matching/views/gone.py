"""What a person reads when what the page is about has gone since it was opened: why, and all that they had written."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fosterhomes.access import DutyRequest
from fosterhomes.models import Child, Home
from fosterhomes.shown import shown_day

from ..forms.calls import CallForm
from ..forms.decisions import DecisionForm
from ..forms.proposals import SteerForm
from ..models import Decision

LABELS = {
    name: field.label
    for form in (SteerForm, CallForm, DecisionForm)
    for name, field in form.base_fields.items()
    if isinstance(field.widget, forms.Textarea)
}
"""What takes time to write, and is shown again; dates and choices are quickly made anew."""


class Gone(Http404):
    """The person may see it, and it is not what it was: a sentence, and the address that leads on."""

    def __init__(self, sentence: str, back: str) -> None:
        super().__init__()
        self.sentence, self.back = sentence, back


class WaitsNoLonger(Gone):
    """The child is there, and waits for nothing: a colleague may have decided since the page was opened."""

    def __init__(self, child: Child) -> None:
        super().__init__(_who_decided(child), reverse("child", args=[child.pk]))


class HomeGone(Gone):
    """The home is there, and takes no more children."""

    def __init__(self, child: Child, home: Home) -> None:
        day = shown_day(home.closed_on) if home.closed_on else ""
        said = _("%(home)s was closed on %(day)s: no child can be placed there.") % {"home": home.name, "day": day}
        super().__init__(said, reverse("shortlist", args=[child.pk]))


def _who_decided(child: Child) -> str:
    """Return what the person is told, with who decided what where somebody has."""
    latest = Decision.objects.filter(child=child).select_related("home", "decided_by").first()
    if latest is None:
        return _("%(name)s does not wait for a home.") % {"name": child.name}
    return _("%(name)s does not wait any more: %(by)s chose %(home)s on %(day)s.") % {
        "name": child.name,
        "by": latest.decided_by.name,
        "home": latest.home.name,
        "day": shown_day(timezone.localdate(latest.decided_at)),
    }


def answer_to(request: DutyRequest, gone: Gone) -> HttpResponse:
    """Lead on with the sentence; who had written something reads it again here first, and can take it along."""
    if written := list(_written(request.POST)):
        return render(request, "matching/gone.html", {"gone": gone, "written": written}, status=409)
    messages.info(request, gone.sentence)
    return redirect(gone.back)


def _written(sent: QueryDict) -> Iterator[tuple[str, str]]:
    """Yield label and text; of siblings each field ends in the child's number."""
    for name, text in sent.items():
        label = LABELS.get(name.rstrip("0123456789").rstrip("_"))
        if label and str(text).strip():
            yield str(label), str(text)
