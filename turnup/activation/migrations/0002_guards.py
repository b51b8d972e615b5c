"""Rows are tied to their journal entries."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

TABLES = (
    "activation_service",
    "activation_statisticsconfirmation",
    "activation_papersenrolment",
)


class Migration(migrations.Migration):
    dependencies = (("activation", "0001_initial"), ("orders", "0002_append_only"))
    operations = (migrations.RunSQL(tie_to_journal(*TABLES)),)
