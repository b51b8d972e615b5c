"""What people are told of statements: why a file or a line is not taken, why money waits."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

FAULTS: Final[Mapping[str, str]] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB."),
    "not_a_statement": _(
        "This is no bank statement: it is neither 1CClientBankExchange, nor camt.053, nor MT940."
    ),
    "broken_xml": _("The XML is broken here."),
    "entities": _("The XML declares a document type, which no bank's statement has."),
    "too_deep": _("The XML is nested deeper than any statement."),
    "too_much": _("This part is larger than any of a statement."),
    "another_camt": _("This is another message of ISO 20022: a camt.053 statement is wanted."),
    "line_too_long": _("This line is longer than any of a statement."),
    "truncated": _("The file breaks off, and it has no totals to compare with."),
    "foreign_file": _("This statement is of another company's account: %(account)s."),
    "balances_disagree": _(
        "Opening balance, credits, debits and closing balance of account %(account)s do not add up."
    ),
    "totals_disagree": _(
        "Account %(account)s: the file's total says %(declared)s, its lines add up to %(read)s."
    ),
    "uncountable": _(
        "This sum cannot be told for certain, and so the file cannot be counted: “%(typed)s”."
    ),
    "end_missing": _("The file's end is missing; its totals agree."),
    "no_totals": _("The file has no totals to compare with."),
    "total_unreadable": _("A total cannot be read: “%(typed)s”."),
    "sum_unreadable": _("The sum cannot be told for certain: “%(typed)s”."),
    "sum_not_positive": _("The sum is not above nothing: “%(typed)s”."),
    "told_twice": _("The document has two different sums."),
    "day_unreadable": _("This is no day: “%(typed)s”."),
    "no_day": _("The operation has no day."),
    "in_future": _("The day has not come yet: %(day)s."),
    "too_long_ago": _("The day is too long ago: %(day)s."),
    "unclosed": _("The document is begun and not ended."),
    "entry_unreadable": _("The entry cannot be read: “%(typed)s”."),
    "foreign_account": _("The money went to an account that is not ours: %(account)s."),
    "own_transfer": _("A transfer between our own accounts."),
    "currency": _("The sum is not in roubles: %(currency)s."),
    "batch_disagrees": _("The payments of the batch do not add up to its sum."),
}
_ANEW: Final = _("Download the statement from the bank anew.")
_OURS: Final = _("If the account is ours, add it to our accounts and bring the file again.")
_LINE: Final = _("Bring a corrected file: the other lines are not credited twice.")
_BANK: Final = _("Download it anew; if that does not help, ask the bank.")
_COMPARE: Final = _("Compare the sums with the bank's own.")
MENDS: Final[Mapping[str, str]] = {
    "empty": _ANEW,
    "too_large": _("Download it in shorter spans of days."),
    "not_a_statement": _(
        "In the bank's program choose the export for 1C: tables and archives are not read."
    ),
    "broken_xml": _ANEW,
    "entities": _ANEW,
    "too_deep": _ANEW,
    "too_much": _ANEW,
    "another_camt": _("Choose a statement of closed days in the bank's program."),
    "line_too_long": _ANEW,
    "truncated": _ANEW,
    "foreign_file": _OURS,
    "balances_disagree": _BANK,
    "totals_disagree": _BANK,
    "uncountable": _BANK,
    "end_missing": _COMPARE,
    "no_totals": _COMPARE,
    "total_unreadable": _COMPARE,
    "sum_unreadable": _LINE,
    "sum_not_positive": _LINE,
    "told_twice": _LINE,
    "day_unreadable": _LINE,
    "no_day": _LINE,
    "in_future": _("Bring the file again when it has come."),
    "too_long_ago": _LINE,
    "unclosed": _LINE,
    "entry_unreadable": _LINE,
    "foreign_account": _OURS,
    "own_transfer": _("Nothing is to be done."),
    "currency": _("Keep it in the books apart: only roubles are credited."),
    "batch_disagrees": _("Ask the bank for a statement that tells its payments apart."),
}
REASONS: Final[Mapping[str, str]] = {
    "already_paid": _("The invoice it names is paid already"),
    "another_payer": _("The invoice it names is another customer's, or the sum is another"),
    "account_disagrees": _(
        "Payer, invoice and personal account that it names are of two customers"
    ),
    "several_invoices": _("It fits several invoices"),
    "several_accounts": _("It names several personal accounts"),
    "amount_fits_nothing": _("The payer is known, but the sum fits no open invoice"),
    "unknown_payer": _("Neither invoice, payer nor personal account is known"),
    "no_arrival_day": _("The bank does not say on which day the money arrived"),
    "told_again": _("The same operation is told a second time, in the same words"),
    "maybe_known": _("A statement of another format may have told this operation already"),
    "came_back": _("It speaks of a return: perhaps money that we had sent"),
    "less_commission": _("The bank may have kept a commission: the sum is less than the invoice"),
    "storno": _("The bank took an operation back"),
    "order_refused": _("The order does not take this money now"),
    "which_payment": _("Several payments may be the one that goes back"),
    "maybe_refund": _("It may pay out an advance that was given back; set it aside if it does"),
    "no_such_payment": _("No payment is known that goes back"),
    "payment_came_back": _("The credit was taken back"),
    "new": _("Not looked at yet"),
    "undone": _("The crediting was undone"),
}
RULES: Final[Mapping[str, str]] = {
    "invoice": _("by the invoice's number"),
    "inn_amount": _("by INN and sum"),
    "account": _("by the personal account"),
    "by_hand": _("recorded by hand before"),
    "person": _("by a person"),
    "returns": _("returns a payment"),
    "refunds": _("pays an advance out"),
}
KINDS: Final[Mapping[str, str]] = {
    "1c": "1CClientBankExchange",
    "camt053": "camt.053",
    "mt940": "MT940",
}


def fault_text(code: str, said: Mapping[str, Any]) -> str:
    """Say a fault and its mend in the active language."""
    text = gettext(FAULTS[code]) if code in FAULTS else code
    with suppress(KeyError, ValueError):
        text %= {"typed": "?", **said}
    return f"{text} {gettext(MENDS[code])}" if code in MENDS else text


def reason_text(code: str) -> str:
    """Say in the active language why an operation waits, or by which rule it was credited."""
    known = REASONS.get(code) or RULES.get(code)
    return gettext(known) if known else code
