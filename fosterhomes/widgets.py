"""Form widgets beside Django's own. How they look is in templates/django/forms/widgets and static/css/forms.css."""

from typing import Any

from django import forms
from django.utils.translation import gettext


class DateInput(forms.DateInput):
    """A date in the browser's own date field, which shows it in the person's way and sends it as ISO 8601."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of the day in the browser's own time field, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class MomentInput(forms.DateTimeInput):
    """A day and a time in the browser's own field, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SearchSelect(forms.Select):
    """A select with many choices that one can type in; without JavaScript an ordinary select."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-search-select": gettext("Nothing matches")}
