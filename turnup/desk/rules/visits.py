"""What visits and lent modems promise (I4, I7, I10, I11)."""

from typing import Final

from turnup.desk.rules.rule import Rule

VISITS: Final = (
    Rule(
        "I4",
        "a live visit is not the one that stands on the order's card",
        "SELECT count(*) FROM installation_visit WHERE released_at IS NULL AND done_at IS NULL",
        """SELECT v.id FROM installation_visit v JOIN orders_order o ON o.id = v.order_id
            WHERE v.released_at IS NULL AND v.done_at IS NULL
              AND (o.card #>> '{standing,visit_planned,0}')::int IS DISTINCT FROM v.seq""",
    ),
    Rule(
        "I7",
        "a closed order holds a visit",
        "SELECT count(*) FROM orders_order WHERE closed IS NOT NULL",
        """SELECT o.number FROM orders_order o JOIN installation_visit v ON v.order_id = o.id
            WHERE o.closed IS NOT NULL AND v.released_at IS NULL AND v.done_at IS NULL""",
    ),
    Rule(
        "I7",
        "a closed order's temporary modem is still out",
        "SELECT count(*) FROM installation_temporaryconnection",
        """SELECT o.number FROM orders_order o
             JOIN installation_temporaryconnection t ON t.order_id = o.id
            WHERE o.closed IS NOT NULL AND t.returned_at IS NULL""",
    ),
    Rule(
        "I10",
        "a crew has overlapping visits",
        "SELECT count(*) FROM installation_visit WHERE released_at IS NULL",
        """SELECT a.id FROM installation_visit a JOIN installation_visit b
               ON a.crew_id = b.crew_id AND a.id < b.id
              AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
            WHERE a.released_at IS NULL AND b.released_at IS NULL
              AND (a.done_at IS NULL OR a.done_at > a.starts_at)
              AND (b.done_at IS NULL OR b.done_at > b.starts_at)""",
    ),
    Rule(
        "I11",
        "a device is lent to two customers at once",
        "SELECT count(*) FROM installation_temporaryconnection WHERE returned_at IS NULL",
        """SELECT serial FROM installation_temporaryconnection WHERE returned_at IS NULL
            GROUP BY serial HAVING count(*) > 1""",
    ),
)
