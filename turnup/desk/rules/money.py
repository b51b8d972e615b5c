"""What the ledger promises (I12, I13)."""

from typing import Final

from turnup.desk.rules.rule import Rule

MONEY: Final = (
    Rule(
        "I12",
        "a column of money is not an exact decimal",
        """SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public'
              AND column_name ~ '(amount|price|fee|rent|deposit|cost|discount)$'
              AND data_type IN ('numeric', 'real', 'double precision')""",
        """SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public'
              AND column_name ~ '(amount|price|fee|rent|deposit|cost|discount)$'
              AND (data_type IN ('real', 'double precision')
                   OR (data_type = 'numeric' AND numeric_scale IS DISTINCT FROM 2))""",
    ),
    Rule(
        "I12",
        "the postings of incoming money are not what came in and went back",
        "SELECT count(*) FROM billing_remittance",
        """SELECT r.id FROM billing_remittance r
            WHERE (SELECT coalesce(sum(g.amount), 0) FROM billing_posting g
                    WHERE g.remittance_id = r.id AND g.account_id = r.account_id)
                  <> CASE WHEN r.returned_on IS NULL THEN r.amount ELSE 0 END""",
    ),
    Rule(
        "I12",
        "a charge's postings are not what was charged, or its tax is not of its rate",
        "SELECT count(*) FROM billing_charge",
        """SELECT c.id FROM billing_charge c
            WHERE (SELECT coalesce(sum(g.amount), 0) FROM billing_posting g
                    WHERE g.charge_id = c.id AND g.account_id = c.account_id)
                  <> CASE WHEN c.voided_at IS NULL THEN -c.amount ELSE 0 END
               OR c.vat_amount <> round(c.amount * coalesce(c.vat_percent, 0)
                                        / (100 + coalesce(c.vat_percent, 0)), 2)""",
    ),
    Rule(
        "I12",
        "a refund's posting is not what went back, or it did not come from an advance",
        "SELECT count(*) FROM billing_refund",
        """SELECT f.id FROM billing_refund f
            WHERE -f.amount <> (SELECT coalesce(sum(g.amount), 0) FROM billing_posting g
                                 WHERE g.refund_id = f.id AND g.account_id = f.account_id)
               OR f.amount <> (SELECT coalesce(sum(u.amount), 0) FROM billing_advanceuse u
                                WHERE u.refund_id = f.id)""",
    ),
    Rule(
        "I12",
        "an advance was used for more than it is",
        "SELECT count(DISTINCT remittance_id) FROM billing_advanceuse",
        """SELECT r.id FROM billing_remittance r JOIN billing_advanceuse u ON u.remittance_id = r.id
            GROUP BY r.id HAVING sum(u.amount) > r.amount""",
    ),
    Rule(
        "I12",
        "an order's money stands, but its invoice is not covered by money that arrived",
        """SELECT count(*) FROM billing_payment p JOIN orders_order o ON o.id = p.order_id
            WHERE p.seq = (o.card #>> '{standing,money_received,0}')::int""",
        """SELECT o.number FROM billing_payment p JOIN orders_order o ON o.id = p.order_id
             JOIN billing_invoice i ON i.id = p.invoice_id
            WHERE p.seq = (o.card #>> '{standing,money_received,0}')::int
              AND o.closed IS DISTINCT FROM 'cancelled' AND o.closed IS DISTINCT FROM 'refused'
              AND i.amount > (SELECT coalesce(sum(r.amount), 0) FROM billing_remittance r
                               WHERE r.invoice_id = i.id AND r.returned_on IS NULL)
                             - (SELECT coalesce(sum(u.amount), 0) FROM billing_advanceuse u
                                  JOIN billing_remittance r ON r.id = u.remittance_id
                                 WHERE r.invoice_id = i.id AND r.returned_on IS NULL)""",
    ),
    Rule(
        "I13",
        "one bank operation was credited twice",
        "SELECT count(*) FROM billing_remittance WHERE bank_reference IS NOT NULL",
        """SELECT bank_reference FROM billing_remittance WHERE bank_reference IS NOT NULL
            GROUP BY bank_reference HAVING count(*) > 1""",
    ),
)
