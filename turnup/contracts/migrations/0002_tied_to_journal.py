"""No row of this room is without the journal entry that made it."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

TABLES = (
    "contracts_contract",
    "contracts_dutiesexplanation",
    "contracts_termsapproval",
    "contracts_dispute",
    "contracts_settlement",
    "contracts_signature",
)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("orders", "0002_append_only")]
    operations = [migrations.RunSQL(tie_to_journal(*TABLES))]
