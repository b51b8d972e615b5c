"""The REST door of the address plan: the pools, and who held an address when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from turnup.installation.address_queries import fills, holders
from turnup.orders.forms import Moment
from turnup.people.permissions import allows
from turnup.rest.door import json_answer, read_query
from turnup.rest.openapi import described
from turnup.standard.refusals import BadField

router = Router(tags=["addresses"])


class HolderQuery(BaseModel):
    """Whose an address was."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(min_length=2, max_length=45, description="An IPv4 or IPv6 address.")
    at: Moment | None = Field(None, description="At this moment; left out: ever.")


@dataclass(frozen=True, slots=True)
class PoolShown:
    """A pool: addresses (or blocks of `block_length`) that are held, rest, are kept back, free."""

    id: int
    name: str
    purpose: str
    network: str
    gateway: str | None
    block_length: int | None
    rest_days: int
    whole: int
    held: int
    resting: int
    reserved: int
    free: int


@dataclass(frozen=True, slots=True)
class HolderShown:
    """That an order held an address, by itself or in a block."""

    order_id: UUID
    prefix: str
    since: datetime
    until: datetime | None


@router.get(
    "/addresses/pools",
    response={200: list[PoolShown]},
    operation_id="list_pools",
    summary="The address plan's pools, and how full they are",
    openapi_extra=described(problems=(403,)),
)
@allows("addresses.read")
def list_pools(request: HttpRequest) -> HttpResponse:
    """List the pools; those whose addresses the access servers give have no figures of ours."""
    return json_answer(
        [
            PoolShown(
                id=one.pool.pk,
                name=one.pool.name,
                purpose=one.pool.purpose,
                network=one.pool.network,
                gateway=one.pool.gateway,
                block_length=one.pool.block_length,
                rest_days=one.pool.rest_days,
                whole=one.whole,
                held=one.held,
                resting=one.resting,
                reserved=one.reserved,
                free=one.free,
            )
            for one in fills(timezone.now())
        ]
    )


@router.get(
    "/addresses/holders",
    response={200: list[HolderShown]},
    operation_id="list_holders",
    summary="Who held an address at a moment, or ever, the latest first",
    openapi_extra=described(query=HolderQuery, problems=(403,)),
)
@allows("addresses.read")
def list_holders(request: HttpRequest) -> HttpResponse:
    """List the orders that held the address, by itself or in a block."""
    asked = read_query(request, HolderQuery)
    try:
        found = holders(asked.address, asked.at)
    except ValueError as fault:
        raise BadField(
            "address", _("This is not an address."), _("Write it as 192.0.2.1.")
        ) from fault
    rows = [HolderShown(one.order_id, one.prefix, one.since, one.until) for one in found]
    return json_answer(rows)
