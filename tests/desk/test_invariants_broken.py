"""Every invariant is broken behind the program's back, and `turnup verify` sees it.

Each rule of the rooms has a row here; those of the stock and the statements have their own tests,
as have the journal's chain (I1, I2, I21, I22, I25), the crews' days (I10) and the files (I24).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from procrastinate.contrib.django import app
from pytest_django import Settings

from tests.api.programs import open_office
from tests.walk import Provider, provider
from turnup.desk.invariants import EVERY, letters, rooms
from turnup.desk.rules import RULES
from turnup.desk.rules.movements import MOVEMENTS, ROW_OF
from turnup.desk.rules.rule import look_at
from turnup.desk.rules.statements import STATEMENTS
from turnup.desk.rules.stock import STOCK
from turnup.installation.actions import assign_place, create_pool, give_block
from turnup.messages.deliver import tell
from turnup.orders.findings import Check, Finding
from turnup.orders.models import JournalEntry
from turnup.people.models import RoleAssignment

LIVE = "(SELECT order_id FROM installation_visit WHERE released_at IS NULL AND done_at IS NULL"
PLANNED = f"{LIVE} ORDER BY id LIMIT 1)"
OTHER = f"{LIVE} ORDER BY id DESC LIMIT 1)"
SERVED = "(SELECT order_id FROM activation_service WHERE ended_at IS NULL LIMIT 1)"


@pytest.fixture
def company(db: None, settings: Settings) -> Provider:
    """Give a company with an order in service, two whose visits are planned, one cancelled."""
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    company = provider()
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/24", block_length=30)
    company.take_all(company.open_order())
    for number in (1, 2):
        order = company.take_until(company.open_order(), "visit_agreed")
        company.take(order, "temporary_connection_made", serial=f"M-{number}")
        give_block(order_id=order.id, purpose="link", at=company.now)
        assign_place(order_id=order.id, switch="acc-1", port=f"{number}", at=company.now)
    company.do(company.open_order(), "order_cancelled", {"reason": "customer_refused"})
    asked = company.until_open(company.open_order(), "survey_scheduled")
    tell(JournalEntry.objects.get(order=asked, step="survey_requested").id)
    return company


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def faults(checks: Iterable[Check] = EVERY) -> set[tuple[str, str]]:
    findings: dict[str, Finding] = defaultdict(Finding)
    for check in checks:
        check(findings)
    return {(code, one["fault"]) for code, row in findings.items() for one in row.violations}


MONEY_AND_LINE = {"billing", "ground", "stock", "installation", "activation"}
BREAKS = {
    "a live visit is not the one that stands on the order's card": [
        "UPDATE installation_visit SET seq = seq + 100 WHERE done_at IS NULL"
    ],
    "a closed order holds a visit": [
        f"UPDATE orders_order SET closed = 'cancelled', closed_at = now() WHERE id = {PLANNED}"
    ],
    "a closed order's temporary modem is still out": [
        f"UPDATE orders_order SET closed = 'cancelled', closed_at = now() WHERE id = {PLANNED}"
    ],
    "a crew has overlapping visits": [
        "ALTER TABLE installation_visit DROP CONSTRAINT visit_no_overlap",
        "UPDATE installation_visit SET crew_id = (SELECT min(id) FROM installation_crew),"
        " starts_at = '2026-03-10 09:00Z', ends_at = '2026-03-10 11:00Z' WHERE done_at IS NULL",
    ],
    "a device is lent to two customers at once": [
        "DROP INDEX modem_one_holder",
        "UPDATE installation_temporaryconnection SET serial = 'M-1'",
    ],
    "a service in use whose order's card does not carry it with act and address": [
        f"UPDATE orders_order SET card = card #- '{{standing,money_received}}' WHERE id = {SERVED}"
    ],
    "an activated order without its service": ["UPDATE activation_service SET ended_at = now()"],
    "a cancelled or refused order's service is in use": [
        f"UPDATE orders_order SET closed = 'cancelled', closed_at = now() WHERE id = {SERVED}"
    ],
    "the service's address is not the one in the act": [
        "UPDATE activation_service SET ip_address = '100.64.8.250'"
    ],
    "a cancelled or refused order holds an address": [
        f"UPDATE orders_order SET closed = 'cancelled', closed_at = now() WHERE id = {PLANNED}"
    ],
    "a closed order holds a block or port": [
        f"UPDATE orders_order SET closed = 'refused', closed_at = now() WHERE id = {PLANNED}"
    ],
    "an address has two live holders": [
        "DROP INDEX address_one_holder",
        "ALTER TABLE installation_addressassignment DROP CONSTRAINT address_no_overlap",
        "UPDATE installation_addressassignment SET address_id ="
        " (SELECT min(address_id) FROM installation_addressassignment) WHERE until IS NULL",
    ],
    "an address lies outside its pool, or is its network, broadcast or gateway": [
        "UPDATE installation_addresspool SET gateway = '100.64.8.9' WHERE purpose = 'static'"
    ],
    "a reserved address is held": [
        "UPDATE installation_address SET reserved_for = 'x' WHERE address IN"
        " (SELECT address_id FROM installation_addressassignment WHERE until IS NULL)"
    ],
    "an address that is held counts as free, or one that nobody holds as held": [
        "UPDATE installation_address SET free_from = now() WHERE free_from IS NULL"
        " AND reserved_for = ''"
    ],
    "a block lies outside its pool, or meets another that is held": [
        "UPDATE installation_blockassignment SET prefix = '10.42.0.0/30'"
        f" WHERE order_id = {PLANNED}"
    ],
    "a reserved block is held": [
        "INSERT INTO installation_reservedblock (pool_id, prefix, reserved_for)"
        " SELECT pool_id, prefix, 'x' FROM installation_blockassignment LIMIT 1"
    ],
    "a port or VLAN has two lines": [
        "ALTER TABLE installation_lineplace DROP CONSTRAINT port_one_line",
        "UPDATE installation_lineplace SET port = '1'",
    ],
    "the address in the act is not the one assigned to the order": [
        "UPDATE installation_completionact SET ip_address = '100.64.8.250'"
    ],
    "a column of money is not an exact decimal": [
        "ALTER TABLE billing_invoice ALTER COLUMN amount TYPE double precision"
    ],
    "the postings of incoming money are not what came in and went back": [
        "DELETE FROM billing_posting WHERE remittance_id IS NOT NULL"
    ],
    "a charge's postings are not what was charged, or its tax is not of its rate": [
        "UPDATE billing_charge SET vat_amount = vat_amount + 1"
    ],
    "an order's money stands, but its invoice is not covered by money that arrived": [
        "UPDATE billing_remittance SET returned_on = '2026-03-20', return_reason = 'x'"
    ],
    "a refund's posting is not what went back, or it did not come from an advance": [
        "INSERT INTO billing_refund (account_id, amount, \"on\", reason, payment_order,"
        " recorded_at, recorded_by_id) SELECT account_id, 1, '2026-03-20', 'x', '', now(),"
        " (SELECT max(id::text)::uuid FROM people_person) FROM billing_remittance LIMIT 1"
    ],
    "a month's papers or its invoice are not the sum of what was charged": [
        "INSERT INTO closing_monthrun (id, month, began_at, services, charged)"
        " VALUES (1, '2026-02-01', now(), 0, 0)",
        "INSERT INTO closing_bundle (run_id, account_id, invoice_id, upd_number, amount,"
        " vat_amount, message_id, \"to\", tries, failure, correction, correction_reason, form,"
        " told_how) SELECT 1, account_id, id, 'U-1', 1, 0, gen_random_uuid(), '', 0, '', 0, '',"
        " 'upd', ''"
        " FROM billing_invoice LIMIT 1",
    ],
    "a tax invoice is not of what was charged, or of more than came": [
        "INSERT INTO closing_taxinvoice (kind, account_id, charge_id, number, issued_on, amount,"
        " vat_percent, vat_amount, message_id, \"to\", failure) SELECT 'connection', account_id,"
        " id, 'T-1', served_on, amount + 1, 22, 0, gen_random_uuid(), '', ''"
        " FROM billing_charge LIMIT 1"
    ],
    "an advance was used for more than it is": [
        "INSERT INTO billing_advanceuse (remittance_id, invoice_id, amount, used_at)"
        " SELECT id, invoice_id, amount + 1, now() FROM billing_remittance LIMIT 1"
    ],
    "one bank operation was credited twice": [
        "ALTER TABLE billing_remittance"
        " DROP CONSTRAINT billing_remittance_bank_reference_key",
        "UPDATE billing_remittance SET bank_reference = 'the same'",
    ],
    "E-mails to staff: one is neither sent, nor given up, nor queued": [
        "DELETE FROM procrastinate_events",
        "DELETE FROM procrastinate_jobs WHERE task_name = 'messages.send'",
    ],
    "nobody was told, and no job is going to": [
        "DELETE FROM procrastinate_events",
        "DELETE FROM procrastinate_jobs WHERE task_name = 'messages.tell'",
    ],
    "E-mails to customers: one is neither sent, nor given up, nor queued": [
        "ALTER TABLE portal_letter DROP CONSTRAINT customer_letter_about_something",
        "INSERT INTO portal_letter (purpose, turn, \"to\", message_id, subject, body, written_at,"
        " tries, failure) VALUES ('turn', '', 'a@example.com', gen_random_uuid(), 's', 'b', now(),"
        " 0, '')"
    ],
    "Letters about debts: one is neither sent, nor given up, nor queued": [
        "INSERT INTO closing_debtstep (invoice_id, step, taken_at, \"to\", message_id, failure,"
        " told_how) SELECT id, 'notice', now(), 'a@example.com', gen_random_uuid(), '', ''"
        " FROM billing_invoice LIMIT 1"
    ],
    "Tax invoices: one is neither sent, nor given up, nor queued": [
        "INSERT INTO closing_taxinvoice (kind, account_id, charge_id, number, issued_on, amount,"
        " vat_percent, vat_amount, message_id, \"to\", failure) SELECT 'connection', account_id,"
        " id, 'T-1', served_on, amount, 22, 0, gen_random_uuid(), '', ''"
        " FROM billing_charge LIMIT 1"
    ],
    "Notices of fees: one is neither sent, nor given up, nor queued": [
        "INSERT INTO closing_feechange (service_id, since, monthly_fee, announced_on,"
        " announced_by_id, message_id, \"to\", failure) SELECT id, '2027-01-01', 1, '2026-12-01',"
        " (SELECT max(id::text)::uuid FROM people_person), gen_random_uuid(), '', ''"
        " FROM activation_service LIMIT 1"
    ],
    "Notices of traffic prices: one is neither sent, nor given up, nor queued": [
        "INSERT INTO closing_trafficletter (price_id, service_id, message_id, \"to\", failure)"
        " SELECT 1, id, gen_random_uuid(), '', '' FROM activation_service LIMIT 1"
    ],
    "Monthly papers: one is neither sent, nor given up, nor queued": [
        "INSERT INTO closing_monthrun (id, month, began_at, services, charged)"
        " VALUES (1, '2026-02-01', now(), 0, 0)",
        "INSERT INTO closing_bundle (run_id, account_id, invoice_id, upd_number, amount,"
        " vat_amount, message_id, \"to\", tries, failure, correction, correction_reason, form,"
        " told_how) SELECT 1, account_id, id, 'U-1', 1, 0, gen_random_uuid(), '', 0, '', 0, '',"
        " 'upd', ''"
        " FROM billing_invoice LIMIT 1",
    ],
    "a job runs without a living worker": [
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id ="
        " (SELECT min(id) FROM procrastinate_jobs)",
        "UPDATE procrastinate_events SET at = now() - interval '1 hour'",
    ],
    "the guard of the access records is missing or off": [
        "ALTER TABLE customers_accessrecord DISABLE TRIGGER USER"
    ],
    "what a phone was told is recorded is not in the journal": [
        "INSERT INTO field_item (id, phone, person_id, order_id, kind, step, seen, fingerprint,"
        " phone_at, happened_at, clock_note, arrived_at, outcome, receipt, reason)"
        " SELECT gen_random_uuid(), gen_random_uuid(), lead_id, id, 'step', 'act_signed', '{}',"
        " '', now(), now(), '', now(), 'done', '{\"journal_seq\": 999}', ''"
        " FROM orders_order LIMIT 1"
    ],
}  # fmt: skip
ELSEWHERE = {
    *(rule.fault for rule in (*STOCK, *STATEMENTS, *MOVEMENTS)),
    "what was said is still kept of a customer who was forgotten",
}


def test_every_rule_is_broken_and_seen(company: Provider) -> None:
    assert faults() == set()
    unseen = []
    for fault, statements in BREAKS.items():
        with transaction.atomic():
            sql(*statements)
            if fault not in {said for _code, said in faults((rooms, letters))}:
                unseen.append(fault)
            transaction.set_rollback(True)
    assert unseen == []


def test_no_rule_goes_without_its_test() -> None:
    assert {rule.fault for rule in RULES} - ELSEWHERE - set(BREAKS) == set()


def test_what_a_movement_wrote_is_missed_when_it_is_gone(company: Provider) -> None:
    recorded = set(JournalEntry.objects.values_list("step", flat=True))
    for step in sorted(recorded & ROW_OF.keys()):
        table = ROW_OF[step]
        with transaction.atomic():
            sql(
                f"DELETE FROM {table} r USING orders_journalentry e WHERE e.step = '{step}'"
                " AND e.order_id = r.order_id AND e.seq = r.seq"
            )
            seen = faults([lambda findings: look_at(MOVEMENTS, findings)])
            transaction.set_rollback(True)
        assert seen == {
            ("I17", f"{step} is in the journal, but what it wrote ({table}) is missing")
        }


def test_every_table_that_steps_write_is_looked_at() -> None:
    written = {
        model._meta.db_table
        for model in apps.get_models()
        if {"order", "seq"} <= {field.name for field in model._meta.get_fields()}
        and model._meta.app_label in MONEY_AND_LINE
    }
    assert written == set(ROW_OF.values())


def test_money_that_was_never_there_breaks_what_rests_on_it(company: Provider) -> None:
    sql(
        "DELETE FROM orders_entrydata WHERE entry_id IN"
        " (SELECT id FROM orders_journalentry WHERE step = 'money_received')",
        "DELETE FROM orders_journalentry WHERE step = 'money_received'",
    )
    assert {"I4", "I6", "I8"} <= {code for code, _fault in faults()}


def test_a_waiver_of_somebody_without_the_role_is_seen(company: Provider) -> None:
    order = company.take_until(company.open_order(), "money_received")
    company.do(
        order,
        "waiver_granted",
        {
            "gate": "installation_requested",
            "reason": "Гарантийное письмо",
            "amount_at_risk": "12000.00",
            "until": (company.now + timedelta(days=9)).isoformat(),
        },
    )
    entry = JournalEntry.objects.get(order=order, step="waiver_granted")
    assert faults() == set()
    RoleAssignment.objects.filter(person_id=entry.actor_id).update(
        until=entry.recorded_at - timedelta(days=300)
    )
    assert "I5" in {code for code, _fault in faults()}


def test_an_answer_that_is_not_in_the_journal_or_came_twice_is_seen(db: None) -> None:
    office = open_office()
    office.open_order()
    sql(
        "INSERT INTO orders_storedanswer SELECT (jsonb_populate_record(a, jsonb_build_object("
        "'id', a.id + 1, 'key', 'another'))).* FROM orders_storedanswer a"
    )
    assert "I16" in {code for code, _fault in faults()}
    sql("UPDATE orders_journalentry SET hash = md5('x') || md5('y')")
    assert "I15" in {code for code, _fault in faults()}


def test_a_failed_job_is_visible_and_no_violation(company: Provider) -> None:
    job = app.configure_task("nobody.does_this", allow_unknown=True).defer()
    sql(f"UPDATE procrastinate_jobs SET status = 'failed' WHERE id = {job}")
    assert faults() == set()


@pytest.mark.parametrize(
    ("until", "then"),
    [
        ("act_handed_over", ["order_cancelled"]),
        ("service_activated", ["payment_reversed", "order_cancelled"]),
        ("statistics_confirmed", ["payment_reversed", "order_cancelled"]),
        ("statistics_confirmed", ["contract_withdrawn", "order_cancelled"]),
        ("statistics_confirmed", ["survey_annulled"]),
        ("visit_agreed", ["visit_missed_by_crew", "order_refused"]),
    ],
)
def test_however_an_order_turns_nothing_is_left_behind(
    db: None, until: str, then: list[str]
) -> None:
    office = open_office()
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/24", block_length=30)
    order = office.open_order()
    office.drive(order, until=until)
    office["noc_head"].post(f"/api/v1/orders/{order}/line/blocks", {"purpose": "link"})
    for step in then:
        by = next(one["by"] for one in office.standard()["steps"] if one["code"] == step)
        answer = office[by[0]].record(order, step, office.example(step))
        assert answer.status_code == 201, (step, answer.content.decode())
    assert faults() == set()
