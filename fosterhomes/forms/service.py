"""The forms of the service's own numbers, and of what a municipality wants to be written to in."""

from __future__ import annotations

from ..models import Municipality, Service
from .base import VersionedForm


class ServiceForm(VersionedForm):
    class Meta:
        model = Service
        fields = ("caseload_norm", "vacancy_fresh_days", "letter_answer_days", "notice_days")


class MunicipalityForm(VersionedForm):
    class Meta:
        model = Municipality
        fields = ("language",)
