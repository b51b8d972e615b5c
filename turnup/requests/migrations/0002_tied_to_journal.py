"""No row of this room is without the journal entry that made it."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

TABLES = (
    "requests_technicalbrief",
    "requests_briefanswer",
    "requests_terms",
    "requests_acceptance",
)


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial"), ("orders", "0002_append_only")]
    operations = [migrations.RunSQL(tie_to_journal(*TABLES))]
