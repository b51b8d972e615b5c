"""The month: recurring fees, papers, reminders, and whether a debtor stays on line."""
