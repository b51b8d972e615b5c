"""The spine's invariants, checked by reading the whole journal once.

`walk()` re-folds every order under its own version of the standard and recomputes every hash:
I1 I2 I3 I4 I5 I6 I8 I17 I21 I22 I25. The seals are checked by `seals()`, answered requests by
`answers()`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection

from turnup.orders import chain
from turnup.orders.findings import Findings, rows_of
from turnup.orders.journal import CLOCK_SKEW
from turnup.orders.office import office_calendar, standard_version
from turnup.standard import Card, Entry, Standard, apply, check
from turnup.standard.refusals import Refused

JOURNAL = """
SELECT e.order_id, e.seq, e.step, e.at, e.recorded_at, e.actor_id, e.role, e.door, e.facts::text,
       e.commitment, e.previous, e.hash, d.salt, d.data::text, d.entry_id
  FROM orders_journalentry e LEFT JOIN orders_entrydata d ON d.entry_id = e.id
 ORDER BY e.order_id, e.seq"""
ORDERS = """
SELECT id, standard_id, version, head, card::text, stage, closed, technology,
       ARRAY(SELECT s.step FROM orders_openstep s WHERE s.order_id = o.id)
  FROM orders_order o ORDER BY id"""
HELD_ROLES = "SELECT person_id, role, since, until FROM people_roleassignment"
GUARDS = """
SELECT c.relname, t.tgname, t.tgenabled::text FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relname = ANY(%(tables)s) AND t.tgname IN ('append_only', 'never_emptied')"""
GUARDED = (
    "orders_journalentry",
    "orders_seal",
    "orders_sealedhead",
    "orders_publishedstandard",
)
SIGNATURES = (
    "contract_signed_by_customer",
    "contract_signed_by_director",
    "contract_signed_by_technical_director",
)
VISIT_GROUNDS = ("money_received", "contract_signed_by_customer")
SERVICE_GROUNDS = (*SIGNATURES, "money_received", "act_signed")


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order's row, as the walk compares it."""

    id: UUID
    standard: Standard
    version: int
    head: str
    card: dict[str, Any]
    stage: str
    closed: str | None
    technology: str
    open: frozenset[str]


class Roles:
    """Who held which role when, read once."""

    def __init__(self, cursor: Any):
        self.spans: dict[tuple[str, str], list[tuple[datetime, datetime | None]]] = {}
        for person, role, since, until in rows_of(cursor, HELD_ROLES):
            self.spans.setdefault((str(person), role), []).append((since, until))

    def held(self, actor: str, role: str, at: datetime) -> bool:
        """Tell whether the actor held the role; machines' clocks may differ a little."""
        late = at + CLOCK_SKEW
        return any(
            since <= late and (until is None or at < until + timedelta(seconds=1))
            for since, until in self.spans.get((actor, role), ())
        )


def walk(findings: Findings) -> None:
    """Re-fold every order and compare: entries, hashes, card and the promises of the standard."""
    with connection.cursor() as cursor:
        orders = {row.id: row for row in _orders(cursor)}
        roles = Roles(cursor)
        entries = rows_of(cursor, JOURNAL)
        seen = set()
        for order_id, rows in groupby(entries, key=itemgetter(0)):
            seen.add(order_id)
            _walk_order(findings, orders[order_id], list(rows), roles)
        for order_id in orders.keys() - seen:
            findings["I17"].look("the order has no journal", order=order_id)


def _orders(cursor: Any) -> Iterator[StoredOrder]:
    for id_, standard, version, head, card, stage, closed, technology, opened in rows_of(
        cursor, ORDERS
    ):
        yield StoredOrder(
            id_,
            standard_version(standard),
            version,
            head,
            json.loads(card),
            stage,
            closed,
            technology,
            frozenset(opened),
        )


def _walk_order(
    findings: Findings, order: StoredOrder, rows: list[tuple[Any, ...]], roles: Roles
) -> None:
    card, previous = Card(), chain.GENESIS
    arrived: datetime | None = None
    for place, row in enumerate(rows, start=1):
        entry = _entry(row)
        _check_link(findings, order, row, place, previous)
        _check_allowed(findings, order, card, entry, roles)
        backwards = arrived is not None and entry.recorded_at < arrived
        late = entry.at > entry.recorded_at
        fault = (
            "time runs backwards" if backwards else "happened after it arrived" if late else None
        )
        findings["I25"].look(fault, order=order.id, seq=entry.seq)
        card = apply(order.standard, card, entry)
        previous, arrived = row[11], entry.recorded_at
    _check_card(findings, order, card, previous, len(rows))
    _check_promises(findings, order, card)


