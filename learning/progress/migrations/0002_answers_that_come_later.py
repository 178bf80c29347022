from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="judged_live",
            field=models.BooleanField(default=False, verbose_name="judged against a later text"),
        ),
    ]
