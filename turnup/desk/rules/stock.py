"""What the stock promises (I7, I11), as SQL.

The ledger is folded anew and compared with what the triggers have kept.
"""

from typing import Final

from turnup.desk.rules.rule import Rule

STOCK: Final = (
    Rule(
        "I7",
        "a closed order holds a reservation",
        "SELECT count(*) FROM orders_order WHERE closed IS NOT NULL",
        """SELECT o.number FROM orders_order o JOIN stock_reservation r ON r.order_id = o.id
            WHERE o.closed IS NOT NULL""",
    ),
    Rule(
        "I7",
        "a closed order's lent device is still with the customer",
        "SELECT count(*) FROM stock_movement WHERE kind = 'lend'",
        """SELECT o.number FROM stock_device d JOIN stock_place p ON p.id = d.place_id
             JOIN orders_order o ON o.id = p.order_id
            WHERE o.closed IS NOT NULL
              AND (SELECT kind FROM stock_movement m WHERE m.device_id = d.id
                    ORDER BY m.id DESC LIMIT 1) = 'lend'""",
    ),
    Rule(
        "I11",
        "stock or what is reserved of it is negative, or more is reserved than is there",
        "SELECT count(*) FROM stock_balance",
        "SELECT id FROM stock_balance WHERE quantity < 0 OR reserved < 0 OR reserved > quantity",
    ),
    Rule(
        "I11",
        "a balance is not the sum of its movements",
        "SELECT count(*) FROM stock_balance",
        """WITH f AS (
               SELECT place, item, sum(moved) AS quantity FROM (
                   SELECT from_place_id AS place, item_id AS item, -quantity AS moved
                     FROM stock_movement WHERE kind <> 'keep'
                   UNION ALL
                   SELECT to_place_id, item_id, quantity
                     FROM stock_movement WHERE kind <> 'keep') m
                 JOIN stock_place p ON p.id = m.place
                  AND p.kind IN ('warehouse', 'van', 'customer')
                GROUP BY place, item)
           SELECT coalesce(b.place_id, f.place) || '/' || coalesce(b.item_id, f.item)
              FROM stock_balance b FULL JOIN f
                ON f.place = b.place_id AND f.item = b.item_id
             WHERE coalesce(b.quantity, 0) <> coalesce(f.quantity, 0)""",
    ),
    Rule(
        "I11",
        "what is reserved is not the sum of the reservations",
        "SELECT count(*) FROM stock_reservation",
        """SELECT b.id FROM stock_balance b
            WHERE b.reserved <> (SELECT coalesce(sum(r.quantity), 0) FROM stock_reservation r
                                  WHERE r.place_id = b.place_id AND r.item_id = b.item_id)""",
    ),
    Rule(
        "I11",
        "a device is not where its last movement took it",
        "SELECT count(*) FROM stock_device",
        """SELECT d.serial FROM stock_device d JOIN stock_place p ON p.id = d.place_id
            WHERE (EXISTS (SELECT FROM stock_movement m WHERE m.device_id = d.id)
                   OR p.kind IN ('warehouse', 'van', 'customer', 'written_off'))
              AND d.place_id IS DISTINCT FROM
                  (SELECT m.to_place_id FROM stock_movement m WHERE m.device_id = d.id
                    ORDER BY m.id DESC LIMIT 1)""",
    ),
    Rule(
        "I11",
        "the devices at a place are not as many as its balance says",
        "SELECT count(*) FROM stock_balance",
        """SELECT b.id FROM stock_balance b
             JOIN stock_stockitem i ON i.id = b.item_id AND i.serial_numbered
            WHERE b.quantity <> (SELECT count(*) FROM stock_device d
                                  WHERE d.place_id = b.place_id AND d.item_id = b.item_id)""",
    ),
    Rule(
        "I11",
        "of what was issued for a closed order something is not accounted for",
        "SELECT count(DISTINCT order_id) FROM stock_movement WHERE order_id IS NOT NULL",
        """SELECT o.number FROM orders_order o JOIN (
               SELECT order_id, place, item, sum(moved) AS left_over FROM (
                   SELECT m.order_id, m.to_place_id AS place, m.item_id AS item,
                          m.quantity AS moved
                     FROM stock_movement m JOIN stock_place p ON p.id = m.to_place_id
                    WHERE p.kind = 'van' AND m.kind <> 'keep'
                   UNION ALL
                   SELECT m.order_id, m.from_place_id, m.item_id, -m.quantity
                     FROM stock_movement m JOIN stock_place p ON p.id = m.from_place_id
                    WHERE p.kind = 'van') x
                GROUP BY order_id, place, item) y ON y.order_id = o.id
            WHERE o.closed IS NOT NULL AND y.left_over > 0""",
    ),
    Rule(
        "I11",
        "the guard of the ledger of goods is missing or off",
        "SELECT count(*) FROM stock_movement",
        """SELECT name FROM unnest(ARRAY['append_only', 'never_emptied', 'carry']) AS name
            WHERE NOT EXISTS (
               SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relname = 'stock_movement' AND t.tgname = name
                  AND t.tgenabled IN ('O', 'A'))""",
    ),
)
