"""Bank statements: read in every form banks write them, matched to invoices, or parked."""
