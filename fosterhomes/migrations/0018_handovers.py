from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef


def remember(apps: Any, schema_editor: Any) -> None:
    """Write down the hand-overs that the periods tell: one ended on the day on which another's began."""
    contacts = apps.get_model("fosterhomes", "ContactPerson").objects
    following = contacts.filter(child=OuterRef("child"), from_on=OuterRef("until_on")).exclude(
        worker=OuterRef("worker")
    )
    ended = contacts.filter(Exists(following)).values_list("child", "worker", "until_on")
    handover = apps.get_model("fosterhomes", "Handover")
    rows = [handover(child_id=child, giver_id=giver, on_day=day) for child, giver, day in ended.order_by("until_on")]
    handover.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("fosterhomes", "0017_holds_at_night"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_day", models.DateField(verbose_name="day")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="fosterhomes.child",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_over",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over to another contact person",
                "ordering": ("on_day", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("child", "giver", "on_day"), name="handover_once_a_day")
                ],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
