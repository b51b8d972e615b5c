"""What personal data promise (I22, I23)."""

from typing import Final

from turnup.desk.rules.rule import Rule

CUSTOMERS: Final = (
    Rule(
        "I22",
        "what was said is still kept of a customer who was forgotten",
        "SELECT count(*) FROM customers_customer WHERE forgotten_at IS NOT NULL",
        """SELECT c.id FROM customers_customer c
            WHERE c.forgotten_at IS NOT NULL
              AND (c.phone || c.email || c.contact_name || c.identity_document <> ''
                   OR (c.kind <> 'company' AND c.name || c.inn || c.legal_address <> '')
                   OR EXISTS (SELECT FROM customers_contact k WHERE k.customer_id = c.id)
                   OR EXISTS (SELECT FROM customers_bankdetails b WHERE b.customer_id = c.id)
                   OR EXISTS (SELECT FROM orders_entrydata d
                                JOIN orders_journalentry e ON e.id = d.entry_id
                                JOIN orders_order o ON o.id = e.order_id
                               WHERE o.customer_id = c.id
                                 AND (d.data IS NOT NULL OR d.salt IS NOT NULL)))""",
    ),
    Rule(
        "I23",
        "the guard of the access records is missing or off",
        "SELECT count(*) FROM customers_accessrecord",
        """SELECT 'customers_accessrecord' WHERE NOT EXISTS (
               SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relname = 'customers_accessrecord' AND NOT t.tgisinternal
                  AND t.tgenabled IN ('O', 'A'))""",
    ),
)
