"""Reads over statements: our accounts, what credits are matched against, sums of files."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from turnup.papers.models import CompanyDetails
from turnup.statements.matching import ByHand, Ground, Money, OpenInvoice
from turnup.statements.models import FileState, OwnAccount, StatementFile

INVOICES: Final = """
SELECT i.id, i.number, i.account_id, a.number, c.inn, i.amount,
       greatest(i.amount - coalesce((SELECT sum(r.amount) FROM billing_remittance r
                  WHERE r.invoice_id = i.id AND r.returned_on IS NULL), 0)
                - coalesce((SELECT sum(u.amount) FROM billing_advanceuse u
                  JOIN billing_remittance r ON r.id = u.remittance_id
                  WHERE u.invoice_id = i.id AND r.returned_on IS NULL), 0)
                + coalesce((SELECT sum(u.amount) FROM billing_advanceuse u
                  JOIN billing_remittance r ON r.id = u.remittance_id
                  WHERE r.invoice_id = i.id AND r.returned_on IS NULL), 0), 0) AS outstanding,
       i.due_on, i.order_id
  FROM billing_invoice i
  JOIN billing_personalaccount a ON a.id = i.account_id
  JOIN customers_customer c ON c.id = a.customer_id
 WHERE i.withdrawn_at IS NULL AND """
OUTSTANDING: Final = 6  # its place among the columns
# An array that PostgreSQL cannot see when it plans is compared with every row, one by one: it is
# joined instead. `inn <> ''` is what the index of INNs leaves out.
ACCOUNTS: Final = """
SELECT a.number, a.id, c.inn
  FROM unnest(%s::text[]) AS t (inn)
  JOIN customers_customer c ON c.inn = t.inn AND c.inn <> ''
  JOIN billing_personalaccount a ON a.customer_id = c.id
