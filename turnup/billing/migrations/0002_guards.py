"""Rows are tied to their journal entries; the ledger is append-only."""

from django.db import migrations

from turnup.orders.occurrence import tie_to_journal

LEDGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON billing_posting
    FOR EACH ROW EXECUTE FUNCTION orders_forbid();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON billing_posting
    FOR EACH STATEMENT EXECUTE FUNCTION orders_forbid();
"""


class Migration(migrations.Migration):
    dependencies = (("billing", "0001_initial"), ("orders", "0002_append_only"))
    operations = (
        migrations.RunSQL(
            tie_to_journal("billing_invoice", "billing_payment", "billing_paymentreversal")
        ),
        migrations.RunSQL(LEDGER),
    )
