"""What people do in stage 3. The only writers of this room.

Every action records its step, which raises a `Refused` when the standard does not allow it, and
writes its own row; keywords are those of the step's form.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.contracts.models import (
    Approver,
    Contract,
    ContractText,
    Dispute,
    DisputedClause,
    DutiesExplanation,
    SettledClause,
    Settlement,
    Side,
    Signature,
    TermsApproval,
)
from turnup.contracts.queries import (
    SIGNED_BY,
    disputed_clauses,
    last_details,
    latest_text,
    standing_contract,
    standing_signatures,
)
from turnup.contracts.text_actions import checked_details, write_text
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
from turnup.requests.models import Terms
from turnup.requests.queries import standing_terms
from turnup.standard.refusals import BadField
from turnup.surveys.queries import standing_survey


@transaction.atomic
def draft_contract(
    *,
    move: Move,
    place: str,
    contract_date: date | None = None,
    disputed: bool = False,
    disputed_clauses: Sequence[Mapping[str, Any]] = (),
    details: Mapping[str, Any] | None = None,
) -> Receipt:
    """Draw up the contract on the terms that stand, and give it the year's next number.

    `disputed_clauses` are `{"clause": "5.2", "theirs": wording}`; any make it disputed. `details`
    are those of `ContractDetails`; left out, they are those of the order's last contract. What
    the contract lacks is named in its text; it is filled in by `fill_contract`.
    """
    hold_order(move.order_id)
    _check_clauses("disputed_clauses", disputed_clauses)
    today = office_calendar().local_date(move.at)
    contract = Contract(
        order_id=move.order_id,
        place=place,
        contract_date=contract_date or today,
        disputed=disputed or bool(disputed_clauses),
    )
    year = contract.contract_date.year
    contract.number = f"{year}-{take_number(series='contract', year=year):04}"
    said = plain(
        number=contract.number,
        place=place,
        contract_date=contract.contract_date,
        disputed=contract.disputed,
        disputed_clauses=list(disputed_clauses),
        details=dict(details) if details else None,
    )
    receipt = record(move=move, step="contract_drafted", data=said)
    _check_day(move, "contract_date", contract.contract_date, today)
    contract.seq = receipt.journal_seq
    contract.terms = _terms(move)
    contract.save(force_insert=True)
    _write_first_text(move, contract, details)
    if disputed_clauses:
        _write_dispute(move, receipt, disputed_clauses)
    return receipt


def _write_first_text(move: Move, contract: Contract, details: Mapping[str, Any] | None) -> None:
    if details:
        customer = Order.objects.select_related("customer").get(pk=move.order_id).customer
        said = plain(**checked_details(customer, details, office_calendar().local_date(move.at)))
    else:
        said = last_details(move.order_id)
    write_text(contract=contract, details=said, actor=move.actor, at=move.at)


def _check_clauses(field: str, clauses: Sequence[Mapping[str, Any]]) -> None:
    named = [row["clause"] for row in clauses]
    for index, clause in enumerate(named):
        if clause in named[:index]:
            raise BadField(
                f"{field}.{index}.clause", _("Clause %(clause)s is there twice."), clause=clause
            )


def _check_day(move: Move, field: str, day: date, today: date) -> None:
    """Refuse a day to come, and one before the survey (invariant I3). Raises BadField."""
    if day > today:
        raise BadField(field, _("This day is still to come."), _("Give today or an earlier day."))
    survey = standing_survey(move.order_id) if day < today else None
    if survey and day < survey.surveyed_on:
        raise BadField(
            field,
            _("This day is before the survey of %(day)s."),
            _("A contract follows its survey."),
            day=f"{survey.surveyed_on:%d.%m.%Y}",
        )


def _terms(move: Move) -> Terms:
    terms = standing_terms(move.order_id)
    assert terms is not None, "terms stand wherever the gates of stage 3 open"
    return terms


def _contract(move: Move) -> Contract:
    contract = standing_contract(move.order_id)
    assert contract is not None, "the gate needs a contract that stands"
    return contract


def _write_dispute(move: Move, receipt: Receipt, clauses: Sequence[Mapping[str, Any]]) -> None:
    dispute = Dispute.objects.create(order_id=move.order_id, seq=receipt.journal_seq)
    DisputedClause.objects.bulk_create(
        DisputedClause(dispute=dispute, clause=row["clause"], theirs=row.get("theirs", ""))
        for row in clauses
    )


@transaction.atomic
def explain_duties(
    *,
    move: Move,
    connection_payment: bool,
    recurring_fee: bool,
    due_dates: bool,
    disconnection_conditions: bool,
    explained_to: str,
    channel: str = "meeting",
) -> Receipt:
    """Write down that the subscriber knows every duty. Raises BadField for one left out."""
    duties = {
        "connection_payment": connection_payment,
        "recurring_fee": recurring_fee,
        "due_dates": due_dates,
        "disconnection_conditions": disconnection_conditions,
    }
    for duty, acknowledged in duties.items():
        if not acknowledged:
            raise BadField(
                duty, _("This duty is not acknowledged."), _("Explain it, then mark it.")
            )
    said = {**duties, "explained_to": explained_to, "channel": channel}
    receipt = record(move=move, step="duties_explained", data=plain(**said))
    DutiesExplanation.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **said)
    return receipt


@transaction.atomic
def approve_terms_as_commercial_head(*, move: Move, comment: str = "") -> Receipt:
    """Approve non-standard terms as the head of the commercial department."""
    return _approve(move, "terms_approved_by_commercial_head", Approver.COMMERCIAL_HEAD, comment)


@transaction.atomic
def approve_terms_as_owner(*, move: Move, comment: str = "") -> Receipt:
    """Approve non-standard terms as the owner."""
    return _approve(move, "terms_approved_by_owner", Approver.OWNER, comment)


def _approve(move: Move, step: str, approver: Approver, comment: str) -> Receipt:
    receipt = record(move=move, step=step, data=plain(comment=comment))
    TermsApproval.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        approver=approver,
        terms=_terms(move),
        comment=comment,
    )
    return receipt


@transaction.atomic
def dispute_clauses(
    *, move: Move, disputed: bool = True, clauses: Sequence[Mapping[str, Any]] = ()
) -> Receipt:
    """Write down that the customer disputes clauses; signatures given before fall.

    With `disputed` False: that they no longer do.
    """
    _check_clauses("clauses", clauses)
    if clauses and not disputed:
        raise BadField(
            "disputed", _("Clauses are given, but nothing is disputed."), _("Leave them out.")
        )
    said = plain(disputed=disputed, clauses=list(clauses))
    receipt = record(move=move, step="clauses_disputed", data=said)
    if clauses:
        _write_dispute(move, receipt, clauses)
    return receipt


@transaction.atomic
def settle_disputes(
    *, move: Move, clauses: Sequence[Mapping[str, Any]] = (), summary: str = ""
) -> Receipt:
    """Settle the disputed clauses: each with its agreed wording, or all by the summary.

    `clauses` are `{"clause", "ours", "theirs", "agreed"}`. Raises BadField that names a disputed
    clause left out.
    """
    if not clauses and not summary:
        raise BadField(
            "clauses", _("Nothing is settled."), _("Give the clauses, or a summary for all.")
        )
    _check_clauses("clauses", clauses)
    said = plain(clauses=list(clauses), summary=summary)
    receipt = record(move=move, step="disputes_settled", data=said)
    if clauses:
        _check_all_settled(_contract(move), clauses)
    settlement = Settlement.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, summary=summary
    )
    SettledClause.objects.bulk_create(
        SettledClause(
            settlement=settlement,
            clause=row["clause"],
            ours=row.get("ours", ""),
            theirs=row.get("theirs", ""),
            agreed=row["agreed"],
        )
        for row in clauses
    )
    return receipt


def _check_all_settled(contract: Contract, clauses: Sequence[Mapping[str, Any]]) -> None:
    settled = {row["clause"] for row in clauses}
    for disputed in disputed_clauses(contract):
        if disputed.clause not in settled:
            raise BadField(
                "clauses",
                _("Clause %(clause)s is disputed and not settled."),
                _("Settle every disputed clause."),
                clause=disputed.clause,
            )


@transaction.atomic
def sign_contract_as_customer(
    *,
    move: Move,
    signatory: str,
    ground: str,
    document: str = "",
    signed_on: date | None = None,
) -> Receipt:
    """Write down the customer's signature: who, on what ground, when. Raises BadField."""
    return _sign(move, Side.CUSTOMER, signatory, ground, document, signed_on)


