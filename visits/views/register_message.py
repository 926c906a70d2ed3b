"""The register message: looked at, compared, applied; and the register taken out as messages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Role, Service
from fosterhomes.views.deeds import posted

from ..actions.register_message import apply_message, take_out_messages
from ..forms.message import ApplyForm, MessageForm, TakeOutForm
from ..models import AppliedMessage
from ..register_message import uploads, words
from ..register_message.comparison import compare_message
from ..register_message.homes import homes_to_register
from ..register_message.run import Outcome, run
from ..register_message.takeout import as_zip

READS_MESSAGES = (Role.LEADER, Role.CLERK)
TOKEN = "register_message"
MOST_SHOWN, LATEST = 200, 10


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*READS_MESSAGES)
def register_message(request: DutyRequest) -> HttpResponse:
    """Take a message to look at; nothing of it is stored in the register yet."""
    form = MessageForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploads.forget(request.session.get(TOKEN, ""))
        request.session[TOKEN] = uploads.keep(form.cleaned_data["file"].chunks(), request.now)
        return redirect("register_message_look")
    return _front(request, form, TakeOutForm(), 422 if form.errors else 200)


def _front(request: DutyRequest, form: MessageForm, take_out: TakeOutForm, status: int) -> HttpResponse:
    applied = AppliedMessage.objects.filter(service=_service(request)).select_related("municipality", "applied_by")
    context = {
        "form": form,
        "take_out": take_out,
        "applied": applied[:LATEST],
        "homes": homes_to_register(_service(request))[:MOST_SHOWN],
        "waits": uploads.is_kept(request.session.get(TOKEN, "")),
    }
    return render(request, "visits/message.html", context, status=status)


@require_safe
@duty(*READS_MESSAGES)
def register_message_look(request: DutyRequest) -> HttpResponse:
    """Show what the message would change; nothing is changed."""
    token = request.session.get(TOKEN, "")
    if not uploads.is_kept(token):
        return redirect("register_message")
    with uploads.kept(token) as file:
        outcome = run(file, _service(request), request.today)
    return _look(request, outcome, ApplyForm(), 200)


def _look(request: DutyRequest, outcome: Outcome, form: ApplyForm, status: int) -> HttpResponse:
    context = {
        "outcome": outcome,
        "form": form,
        "states": words.stated(outcome),
        "counts": words.counted(outcome),
        "left": words.left(outcome),
        "cases": outcome.told[:MOST_SHOWN],
        "more": max(0, len(outcome.told) - MOST_SHOWN),
        "tabs": _tabs("look"),
    }
    return render(request, "visits/message_look.html", context, status=status)


@require_safe
@duty(*READS_MESSAGES)
def register_message_compare(request: DutyRequest) -> HttpResponse:
    """Show on what the case system and the register do not agree, child by child."""
    token = request.session.get(TOKEN, "")
    if not uploads.is_kept(token):
        return redirect("register_message")
    with uploads.kept(token) as file:
        comparison = compare_message(file, _service(request), request.today)
    context = {
        "comparison": comparison,
        "children": comparison.differing[:MOST_SHOWN],
        "more": max(0, len(comparison.differing) - MOST_SHOWN),
        "tabs": _tabs("compare"),
    }
    return render(request, "visits/message_compare.html", context)


@require_POST
@duty(*READS_MESSAGES)
def register_message_apply(request: DutyRequest) -> HttpResponse:
    """Apply the message that was looked at, whole or not at all. The file is thrown away with that."""
    token, form = request.session.get(TOKEN, ""), ApplyForm(request.POST)
    if not uploads.is_kept(token) or not form.is_valid():
        return redirect("register_message")
    with uploads.kept(token) as file:
        outcome = apply_message(
            file=file,
            service=_service(request),
            by=request.user,
            at=request.now,
            leave_refused=form.cleaned_data["leave_refused"],
        )
    if not outcome.applied:
        return _look(request, outcome, form, 422)
    _forget(request)
    messages.success(request, _done(outcome))
    return redirect("register_message")


@require_POST
@duty(*READS_MESSAGES)
def register_message_discard(request: DutyRequest) -> HttpResponse:
    """Throw the uploaded file away."""
    _forget(request)
    messages.success(request, _("The file is thrown away. Nothing was changed."))
    return redirect("register_message")


@require_POST
@duty(*READS_MESSAGES)
def register_message_export(request: DutyRequest) -> HttpResponse:
    """Hand over the register as messages, one for each child, in a zip file. It is written down who took it out."""
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        return _front(request, MessageForm(), form, 422)
    taken = take_out_messages(
        service=_service(request), reason=form.cleaned_data["reason"], by=request.user, at=request.now
    )
    answer = HttpResponse(as_zip(taken), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="register-messages-{request.today}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def _service(request: DutyRequest) -> Service:
    return Service.objects.get(pk=min(request.access.services(*READS_MESSAGES)))


def _forget(request: DutyRequest) -> None:
    uploads.forget(request.session.pop(TOKEN, ""))


def _done(outcome: Outcome) -> str:
    told = ", ".join(f"{label}: {n}" for label, n in words.counted(outcome))
    if not outcome.changes:
        return _("The register says the same already: nothing was changed. The file is thrown away.")
    return _("Applied: %(told)s. The file is thrown away.") % {"told": told}


def _tabs(current: str) -> list[dict[str, Any]]:
    labels = {"look": _("What it would change"), "compare": _("Compared with the register")}
    return [
        {"url": reverse(f"register_message_{name}"), "label": label, "current": name == current}
        for name, label in labels.items()
    ]
