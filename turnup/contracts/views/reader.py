"""Who reads a page of stage 3, of which order, and the contract that stands on it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from turnup.contracts.models import Contract, ContractText
from turnup.contracts.queries import latest_text, standing_contract
from turnup.contracts.reading import may_read_private
from turnup.orders.reading import OrderReader, order_reader


@dataclass(frozen=True, slots=True)
class ContractReader(OrderReader):
    """The reader before one order, who may or may not see what is private in its contract."""

    @property
    def private(self) -> bool:
        """Tell whether the reader may see identity and bank data of this order's customer."""
        return may_read_private(self.actor, self.order)


def contract_reader(request: HttpRequest, number: int, operation: str) -> ContractReader:
    """Give who reads which order. Raises OrderNotFound for one that they may not know of."""
    me = order_reader(request, number, operation)
    return ContractReader(me.actor, me.language, me.now, me.order)


def contract_alone(me: OrderReader) -> Contract:
    """Give the contract that stands, text or not. Raises Http404 where there is none."""
    contract = standing_contract(me.order.id)
    if contract is None:
        raise Http404("no contract stands")
    return contract


def contract_of(me: OrderReader) -> tuple[Contract, ContractText]:
    """Give the contract that stands with its text. Raises Http404 where there is none."""
    contract = standing_contract(me.order.id)
    text = latest_text(contract) if contract else None
    if contract is None or text is None:
        raise Http404("no contract stands")
    return contract, text
