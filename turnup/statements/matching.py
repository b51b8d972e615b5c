"""Which invoice or account a credit is for. Pure; one set of rules for every door.

In this order: the invoice that the purpose names, the payer's INN with a sum that fits one open
invoice, the personal account that the purpose names. What is not certain is left to a person.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from turnup.statements.purposes import Mention, Named

NEAR_DAYS: Final = 5  # a person may have written another day for the same money


@dataclass(slots=True)
class OpenInvoice:
    """An invoice as far as matching minds it; `outstanding` falls as money is credited to it."""

    id: int
    account_id: int
    account_number: int
    inn: str
    amount: Decimal
    outstanding: Decimal
    due_on: date
    order_id: object = None  # of a connection's invoice alone


@dataclass(frozen=True, slots=True)
class ByHand:
    """Money that a person recorded without a statement."""

    remittance_id: int
    amount: Decimal
    received_on: date
    reference: str


@dataclass(slots=True)
class Ground:
    """What a batch of credits is matched against; the batch's own credits change it."""

    invoices: dict[tuple[int, int], OpenInvoice] = field(default_factory=dict)
    by_inn: dict[str, list[OpenInvoice]] = field(default_factory=dict)
    by_account: dict[int, list[OpenInvoice]] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)  # id by number
    inns: set[str] = field(default_factory=set)
    by_hand: dict[int, list[ByHand]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Money:
    """A credit as far as matching minds it."""

    amount: Decimal
    number: str
    arrived_on: date
    inn: str
    named: Named
    less_commission: bool = False  # a bank may have kept a part of what the customer paid


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a credit: for an invoice, or for the account alone."""

    account_id: int
    invoice: OpenInvoice | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a credit: its parts by a `rule`, or why it is `parked`.

    `linked` is the money that a person recorded before the statement came: it is the same.
    """

    rule: str = ""
    parts: tuple[Part, ...] = ()
    parked: str = ""
    linked: int | None = None

    @property
    def moves_an_order(self) -> bool:
        """Tell whether it pays for a connection, so that an order may move on."""
        return any(part.invoice and part.invoice.order_id for part in self.parts)


def decide(money: Money, ground: Ground) -> Decision:
    """Decide about one credit, and count it towards what it is for."""
    decision = (
        _by_invoice(money, ground)
        or _by_payer(money, ground)
        or _by_account(money, ground)
        or Decision(parked="amount_fits_nothing" if money.inn in ground.inns else "unknown_payer")
    )
    for part in decision.parts:
        if part.invoice:
            part.invoice.outstanding -= part.amount
    return decision


# ------------------------------------------------------------------ the invoice it names
def _by_invoice(money: Money, ground: Ground) -> Decision | None:
    found: dict[int, OpenInvoice] = {}
    for mention in money.named.invoices:
        invoice = _resolved(mention, money, ground)
        if invoice is None:
            continue
        vouched = _vouched(invoice, money)
        stranger = money.inn and invoice.inn and invoice.inn != money.inn and not vouched
        if not mention.certain and (not vouched or _another_customer(invoice, money, ground)):
            continue
        if stranger or _another_customer(invoice, money, ground):
            return Decision(parked="another_payer")
        found[invoice.id] = invoice
    if not found:
        return None
    named = _accounts(money, ground)
    if named and any(one.account_number not in named for one in found.values()):
        return Decision(parked="account_disagrees")
    unpaid = [one for one in found.values() if one.outstanding > 0]
    if not unpaid:
        return _recorded_by_hand(money, list(found.values()), ground)
    if money.less_commission and money.amount < sum(one.outstanding for one in unpaid):
        return Decision(parked="less_commission")
    if len(unpaid) == 1:
        return Decision("invoice", spread(money.amount, unpaid, unpaid[0].account_id))
    if money.amount == sum(one.outstanding for one in unpaid):
        return Decision("invoice", spread(money.amount, unpaid, unpaid[0].account_id))
    return Decision(parked="several_invoices")


def _resolved(mention: Mention, money: Money, ground: Ground) -> OpenInvoice | None:
    """Find the invoice; without a year that of the money's year, or of the one before."""
    if mention.year is not None:
        return ground.invoices.get((mention.year, mention.number))
    years = (money.arrived_on.year, money.arrived_on.year - 1)
    found = [ground.invoices.get((year, mention.number)) for year in years]
    known = [one for one in found if one is not None]
    vouched = [one for one in known if _vouched(one, money)]
    return next(iter(vouched or known), None)


def _vouched(invoice: OpenInvoice, money: Money) -> bool:
    """Tell whether something besides the number says that the money is for this invoice."""
    return (
        bool(money.inn and money.inn == invoice.inn)
        or money.amount in (invoice.outstanding, invoice.amount)
        or invoice.account_number in money.named.accounts
    )


def _another_customer(invoice: OpenInvoice, money: Money, ground: Ground) -> bool:
    """Tell whether a customer of ours names another's invoice: of one fee, a number mistyped."""
    return (
        money.inn in ground.inns
        and money.inn != invoice.inn
        and invoice.account_number not in money.named.accounts
    )


def _accounts(money: Money, ground: Ground) -> list[int]:
    """Give the personal accounts of ours that the purpose names; treasuries name others."""
    return [number for number in money.named.accounts if number in ground.accounts]


def _recorded_by_hand(money: Money, paid: list[OpenInvoice], ground: Ground) -> Decision:
    """See whether a person recorded this very operation already; else it is paid twice."""
    number = money.number.lstrip("0")
    for invoice in paid:
        for hand in ground.by_hand.get(invoice.id, ()):
            near = abs((hand.received_on - money.arrived_on).days) <= NEAR_DAYS
            words = hand.reference.replace("№", " ").replace(",", " ").split()
            same = number and number in (word.lstrip("0") for word in words)
            if hand.amount == money.amount and near and same:
                ground.by_hand[invoice.id].remove(hand)
                return Decision("by_hand", linked=hand.remittance_id)
    return Decision(parked="already_paid")


# ------------------------------------------------------------------ who paid, and into what
def _by_payer(money: Money, ground: Ground) -> Decision | None:
    open_ones = ground.by_inn.get(money.inn, ())
    theirs = [one for one in open_ones if one.outstanding == money.amount]
    named = _accounts(money, ground)
    fitting = [one for one in theirs if not named or one.account_number in named]
    if theirs and not fitting:
        return Decision(parked="account_disagrees")
    if len(fitting) == 1 or _months_of_one(fitting):
        earliest = sorted(fitting, key=lambda one: (one.due_on, one.id))[:1]
        return Decision("inn_amount", spread(money.amount, earliest, earliest[0].account_id))
    return Decision(parked="several_invoices") if fitting else None


def _months_of_one(fitting: list[OpenInvoice]) -> bool:
    """Tell whether all are months of one account: the earliest is paid first (GK, art. 319.1)."""
    accounts = {one.account_id for one in fitting}
    return len(accounts) == 1 and not any(one.order_id for one in fitting)


def _by_account(money: Money, ground: Ground) -> Decision | None:
    known = _accounts(money, ground)
    if not known:
        return None
    if len(known) > 1:
        return Decision(parked="several_accounts")
    open_ones = [one for one in ground.by_account.get(known[0], ()) if one.outstanding > 0]
    open_ones.sort(key=lambda one: (one.due_on, one.id))
    chosen = [one for one in open_ones if one.outstanding == money.amount][:1] or open_ones
    return Decision("account", spread(money.amount, chosen, ground.accounts[known[0]]))


def spread(amount: Decimal, invoices: list[OpenInvoice], account_id: int) -> tuple[Part, ...]:
    """Share a sum among invoices in their order; what is left stays on the account."""
    parts, left = [], amount
    for invoice in invoices:
        share = min(left, invoice.outstanding)
        if share > 0:
            parts.append(Part(invoice.account_id, invoice, share))
            left -= share
    if left > 0:
        parts.append(Part(account_id, None, left))
    return tuple(parts)
