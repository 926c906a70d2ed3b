"""The form on which a visit is recorded or corrected: one section about the visit, one for each child of the home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm, dress
from fosterhomes.models import Child, Supervisor, User
from fosterhomes.versions import as_token, from_token

from ..models import Visit, VisitChild
from ..recording import Account, Promise, SeenChild

STATUSES = (
    (Visit.Status.DONE, _("The visit was made")),
    (Visit.Status.TRIED, _("Tried, nobody was met")),
    (Visit.Status.CANCELLED, _("Cancelled")),
)


@dataclass(frozen=True)
class ChildSection:
    """The fields of one child."""

    child: Child
    visited: forms.BoundField
    rest: tuple[forms.BoundField, ...]
    promise: tuple[forms.BoundField, ...]

    @property
    def is_promised(self) -> bool:
        """Return whether something is written about a promise, or wrong with it: it is not folded away then."""
        return any(field.errors for field in self.promise) or bool(self.promise and self.promise[0].value())


class VisitForm(PlainForm):
    """What became of a visit. `candidates`: the children the person decides about; `visitors`: who may have made it.

    Without `visitors` the person (or the visit's own visitor) made it, and `account` is told who that is.
    """

    status = forms.ChoiceField(label=_("What became of it"), choices=STATUSES, widget=forms.RadioSelect)
    on_day = forms.DateField(label=_("Day"))
    start = forms.TimeField(label=_("Started at"), required=False)
    in_person = forms.BooleanField(
        label=_("In person, in the home"),
        required=False,
        help_text=_("Video and telephone do not count as a visit (FF § 10, § 18)."),
    )
    announced = forms.BooleanField(
        label=_("Announced"), required=False, help_text=_("The family knew beforehand that somebody would come.")
    )
    reason = forms.CharField(label=_("Why it was cancelled, or why nobody was met"), required=False, max_length=300)

    def __init__(
        self,
        data: Any,
        *,
        candidates: Sequence[Child],
        visitors: QuerySet[User] | QuerySet[Supervisor] | None = None,
        owners: QuerySet[User] | None = None,
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.candidates = list(candidates)
        if visitors is not None:
            self.fields["visitor"] = forms.ModelChoiceField(visitors, label=_("Made by"))
        for child in self.candidates:
            self.fields |= _fields_of(child, alone=len(self.candidates) == 1)
            if owners is not None:
                self.fields |= _fields_of_promise(child, owners, alone=len(self.candidates) == 1)
        if correcting:
            self.fields["correction"] = forms.CharField(label=_("Why it is corrected"), max_length=300)
            self.fields["version"] = forms.CharField(required=False, widget=forms.HiddenInput)
        dress(self)  # the fields of the children came after the others were dressed

    def account(self, visitor: User | Supervisor) -> Account:
        """Return what the person told; `visitor` made the visit unless the form asks who did."""
        given = self.cleaned_data
        return Account(
            status=given["status"],
            on_day=given["on_day"],
            start=given["start"],
            in_person=given["in_person"],
            reason=given["reason"],
            announced=given["announced"],
            promises=tuple(self._promises()),
            visitor=given.get("visitor") or visitor,
            children=tuple(self._seen(child) for child in self.candidates if given[f"child_{child.pk}"]),
        )

    def _seen(self, child: Child) -> SeenChild:
        values = {name: self.cleaned_data[f"{name}_{child.pk}"] for name in ("alone", "alone_reason", "words")}
        return SeenChild(child, **values)

    def _promises(self) -> Iterator[Promise]:
        given = self.cleaned_data
        made = given["status"] == Visit.Status.DONE
        for child in self.candidates:
            if made and given[f"child_{child.pk}"] and given.get(f"task_{child.pk}"):
                owner, due_on = given[f"task_owner_{child.pk}"], given[f"task_due_{child.pk}"]
                yield Promise(child, given[f"task_{child.pk}"], owner, due_on)

    def clean(self) -> dict[str, Any]:
        """A promise without a day or a person is forgotten: it has both."""
        given = super().clean() or self.cleaned_data
        for child in self.candidates:
            if given.get(f"task_{child.pk}") and given.get(f"child_{child.pk}"):
                for name, sentence in _PROMISE_LACKS.items():
                    if not given.get(f"{name}_{child.pk}") and f"{name}_{child.pk}" not in self.errors:
                        self.add_error(f"{name}_{child.pk}", sentence)
        return given

    @property
    def among(self) -> set[int]:
        return {child.pk for child in self.candidates}

    @property
    def seen(self) -> dict[str, str]:
        """Return the version that the person had before them. Raises `ValidationError` when it is damaged."""
        return from_token(self.cleaned_data.get("version") or "")

    def refuse(self, error: ValidationError) -> None:
        """Show each refusal where it can be mended: the form may not ask who made the visit."""
        if hasattr(error, "error_dict"):
            told = error.error_dict
            if "visitor" in told and "visitor" not in self.fields:
                told.setdefault("on_day", []).extend(told.pop("visitor"))
            if "children" in told and self.candidates:
                told.setdefault(f"child_{self.candidates[0].pk}", []).extend(told.pop("children"))
        super().refuse(error)

    def renew(self, version: dict[str, str]) -> None:
        """Let the person save over what others changed, now that it stands beside the form."""
        self.data = {**self.data.dict(), "version": as_token(version)}  # type: ignore[attr-defined]

    @property
    def about(self) -> list[forms.BoundField]:
        names = ("on_day", "start", "in_person", "announced", "visitor", "reason")
        return [self[name] for name in names if name in self.fields]

    @property
    def sections(self) -> list[ChildSection]:
        return [
            ChildSection(child, self[f"child_{child.pk}"], self._of(child, _OF_CHILD), self._of(child, _OF_PROMISE))
            for child in self.candidates
        ]

    def _of(self, child: Child, names: Sequence[str]) -> tuple[forms.BoundField, ...]:
        return tuple(self[f"{name}_{child.pk}"] for name in names if f"{name}_{child.pk}" in self.fields)


_OF_CHILD = ("alone", "alone_reason", "words")
_OF_PROMISE = ("task", "task_owner", "task_due")
_PROMISE_LACKS = {"task_owner": _("Choose who does it."), "task_due": _("Write by which day it is done.")}


def _fields_of_promise(child: Child, owners: QuerySet[User], alone: bool) -> dict[str, forms.Field]:
    whose = "" if alone else f"{child.name}: "
    return {
        f"task_{child.pk}": forms.CharField(
            label=format_lazy("{}{}", whose, _("What was promised")),
            required=False,
            max_length=300,
            help_text=_("It stands on top of the form next time, until somebody has done it."),
        ),
        f"task_owner_{child.pk}": forms.ModelChoiceField(
            owners, label=format_lazy("{}{}", whose, _("Who does it")), required=False
        ),
        f"task_due_{child.pk}": forms.DateField(label=format_lazy("{}{}", whose, _("Done by")), required=False),
    }


def _fields_of(child: Child, alone: bool) -> dict[str, forms.Field]:
    """Return the fields of one child; among siblings each label says whose it is, also in the list of errors."""
    whose = "" if alone else f"{child.name}: "
    return {
        f"child_{child.pk}": forms.BooleanField(
            label=_("The visit was to %(name)s") % {"name": child.name}, required=False
        ),
        f"alone_{child.pk}": forms.ChoiceField(
            label=format_lazy("{}{}", whose, _("Talk without the foster parents present")),
            choices=[(value, capfirst(label)) for value, label in VisitChild.Alone.choices],
            required=False,
            widget=forms.RadioSelect,
        ),
        f"alone_reason_{child.pk}": forms.CharField(
            label=format_lazy("{}{}", whose, _("Why not spoken to alone")), required=False, max_length=300
        ),
        f"words_{child.pk}": forms.CharField(
            label=format_lazy("{}{}", whose, _("What was seen and said")),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Short, for planning and the next visit. The full record belongs in the case system."),
        ),
    }


def initial_of(visit: Visit) -> dict[str, Any]:
    """Return what the form opens with for a visit that has a row."""
    values: dict[str, Any] = {
        "status": visit.status if visit.status in dict(STATUSES) else Visit.Status.DONE,
        "on_day": visit.on_day,
        "start": visit.start,
        "in_person": visit.in_person,
        "announced": visit.announced,
        "visitor": visit.worker_id or visit.supervisor_id,
        "reason": visit.reason,
    }
    for row in visit.visit_children.all():
        values[f"child_{row.child_id}"] = True
        values |= {f"{name}_{row.child_id}": getattr(row, name) for name in _OF_CHILD}
    return values
