"""Ferries and villages: what the estimate reckons with, edited by whoever writes the register."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import DutyRequest, duty
from ..actions.distances import add_ferry, change_ferry, change_village, remove_link
from ..forms.base import PlainForm
from ..forms.ways import FerryAreaForm, FerryLinkForm, VillageForm
from ..models import FerryArea, FerryLink, Point
from ..permissions import WRITES_REGISTER
from ..places import villages
from .home_deeds import confirmed

FORM_METHODS = ["GET", "HEAD", "POST"]
FORMS: dict[str, Any] = {"area": FerryAreaForm, "link": FerryLinkForm}


@require_safe
@duty(*WRITES_REGISTER)
def ferry_list(request: DutyRequest) -> HttpResponse:
    """Show the ferries, and which villages they lead to."""
    reached: dict[int, list[Point]] = {}
    for village in villages():
        if village.ferry_area_id:
            reached.setdefault(village.ferry_area_id, []).append(village)
    areas = [(area, reached.get(area.pk, [])) for area in FerryArea.objects.all()]
    links = FerryLink.objects.select_related("area", "other")
    return render(request, "fosterhomes/ferries.html", {"areas": areas, "links": links})


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def ferry_new(request: DutyRequest, sort: str) -> HttpResponse:
    """Register a ferry area, or a crossing between two."""
    form = FORMS[sort](request.POST or None)
    title = _("New area") if sort == "area" else _("New ferry between two areas")
    add = partial(add_ferry, form.instance, by=request.access.user, at=request.now)
    return _answer(request, form, add, title=title)


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def ferry_edit(request: DutyRequest, sort: str, pk: int) -> HttpResponse:
    """Change a crossing and its minutes."""
    ferry = get_object_or_404(FORMS[sort]._meta.model, pk=pk)
    form = FORMS[sort](request.POST or None, instance=ferry)

    def change() -> None:
        change_ferry(ferry, seen=form.seen, by=request.access.user, at=request.now)

    return _answer(request, form, change, title=str(ferry), remove=sort == "link")


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def ferry_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove a crossing between two areas."""
    link = get_object_or_404(FerryLink, pk=pk)
    words = {
        "title": _("Remove %(crossing)s") % {"crossing": link},
        "text": _("Estimates between the two areas then lead by the mainland."),
        "submit": _("Remove the ferry"),
    }
    form = PlainForm(request.POST if request.method == "POST" else None)
    return confirmed(
        request, form, lambda: remove_link(link, by=request.access.user, at=request.now), words,
        reverse("ferry_list"), _("The ferry is removed."),
    )  # fmt: skip


@require_safe
@duty(*WRITES_REGISTER)
def village_list(request: DutyRequest) -> HttpResponse:
    """Show of what kind the roads of each village are, and which ferry leads there."""
    own = villages().filter(municipality__service__in=request.access.services(*WRITES_REGISTER))
    return render(request, "fosterhomes/villages.html", {"rows": own})


@require_http_methods(FORM_METHODS)
@duty(*WRITES_REGISTER)
def village_edit(request: DutyRequest, pk: int) -> HttpResponse:
    """Change the terrain and the ferry of a village."""
    own = villages().filter(municipality__service__in=request.access.services(*WRITES_REGISTER))
    village = get_object_or_404(own, pk=pk)
    form = VillageForm(request.POST or None, instance=village)
    if request.method == "POST" and form.is_valid():
        change_village(village, **form.cleaned_data, by=request.access.user, at=request.now)
        messages.success(request, _("The changes are saved."))
        return redirect("village_list")
    context = {"form": form, "village": village}
    return render(request, "fosterhomes/village.html", context, status=422 if form.errors else 200)


def _answer(request: DutyRequest, form: Any, deed: Any, *, title: str, remove: bool = False) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            deed()
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The ferry is saved."))
            return redirect("ferry_list")
    ferry = form.instance if form.instance.pk else None
    context = {"form": form, "title": title, "ferry": ferry, "remove": remove}
    return render(request, "fosterhomes/ferry.html", context, status=422 if form.errors else 200)
