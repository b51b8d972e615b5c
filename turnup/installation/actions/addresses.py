"""Giving addresses to orders and taking them back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from turnup.installation.models import Address, AddressAssignment, AddressPool
from turnup.installation.queries import assigned_address
from turnup.standard.refusals import BadField

LARGEST, SMALLEST = 16, 30  # prefix lengths: 65,533 addresses, and one

ADD_ADDRESSES = """
INSERT INTO installation_address (address, pool_id, free_from)
SELECT %s::inet + n, %s, timestamptz '2000-01-01 00:00:00Z'
  FROM generate_series(0, %s::bigint - 1) AS n
 WHERE %s::inet + n <> ALL (%s::inet[])"""


@transaction.atomic
def create_pool(
    *,
    name: str,
    network: str,
    gateway: str | None = None,
    reserved: Sequence[str] = (),
    rest_days: int = 30,
) -> AddressPool:
    """Add a pool with all its usable addresses; the gateway is its first one unless said.

    Raises BadField for a network that is none, has a size we do not keep, or meets another pool.
    """
    net = _network(network)
    hosts = list(map(str, (net[1], net[-2])))
    gate = _inside(net, "gateway", gateway or hosts[0])
    kept = [gate, *(_inside(net, "reserved", address) for address in reserved)]
    if Address.objects.filter(address__gte=str(net[0]), address__lte=str(net[-1])).exists():
        raise BadField(
            "network", _("This network meets another pool's."), _("Choose another network.")
        )
    pool = AddressPool.objects.create(
        name=name, network=str(net), gateway=gate, rest_days=rest_days
    )
    with connection.cursor() as cursor:
        count = net.num_addresses - 2
        cursor.execute(ADD_ADDRESSES, [hosts[0], pool.id, count, hosts[0], kept])
    return pool


def _network(text: str) -> IPv4Network:
    try:
        net = IPv4Network(text)
    except ValueError as error:
        raise BadField(
            "network",
            _("This is not a network."),
            _("Write it as 192.0.2.0/24, from its first address."),
        ) from error
    if not LARGEST <= net.prefixlen <= SMALLEST:
        raise BadField(
            "network", _("Networks of this size are not kept."), _("Choose one from /16 to /30.")
        )
    return net


def _inside(net: IPv4Network, field: str, text: str) -> str:
    try:
        address = IPv4Address(text)
    except ValueError as error:
        raise BadField(field, _("This is not an address."), _("Write it as 192.0.2.1.")) from error
    if address not in net:
        raise BadField(
            field, _("This address is outside the network."), _("Choose an address inside it.")
        )
    return str(address)


def give_address(*, order_id: UUID, at: datetime, pool: str | None = None) -> str:
    """Return the address the order holds, giving it one if it holds none.

    An address the order held before comes back to it while nobody else has it: papers may bear
    it. Raises BadField when the pool has no free one.
    """
    if held := assigned_address(order_id):
        return held
    address = _earlier(order_id, at) or _free(pool, at)
    if address is None:
        raise BadField(
            "pool", _("There is no free address."), _("Choose another pool, or add one.")
        )
    Address.objects.filter(pk=address.pk).update(free_from=None)
    AddressAssignment.objects.create(order_id=order_id, address=address, since=at)
    return address.address


def _earlier(order_id: UUID, at: datetime) -> Address | None:
    last = AddressAssignment.objects.filter(order_id=order_id).order_by("-since", "-id").first()
    if last is None:
        return None
    address = (
        Address.objects.select_for_update(no_key=True)
        .filter(pk=last.address_id, free_from__isnull=False)
        .first()
    )
    others = AddressAssignment.objects.filter(address_id=last.address_id, until__gt=at)
    return None if others.exists() else address


def _free(pool: str | None, at: datetime) -> Address | None:
    rows = Address.objects.filter(free_from__lte=at)
    if pool:
        rows = rows.filter(pool=_known(pool))
    rows = rows.select_for_update(skip_locked=True, no_key=True)
    return rows.order_by("pool_id", "address").first()


def _known(name: str) -> AddressPool:
    pool = AddressPool.objects.filter(name=name).first()
    if pool is None:
        raise BadField(
            "pool",
            _("There is no such pool."),
            _("Choose one of: %(pools)s."),
            pools=", ".join(AddressPool.objects.values_list("name", flat=True)),
        )
    return pool


def release_address(*, order_id: UUID, at: datetime) -> None:
    """Take back the order's address; it rests before anybody else gets it."""
    assignment = (
        AddressAssignment.objects.select_related("address__pool")
        .filter(order_id=order_id, until=None)
        .first()
    )
    if assignment is None:
        return
    rests_until = at + timedelta(days=assignment.address.pool.rest_days)
    AddressAssignment.objects.filter(pk=assignment.pk).update(until=at)
    Address.objects.filter(pk=assignment.address_id).update(free_from=rests_until)
