"""Choosing a child's contact person, and handing over."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import DutyRequest, duty
from ..actions.contact import assign_contact_person
from ..caseload import Caseload, caseload
from ..forms.child_deeds import ContactPersonForm
from ..models import Role, User
from ..periods import covers
from .child_edit import FORM_METHODS
from .children import OFFICE
from .deeds import deed_page, posted, written_child


@require_http_methods(FORM_METHODS)
@duty(*OFFICE)
def contact_person(request: DutyRequest, pk: int) -> HttpResponse:
    """Choose the child's contact person; who was it ends the day the new one begins."""
    child = written_child(request, pk)
    current = child.contact_persons.filter(covers(request.today)).select_related("worker").first()
    choices = worker_choices(
        request, caseload(child.service, request.today), without=current.worker_id if current else None
    )
    form = ContactPersonForm(posted(request), initial={"from_on": request.today}, **choices)

    def assign() -> None:
        worker, on = form.cleaned_data["worker"], form.cleaned_data["from_on"]
        assign_contact_person(child=child, worker=worker, on=on, by=request.user, at=request.now)

    lead = _("%(name)s is the contact person until then.") % {"name": current.worker.name} if current else ""
    return deed_page(
        request, child, form, assign, title=_("Contact person of %(name)s") % {"name": child.name},
        submit=_("Hand over") if current else _("Choose"), lead=lead, done=_("The contact person is chosen."),
    )  # fmt: skip


def worker_choices(request: DutyRequest, load: Caseload, *, without: int | None) -> dict[str, Any]:
    """Return the caseworkers to choose from, with their cases against the norm, the least loaded first in words."""
    workers = User.objects.with_duty(Role.CASEWORKER, load.service, request.today)
    if without is not None:
        workers = workers.exclude(pk=without)
    return {"workers": workers, "loads": {worker.user.pk: worker.in_words for worker in load.workers}}
