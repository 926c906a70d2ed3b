"""What is done with a home in one step: vacancy confirmed, paused, closed, opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..access import DutyRequest
from ..actions.homes import close_home, confirm_vacancy, end_pause, pause_home, reopen_home
from ..forms.homes import CloseForm, PauseForm, ReasonForm
from .home import home_to_write, writes_register


@writes_register
@require_POST
def home_confirm(request: DutyRequest, home_id: int) -> HttpResponse:
    """Confirm today's vacancy: one click."""
    home = home_to_write(request, home_id)
    confirm_vacancy(home, on=request.today, by=request.access.user, at=request.now)
    messages.success(request, _("The vacancy is confirmed today."))
    return redirect("home", home.pk)


@writes_register
@require_POST
def home_end_pause(request: DutyRequest, home_id: int) -> HttpResponse:
    home = home_to_write(request, home_id)
    end_pause(home, by=request.access.user, at=request.now)
    messages.success(request, _("The pause has ended."))
    return redirect("home", home.pk)


@writes_register
def home_pause(request: DutyRequest, home_id: int) -> HttpResponse:
    home = home_to_write(request, home_id)
    form = PauseForm(request.POST or None, initial={"paused_until": home.paused_until})

    def deed() -> None:
        values = form.cleaned_data
        until, reason = values["paused_until"], values["reason"]
        pause_home(home, until=until, on=request.today, by=request.access.user, at=request.now, reason=reason)

    words = {
        "title": _("Pause %(home)s") % {"home": home},
        "text": _("The home is then not among the free ones. Children who live there stay."),
        "submit": _("Pause the home"),
        "danger": False,
    }
    return confirmed(request, form, deed, words, reverse("home", args=[home.pk]), _("The home is paused."))


@writes_register
def home_close(request: DutyRequest, home_id: int) -> HttpResponse:
    home = home_to_write(request, home_id)
    form = CloseForm(request.POST or None, initial={"closed_on": request.today})

    def deed() -> None:
        values = form.cleaned_data
        closed_on, reason = values["closed_on"], values["reason"]
        close_home(home, closed_on=closed_on, reason=reason, by=request.access.user, at=request.now)

    words = {
        "title": _("Close %(home)s") % {"home": home},
        "text": _("The home leaves the lists. It can be opened again."),
        "submit": _("Close the home"),
    }
    return confirmed(request, form, deed, words, reverse("home", args=[home.pk]), _("The home is closed."))


@writes_register
def home_reopen(request: DutyRequest, home_id: int) -> HttpResponse:
    home = home_to_write(request, home_id)
    form = ReasonForm(request.POST or None)

    def deed() -> None:
        reopen_home(home, reason=form.cleaned_data["reason"], by=request.access.user, at=request.now)

    words = {"title": _("Open %(home)s again") % {"home": home}, "submit": _("Open the home"), "danger": False}
    return confirmed(request, form, deed, words, reverse("home", args=[home.pk]), _("The home is open again."))


def confirmed(
    request: DutyRequest, form: Any, deed: Callable[[], None], words: dict[str, Any], back: str, done: str
) -> HttpResponse:
    """Ask with `form`, do the deed, and go `back`; a refusal stands in the form, and nothing typed is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            deed()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"danger": True} | words | {"form": form, "cancel_url": back}
    return render(request, "confirm.html", context, status=422 if form.errors else 200)
