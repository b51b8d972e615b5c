"""Rows are tied to their journal entries."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal


class Migration(migrations.Migration):
    dependencies = (("ground", "0001_initial"), ("orders", "0002_append_only"))
    operations = (
        migrations.RunSQL(tie_to_journal("ground_orderpermit", "ground_orderlease")),
    )
