"""The rooms' invariants as SQL: how many things there are to look at, and which are broken.

The spine's own are in `turnup.orders.invariants`; `EVERY` is what `turnup verify` runs.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from turnup.activation.convergence import radius_agrees
from turnup.contracts.queries import check_signed
from turnup.desk.stock_rules import STOCK
from turnup.installation.models import Crew
from turnup.installation.roster_checks import coming_visits, visits_out_of_roster
from turnup.messages.queries import audience
from turnup.orders import invariants as spine
from turnup.orders.findings import Check, Finding, Findings
from turnup.orders.models import JournalEntry, PublishedStandard
from turnup.orders.office import standard_version
from turnup.papers.queries import check_files


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise: `looked_at` counts the things, `broken` selects the faulty ones by a column."""

    invariant: str
    fault: str
    looked_at: str
    broken: str


RULES: Final = (
    Rule(
        "I4",
        "a live visit is not the one that stands on the order's card",
        "SELECT count(*) FROM installation_visit WHERE released_at IS NULL AND done_at IS NULL",
        """SELECT v.id FROM installation_visit v JOIN orders_order o ON o.id = v.order_id
            WHERE v.released_at IS NULL AND v.done_at IS NULL
              AND (o.card #>> '{standing,visit_planned,0}')::int IS DISTINCT FROM v.seq""",
    ),
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
        "I7",
        "a closed order holds a visit",
        "SELECT count(*) FROM orders_order WHERE closed IS NOT NULL",
        """SELECT o.number FROM orders_order o JOIN installation_visit v ON v.order_id = o.id
            WHERE o.closed IS NOT NULL AND v.released_at IS NULL AND v.done_at IS NULL""",
    ),
    Rule(
        "I7",
        "an order that ended without a signed act holds an address",
        "SELECT count(*) FROM orders_order WHERE closed IN ('cancelled', 'refused')",
        """SELECT o.number FROM orders_order o
             JOIN installation_addressassignment a ON a.order_id = o.id
            WHERE o.closed IN ('cancelled', 'refused') AND a.until IS NULL
              AND NOT o.card->'standing' ? 'act_signed'""",
    ),
    Rule(
        "I7",
        "a closed order's temporary modem is still out",
        "SELECT count(*) FROM installation_temporaryconnection",
        """SELECT o.number FROM orders_order o
             JOIN installation_temporaryconnection t ON t.order_id = o.id
            WHERE o.closed IS NOT NULL AND t.returned_at IS NULL""",
    ),
    *(Rule(*row) for row in STOCK),
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
              AND NOT EXISTS (SELECT FROM activation_termination t
                                JOIN activation_service v ON v.id = t.service_id
                               WHERE v.order_id = o.id)""",
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
        "an order's money stands, but its invoice is not covered by money that arrived",
        """SELECT count(*) FROM billing_payment p JOIN orders_order o ON o.id = p.order_id
            WHERE p.seq = (o.card #>> '{standing,money_received,0}')::int""",
        """SELECT o.number FROM billing_payment p JOIN orders_order o ON o.id = p.order_id
             JOIN billing_invoice i ON i.id = p.invoice_id
            WHERE p.seq = (o.card #>> '{standing,money_received,0}')::int
              AND o.closed IS DISTINCT FROM 'cancelled' AND o.closed IS DISTINCT FROM 'refused'
              AND i.amount > (SELECT coalesce(sum(r.amount), 0) FROM billing_remittance r
                               WHERE r.invoice_id = i.id AND r.returned_on IS NULL)""",
    ),
    Rule(
        "I13",
        "one bank operation was credited twice",
        "SELECT count(*) FROM billing_remittance WHERE bank_reference IS NOT NULL",
        """SELECT bank_reference FROM billing_remittance WHERE bank_reference IS NOT NULL
            GROUP BY bank_reference HAVING count(*) > 1""",
    ),
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
    Rule(
        "I18",
        "an e-mail is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM messages_message WHERE channel = 'email'",
        """SELECT m.id FROM messages_message m
            WHERE m.channel = 'email' AND m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'messages.send' AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'message_pk')::bigint = m.id)""",
    ),
    Rule(
        "I18",
        "a letter to a customer is neither delivered, nor a dead letter, nor queued",
        "SELECT count(*) FROM portal_letter",
        """SELECT m.id FROM portal_letter m
            WHERE m.sent_at IS NULL AND m.failed_at IS NULL
              AND NOT EXISTS (SELECT FROM procrastinate_jobs j
                   WHERE j.task_name = 'portal.send' AND j.status IN ('todo', 'doing', 'failed')
                     AND (j.args->>'letter_pk')::bigint = m.id)""",
    ),
    Rule(
        "I20",
        "a job runs without a living worker",
        "SELECT count(*) FROM procrastinate_jobs",
        """SELECT j.id FROM procrastinate_jobs j
             LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
            WHERE j.status = 'doing'
              AND (w.id IS NULL OR w.last_heartbeat < now() - interval '2 minutes')
              AND coalesce((SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id),
                           now() - interval '1 day') < now() - interval '2 minutes'""",
    ),
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


