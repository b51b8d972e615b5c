"""Rows are tied to their journal entries."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

TABLES = """
    acthandover completionact installationrequest lease lineconnection linesetup missedvisit permit
    specialequipment temporaryconnection visit visitagreement
"""


class Migration(migrations.Migration):
    dependencies = (("installation", "0001_initial"), ("orders", "0002_append_only"))
    operations = (
        migrations.RunSQL(tie_to_journal(*(f"installation_{table}" for table in TABLES.split()))),
    )
