"""A register message to look at, and the reason for taking one out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fosterhomes.forms.base import PlainForm

MEGABYTE = 1 << 20


class MessageForm(PlainForm):
    file = forms.FileField(
        label=_("Register message"),
        help_text=_(
            "What the case system makes for Statistics Norway, barn-barnevern 4.0.1: an XML file, or many in a "
            "zip file."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,.zip,application/xml,text/xml,application/zip"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = _("At most %(n)d megabytes; the operator reads larger ones.") % {"n": settings.MESSAGE_UPLOAD_MB}
        self.fields["file"].help_text = f"{self.fields['file'].help_text} {limit}"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MESSAGE_UPLOAD_MB * MEGABYTE:
            sentence = _("Files of more than %(n)d megabytes are read by the operator: import_register_message.")
            raise ValidationError(sentence % {"n": settings.MESSAGE_UPLOAD_MB})
        return file


class ApplyForm(PlainForm):
    leave_refused = forms.BooleanField(
        label=_("Leave the cases that cannot be taken in, and take the others"), required=False
    )


class TakeOutForm(PlainForm):
    reason = forms.CharField(
        label=_("Why it is taken out"), max_length=200, help_text=_("Stands in the log with your name.")
    )
