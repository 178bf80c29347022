"""Who looked at whose progress is added and never changed: the database itself refuses an UPDATE.

DELETE is refused by the model alone: emptying a test database and restoring a copy must stay possible.
"""

from __future__ import annotations

from django.db import migrations

SQLITE = """
CREATE TRIGGER classes_accesslog_append_only BEFORE UPDATE ON classes_accesslog
BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END
"""
POSTGRESQL = (
    """
CREATE FUNCTION classes_accesslog_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the access log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    """
CREATE TRIGGER classes_accesslog_append_only BEFORE UPDATE ON classes_accesslog
FOR EACH ROW EXECUTE FUNCTION classes_accesslog_append_only()
""",
)


def add(apps, schema_editor):
    statements = {"sqlite": (SQLITE,), "postgresql": POSTGRESQL}.get(schema_editor.connection.vendor, ())
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS classes_accesslog_append_only")
    elif vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS classes_accesslog_append_only ON classes_accesslog")
        schema_editor.execute("DROP FUNCTION IF EXISTS classes_accesslog_append_only()")


class Migration(migrations.Migration):
    dependencies = [("classes", "0003_assign_follow_and_access_log")]
    operations = [migrations.RunPython(add, remove)]
