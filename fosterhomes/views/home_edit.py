"""Register a home, and change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..access import DutyRequest
from ..actions.homes import change_home, create_home
from ..address_search import Found, is_on
from ..forms.homes import HomeForm
from ..history import last_changed
from ..models import Home
from ..permissions import WRITES_REGISTER
from ..places import village_spots
from .home import home_to_write, writes_register


@writes_register
def home_new(request: DutyRequest) -> HttpResponse:
    services = request.access.services(*WRITES_REGISTER)
    if "find_address" in request.POST:
        return found_address(request, None, services)
    form = HomeForm(request.POST or None, services=services)
    if request.method == "POST" and form.is_valid():
        try:
            create_home(form.instance, by=request.access.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(home)s is registered.") % {"home": form.instance})
            return redirect("home", form.instance.pk)
    return answer(request, form, None)


@writes_register
def home_edit(request: DutyRequest, home_id: int) -> HttpResponse:
    home = home_to_write(request, home_id)
    if "find_address" in request.POST:
        return found_address(request, home, [home.service_id])
    form = HomeForm(request.POST or None, instance=home, services=[home.service_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            change_home(home, by=request.access.user, at=request.now, seen=form.seen, reason=reason)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("home", home.pk)
    return answer(request, form, form.stored)


def found_address(request: DutyRequest, home: Home | None, services: Iterable[int]) -> HttpResponse:
    """Return the form as it was typed, with the point of its address where that was found. Nothing is stored."""
    form = HomeForm(request.POST, instance=home, services=services)
    found = form.find_address()
    filled = HomeForm(instance=form.stored if home else None, services=services, initial=form.typed_in(found))
    return answer(request, filled, form.stored if home else None, found)


def answer(request: DutyRequest, form: HomeForm, home: Home | None, found: Found | None = None) -> HttpResponse:
    """Return the form; with status 422 when it was refused. What others changed meanwhile stands on top."""
    changed = last_changed(home) if home and form.meanwhile else None
    context: dict[str, Any] = {"form": form, "home": home, "changed": changed}
    context |= {"found": found, "address_search": is_on()}
    context |= {"tiles": settings.MAP_TILES, "village_spots": village_spots()}
    return render(request, "fosterhomes/home_form.html", context, status=422 if form.errors else 200)
