"""What services in use promise (I6, I7, I9)."""

from typing import Final

from turnup.desk.rules.rule import Rule

SERVICES: Final = (
    Rule(
        "I6",
        "a service in use whose order's card does not carry it with act and address",
        "SELECT count(*) FROM activation_service WHERE ended_at IS NULL",
        """SELECT s.id FROM activation_service s JOIN orders_order o ON o.id = s.order_id
             LEFT JOIN installation_completionact a ON a.order_id = o.id
                  AND a.seq = (o.card #>> '{standing,act_signed,0}')::int
            WHERE s.ended_at IS NULL
              AND (a.id IS NULL OR NOT o.card->'standing' ?& ARRAY['service_activated',
                   'money_received', 'contract_signed_by_customer', 'contract_signed_by_director',
                   'contract_signed_by_technical_director'])""",
    ),
    Rule(
        "I6",
        "an activated order without its service",
        "SELECT count(*) FROM orders_order WHERE card->'standing' ? 'service_activated'",
        """SELECT o.number FROM orders_order o WHERE o.card->'standing' ? 'service_activated'
              AND NOT EXISTS (SELECT FROM activation_service s
                               LEFT JOIN activation_termination t ON t.service_id = s.id
                               WHERE s.order_id = o.id
                                 AND (s.ended_at IS NULL OR t.id IS NOT NULL))""",
    ),
    Rule(
        "I9",
        "the service's address is not the one in the act",
        "SELECT count(*) FROM activation_service WHERE ended_at IS NULL",
        """SELECT s.login FROM activation_service s JOIN orders_order o ON o.id = s.order_id
             JOIN installation_completionact a ON a.order_id = o.id
                  AND a.seq = (o.card #>> '{standing,act_signed,0}')::int
            WHERE s.ended_at IS NULL AND s.ip_address <> a.ip_address""",
    ),
    Rule(
        "I7",
        "a cancelled or refused order's service is in use",
        "SELECT count(*) FROM orders_order WHERE closed IN ('cancelled', 'refused')",
        """SELECT o.number FROM orders_order o JOIN activation_service s ON s.order_id = o.id
            WHERE o.closed IN ('cancelled', 'refused') AND s.ended_at IS NULL""",
    ),
)
