"""An office that imports statements and closes months: a company, its clerk, files on a disk."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.walk import Provider, provider
from turnup.billing.models import Invoice, PersonalAccount
from turnup.billing.queries import balance_of
from turnup.customers.models import Customer
from turnup.orders.models import Order
from turnup.orders.queries import folded
from turnup.papers.rusnet import write_beginnings
from turnup.requests.models import Terms
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statements.models import StatementFile
from turnup.statements.queries import FileSums, sums_of


class Office:
    """A provider whose subscriber department imports statements."""

    def __init__(self, company: Provider, folder: Path):
        self.company, self.folder = company, folder
        self._files = self._serial = 0

    def serial(self) -> int:
        """Give a number that was not given before."""
        self._serial += 1
        return self._serial

    def invoiced(self, inn: str = "") -> tuple[Order, Invoice]:
        """Take an order to its connection invoice; its customer has the INN."""
        order = self.company.take_until(self.company.open_order(), "money_received")
        if inn:
            Customer.objects.filter(pk=order.customer_id).update(inn=inn)
        return order, Invoice.objects.get(order=order)

    def read(self, content: str | bytes, charset: str = "cp1251") -> StatementFile:
        """Take a file as the page does, and import nothing."""
        self._files += 1
        path = self.folder / f"file{self._files}.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(charset))
        self.company.now += timedelta(days=3)
        clerk = self.company.staff["subscriber_clerk"]
        return take_statement(
            actor=clerk, at=self.company.now, source=path, name=path.name, door="page"
        )

    def imported(self, content: str | bytes, charset: str = "cp1251") -> FileSums:
        """Import a file and give the sums of it, which always agree."""
        statement = self.read(content, charset)
        assert statement.refusal is None, statement.refusal
        clerk = self.company.staff["subscriber_clerk"]
        done = import_statement(statement=statement, actor=clerk, now=self.company.now)
        sums = sums_of(done)
        assert sums.agrees
        return sums

    def refused(self, content: str | bytes, charset: str = "cp1251") -> dict[str, Any]:
        """Take a file that is refused; give why."""
        statement = self.read(content, charset)
        assert statement.refusal is not None
        return dict(statement.refusal)

    def stands(self, order: Order, step: str = "money_received") -> bool:
        order.refresh_from_db()
        return step in order.card["standing"]

    def balance(self, order: Order) -> Decimal:
        return balance_of(PersonalAccount.objects.get(customer=order.customer))


def open_office(folder: Path, settings: Any) -> Office:
    """Give an office whose files lie in the folder."""
    settings.DATA = folder
    write_beginnings()
    brought = folder / "in"
    brought.mkdir()
    return Office(provider(), brought)


def agree_fee(amount: str) -> Terms:
    """Agree what every connected order costs a month: the walk's orders have no terms at all."""
    told = {
        "version": 1,
        "speed_down_kbit": 1000,
        "speed_up_kbit": 1000,
        "connection_fee": 0,
        "monthly_fee": Decimal(amount),
        "valid_until": date(2100, 1, 1),
    }
    for order in Order.objects.filter(closed="completed"):
        seq = folded(order)[1].standing["terms_proposed"].seq
        terms, _made = Terms.objects.update_or_create(order=order, seq=seq, defaults=told)
    return terms
