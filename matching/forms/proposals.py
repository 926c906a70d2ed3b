"""Forms for proposals of a supervisor only, and for refusing what is proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fosterhomes.forms.base import PlainForm


def _reason(rows: int, **values: Any) -> forms.CharField:
    lacks = {"required": _("Write the reason for the decision.")}
    return forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": rows}), error_messages=lacks, **values
    )


class SupervisorForm(PlainForm):
    """Accepting a supervisor for a child, or siblings, who already live in their home."""

    from_on = forms.DateField(label=_("Appointed from"))
    reason = _reason(4)


class SteerForm(PlainForm):
    reason = _reason(2, max_length=300)


class RefuseForm(PlainForm):
    """Refusing a home, or with `supervisor_only` a supervisor for children who have one."""

    reason = _reason(4)

    def __init__(self, *args: Any, children: int, supervisor_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _supervisor_refused(children) if supervisor_only else _home_refused(children)
        self.fields["reason"].help_text = said


def _supervisor_refused(children: int) -> str:
    return ngettext(
        "The supervisor is then no longer proposed to this child.",
        "The supervisor is then no longer proposed to these children.",
        children,
    )


def _home_refused(children: int) -> str:
    return ngettext(
        "The home is then no longer proposed to this child. It stays open to others.",
        "The home is then no longer proposed to these children. It stays open to others.",
        children,
    )