def _entry(row: tuple[Any, ...]) -> Entry:
    _, seq, step, at, recorded_at, actor, role, _, facts, *_ = row
    return Entry(seq, step, at, recorded_at, str(actor), role, json.loads(facts))


def _check_link(
    findings: Findings, order: StoredOrder, row: tuple[Any, ...], place: int, previous: str
) -> None:
    """Check the sequence, the link and the hash of one entry (I21) and its commitment (I22)."""
    order_id, seq, step, at, recorded_at, actor, role, door, facts, committed, linked, digest = row[
        :12
    ]
    salt, said, kept = row[12:]
    body = chain.entry_body(
        order=order_id,
        seq=seq,
        step=step,
        at=at,
        recorded_at=recorded_at,
        actor=actor,
        role=role,
        door=door,
        facts=json.loads(facts),
        commitment=committed,
        standard=order.standard.version,
        previous=linked,
    )
    fault = None
    if seq != place:
        fault = "the sequence has a gap"
    elif linked != previous:
        fault = "the entry does not link to the one before"
    elif chain.entry_hash(body) != digest:
        fault = "the entry's hash does not match what it says"
    findings["I21"].look(fault, order=order_id, seq=seq)
    findings["I17"].look(None if kept else "the entry's data is missing", order=order_id, seq=seq)
    if salt is not None:
        broken = chain.commitment(salt, json.loads(said)) != committed
        fault = "the data is not what the chain committed to" if broken else None
        findings["I22"].look(fault, order=order_id, seq=seq)


def _check_allowed(
    findings: Findings, order: StoredOrder, card: Card, entry: Entry, roles: Roles
) -> None:
    """Check an entry against the standard as it stood then (I2); a waiver's grounds are I5."""
    fault = None
    try:
        check(
            order.standard,
            card,
            entry.step,
            actor=entry.actor,
            roles=frozenset([entry.role]),
            at=entry.at,
            facts=entry.facts,
            calendar=office_calendar(order.standard.country),
        )
    except Refused as refused:
        fault = f"the standard did not allow it: {refused.code}"
    if not roles.held(entry.actor, entry.role, entry.recorded_at):
        fault = f"the actor did not hold the role {entry.role}"
    findings["I2"].look(fault, order=order.id, seq=entry.seq, step=entry.step)
    if order.standard.steps[entry.step].effect == "waive":
        findings["I5"].look(fault, order=order.id, seq=entry.seq)


def _check_card(
    findings: Findings, order: StoredOrder, card: Card, head: str, entries: int
) -> None:
    fault = None
    if order.card != json.loads(json.dumps(card.to_json())):
        fault = "the card is not the fold of the journal"
    elif order.closed != card.closed:
        fault = "the order's end is not the card's"
    elif order.stage != card.stage:
        fault = "the order's stage is not the card's"
    elif order.technology != card.facts.get("technology", "any"):
        fault = "the order's technology is not the card's"
    elif order.open != card.open.keys():
        fault = "the tasks on people's lists are not the card's open steps"
    findings["I1"].look(fault, order=order.id)
    if order.version != entries:
        findings["I21"].look("the journal is shorter or longer than the order says", order=order.id)
    elif order.head != head:
        findings["I21"].look("the order's head is not its last entry", order=order.id)


def _check_promises(findings: Findings, order: StoredOrder, card: Card) -> None:
    """Check what must hold of any card, whatever the standard says: I3, I4, I6, I8."""
    stands, facts = card.standing, card.facts
    zone = office_calendar(order.standard.country).local_date
    survey = stands.get("survey_done")
    for code in SIGNATURES:
        if code in stands:
            positive = survey and survey.facts.get("verdict") not in (None, "not_feasible")
            late = survey and zone(survey.at) > zone(stands[code].at)
            fault = None if positive and not late else "signed without an earlier positive survey"
            findings["I3"].look(fault, order=order.id, step=code)
    if "visit_planned" in stands:
        requested = stands.get("installation_requested")
        excepted = any(waiver.gate == "installation_requested" for waiver in card.waivers)
        waived = requested.waived if requested and excepted else ()
        lacking = [g for g in VISIT_GROUNDS if g not in stands and g not in waived]
        fault = f"a visit stands without {', '.join(lacking)}" if lacking else None
        findings["I4"].look(fault, order=order.id)
    if "service_activated" in stands:
        lacking = [g for g in SERVICE_GROUNDS if g not in stands]
        fault = f"in service without {', '.join(lacking)}" if lacking else None
        findings["I6"].look(fault, order=order.id)
    for code, standing in stands.items():
        step = order.standard.steps[code]
        silent = [] if step.lasting else [
            need
            for need in step.needs
            if need not in stands
            and need not in standing.waived
            and all(c.holds(facts) for c in order.standard.steps[need].when)
        ]  # fmt: skip
        fault = f"stands though {', '.join(silent)} fell" if silent else None
        findings["I8"].look(fault, order=order.id, step=code)


