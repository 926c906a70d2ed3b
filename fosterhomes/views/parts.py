"""The rows that belong to a home or a supervisor: added, corrected, removed.

With htmx in their panel, without JavaScript on a page of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..access import DutyRequest, duty
from ..actions.parts import add_part, correct_part, remove_part
from ..actions.relief import correct_cycle
from ..actions.supervisors import add_tie, correct_tie
from ..forms.homes import ReasonForm
from ..forms.parts import HOME_PARTS, SUPERVISOR_PARTS, Part
from ..models import Home, ReliefCycle, Supervisor, SupervisorTie
from ..parts import PartRow
from ..permissions import WRITES_REGISTER, can_write_register, check_write_register

OWNERS: dict[str, tuple[type[Any], dict[str, Part]]] = {
    "home": (Home, HOME_PARTS),
    "supervisor": (Supervisor, SUPERVISOR_PARTS),
}

CORRECT: dict[type[Any], Any] = {SupervisorTie: correct_tie, ReliefCycle: correct_cycle}
"""Rows whose correction asks more than that the row is what the person saw."""

writes_register = duty(*WRITES_REGISTER)


@dataclass(frozen=True)
class Panel:
    """A panel of one kind of row; `form` when a row is being written in it."""

    owner: Any
    part: Part
    rows: list[PartRow]
    warnings: list[str]
    may_write: bool
    form: Any = None
    editing: int | None = None
    """The row that the form is about; None for a new one."""
    removing: bool = False

    @property
    def new_url(self) -> str:
        return reverse(f"{self._kind}_part_new", args=[self.owner.pk, self.part.name])

    @property
    def show_url(self) -> str:
        return reverse(f"{self._kind}_part", args=[self.owner.pk, self.part.name])

    @property
    def owner_url(self) -> str:
        return f"{reverse(self._kind, args=[self.owner.pk])}#{self.part.name}"

    @property
    def items(self) -> list[tuple[PartRow, str, str]]:
        """Return the rows with the addresses where they are corrected and removed."""
        return [(row, self._row_url("edit", row), self._row_url("remove", row)) for row in self.rows]

    @property
    def _kind(self) -> str:
        return str(self.owner._meta.model_name)

    def _row_url(self, verb: str, row: PartRow) -> str:
        return reverse(f"{self._kind}_part_{verb}", args=[self.owner.pk, self.part.name, row.pk])


def panel_of(request: DutyRequest, part: Part, owner: Any, **more: Any) -> Panel:
    """Return the panel of one kind of row of a home or a supervisor."""
    rows, warnings = part.rows(owner, request.access)
    return Panel(owner, part, rows, warnings, can_write_register(request.access, owner.service_id), **more)


@writes_register
def part_show(request: DutyRequest, owner: str, owner_id: int, part: str) -> HttpResponse:
    """Return the panel as it was before a form stood in it; outside htmx the owner's page shows it."""
    row, kind = owner_and_part(request, owner, owner_id, part)
    panel = panel_of(request, kind, row)
    if not request.htmx:
        return HttpResponseRedirect(panel.owner_url)
    return render(request, "fosterhomes/part_panel.html", {"panel": panel})


@writes_register
def part_new(request: DutyRequest, owner: str, owner_id: int, part: str) -> HttpResponse:
    row, kind = owner_and_part(request, owner, owner_id, part)
    # Who comes from a list of what is missing need not choose again whom or what it is about.
    form = kind.form(request.POST or None, owner=row, access=request.access, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            add = add_tie if isinstance(form.instance, SupervisorTie) else add_part
            add(form.instance, by=request.access.user, at=request.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            return done(request, kind, row, _("Added."))
    return answer(request, panel_of(request, kind, row, form=form))


@writes_register
def part_edit(request: DutyRequest, owner: str, owner_id: int, part: str, row_id: int) -> HttpResponse:
    row, kind = owner_and_part(request, owner, owner_id, part)
    instance = get_object_or_404(getattr(row, kind.related), pk=row_id)
    form = kind.form(request.POST or None, instance=instance, owner=row, access=request.access)
    if request.method == "POST" and form.is_valid():
        try:
            correct = CORRECT.get(type(instance), correct_part)
            reason = form.cleaned_data["reason"]
            correct(instance, by=request.access.user, at=request.now, reason=reason, seen=form.seen)
        except ValidationError as error:
            form.refuse(error)
        else:
            return done(request, kind, row, _("Corrected."))
    return answer(request, panel_of(request, kind, row, form=form, editing=row_id))


@writes_register
def part_remove(request: DutyRequest, owner: str, owner_id: int, part: str, row_id: int) -> HttpResponse:
    row, kind = owner_and_part(request, owner, owner_id, part)
    instance = get_object_or_404(getattr(row, kind.related), pk=row_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_part(instance, by=request.access.user, at=request.now, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.refuse(error)
        else:
            return done(request, kind, row, _("Removed."))
    return answer(request, panel_of(request, kind, row, form=form, editing=row_id, removing=True))


def owner_and_part(request: DutyRequest, owner: str, owner_id: int, part: str) -> tuple[Any, Part]:
    """Return the home or the supervisor, when the person may change it, and the kind of row."""
    model, kinds = OWNERS[owner]
    if part not in kinds:
        raise Http404
    rows = model.objects.visible_to(request.access).filter(merged_into=None).select_related("service")
    row = get_object_or_404(rows, pk=owner_id)
    check_write_register(request.access, row.service_id)
    return row, kinds[part]


def answer(request: DutyRequest, panel: Panel) -> HttpResponse:
    """Return the panel with its form for htmx, or a page of its own. htmx leaves a page alone that says 422."""
    if request.htmx:
        return render(request, "fosterhomes/part_panel.html", {"panel": panel})
    return render(request, "fosterhomes/part_page.html", {"panel": panel}, status=422 if panel.form.errors else 200)


def done(request: DutyRequest, kind: Part, owner: Any, sentence: str) -> HttpResponse:
    panel = panel_of(request, kind, owner)
    if request.htmx:
        return render(request, "fosterhomes/part_panel.html", {"panel": panel, "done": sentence})
    messages.success(request, sentence)
    return HttpResponseRedirect(panel.owner_url)