def rooms(findings: Findings) -> None:
    """Check every rule of the rooms."""
    with connection.cursor() as cursor:
        for rule in RULES:
            finding = findings[rule.invariant]
            cursor.execute(rule.looked_at)
            finding.checked += cursor.fetchone()[0]
            cursor.execute(rule.broken)
            for (where,) in cursor.fetchall():
                finding.look(rule.fault, which=where)
                finding.checked -= 1  # it is among those counted already


UNTOLD = """
SELECT e.id FROM orders_journalentry e
 WHERE e.step = ANY (%(steps)s)
   AND NOT EXISTS (SELECT FROM messages_message m WHERE m.entry_id = e.id)
   AND NOT EXISTS (SELECT FROM procrastinate_jobs j
        WHERE j.task_name = 'messages.tell' AND (j.args->>'entry_id')::bigint = e.id
          AND j.status IN ('todo', 'doing', 'failed'))"""
TOLD = "SELECT count(*) FROM orders_journalentry WHERE step = ANY (%(steps)s)"


def letters(findings: Findings) -> None:
    """Check that every entry the standard tells of was told, or is still queued (I18)."""
    finding = findings["I18"]
    versions = [standard_version(row.version) for row in PublishedStandard.objects.all()]
    steps = sorted({s.code for v in versions for s in v.steps.values() if s.tells})
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"steps": steps})
        finding.checked += cursor.fetchone()[0]
        cursor.execute(UNTOLD, {"steps": steps})
        untold = [row[0] for row in cursor.fetchall()]
    for entry in JournalEntry.objects.filter(id__in=untold).select_related("order"):
        tells = standard_version(entry.order.standard_id).steps[entry.step].tells
        if any(audience(entry, tells, entry.recorded_at)):
            finding.look("nobody was told, and no job is going to", order=entry.order.number)
            finding.checked -= 1


def crews_days(findings: Findings) -> None:
    """Check that every coming visit lies within its crew's roster and skills (I10)."""
    now, finding = timezone.now(), findings["I10"]
    finding.checked += coming_visits(now).count()
    for visit in visits_out_of_roster(list(Crew.objects.all()), now):
        finding.look("a coming visit lies outside its crew's roster or skills", visit=visit.id)
        finding.checked -= 1


def files(findings: Findings) -> None:
    """Check that stored files are what they were, each named by a row and each row by one (I24)."""
    found, finding = check_files(), findings["I24"]
    finding.checked += found.checked
    for sha256 in found.damaged:
        finding.look("a stored file is gone or changed", sha256=sha256)
    for sha256 in found.orphans:
        finding.look("a stored file that nothing refers to", sha256=sha256)


def signed_papers(findings: Findings) -> None:
    """Check that every signed contract's text and papers are what was signed (I24)."""
    checked, faults = check_signed()
    findings["I24"].checked += checked
    for one in faults:
        findings["I24"].look(one.fault, contract=one.number)
        findings["I24"].checked -= 1


EVERY: Final[dict[Check, tuple[str, ...]]] = {
    **spine.CHECKS,
    rooms: tuple(sorted({rule.invariant for rule in RULES})),
    letters: ("I18",),
    crews_days: ("I10",),
    files: ("I24",),
    signed_papers: ("I24",),
    radius_agrees: ("I19",),
}


def verify() -> dict[str, Finding]:
    """Check every invariant in one read-only snapshot; give the findings by id, I1 first."""
    codes = {code for named in EVERY.values() for code in named}
    findings: dict[str, Finding] = defaultdict(Finding)
    for code in sorted(codes, key=lambda c: int(c[1:])):
        findings[code] = Finding()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for check in EVERY:
            check(findings)
    return findings