@transaction.atomic
def sign_contract_as_director(
    *, move: Move, ground: str = "charter", document: str = "", signed_on: date | None = None
) -> Receipt:
    """Sign the contract as the director. Raises BadField."""
    return _sign(move, Side.DIRECTOR, move.actor.name, ground, document, signed_on)


@transaction.atomic
def sign_contract_as_technical_director(
    *, move: Move, ground: str = "charter", document: str = "", signed_on: date | None = None
) -> Receipt:
    """Sign the contract as the technical director. Raises BadField."""
    return _sign(move, Side.TECHNICAL_DIRECTOR, move.actor.name, ground, document, signed_on)


def _sign(
    move: Move, side: Side, signatory: str, ground: str, document: str, asked: date | None
) -> Receipt:
    if ground in ("power_of_attorney", "other") and not document:
        raise BadField("document", _("This ground is a document."), _("Give its number and date."))
    today = office_calendar().local_date(move.at)
    signed_on = asked or today
    said: dict[str, Any] = {
        "signatory": signatory,
        "ground": ground,
        "document": document,
        "signed_on": signed_on,
    }
    text = _text_to_sign(move)
    said["text_sha256"] = text.sha256 if text else ""
    receipt = record(move=move, step=SIGNED_BY[side], data=plain(**said))
    contract = _contract(move)
    _check_signing_day(move, contract, signed_on, today)
    Signature.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        contract=contract,
        side=side,
        text=text,
        **said,
    )
    _seal_when_signed(contract)
    return receipt


def _text_to_sign(move: Move) -> ContractText | None:
    """Give what is being signed; it is read before the record, which commits to its hash."""
    hold_order(move.order_id)
    contract = standing_contract(move.order_id)
    return latest_text(contract) if contract else None


def _seal_when_signed(contract: Contract) -> None:
    if len(standing_signatures(contract)) == len(Side):
        app.configure_task("contracts.seal", queue="papers", lock=f"seal:{contract.pk}").defer(
            contract_pk=contract.pk
        )


def _check_signing_day(move: Move, contract: Contract, signed_on: date, today: date) -> None:
    _check_day(move, "signed_on", signed_on, today)
    if signed_on < contract.contract_date:
        raise BadField(
            "signed_on",
            _("This day is before the contract of %(day)s."),
            _("Give the day of the contract or a later one."),
            day=f"{contract.contract_date:%d.%m.%Y}",
        )


@transaction.atomic
def withdraw_contract(*, move: Move, reason: str) -> Receipt:
    """Take the contract back, with its signatures; its number is not given again."""
    return record(move=move, step="contract_withdrawn", data=plain(reason=reason))
