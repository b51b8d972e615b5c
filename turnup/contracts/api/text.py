"""The contract that stands, through the REST door: what it lacks, and filling it in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from turnup.contracts.details import ContractDetails
from turnup.contracts.items import lacking_items
from turnup.contracts.models import Contract
from turnup.contracts.queries import latest_text, standing_contract, standing_signatures
from turnup.contracts.text_actions import fill_contract
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, language_of
from turnup.rest.once import written_once
from turnup.rest.openapi import described

router = Router(tags=["contracts"])
EXAMPLE = {
    "signatory": "Воронцова Ольга Николаевна",
    "signatory_post": "Генеральный директор",
    "legal_address": "248003, г. Калуга, ул. Болдина, д. 67",
}


@dataclass(frozen=True, slots=True)
class LackingItem:
    """A mandatory item that the contract lacks: which, where it is filled in, and by whom."""

    code: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class ContractShown:
    """The contract that stands. `sha256` is what signatures name; one drawn up `outside` has no
    text here, so neither revision nor hash. Nobody signs while `missing` names anything."""

    number: str
    contract_date: date
    place: str
    outside: bool
    revision: int | None
    sha256: str | None
    missing: list[LackingItem]
    signed_by: list[str]


@router.get(
    "/orders/{order_id}/contract",
    response={200: ContractShown},
    operation_id="read_contract",
    summary="The contract that stands, and what it still lacks",
    openapi_extra=described(problems=(403, 404)),
)
@allows("paper.read")
def read_contract(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the contract without what is private in it; 404 where none stands."""
    order = visible_order(actor_of(request), "paper.read", order_id=order_id)
    contract = standing_contract(order.id)
    if contract is None:
        raise Http404("no contract stands")
    return json_answer(_shown(contract, language_of(request)))


@router.post(
    "/orders/{order_id}/contract/details",
    response={201: ContractShown},
    operation_id="fill_contract",
    summary="Complete or correct a contract that nobody has signed",
    openapi_extra=described(body=ContractDetails, example=EXAMPLE, problems=(403, 404)),
)
@allows("contract.edit")
def post_details(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Write the contract anew with these details in place of those before."""
    language = language_of(request)

    def filled(said: ContractDetails, actor: Actor, now: datetime) -> ContractShown:
        order = visible_order(actor, "contract.edit", order_id=order_id)
        text = fill_contract(order_id=order.id, actor=actor, at=now, details=said.model_dump())
        return _shown(text.contract, language)

    return written_once(request, ContractDetails, filled)


def _shown(contract: Contract, language: str) -> ContractShown:
    text = latest_text(contract)
    lacks = lacking_items(text) if text else []
    return ContractShown(
        number=contract.number,
        contract_date=contract.contract_date,
        place=contract.place,
        outside=contract.outside,
        revision=text.revision if text else None,
        sha256=text.sha256 if text else None,
        missing=[
            LackingItem(code, one.title[language], one.role)
            for code, one in zip(_codes(text.missing) if text else (), lacks, strict=True)
        ],
        signed_by=sorted(standing_signatures(contract)),
    )


def _codes(missing: list[str]) -> list[str]:
    """Give the items that are incomplete, each once, in the law's order."""
    return list(dict.fromkeys(code.partition(".")[0] for code in missing))
