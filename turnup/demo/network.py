"""The demo's network behind its services: ports, links, blocks, routers that send flows."""

from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from turnup.activation.actions import assign_block, assign_port
from turnup.activation.models import Service
from turnup.installation.actions import reserve_address, reserve_block
from turnup.installation.models import AddressPool
from turnup.statistics.actions import count_flows
from turnup.statistics.exporters import Heard
from turnup.statistics.models import Source
from turnup.statistics.tally import Tally


def lay_network(*, rng: Random, end: datetime) -> None:
    """Give every line in use a port, every fifth one a link and a block of its own."""
    _keep_back()
    lines = Service.objects.filter(ended_at=None).select_related("order__customer")
    for place, service in enumerate(lines.order_by("order__number")):
        who: dict[str, Any] = {"order_id": service.order_id, "at": service.activated_at}
        switch = f"ru-klg-acc-{place // 24 + 1:03}"
        assign_port(switch=switch, port=f"ge-0/0/{place % 24 + 1}", vlan=2000 + place, **who)
        if service.order.customer.kind == "company" and rng.random() < 0.2:
            assign_block(purpose="link", **who)
            assign_block(purpose="routed", **who)
    _hear_flows(rng, end)


def _keep_back() -> None:
    static = AddressPool.objects.filter(purpose="static").order_by("id").first()
    link = AddressPool.objects.filter(purpose="link").first()
    if static and link:
        reserve_address(address=_last(static), reason="DNS и почта офиса")
        reserve_block(pool=link, prefix="10.41.0.0/30", reason="Стык с вышестоящим оператором")


def _last(pool: AddressPool) -> str:
    free = pool.addresses.filter(free_from__isnull=False).order_by("-address")
    return str(free.values_list("address", flat=True)[0])


def _hear_flows(rng: Random, end: datetime) -> None:
    flows = rng.randrange(40_000_000, 60_000_000)
    heard = [
        Heard("10.255.0.1", 0, 10, flows // 24, flows, flows // 90_000, 1),
        Heard("10.255.0.2", 1, 9, flows // 60, flows // 2, 12, 512),
    ]
    tally = Tally(Source.NETFLOW, ZoneInfo(settings.TIME_ZONE))
    tally.note("counted", end, flows + flows // 2)
    tally.note("lost", end, sum(one.lost for one in heard))
    count_flows(tally=tally, heard=heard, at=end)
