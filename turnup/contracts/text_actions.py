"""Writing down what a contract says. A text is never changed: a correction is a new revision."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from turnup.contracts.gathering import gather
from turnup.contracts.models import Contract, ContractText, DisputeDraft
from turnup.contracts.queries import (
    disputed_clauses,
    latest_text,
    standing_contract,
    standing_signatures,
)
from turnup.contracts.variables import MissingValue
from turnup.contracts.wording import compose, lacking
from turnup.customers.checks import checked_birth_date, checked_requisite
from turnup.customers.models import Customer
from turnup.orders.holding import hold_order
from turnup.orders.models import Order
from turnup.orders.occurrence import plain
from turnup.orders.refusals import Overtaken
from turnup.papers.typeset import source_hash
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField


def write_text(
    *, contract: Contract, details: Mapping[str, Any], actor: Actor, at: datetime
) -> ContractText:
    """Write what the contract says as it stands now: its next revision.

    Raises BadField naming a clause's variable that has no value any more.
    """
    ground = gather(contract, details, at)
    try:
        data = compose(ground)
    except MissingValue as fault:
        raise BadField(
            "clauses",
            _("A clause names “%(names)s”, which has no value."),
            _("Correct the clause in the library."),
            names=", ".join(fault.names),
        ) from fault
    last = latest_text(contract)
    return ContractText.objects.create(
        contract=contract,
        revision=last.revision + 1 if last else 0,
        details=dict(details),
        data=data,
        sha256=source_hash(data),
        missing=lacking(ground),
        written_by_id=actor.id,
        written_at=at,
    )


@transaction.atomic
def fill_contract(
    *, order_id: UUID, actor: Actor, at: datetime, details: Mapping[str, Any]
) -> ContractText:
    """Complete or correct an unsigned contract; its number and date stay.

    Raises BadField when there is no contract, when it is signed, or for a requisite that cannot
    be.
    """
    contract = _unsigned(order_id)
    customer = Order.objects.select_related("customer").get(pk=order_id).customer
    said = plain(**checked_details(customer, details, timezone.localdate(at)))
    return write_text(contract=contract, details=said, actor=actor, at=at)


def _unsigned(order_id: UUID) -> Contract:
    hold_order(order_id)
    contract = standing_contract(order_id)
    if contract is None:
        raise BadField("contract", _("No contract is drawn up."), _("Draw it up first."))
    if standing_signatures(contract):
        raise BadField(
            "contract",
            _("The contract is signed, and a signed paper never changes."),
            _("Withdraw it and draw up another, or agree on a supplement."),
        )
    return contract


def checked_details(customer: Customer, details: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the details with requisites that add up. Raises BadField."""
    checked = dict(details)
    for field in ("inn", "kpp", "ogrn"):
        checked[field] = checked_requisite(customer.kind, field, str(details.get(field) or ""))
    if details.get("birth_date"):
        checked_birth_date(customer.kind, details["birth_date"], today)
    by_document = details.get("signatory_ground") in ("power_of_attorney", "other")
    if by_document and not details.get("signatory_document"):
        raise BadField(
            "signatory_document", _("This ground is a document."), _("Give its number and date.")
        )
    until = details.get("until")
    if until and until < today:
        raise BadField("until", _("This day is past."), _("Give today or a later day."))
    return checked


@transaction.atomic
def draft_dispute(
    *,
    order_id: UUID,
    actor: Actor,
    at: datetime,
    clause: str,
    theirs: str,
    agreed: str,
    seen: int,
) -> DisputeDraft:
    """Keep a row of the protocol as it is being worked on; the journal hears of it when settled.

    `seen` is the version of the row that was read, 0 for none. Raises Overtaken when somebody
    changed it since, BadField when the clause is not disputed.
    """
    hold_order(order_id)
    contract = standing_contract(order_id)
    disputed = disputed_clauses(contract) if contract else []
    if contract is None or clause not in {row.clause for row in disputed}:
        raise BadField("clause", _("This clause is not disputed."))
    for field, text in (("theirs", theirs), ("agreed", agreed)):
        if len(text) > 4000 or "\x00" in text:
            raise BadField(field, _("The text is too long or has invisible characters."))
    row = DisputeDraft.objects.filter(contract=contract, clause=clause).first()
    if seen != (row.version if row else 0):
        raise Overtaken(expected=seen, version=row.version if row else 0)
    row = row or DisputeDraft(contract=contract, clause=clause, version=0)
    row.theirs, row.agreed = theirs.strip(), agreed.strip()
    row.version, row.edited_by_id, row.edited_at = row.version + 1, actor.id, at
    row.save()
    return row