UNION ALL
SELECT a.number, a.id, ''
  FROM unnest(%s::bigint[]) AS t (number) JOIN billing_personalaccount a USING (number)"""
BY_HAND: Final = """
SELECT r.invoice_id, r.id, r.amount, r.received_on, coalesce(r.bank_reference, '')
  FROM billing_remittance r
 WHERE r.invoice_id = ANY (%s) AND r.returned_on IS NULL
   AND NOT EXISTS (SELECT FROM statements_allocation a WHERE a.remittance_id = r.id)"""
SUMS: Final = """
SELECT CASE WHEN l.fault <> '' THEN 'rejected' WHEN o.state IN ('returned', 'not_ours')
            THEN 'aside' ELSE o.state END AS bin,
       count(*), coalesce(sum(l.amount), 0), coalesce(sum(o.credited), 0),
       count(*) FILTER (WHERE l.known), coalesce(sum(l.amount) FILTER (WHERE l.known), 0)
  FROM statements_statementline l LEFT JOIN statements_bankoperation o ON o.id = l.operation_id
 WHERE l.file_id = %s GROUP BY bin"""


def own_accounts() -> frozenset[str]:
    """Return every bank account of ours, those of earlier days too."""
    papers = CompanyDetails.objects.values_list("account", flat=True)
    others = OwnAccount.objects.values_list("number", flat=True)
    return frozenset((*papers, *others))


def ours() -> frozenset[str]:
    """Return what tells us from others in a statement: our bank accounts and our INNs."""
    return own_accounts() | set(CompanyDetails.objects.values_list("inn", flat=True))


# ------------------------------------------------------------------ matching
def ground_for(batch: Iterable[Money]) -> Ground:
    """Read what a batch of credits may be for: three statements, however many they are."""
    ground = Ground()
    numbers, accounts, inns = _sought(batch)
    with connection.cursor() as cursor:
        _read_accounts(cursor, ground, accounts, inns)
        rows = _invoices(cursor, "i.number = ANY (%s)", list(numbers)) if numbers else []
        rows += _invoices(
            cursor, "i.account_id = ANY (%s)", list(ground.accounts.values()), unpaid=True
        )
        _take_invoices(ground, rows)
        paid = [one.id for one in ground.invoices.values()]
        if paid:
            cursor.execute(BY_HAND, [paid])
            for invoice_id, *hand in cursor.fetchall():
                ground.by_hand.setdefault(invoice_id, []).append(ByHand(*hand))
    return ground


def _sought(batch: Iterable[Money]) -> tuple[set[str], set[int], set[str]]:
    numbers: set[str] = set()
    accounts: set[int] = set()
    inns: set[str] = set()
    for one in batch:
        year = one.arrived_on.year
        for mention in one.named.invoices:
            years = (mention.year,) if mention.year else (year, year - 1)
            numbers.update(f"{each}-{mention.number}" for each in years)
        accounts.update(one.named.accounts)
        if one.inn:
            inns.add(one.inn)
    return numbers, accounts, inns


def _read_accounts(
    cursor: Any, ground: Ground, accounts: Collection[int], inns: Collection[str]
) -> None:
    cursor.execute(ACCOUNTS, [list(inns), list(accounts)])
    for number, account_id, inn in cursor.fetchall():
        ground.accounts[number] = account_id
        if inn:
            ground.inns.add(inn)


def _invoices(
    cursor: Any, condition: str, wanted: list[Any], *, unpaid: bool = False
) -> list[tuple[Any, ...]]:
    cursor.execute(INVOICES + condition, [wanted])
    return [row for row in cursor.fetchall() if row[OUTSTANDING] > 0 or not unpaid]


def _take_invoices(ground: Ground, rows: Iterable[tuple[Any, ...]]) -> None:
    by_inn: dict[str, list[OpenInvoice]] = defaultdict(list)
    by_account: dict[int, list[OpenInvoice]] = defaultdict(list)
    for row in rows:
        year, _dash, number = row[1].rpartition("-")
        key = (int(year), int(number))
        if key in ground.invoices:
            continue
        invoice = OpenInvoice(row[0], *row[2:])
        ground.invoices[key] = invoice
        by_inn[invoice.inn].append(invoice)
        by_account[invoice.account_number].append(invoice)
    by_inn.pop("", None)
    ground.by_inn, ground.by_account = dict(by_inn), dict(by_account)


# ------------------------------------------------------------------ sums of a file
@dataclass(slots=True)
class Bin:
    """How many credits, and how much money."""

    count: int = 0
    amount: Decimal = Decimal("0.00")

    def add(self, count: int, amount: Decimal) -> None:
        """Count some more."""
        self.count += count
        self.amount += amount


@dataclass(frozen=True, slots=True)
class FileSums:
    """What became of a file's credits: imported = matched + parked + rejected.

    A credit that is credited in part counts under `matched` with that part and under `parked`, or
    `rejected` once somebody decided, with the rest. `known` were told by an earlier file.
    """

    imported: Bin
    matched: Bin
    parked: Bin
    rejected: Bin
    known: Bin

    @property
    def agrees(self) -> bool:
        """Tell whether the sums agree to the kopeck."""
        parts = (self.matched, self.parked, self.rejected)
        return self.imported.amount == sum((one.amount for one in parts), Decimal(0))


def sums_of(statement: StatementFile) -> FileSums:
    """Count what became of a file's credits, as it is now; a refused file's are all rejected."""
    matched, parked, rejected, known = Bin(), Bin(), Bin(), Bin()
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [statement.pk])
        for name, count, amount, credited, known_count, known_amount in cursor.fetchall():
            bin_ = {"matched": matched, "parked": parked}.get(name, rejected)
            bin_.add(count, amount - (credited if bin_ is not matched else 0))
            if bin_ is not matched:
                matched.add(0, credited)
            known.add(known_count, known_amount)
    imported = Bin(statement.credits, statement.amount)
    if statement.state == FileState.REFUSED:
        rejected = imported
    return FileSums(imported, matched, parked, rejected, known)
