"""What was promised at a visit: whom it is for, what, who does it and by when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm
from fosterhomes.models import Child, User


class TaskForm(PlainForm):
    child = forms.ModelChoiceField(Child.objects.none(), label=_("For whom"), empty_label=None)
    what = forms.CharField(
        label=_("What was promised"),
        max_length=300,
        help_text=_("It stands on top of the form next time, until somebody has done it."),
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), empty_label=None)
    due_on = forms.DateField(label=_("Done by"))

    def __init__(self, data: Any, *, children: QuerySet[Child], owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["child"].queryset = children  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
