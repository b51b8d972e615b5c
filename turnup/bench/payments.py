"""`turnup bench payments`: a large statement imported and matched, beside COPY of the same rows.

Most credits of a provider's statement are of subscribers who pay their month: they name an
invoice or a personal account. A share pays for connections, which moves an order by `record()`;
another share is known to nobody, and is parked.
"""

import resource
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from turnup.bench.ground import Driver, found_company, throw_away_database

Figures = dict[str, Any]
OURS = "40702810938120061991"
AIM_PER_SECOND, AIM_MB = 3000, 300
SUBSCRIBERS = 20_000

ACCOUNTS = """
WITH opened AS (
    INSERT INTO billing_personalaccount (customer_id, opened_at)
    SELECT id, now() - interval '1 year' FROM customers_customer WHERE name LIKE 'Абонент %'
     ORDER BY inn RETURNING id, number
)
INSERT INTO billing_invoice (kind, month, number, amount, issued_on, due_on, account_id)
SELECT 'monthly', '2026-01-01', '2025-' || (row_number() OVER (ORDER BY number)),
       1000 + number % 500, '2026-01-02', '2026-01-20', id FROM opened"""
FIRST = """
SELECT min(a.number) FROM billing_personalaccount a JOIN customers_customer c
    ON c.id = a.customer_id WHERE c.name LIKE 'Абонент %'"""
FLOOR = """
CREATE TEMP TABLE floor (number text, day date, amount numeric(14, 2), payer text, inn text,
                         account text, purpose text)"""


def run(count: int, connections: int) -> Figures:
    """Import a statement of so many credits, a number of them for connections."""
    with throw_away_database() as data:
        found_company(data)
        return _measured(count, connections)


def _measured(count: int, connections: int) -> Figures:
    from django.utils import timezone

    from turnup.billing.models import Payment
    from turnup.statements.clerk import import_clerk
    from turnup.statements.import_actions import import_statement, take_statement
    from turnup.statements.queries import sums_of

    driver = Driver()
    first = _subscribers()
    invoiced = [_invoice_connection(driver) for _ in range(connections)]
    now = timezone.now()
    with tempfile.TemporaryDirectory(prefix="turnup-bench-") as folder:
        path = Path(folder) / "kl_to_1c.txt"
        rows = list(_rows(count, invoiced, first, now))
        _write(path, rows)
        floor = _floor(rows)
        del rows
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, busy = perf_counter(), process_time()
        clerk = import_clerk(at=now)
        kept = take_statement(actor=clerk, at=now, source=path, name=path.name, door="cli")
        previewed = perf_counter()
        done = import_statement(statement=kept, actor=clerk, now=now)
        took, busy = perf_counter() - began, process_time() - busy
    sums = sums_of(done)
    assert sums.agrees, "imported = matched + parked + rejected"
    paid = Payment.objects.filter(invoice__number__in=[number for number, _inn in invoiced])
    assert paid.count() == connections, "each of these credits moved its order"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "credits": count,
        "connections": connections,
        "matched": sums.matched.count,
        "parked": sums.parked.count,
        "seconds": round(took, 2),
        "own_cpu_seconds": round(busy, 2),
        "preview_seconds": round(previewed - began, 2),
        "per_second": round(count / took),
        "aim_per_second": AIM_PER_SECOND,
        "floor_per_second": round(count / floor),
        "of_floor": round(floor / took, 4),
        "peak_mb": round(peak / 1024),
        "before_mb": round(before / 1024),
        "aim_mb": AIM_MB,
    }


def _subscribers() -> int:
    """Make the subscribers with their accounts and invoices; give the first account's number."""
    from django.db import connection

    from turnup.customers.models import Customer

    made = (
        Customer(kind="company", name=f"Абонент {n}", inn=f"{4000000000 + n:010}")
        for n in range(1, SUBSCRIBERS + 1)
    )
    Customer.objects.bulk_create(made, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS)
        cursor.execute("ANALYZE")
        cursor.execute(FIRST)
        return int(cursor.fetchone()[0])


