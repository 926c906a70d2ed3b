"""Asking the worker for a solution, on the pages that do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from fosterhomes.access import DutyRequest
from fosterhomes.actions.runs import ask_for_run
from fosterhomes.models import Run, Service

from ..permissions import MATCHERS


def asked_for(request: DutyRequest, kind: str, options: dict[str, Any]) -> HttpResponse:
    """Queue a run of this kind and show how far it is; while one is under way, show that one."""
    service = Service.objects.get(pk=min(request.access.services(*MATCHERS)))
    try:
        run = ask_for_run(kind=kind, service=service, options=options, by=request.user, at=request.now)
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
        run = Run.objects.filter(service=service, kind=kind).latest("asked_at")
    return redirect("run_progress", pk=run.pk)
