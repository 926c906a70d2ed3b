"""A report leaves the tool with a reason. Without one the page asks for it and keeps what was chosen."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fosterhomes.access import DutyRequest

from ..forms.inspection import PackForm

OWN = ("reason", "csrfmiddlewaretoken")


def reason_given(request: DutyRequest) -> str:
    """Return why the report is taken out; empty where nothing, or too much, is written."""
    form = PackForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def asked_why(request: DutyRequest, page: str) -> HttpResponse:
    """Ask for the reason; `page` is the name of the address of the report itself."""
    hidden = [(name, value) for name, value in request.POST.items() if name not in OWN]
    context = {"form": PackForm(request.POST), "hidden": hidden, "back": reverse(page)}
    return render(request, "visits/statement_why.html", context, status=422)
