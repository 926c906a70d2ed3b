"""Pauses in what is owed to a child: begun, ended, removed. They are shown with the decisions to reduce."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.children import readable
from fosterhomes.forms.children import ReasonForm
from fosterhomes.models import Child, Placement
from fosterhomes.views.deeds import carried_out, posted

from ..actions import pauses as deeds
from ..days import span
from ..forms.pause import BackForm, PauseForm
from ..models import Pause
from ..pauses import in_words
from ..permissions import CHOOSES_VISITOR, can_decide

FORM_METHODS = ("GET", "HEAD", "POST")


@require_http_methods(FORM_METHODS)
@duty(*CHOOSES_VISITOR)
def pause_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Register that the child does not live in the home for a while, though the stay goes on."""
    stays = Placement.objects.filter(child__in=readable(request.access), planned=False, home__isnull=False)
    stay = get_object_or_404(stays.select_related("child", "home"), pk=pk)
    if not can_decide(request.access, stay.child):
        raise Http404
    form = PauseForm(posted(request), instance=Pause(placement=stay), initial={"from_on": request.today})

    def begin() -> None:
        deeds.begin_pause(pause=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, begin):
        messages.success(request, _("The pause is stored: nothing is added to what is owed on those days."))
        return redirect("child", stay.child.pk)
    record_look(request, "pause_new", child=stay.child)
    lead = _(
        "%(child)s with %(home)s: on these days nothing is added to what is owed, neither follow-up nor supervision. "
        "What is owed already stays."
    )
    words = {"child": stay.child, "home": stay.home}
    return _page(request, form, stay.child, title=_("Pause the visits"), lead=lead % words, submit=_("Store the pause"))


@require_http_methods(FORM_METHODS)
@duty(*CHOOSES_VISITOR)
def pause_end(request: DutyRequest, pk: int) -> HttpResponse:
    """Write from which day the child is back."""
    row = _pause(request, pk)
    form = BackForm(posted(request), initial={"until_on": row.until_on or request.today})

    def end() -> None:
        deeds.end_pause(pause=row, by=request.user, at=request.now, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, end):
        messages.success(request, _("The end of the pause is stored."))
        return redirect("child", row.child.pk)
    record_look(request, "pause_end", child=row.child)
    return _page(request, form, row.child, title=_("End a pause"), lead=_about(row), submit=_("Store the day"))


@require_http_methods(FORM_METHODS)
@duty(*CHOOSES_VISITOR)
def pause_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove a pause that never was, with the reason."""
    row = _pause(request, pk)
    child, form = row.child, ReasonForm(posted(request))

    def remove() -> None:
        deeds.remove_pause(pause=row, by=request.user, at=request.now, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, remove):
        messages.success(request, _("The pause is removed. The reason stands in the history."))
        return redirect("child", child.pk)
    record_look(request, "pause_remove", child=child)
    context = {
        "form": form,
        "title": _("Remove a pause"),
        "text": _about(row),
        "submit": _("Remove"),
        "cancel_url": reverse("child", args=[child.pk]),
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


def _pause(request: DutyRequest, pk: int) -> Pause:
    rows = Pause.objects.filter(placement__child__in=readable(request.access))
    row = get_object_or_404(rows.select_related("placement__child", "placement__home"), pk=pk)
    if not can_decide(request.access, row.child):
        raise Http404
    return row


def _about(row: Pause) -> str:
    return f"{row.child}: {in_words(span(row.from_on, row.until_on))}. {row.reason}"


def _page(request: DutyRequest, form: object, child: Child, **context: str) -> HttpResponse:
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "visits/pause_form.html", {"form": form, "child": child, **context}, status=status)
