"""What bank statements promise (I13, I14)."""

from typing import Final

from turnup.desk.rules.rule import Rule

STATEMENTS: Final = (
    Rule(
        "I13",
        "what an operation was credited with is not what its allocations say",
        "SELECT count(*) FROM statements_bankoperation WHERE direction = 'in'",
        """SELECT o.id FROM statements_bankoperation o
            WHERE o.direction = 'in'
              AND o.credited <> (SELECT coalesce(sum(a.amount), 0) FROM statements_allocation a
                                   JOIN billing_remittance r ON r.id = a.remittance_id
                                  WHERE a.operation_id = o.id AND a.undone_at IS NULL
                                    AND r.returned_on IS NULL AND r.amount = a.amount)""",
    ),
    Rule(
        "I14",
        "a file's credits are not what its lines add up to",
        "SELECT count(*) FROM statements_statementfile WHERE state = 'done'",
        """SELECT f.id FROM statements_statementfile f
             LEFT JOIN statements_statementline l ON l.file_id = f.id
            WHERE f.state = 'done' GROUP BY f.id, f.amount, f.credits
           HAVING f.amount <> coalesce(sum(l.amount), 0) OR f.credits <> count(l.id)""",
    ),
    Rule(
        "I14",
        "a line's sum is neither matched, nor parked, nor rejected",
        "SELECT count(*) FROM statements_statementline",
        """SELECT l.id FROM statements_statementline l
             LEFT JOIN statements_bankoperation o ON o.id = l.operation_id
            WHERE CASE WHEN l.fault <> '' THEN o.id IS NOT NULL
                       ELSE o.id IS NULL OR o.amount <> l.amount OR o.direction <> 'in'
                            OR (o.state = 'matched') <> (o.credited = o.amount) END""",
    ),
)
