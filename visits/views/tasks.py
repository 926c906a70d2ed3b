"""What was promised at visits: one's own list, a panel of the front page; promising more; having done it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.views.deeds import carried_out, posted

from ..actions import tasks as deeds
from ..forms.task import TaskForm
from ..models import FollowUpTask
from ..permissions import RECORDS, decides_about
from ..tasks import is_late, my_tasks, owners
from .visit_forms import look_at_children, visible_visit


@require_safe
@duty(*RECORDS)
def tasks_mine(request: DutyRequest) -> HttpResponse:
    """Show what the person promised and has not done."""
    mine = my_tasks(request.access)
    late = sum(is_late(task, request.today) for task in mine)
    counted = ngettext("%(n)d promise is not kept yet", "%(n)d promises are not kept yet", len(mine)) % {"n": len(mine)}
    context = {
        "tasks": mine,
        "today": request.today,
        # With none, the page says so in a sentence of its own.
        "sentence": _("%(promises)s, %(late)d of them late.") % {"promises": counted, "late": late} if mine else "",
    }
    return render(request, f"visits/my_tasks.html{'#inner' if request.htmx else ''}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*RECORDS)
def task_new(request: DutyRequest, pk: int) -> HttpResponse:
    """Write down something more that was promised at a visit."""
    row = visible_visit(request, pk)
    children = decides_about(request.access, row)
    if not children.exists():
        raise Http404
    form = TaskForm(
        posted(request),
        children=children,
        owners=owners(request.access, list(children)),
        initial={"owner": request.user.pk, "child": children.first()},
    )
    if request.method == "POST" and carried_out(
        form, lambda: deeds.add_task(visit=row, by=request.user, at=request.now, **form.cleaned_data)
    ):
        messages.success(request, _("It is written down, and stands on top of the form next time."))
        return redirect("visit", row.pk)
    look_at_children(request, row, "task_new")
    context = {
        "form": form,
        "title": _("Something promised"),
        "text": row.home.name,
        "submit": _("Save"),
        "harmless": True,
        "cancel_url": reverse("visit", args=[row.pk]),
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


@require_POST
@duty(*RECORDS)
def task_done(request: DutyRequest, pk: int) -> HttpResponse:
    """What was promised is done today."""
    deeds.finish_task(task=_visible(request, pk), by=request.user, at=request.now)
    messages.success(request, _("Done. It no longer stands on top of the form."))
    return redirect("tasks_mine")


@require_POST
@duty(*RECORDS)
def task_reopen(request: DutyRequest, pk: int) -> HttpResponse:
    """What was pressed by mistake is still to be done."""
    task = deeds.reopen_task(task=_visible(request, pk), by=request.user, at=request.now)
    messages.success(request, _("It is still to be done."))
    return redirect("visit", task.visit_id)


def _visible(request: DutyRequest, pk: int) -> FollowUpTask:
    return get_object_or_404(FollowUpTask.objects.visible_to(request.access).select_related("visit", "child"), pk=pk)
