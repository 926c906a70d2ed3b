"""People of the service and their duties: for the leader and the system administrator, without case content."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import DutyRequest, duty
from ..actions.people import correct_phone, end_duty, register_person
from ..caseload import children_of_duty
from ..forms.people import EndDutyForm, NewPersonForm, PhoneForm
from ..models import Duty, Role, Service, Supervisor, User
from .deeds import carried_out, posted

KEEPERS = (Role.LEADER, Role.ADMINISTRATOR)


def _duties(request: DutyRequest) -> list[Duty]:
    current = Q(until_on__isnull=True) | Q(until_on__gt=request.today)
    rows = Duty.objects.filter(current, service__in=request.access.services(*KEEPERS))
    order = {role: place for place, role in enumerate(Role.values)}
    return sorted(rows.select_related("user", "service"), key=lambda row: (order[row.role], row.user.name))


@require_safe
@duty(*KEEPERS)
def people(request: DutyRequest) -> HttpResponse:
    """Show who has which duty now or soon."""
    rows = _duties(request)
    page = "fosterhomes/people.html#panel" if request.htmx else "fosterhomes/people.html"
    return render(request, page, {"rows": rows, "persons": len({row.user_id for row in rows})})


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*KEEPERS)
def person_new(request: DutyRequest) -> HttpResponse:
    """Register somebody with a duty."""
    form = NewPersonForm(request.POST or None, initial={"from_on": request.today})
    if form.is_valid():
        service = Service.objects.get(pk=min(request.access.services(*KEEPERS)))
        try:
            user = register_person(**form.cleaned_data, service=service, by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": user.name})
            return redirect("people")
    return render(request, "fosterhomes/person_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*KEEPERS)
def person_phone(request: DutyRequest, pk: int) -> HttpResponse:
    """Correct the number on which somebody is called."""
    person = get_object_or_404(User, pk__in={row.user_id for row in _duties(request)}, pk=pk)
    form = PhoneForm(posted(request), instance=person)

    def deed() -> None:
        correct_phone(user=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The number of %(name)s is stored.") % {"name": person.name})
        return redirect("people")
    context = {"person": person, "form": form}
    return render(request, "fosterhomes/person_phone.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*KEEPERS)
def duty_end(request: DutyRequest, pk: int) -> HttpResponse:
    """End one duty of a person."""
    row = get_object_or_404(Duty, pk=pk, service__in=request.access.services(*KEEPERS))
    children = children_of_duty(row, request.today)
    form = EndDutyForm(request.POST or None, initial={"until_on": request.today}, children=children)
    if form.is_valid():
        try:
            end_duty(duty=row, until_on=form.cleaned_data["until_on"], by=request.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The duty ends."))
            return redirect("people")
    hands_over = request.access.has(Role.LEADER, Role.COORDINATOR)
    supervisor = Supervisor.objects.filter(user=row.user, service=row.service).first()
    context = {"row": row, "form": form, "children": children, "hands_over": hands_over, "supervisor": supervisor}
    return render(request, "fosterhomes/duty_end.html", context, status=422 if form.errors else 200)
