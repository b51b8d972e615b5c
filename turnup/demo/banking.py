"""The demo's bank statements: the past months' payments, some that wait, one file refused."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

from turnup.billing.lists import with_paid
from turnup.billing.models import Invoice, Remittance
from turnup.orders.office import office_calendar
from turnup.papers.rusnet import RUSNET
from turnup.people.actor import Actor
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statements.purposes import returned_order

WEEKS: Final = 22  # since before the first month was closed
OURS: Final = RUSNET["account"]
THEIRS: Final = "40702810942020002415"
STRANGERS: Final = (
    ("ООО «Ромашка-Трейд»", "7701234560", "Оплата за поставку канцтоваров по договору 17"),
    ("Иванов Пётр Сергеевич", "", "За интернет, кв. 14"),
    ("ПАО Сбербанк", "7707083893", "Перевод средств по реестру за {day}, без НДС"),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit of a statement."""

    number: str
    day: date
    amount: Decimal
    payer: str
    inn: str
    purpose: str


def bank_months(
    *,
    rng: Random,
    clerk: Actor,
    end: datetime,
    more: Callable[[Random, date, date], Iterable["Credit"]] = lambda rng, first, last: (),
) -> None:
    """Import the last weeks' statements, as the subscriber department does every week.

    `more` gives what else came between two days.
    """
    today = office_calendar().local_date(end) - timedelta(days=1)
    for week in range(WEEKS, 0, -1):
        last = today - timedelta(days=7 * (week - 1))
        first = last - timedelta(days=6)
        told = [*_recorded(first, last), *more(rng, first, last)]
        if week <= 2:
            told += _odd_ones(rng, last, first)
        if told:
            _import(f"kl_to_1c_{last:%d%m%Y}.txt", told, first, last, clerk, end)
    _refuse(today, clerk, end)


def _recorded(first: date, last: date) -> Iterator[Credit]:
    """Give what the department wrote down by hand: the bank's statement tells it too."""
    rows = Remittance.objects.filter(received_on__range=(first, last)).exclude(invoice=None)
    for one in rows.select_related("invoice", "account__customer").order_by("received_on", "id"):
        assert one.invoice is not None, "those without an invoice were left out"
        yield Credit(
            returned_order(one.bank_reference or "") or f"{one.pk}",
            one.received_on,
            one.amount,
            one.payer,
            one.account.customer.inn,
            f"Оплата по счету № {one.invoice.number} от {one.invoice.issued_on:%d.%m.%Y}",
        )


def _odd_ones(rng: Random, last: date, first: date) -> Iterator[Credit]:
    """Give credits that no rule can be certain of, and part of an open invoice."""
    for payer, inn, purpose in STRANGERS:
        day = first + timedelta(days=rng.randint(0, 5))
        amount = Decimal(rng.randint(7, 90) * 100)
        said = purpose.format(day=f"{day:%d.%m.%Y}")
        yield Credit(str(rng.randint(10, 999)), day, amount, payer, inn, said)
    unpaid = with_paid(Invoice.objects.filter(withdrawn_at=None, issued_on__lte=last))
    for invoice in unpaid.filter(lacking__gt=1000).order_by("issued_on")[:1]:
        customer = invoice.account.customer
        part = Decimal(int(invoice.lacking) // 2000 * 1000 or 500)
        said = f"Частичная оплата по сч. {invoice.number}"
        yield Credit(str(rng.randint(10, 999)), last, part, str(customer), customer.inn, said)


def _import(
    name: str, told: Iterable[Credit], first: date, last: date, clerk: Actor, end: datetime
) -> None:
    with tempfile.TemporaryDirectory(prefix="turnup-demo-") as folder:
        path = Path(folder) / name
        path.write_bytes(_file(list(told), first, last, OURS).encode("cp1251", "replace"))
        at = min(office_calendar().end_of(last), end)
        statement = take_statement(actor=clerk, at=at, source=path, name=name, door="page")
        if statement.refusal is None:
            import_statement(statement=statement, actor=clerk, now=at)


def _refuse(day: date, clerk: Actor, end: datetime) -> None:
    """Bring a statement of another company, as happens when two windows of a bank are open."""
    stray = [Credit("77", day, Decimal(5000), "ООО «Другие»", "", "Аванс")]
    with tempfile.TemporaryDirectory(prefix="turnup-demo-") as folder:
        path = Path(folder) / "kl_to_1c.txt"
        path.write_bytes(_file(stray, day, day, THEIRS).encode("cp1251", "replace"))
        take_statement(actor=clerk, at=end, source=path, name=path.name, door="page")


def _file(told: list[Credit], first: date, last: date, own: str) -> str:
    """Write a statement as a bank's web site gives it for 1C."""
    total = sum((one.amount for one in told), Decimal(0))
    opening = Decimal("1250000.00")
    head = [
        "1CClientBankExchange",
        "ВерсияФормата=1.02",
        "Кодировка=Windows",
        "Получатель=",
        f"ДатаСоздания={last:%d.%m.%Y}",
        f"ДатаНачала={first:%d.%m.%Y}",
        f"ДатаКонца={last:%d.%m.%Y}",
        f"РасчСчет={own}",
        "СекцияРасчСчет",
        f"ДатаНачала={first:%d.%m.%Y}",
        f"ДатаКонца={last:%d.%m.%Y}",
        f"РасчСчет={own}",
        f"НачальныйОстаток={opening}",
        f"ВсегоПоступило={total:.2f}",
        "ВсегоСписано=0.00",
        f"КонечныйОстаток={opening + total:.2f}",
        "КонецРасчСчет",
    ]
    lines = [line for one in told for line in _document(one, own)]
    return "\r\n".join([*head, *lines, "КонецФайла", ""])


def _document(one: Credit, own: str) -> list[str]:
    return [
        "СекцияДокумент=Платежное поручение",
        f"Номер={one.number}",
        f"Дата={one.day:%d.%m.%Y}",
        f"Сумма={one.amount:.2f}",
        f"ДатаПоступило={one.day:%d.%m.%Y}",
        f"Плательщик={one.payer}",
        f"ПлательщикИНН={one.inn}",
        f"ПлательщикСчет={THEIRS}",
        f"ПолучательСчет={own}",
        f"НазначениеПлатежа={one.purpose}",
        "КонецДокумента",
    ]