def _invoice_connection(driver: Driver) -> tuple[str, str]:
    """Open an order, take it to its invoice, and give the invoice's number and the payer's INN."""
    from uuid import uuid4

    from django.db import transaction

    from turnup.billing.actions import issue_invoice
    from turnup.billing.models import Invoice
    from turnup.orders.moves import Move

    order_id = uuid4()
    for code in driver.sequence:
        if code == "invoice_issued":
            break
        driver._take(order_id, code)
    now = datetime.now(UTC)
    move = Move(
        order_id=order_id, actor=driver.staff["account_manager"], now=now, at=now, door="bench"
    )
    with transaction.atomic():
        issue_invoice(move=move, amount=12_000)  # type: ignore[arg-type]  # whole roubles do here
    invoice = Invoice.objects.select_related("account__customer").get(order_id=order_id)
    return invoice.number, invoice.account.customer.inn


Row = tuple[int, str, str, str, str]


def _rows(
    count: int, connections: list[tuple[str, str]], first: int, now: datetime
) -> Iterator[Row]:
    day = (now - timedelta(hours=4)).strftime("%d.%m.%Y")
    every = max(count // max(len(connections), 1), 1)
    left = list(connections)
    for n in range(count):
        inn = f"{4000000000 + n % SUBSCRIBERS + 1:010}"
        if left and n % every == 0:
            number, inn = left.pop()
            yield n, day, "12000.00", inn, f"Оплата по счету № {number}"
        elif n % 20 == 19:
            yield n, day, f"{700 + n % 90}.00", "", f"Оплата по договору {n}"
        elif n % 3:
            account = first + n % SUBSCRIBERS
            yield n, day, f"{1000 + n % 500}.50", inn, f"За интернет, л/с {account}"
        else:
            which = n % SUBSCRIBERS + 1
            yield n, day, "1000.00", inn, f"Оплата по сч.2025-{which} от 02.01.2026, в т.ч. НДС"


def _write(path: Path, rows: list[Row]) -> None:
    total = sum(int(row[2].replace(".", "")) for row in rows)
    text = f"{total // 100}.{total % 100:02}"
    with path.open("w", encoding="cp1251", newline="\r\n") as file:
        file.write("1CClientBankExchange\nВерсияФормата=1.02\nКодировка=Windows\n")
        file.write(f"РасчСчет={OURS}\nСекцияРасчСчет\nРасчСчет={OURS}\n")
        file.write(f"НачальныйОстаток=0.00\nВсегоПоступило={text}\nВсегоСписано=0.00\n")
        file.write(f"КонечныйОстаток={text}\nКонецРасчСчет\n")
        for n, day, amount, inn, purpose in rows:
            file.write(
                f"СекцияДокумент=Платежное поручение\nНомер={n}\nДата={day}\nСумма={amount}\n"
                f"КвитанцияДата=\nПлательщикСчет=40702810942020002415\nДатаСписано={day}\n"
                f"Плательщик=ООО «Абонент {n % SUBSCRIBERS}»\nПлательщикИНН={inn}\n"
                f"ПлательщикКПП=\nПлательщикБанк1=ПАО СБЕРБАНК\nПлательщикБИК=044525225\n"
                f"ПолучательСчет={OURS}\nДатаПоступило={day}\nПолучатель=ООО «РусНет»\n"
                f"ПолучательИНН=4027999997\nВидОплаты=01\nОчередность=5\n"
                f"НазначениеПлатежа={purpose}\nКонецДокумента\n"
            )
        file.write("КонецФайла\n")


def _floor(rows: list[Row]) -> float:
    """Time the bare COPY of the same rows into a table without an index."""
    from django.db import connection, transaction

    copied = [
        (str(n), day, amount, f"ООО «Абонент {n}»", inn, OURS, purpose)
        for n, day, amount, inn, purpose in rows
    ]
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle = 'ISO, DMY'")
        cursor.execute(FLOOR)
        with cursor.copy("COPY floor FROM STDIN") as copy:
            for row in copied:
                copy.write_row(row)
    return perf_counter() - began
