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
        "a month's papers or its invoice are not the sum of what was charged",
        "SELECT count(*) FROM closing_bundle",
        """WITH told AS (
             SELECT m.month, c.account_id, sum(c.amount) AS amount, sum(c.vat_amount) AS vat
               FROM closing_monthlycharge m JOIN billing_charge c ON c.id = m.charge_id
              WHERE c.voided_at IS NULL GROUP BY m.month, c.account_id)
           SELECT b.upd_number FROM closing_bundle b
             JOIN closing_monthrun r ON r.id = b.run_id
             JOIN billing_invoice i ON i.id = b.invoice_id
             LEFT JOIN told t ON t.month = r.month AND t.account_id = b.account_id
            WHERE b.amount <> coalesce(t.amount, 0) OR b.vat_amount <> coalesce(t.vat, 0)
               OR i.amount <> b.amount""",
    ),
    Rule(
        "I12",
        "a tax invoice is not of what was charged, or of more than came",
        "SELECT count(*) FROM closing_taxinvoice",
        """SELECT t.number FROM closing_taxinvoice t
             LEFT JOIN billing_charge c ON c.id = t.charge_id
             LEFT JOIN billing_remittance r ON r.id = t.remittance_id
            WHERE t.amount <> c.amount OR t.vat_amount <> c.vat_amount OR t.amount > r.amount
               OR t.account_id <> coalesce(c.account_id, r.account_id)
               OR t.vat_amount <> round(t.amount * t.vat_percent / (100 + t.vat_percent), 2)""",
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
