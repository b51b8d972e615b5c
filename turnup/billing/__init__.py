"""Money: personal accounts, invoices, payments, and the ledger they are posted to."""