SEALS = "SELECT number, sealed_at, entries, previous, hash FROM orders_seal ORDER BY number"
SEALED = """
SELECT h.seal_id, h.order_id::text, h.seq, h.hash, e.hash FROM orders_sealedhead h
  LEFT JOIN orders_journalentry e ON e.order_id = h.order_id AND e.seq = h.seq
 ORDER BY h.seal_id"""


def seals(findings: Findings) -> None:
    """Recompute every seal (I21): links, hashes, and that the journal still holds their heads."""
    finding = findings["I21"]
    with connection.cursor() as cursor:
        made = list(rows_of(cursor, SEALS))
        heads: dict[int, list[tuple[str, int, str]]] = {}
        for seal, order, seq, digest, present in rows_of(cursor, SEALED):
            heads.setdefault(seal, []).append((order, seq, digest))
            gone = None if present == digest else "the journal no longer holds a sealed head"
            finding.look(gone, seal=seal, order=order, seq=seq)
        for place, (number, sealed_at, _, linked, digest) in enumerate(made, start=1):
            before = made[place - 2][4] if place > 1 else chain.GENESIS
            computed = chain.seal_hash(number, sealed_at, linked, heads.get(number, []))
            fault = None
            if number != place or linked != before:
                fault = "the seals do not link"
            elif computed != digest:
                fault = "the seal's hash does not match what it covers"
            finding.look(fault, seal=number)
        guards = {(table, name) for table, name, on in rows_of(
            cursor, GUARDS, {"tables": list(GUARDED)}) if on in ("O", "A")}  # fmt: skip
        for table in GUARDED:
            for name in ("append_only", "never_emptied"):
                off = None if (table, name) in guards else f"the guard {name} is missing or off"
                finding.look(off, table=table)


ANSWERS = """
SELECT a.id, a.body::jsonb->>'id', (a.body::jsonb->>'journal_seq')::int,
       a.body::jsonb->>'journal_hash', e.hash,
       count(*) OVER (PARTITION BY a.body::jsonb->>'id', a.body::jsonb->>'journal_seq')
  FROM orders_storedanswer a
  LEFT JOIN orders_journalentry e ON e.order_id::text = a.body::jsonb->>'id'
        AND e.seq = (a.body::jsonb->>'journal_seq')::int
 WHERE a.http_code BETWEEN 200 AND 299 AND a.body::jsonb ? 'journal_seq'"""


def answers(findings: Findings) -> None:
    """Check that every answered movement is in the journal (I15), and only once a key (I16)."""
    with connection.cursor() as cursor:
        for answer, order, seq, told, present, times in rows_of(cursor, ANSWERS):
            lost = None if told == present else "an acknowledged movement is not in the journal"
            findings["I15"].look(lost, answer=answer, order=order, seq=seq)
            twice = None if times == 1 else "two keys claim the same movement"
            findings["I16"].look(twice, answer=answer, order=order, seq=seq)


def holds_head(findings: Findings, saved: dict[str, Any]) -> None:
    """Check that the journal still holds a head that was handed out (I21)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM orders_seal WHERE number = %s", [saved["seal"]])
        row = cursor.fetchone()
    fault = None
    if row is None:
        fault = "the journal was cut: it does not reach the saved head"
    elif row[0] != saved["hash"]:
        fault = "the journal was re-written: its head is not the saved one"
    findings["I21"].look(fault, seal=saved["seal"])


CHECKS = {
    walk: ("I1", "I2", "I3", "I4", "I5", "I6", "I8", "I17", "I21", "I22", "I25"),
    seals: ("I21",),
    answers: ("I15", "I16"),
}
