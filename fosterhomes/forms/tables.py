"""Forms of a file: the file itself, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Service, Upload
from ..tables.columns import Kind, kind_of, kinds
from ..tables.files import LARGEST, Grid, read
from ..tables.guessing import guess_kind
from .base import PlainForm

SAMPLES, LONGEST = 3, 40


class UploadForm(PlainForm):
    """A file, and what its rows are; without that it is guessed from the headings."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("xlsx or csv, at most 20,000 rows. The rows are let go of when they are stored."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.xlsm"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What a row is"), required=False)
    service: Any = forms.ModelChoiceField(label=gettext_lazy("Service"), queryset=Service.objects.none())

    def __init__(self, *args: Any, services: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid: Grid | None = None
        choices = [(kind.key, kind.label) for kind in kinds()]
        self.fields["kind"].choices = [("", _("find out from the headings")), *choices]  # type: ignore[attr-defined]
        of = Service.objects.filter(pk__in=list(services))
        self.fields["service"].queryset = of  # type: ignore[attr-defined]
        self.only_service = of[0] if len(of) == 1 else None
        if self.only_service:
            del self.fields["service"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.grid = read(file.read(LARGEST + 1))
        return file

    def clean(self) -> dict[str, Any]:
        if self.grid is not None and not self.cleaned_data.get("kind") and guess_kind(self.grid.headings) is None:
            self.add_error("kind", _("The headings do not tell what a row is. Choose it here."))
        return self.cleaned_data

    @property
    def chosen_kind(self) -> Kind:
        key = self.cleaned_data.get("kind")
        found = kind_of(key) if key else guess_kind(self.grid.headings) if self.grid else None
        if found is None:
            raise ValidationError(_("The headings do not tell what a row is. Choose it here."))
        return found

    @property
    def chosen_service(self) -> Service:
        found: Service = self.only_service or self.cleaned_data["service"]
        return found


class ColumnsForm(PlainForm):
    """For each column of the file what it holds. No two hold the same."""

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind_of(upload.kind)
        choices = [("", _("is not read")), *((column.key, _named(column)) for column in self.kind.columns)]
        for place in range(len(upload.headings)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=upload.headings[place] or _("column %(number)d") % {"number": place + 1},
                required=False,
                choices=choices,
                initial=upload.columns.get(str(place), ""),
                help_text=", ".join(_samples(upload.rows, place)),
            )

    def clean(self) -> dict[str, Any]:
        taken: dict[str, str] = {}
        for name, key in list(self.cleaned_data.items()):
            if key and key in taken:
                sentence = _("“%(other)s” is chosen for this too.") % {"other": self.fields[taken[key]].label}
                self.add_error(name, sentence)
            elif key:
                taken[key] = name
        return self.cleaned_data

    @property
    def columns(self) -> dict[int, str]:
        return {int(name.removeprefix("column_")): key for name, key in self.cleaned_data.items() if key}


def _named(column: Any) -> str:
    return f"{column.title} *" if column.required else column.title


def _samples(rows: list[Any], place: int) -> Iterator[str]:
    """Yield the first values of a column, so that the person sees what it is."""
    filled = (str(line[place]) for line in rows if line[place] is not None)
    for _number, value in zip(range(SAMPLES), filled, strict=False):
        yield value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
