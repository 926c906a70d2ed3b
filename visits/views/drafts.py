"""What somebody writes about a visit is stored field by field: the open page sends, and is told what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from fosterhomes.access import DutyRequest, duty
from fosterhomes.versions import from_token

from ..actions.drafts import Writing, WrittenElsewhere, forget_draft, save_field
from ..actions.recording import visit_version
from ..errands import children_of_home
from ..models import VisitDraft
from ..permissions import OPEN, RECORDS
from .visit_forms import asked, form_of, new_form, query_of, visible_visit

NOT_KEPT = ("version",)


@require_POST
@duty(*RECORDS)
def draft_save(request: DutyRequest, pk: int) -> HttpResponse:
    """Store one field of the draft of a visit that has a row."""
    row = visible_visit(request, pk)
    form = form_of(request, row, None, correcting=row.status not in OPEN)
    return stored(request, form, Writing.about(row), visit_version(row))


@require_POST
@duty(*RECORDS)
def draft_save_new(request: DutyRequest) -> HttpResponse:
    """Store one field of the draft of a visit that has no row yet."""
    home, chosen, track = asked(request)
    children = children_of_home(request.access, home, track)
    if not children:
        raise Http404
    return stored(request, new_form(request, home, chosen, track, children, None), Writing(home, track), {})


@require_POST
@duty(*RECORDS)
def draft_discard(request: DutyRequest, pk: int) -> HttpResponse:
    """Throw the draft of a visit away, and open the form as it was."""
    row = visible_visit(request, pk)
    forget_draft(Writing.about(row), by=request.user)
    return redirect("visit_record" if row.status in OPEN else "visit_correct", pk=row.pk)


@require_POST
@duty(*RECORDS)
def draft_discard_new(request: DutyRequest) -> HttpResponse:
    """Throw the draft of a new visit away, and open the form as it was."""
    home, chosen, track = asked(request)
    forget_draft(Writing(home, track), by=request.user)
    return redirect(reverse("visit_new") + query_of(home, chosen, track))


def stored(request: DutyRequest, form: forms.BaseForm, writing: Writing, now: Mapping[str, str]) -> JsonResponse:
    """Store the field, and answer what is stored: 409 when another window wrote it, 403 for another person.

    `now`: the version of what is written about, as it stands for everybody.
    """
    name, seen = request.POST.get("name", ""), request.POST.get("seen", "")
    if request.POST.get("person") != str(request.user.pk):
        return JsonResponse({"person": "another"}, status=403)
    if name not in form.fields or name in NOT_KEPT or not (seen.isascii() and seen.isdigit() and len(seen) < 9):
        return JsonResponse({"field": "unknown"}, status=400)
    what: dict[str, Any] = {"name": name, "value": request.POST.get("value", ""), "seen": int(seen)}
    try:
        base = from_token(request.POST.get("base", ""))
        draft = save_field(writing=writing, base=base, by=request.user, at=request.now, **what)
    except WrittenElsewhere as other:
        return JsonResponse({"value": other.value, "version": other.version}, status=409)
    except ValidationError:
        return JsonResponse({"field": "refused"}, status=400)
    return JsonResponse(_told(draft, name, changed=base != now))


def _told(draft: VisitDraft, name: str, *, changed: bool) -> dict[str, Any]:
    """`changed`: somebody else recorded, changed or sent it since the window was opened."""
    at = date_format(timezone.localtime(draft.saved_at), "H:i")
    return {"version": draft.fields[name]["version"], "at": at, "changed": changed}
