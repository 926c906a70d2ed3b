"""How many cases each caseworker has, who has nobody, and handing over all the cases of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ..access import DutyRequest, duty
from ..actions.contact import hand_over_all
from ..caseload import Caseload, Worker
from ..caseload import caseload as read_caseload
from ..forms.child_deeds import HandOverForm
from ..models import Child, Role, Service
from .child_edit import FORM_METHODS
from .contact_person import worker_choices
from .deeds import carried_out, posted

LOOKS_AFTER = (Role.LEADER, Role.COORDINATOR)


@require_safe
@duty(*LOOKS_AFTER)
def caseload(request: DutyRequest) -> HttpResponse:
    """Show each caseworker's cases against the norm, and the children who have nobody."""
    page = "fosterhomes/caseload.html#panel" if request.htmx else "fosterhomes/caseload.html"
    return render(request, page, {"load": _load(request)})


@require_http_methods(FORM_METHODS)
@duty(*LOOKS_AFTER)
def hand_over(request: DutyRequest, pk: int) -> HttpResponse:
    """Hand the cases of somebody who leaves, or is long away, over to another caseworker: all ticked, or none."""
    load = _load(request)
    worker = _worker(load, pk)
    children = Child.objects.filter(pk__in=[child.pk for child in worker.children])
    choices = worker_choices(request, load, without=pk)
    form = HandOverForm(posted(request), initial={"from_on": request.today}, children=children, **choices)

    def hand() -> None:
        to, on, ticked = (form.cleaned_data[name] for name in ("worker", "from_on", "children"))
        hand_over_all(children=ticked, worker=to, on=on, by=request.user, at=request.now)

    if carried_out(form, hand):
        count = len(form.cleaned_data["children"])
        sentence = ngettext("%(n)d child is handed over.", "%(n)d children are handed over.", count)
        messages.success(request, sentence % {"n": count})
        return redirect("caseload")
    context = {"form": form, "worker": worker}
    return render(request, "fosterhomes/hand_over.html", context, status=422 if form.errors else 200)


def _load(request: DutyRequest) -> Caseload:
    services = request.access.services(*LOOKS_AFTER)
    return read_caseload(Service.objects.get(pk=min(services)), request.today)


def _worker(load: Caseload, pk: int) -> Worker:
    for worker in load.workers:
        if worker.user.pk == pk and worker.children:
            return worker
    raise Http404
