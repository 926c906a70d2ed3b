from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0021_plan_moves_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="planmove",
            name="to_tell",
            field=models.BooleanField(
                default=False,
                help_text="What was taken out of the plan, and guidance: there is no visit to say it of.",
                verbose_name="the family is to be told of it",
            ),
        ),
    ]
