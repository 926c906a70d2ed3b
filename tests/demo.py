"""What the tests of the demo service share."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

ON = date(2026, 11, 20)

ALVER = {
    "foster_children": 49, "ordinary": 30, "specialised": 10, "kinship": 9, "aftercare": 30,
    "aftercare_in_foster_homes": 18, "institution": 5, "emergency": 4, "under_supervision": 85,
    "waiting_for_measure": 35,
}  # fmt: skip
"""The published table of 25 October 2021, and the children who waited."""


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in ("fosterhomes", "visits", "matching")]


def number_anew() -> None:
    """Let the ids of empty tables begin at one: counting goes on after a rollback, and texts and addresses hold ids."""
    tables = {model._meta.db_table for model in our_models()}
    with connection.cursor() as cursor:
        ours = [row for row in connection.introspection.sequence_list() if row["table"] in tables]
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), ours):
            cursor.execute(statement)
