"""The moves of foster families become rows of the register (`fosterhomes.HomeMove`): every row keeps its number.

What speaks of them by the name of their table, the trace and the steps of an ending, is renamed along, there and back.
"""

from typing import Any

from django.core.management.color import no_style
from django.db import migrations

OLD, NEW = "visits.homemove", "fosterhomes.homemove"


def down(apps: Any, editor: Any) -> None:
    _hand_over(apps, editor, OLD, NEW)


def up(apps: Any, editor: Any) -> None:
    _hand_over(apps, editor, NEW, OLD)


def _hand_over(apps: Any, editor: Any, giver: str, taker: str) -> None:
    source, target = apps.get_model(giver), apps.get_model(taker)
    columns = ("pk", "home_id", "on_day", "from_municipality_id")
    rows = [target(**dict(zip(columns, values, strict=True))) for values in source.objects.values_list(*columns)]
    target.objects.bulk_create(rows)
    source.objects.all().delete()
    # Rows that bring their own numbers do not move PostgreSQL's counter.
    for statement in editor.connection.ops.sequence_reset_sql(no_style(), [target]):
        editor.execute(statement)
    apps.get_model("fosterhomes", "AuditEvent").objects.filter(object_type=giver).update(object_type=taker)
    for ending in apps.get_model("visits", "Ending").objects.filter(kind="family_moves"):
        for step in ending.steps:
            step["model"] = taker if step["model"] == giver else step["model"]
        ending.save(update_fields=["steps"])


class Migration(migrations.Migration):
    dependencies = [
        ("fosterhomes", "0003_home_moves"),
        ("visits", "0004_booking_tasks_drafts"),
    ]

    operations = [
        migrations.RunPython(down, up),
        migrations.DeleteModel(name="HomeMove"),
    ]
