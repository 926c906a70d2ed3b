"""Sessions of guidance: planned, held, cancelled, corrected, removed; one family or several in a group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from fosterhomes.access import DutyRequest, duty
from fosterhomes.shown import shown_day
from fosterhomes.views.deeds import carried_out, posted

from .. import guidance as read
from ..actions import guidance_sessions as deeds
from ..forms import guidance as forms
from ..guidance import GIVES
from ..models import Guidance, GuidanceSession
from .guidance import FORM_METHODS


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def session_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Plan a session of the case, or register one that was held; others of a group are ticked."""
    case = _active(request, pk)
    session = GuidanceSession(service_id=case.service_id)
    initial = {"on_day": request.today, "guide": case.guide_id, "status": "planned", "cases": [case.pk]}
    initial["minutes"] = case.rhythm_minutes
    form = forms.SessionForm(
        posted(request), instance=session, initial=initial, guides=read.guides_of(case.service_id, request.today),
        cases=read.joinable(request.access, case),
    )  # fmt: skip

    def plan() -> None:
        deeds.plan_session(session=session, cases=list(forms.decided(form)), by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, plan):
        messages.success(request, _("The session is registered."))
        return redirect("guidance", case.pk)
    return _page(request, form, case, title=_("A guidance session"), submit=_("Register the session"))


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def session_record(request: DutyRequest, pk: int, session_id: int) -> HttpResponse:
    """Register what became of a planned session."""
    case = _active(request, pk)
    row = _row(request, case, session_id)
    if not row.may_record:
        raise Http404
    session = row.session
    mine = Guidance.objects.visible_to(request.access).filter(sessions=session).select_related("home", "child")
    initial = {"cases": [one.pk for one in mine], "status": "held"}
    form = forms.RecordSessionForm(
        posted(request), instance=session, initial=initial, guides=read.guides_of(case.service_id, request.today),
        cases=mine.distinct(),
    )  # fmt: skip

    def store() -> None:
        came = list(forms.decided(form))
        deeds.record_session(session=session, cases=came, among=list(mine), by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, store):
        messages.success(request, _("The session is registered."))
        return redirect("guidance", case.pk)
    return _page(request, form, case, title=_("What became of the session"), submit=pgettext("verb", "Register"))


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def session_correct(request: DutyRequest, pk: int, session_id: int) -> HttpResponse:
    """Correct a session that was registered wrongly, with the reason."""
    case = _active(request, pk)
    session = _to_correct(request, case, session_id)
    cases = read.joinable(request.access, case, session).distinct()
    mine = Guidance.objects.visible_to(request.access).filter(sessions=session).distinct()
    form = forms.CorrectSessionForm(
        posted(request), instance=session, initial={"cases": [one.pk for one in mine]}, cases=cases,
        guides=read.guides_of(case.service_id, request.today),
    )  # fmt: skip

    def correct() -> None:
        deeds.correct_session(
            session=session, cases=list(forms.decided(form)), among=list(mine), seen=form.seen,
            reason=form.cleaned_data["reason"], by=request.user, at=request.now,
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, correct):
        messages.success(request, _("The session is corrected."))
        return redirect("guidance", case.pk)
    return _page(request, form, case, title=_("Correct the session"), submit=_("Save"))


@require_http_methods(FORM_METHODS)
@duty(*GIVES)
def session_remove(request: DutyRequest, pk: int, session_id: int) -> HttpResponse:
    """Remove a session that was registered by mistake, with the reason; it can be brought back."""
    case = _active(request, pk)
    session = _to_correct(request, case, session_id)
    form = forms.RemoveForm(posted(request))
    if request.method == "POST" and carried_out(
        form, lambda: deeds.remove_session(session=session, by=request.user, at=request.now, **form.cleaned_data)
    ):
        messages.success(request, _("The session is removed. It can be brought back."))
        return redirect("guidance", case.pk)
    title = _("Remove the session on %(day)s") % {"day": shown_day(session.on_day)}
    return _page(request, form, case, title=title, submit=_("Remove the session"))


@require_POST
@duty(*GIVES)
def session_restore(request: DutyRequest, pk: int, session_id: int) -> HttpResponse:
    """Bring a removed session back."""
    case = _active(request, pk)
    row = _row(request, case, session_id)
    if not row.may_correct:
        raise Http404
    try:
        deeds.restore_session(session=row.session, by=request.user, at=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The session is brought back."))
    return redirect("guidance", case.pk)


@require_POST
@duty(*GIVES)
def session_agree(request: DutyRequest, pk: int, session_id: int) -> HttpResponse:
    """Say that the families know of a session that a plan proposed."""
    case = _active(request, pk)
    row = _row(request, case, session_id)
    if not row.may_record:
        raise Http404
    try:
        deeds.agree_session(session=row.session, by=request.user, at=request.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The session is agreed: no plan moves it."))
    return redirect("guidance", case.pk)


def _row(request: DutyRequest, case: Guidance, session_id: int) -> read.SessionRow:
    for row in read.session_rows(request.access, case):
        if row.session.pk == session_id:
            return row
    raise Http404


def _to_correct(request: DutyRequest, case: Guidance, session_id: int) -> GuidanceSession:
    """Return a session that stands, of which the person knows every family or is the guide."""
    row = _row(request, case, session_id)
    if row.is_removed or not row.may_correct:
        raise Http404
    return row.session


def _active(request: DutyRequest, pk: int) -> Guidance:
    """Return a case that the person reads and that has begun or has a day on which it begins."""
    cases = Guidance.objects.visible_to(request.access).filter(from_on__isnull=False)
    return get_object_or_404(cases.select_related("home", "child"), pk=pk)


def _page(request: DutyRequest, form: Any, case: Guidance, **words: Any) -> HttpResponse:
    context = words | {"form": form, "lead": case.whom, "cancel_url": reverse("guidance", args=[case.pk])}
    return render(request, "visits/guidance_form.html", context, status=422 if form.errors else 200)
