"""What a contract says, a version of a clause and a figure never change: they get a next one."""

from django.db import migrations

TABLES = ("contracttext", "clause", "policy", "signedscan")
FORWARDS = "\n".join(
    f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON contracts_{table}"
    " FOR EACH ROW EXECUTE FUNCTION papers_is_unchanged();"
    for table in TABLES
)
BACKWARDS = "\n".join(f"DROP TRIGGER {table}_unchanged ON contracts_{table};" for table in TABLES)


class Migration(migrations.Migration):
    """Triggers of the contracts."""

    dependencies = (("contracts", "0003_texts_and_clauses"), ("papers", "0002_unchanged"))
    operations = (migrations.RunSQL(FORWARDS, BACKWARDS),)
