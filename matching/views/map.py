"""The map, with the same rows as a table beside it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.forms.base import PlainForm
from fosterhomes.models import Child
from fosterhomes.widgets import SearchSelect

from ..candidates import Candidates
from ..map import IN_THE_REGISTER, Mark, around, as_data, everything
from ..permissions import MATCHERS

LAYERS = [(layer.value, layer.label) for layer in IN_THE_REGISTER]


class MapForm(PlainForm):
    show = forms.ChoiceField(label=_("Show"), choices=[("", _("everything")), *LAYERS], required=False)
    child = forms.ModelChoiceField(
        label=_("Homes that fit one child"),
        queryset=Child.objects.none(),
        required=False,
        widget=SearchSelect,
        empty_label=_("all who wait"),
    )

    def chosen(self, candidates: Candidates) -> list[Mark]:
        """Return the rows to show; everything while nothing, or nothing valid, is chosen."""
        child, layer = None, ""
        if self.is_valid():
            child, layer = self.cleaned_data["child"], self.cleaned_data["show"]
        if child and (group := candidates.group_of(child)):
            return around(candidates, group)
        return [mark for mark in everything(candidates) if layer in ("", mark.layer)]


@require_safe
@duty(*MATCHERS)
def map_page(request: DutyRequest) -> HttpResponse:
    """Show homes, supervisors and waiting children; for one child, the homes that fit."""
    candidates = Candidates(min(request.access.services(*MATCHERS)), request.today, request.now)
    form = MapForm(request.GET)
    waiting = Child.objects.visible_to(request.access).filter(pk__in=[wait.child_id for wait in candidates.waits])
    form.fields["child"].queryset = waiting  # type: ignore[attr-defined]
    marks = form.chosen(candidates)
    context = {"form": form, "marks": marks, "data": as_data(marks), "tiles": settings.MAP_TILES}
    return render(request, "matching/map.html", context)
