"""What the address plan promises (I7, I9): one live holder, inside its pool, never forbidden."""

from typing import Final

from turnup.desk.rules.rule import Rule

ADDRESSES: Final = (
    Rule(
        "I7",
        "a cancelled or refused order holds an address",
        "SELECT count(*) FROM orders_order WHERE closed IN ('cancelled', 'refused')",
        """SELECT o.number FROM orders_order o
             JOIN installation_addressassignment a ON a.order_id = o.id
            WHERE o.closed IN ('cancelled', 'refused') AND a.until IS NULL""",
    ),
    Rule(
        "I9",
        "an address has two live holders",
        "SELECT count(*) FROM installation_addressassignment WHERE until IS NULL",
        """SELECT address_id FROM installation_addressassignment WHERE until IS NULL
            GROUP BY address_id HAVING count(*) > 1""",
    ),
    Rule(
        "I9",
        "an address lies outside its pool, or is its network, broadcast or gateway",
        "SELECT count(*) FROM installation_address",
        """SELECT a.address FROM installation_address a
             JOIN installation_addresspool p ON p.id = a.pool_id
            WHERE NOT a.address::inet << p.network::inet
               OR a.address::inet = network(p.network::inet)::inet
               OR host(a.address::inet) = host(broadcast(p.network::inet))
               OR a.address::inet = p.gateway""",
    ),
    Rule(
        "I9",
        "a reserved address is held",
        "SELECT count(*) FROM installation_address WHERE reserved_for <> ''",
        """SELECT a.address FROM installation_address a
             JOIN installation_addressassignment s ON s.address_id = a.address
            WHERE a.reserved_for <> '' AND s.until IS NULL""",
    ),
    Rule(
        "I9",
        "an address that is held counts as free, or one that nobody holds as held",
        "SELECT count(*) FROM installation_address",
        """SELECT a.address FROM installation_address a
            WHERE (a.free_from IS NULL AND a.reserved_for = '') <> EXISTS (
                  SELECT FROM installation_addressassignment s
                   WHERE s.address_id = a.address AND s.until IS NULL)""",
    ),
    Rule(
        "I9",
        "a block lies outside its pool, or meets another that is held",
        "SELECT count(*) FROM installation_blockassignment WHERE until IS NULL",
        """SELECT b.prefix FROM installation_blockassignment b
             JOIN installation_addresspool p ON p.id = b.pool_id
            WHERE b.until IS NULL
              AND (NOT b.prefix::inet <<= p.network::inet OR EXISTS (
                   SELECT FROM installation_blockassignment o
                    WHERE o.until IS NULL AND o.id <> b.id
                      AND o.prefix::inet && b.prefix::inet))""",
    ),
    Rule(
        "I9",
        "a port or VLAN has two lines",
        "SELECT count(*) FROM installation_lineplace WHERE until IS NULL",
        """SELECT a.id FROM installation_lineplace a JOIN installation_lineplace b
               ON a.id < b.id AND a.until IS NULL AND b.until IS NULL
              AND ((a.switch = b.switch AND a.port = b.port) OR a.vlan = b.vlan)""",
    ),
    Rule(
        "I7",
        "a closed order holds a block or port",
        "SELECT count(*) FROM orders_order WHERE closed IN ('cancelled', 'refused')",
        """SELECT o.number FROM orders_order o WHERE o.closed IN ('cancelled', 'refused')
              AND (EXISTS (SELECT FROM installation_blockassignment b
                            WHERE b.order_id = o.id AND b.until IS NULL)
                   OR EXISTS (SELECT FROM installation_lineplace l
                               WHERE l.order_id = o.id AND l.until IS NULL))""",
    ),
    Rule(
        "I9",
        "the address in the act is not the one assigned to the order",
        """SELECT count(*) FROM installation_completionact a JOIN orders_order o
               ON o.id = a.order_id AND a.seq = (o.card #>> '{standing,act_signed,0}')::int""",
        """SELECT a.number FROM installation_completionact a JOIN orders_order o
               ON o.id = a.order_id AND a.seq = (o.card #>> '{standing,act_signed,0}')::int
             LEFT JOIN installation_addressassignment s
               ON s.order_id = o.id AND s.until IS NULL
            WHERE s.address_id IS DISTINCT FROM a.ip_address
              AND o.closed IS DISTINCT FROM 'cancelled' AND o.closed IS DISTINCT FROM 'refused'
              AND NOT EXISTS (SELECT FROM activation_termination t
                                JOIN activation_service v ON v.id = t.service_id
                               WHERE v.order_id = o.id)""",
    ),
    Rule(
        "I9",
        "a reserved block is held",
        "SELECT count(*) FROM installation_reservedblock",
        """SELECT r.prefix FROM installation_reservedblock r
             JOIN installation_blockassignment b ON b.prefix::inet && r.prefix::inet
            WHERE b.until IS NULL""",
    ),
)
