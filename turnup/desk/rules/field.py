"""What the crews' phones promise (I15)."""

from typing import Final

from turnup.desk.rules.rule import Rule

FIELD: Final = (
    Rule(
        "I15",
        "what a phone was told is recorded is not in the journal",
        "SELECT count(*) FROM field_item WHERE outcome = 'done' AND kind = 'step'",
        """SELECT i.id FROM field_item i
            WHERE i.outcome = 'done' AND i.kind = 'step' AND NOT EXISTS (
                  SELECT FROM orders_journalentry e
                   WHERE e.order_id = i.order_id AND e.step = i.step
                     AND e.seq = (i.receipt->>'journal_seq')::int)""",
    ),
)
