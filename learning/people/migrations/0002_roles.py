from __future__ import annotations

from django.db import migrations

ROLES = ("learner", "teacher", "editor", "directory manager", "administrator")


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in ROLES:
        Group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    # Groups stay when the migration is undone: people may be in them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
