"""Signatures: the customer's side as it was given, both directors' by their own tap."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.contracts.actions.ground import check_day, signable_contract
from turnup.contracts.items import lacking_items
from turnup.contracts.models import Contract, ContractText, Side, Signature
from turnup.contracts.queries import (
    SIGNED_BY,
    latest_text,
    standing_contract,
    standing_signatures,
)
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField, GateClosed


@transaction.atomic
def sign_contract_as_customer(
    *,
    move: Move,
    signatory: str,
    ground: str,
    document: str = "",
    signed_on: date | None = None,
) -> Receipt:
    """Write down the customer's signature: who, on what ground, when.

    Raises BadField, and GateClosed while the contract lacks what the law asks of it.
    """
    return _sign(move, Side.CUSTOMER, signatory, ground, document, signed_on)


@transaction.atomic
def sign_contract_as_director(
    *, move: Move, ground: str = "charter", document: str = "", signed_on: date | None = None
) -> Receipt:
    """Sign the contract as the director. Raises BadField and GateClosed, as for the customer."""
    return _sign(move, Side.DIRECTOR, move.actor.name, ground, document, signed_on)


@transaction.atomic
def sign_contract_as_technical_director(
    *, move: Move, ground: str = "charter", document: str = "", signed_on: date | None = None
) -> Receipt:
    """Sign the contract as the technical director. Raises BadField and GateClosed."""
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
    if text and text.missing:
        raise GateClosed(SIGNED_BY[side], lacking_items(text))
    contract = signable_contract(move)
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
    if len(standing_signatures(contract)) == len(Side) and not contract.outside:
        app.configure_task("contracts.seal", queue="papers", lock=f"seal:{contract.pk}").defer(
            contract_pk=contract.pk
        )


def _check_signing_day(move: Move, contract: Contract, signed_on: date, today: date) -> None:
    check_day(move, "signed_on", signed_on, today)
    if signed_on < contract.contract_date:
        raise BadField(
            "signed_on",
            _("This day is before the contract of %(day)s."),
            _("Give the day of the contract or a later one."),
            day=f"{contract.contract_date:%d.%m.%Y}",
        )
