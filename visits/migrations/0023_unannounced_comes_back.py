from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0022_plan_moves_to_tell"),
    ]

    operations = [
        migrations.AddField(
            model_name="planmove",
            name="unannounced",
            field=models.BooleanField(
                default=False, help_text="What was taken out comes back as it was.", verbose_name="was unannounced"
            ),
        ),
    ]
