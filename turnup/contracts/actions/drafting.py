"""Drawing a contract up, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from turnup.contracts.actions.disputing import write_dispute
from turnup.contracts.actions.ground import agreed_terms, check_clauses, check_day
from turnup.contracts.details import asked_of
from turnup.contracts.models import Contract
from turnup.contracts.queries import last_details
from turnup.contracts.text_actions import checked_details, write_text
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number


@transaction.atomic
def draft_contract(
    *,
    move: Move,
    place: str,
    contract_date: date | None = None,
    disputed: bool = False,
    disputed_clauses: Sequence[Mapping[str, Any]] = (),
    outside: bool = False,
    details: Mapping[str, Any] | None = None,
) -> Receipt:
    """Draw up the contract on the terms that stand, and give it the year's next number.

    `disputed_clauses` are `{"clause": "5.2", "theirs": wording}`; any make it disputed. `details`
    are those of `ContractDetails`; left out, they are those of the order's last contract. What
    the contract lacks is named in its text; it is filled in by `fill_contract`, before anybody
    signs. One drawn up `outside` has a number here and no text.
    """
    hold_order(move.order_id)
    details = _asked(move, details) if details and not outside else None
    check_clauses("disputed_clauses", disputed_clauses)
    today = office_calendar().local_date(move.at)
    contract = Contract(
        order_id=move.order_id,
        place=place,
        contract_date=contract_date or today,
        disputed=disputed or bool(disputed_clauses),
        outside=outside,
    )
    year = contract.contract_date.year
    contract.number = f"{year}-{take_number(series='contract', year=year):04}"
    said = plain(
        number=contract.number,
        place=place,
        contract_date=contract.contract_date,
        disputed=contract.disputed,
        outside=outside or None,
        disputed_clauses=list(disputed_clauses),
        details=details,
    )
    receipt = record(move=move, step="contract_drafted", data=said)
    check_day(move, "contract_date", contract.contract_date, today)
    contract.seq = receipt.journal_seq
    contract.terms = agreed_terms(move)
    contract.save(force_insert=True)
    if not outside:
        _write_first_text(move, contract, details)
    if disputed_clauses:
        write_dispute(move, receipt, disputed_clauses)
    return receipt


def _asked(move: Move, details: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give what this customer's contract is asked; nothing where there is no such order."""
    order = Order.objects.select_related("customer").filter(pk=move.order_id).first()
    return asked_of(order.customer, details) if order else None


def _write_first_text(move: Move, contract: Contract, details: Mapping[str, Any] | None) -> None:
    if details:
        customer = Order.objects.select_related("customer").get(pk=move.order_id).customer
        said = plain(**checked_details(customer, details, office_calendar().local_date(move.at)))
    else:
        said = last_details(move.order_id)
    write_text(contract=contract, details=said, actor=move.actor, at=move.at)


@transaction.atomic
def withdraw_contract(*, move: Move, reason: str) -> Receipt:
    """Take the contract back, with its signatures; its number is not given again."""
    return record(move=move, step="contract_withdrawn", data=plain(reason=reason))
