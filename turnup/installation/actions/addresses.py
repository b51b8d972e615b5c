"""Giving addresses to orders and taking them back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop as _

from turnup.installation.actions.blocks import give_prefix, release_blocks
from turnup.installation.actions.places import release_place
from turnup.installation.address_plan import GIVES_BLOCKS, Purpose
from turnup.installation.models import Address, AddressAssignment, AddressPool
from turnup.installation.queries import assigned_address
from turnup.standard.refusals import BadField

LARGEST, SMALLEST = 16, 30  # prefix lengths: 65,533 addresses, and one
WIDEST = 24  # bits of a pool's blocks: sixteen million of them
Network = IPv4Network | IPv6Network

ADD_ADDRESSES = """
INSERT INTO installation_address (address, pool_id, free_from, reserved_for)
SELECT %s::inet + n, %s, timestamptz '2000-01-01 00:00:00Z', ''
  FROM generate_series(0, %s::bigint - 1) AS n
 WHERE %s::inet + n <> ALL (%s::inet[])"""


@transaction.atomic
def create_pool(
    *,
    name: str,
    network: str,
    purpose: str = Purpose.STATIC,
    gateway: str | None = None,
    reserved: Sequence[str] = (),
    block_length: int | None = None,
    rest_days: int = 30,
) -> AddressPool:
    """Add a pool: a static one with all its usable addresses; its gateway is the first one.

    Raises BadField for a name in use, a network that is none, has a size we do not keep, or meets
    another pool's, and for a block that does not fit into it.
    """
    if purpose not in Purpose.values:
        raise BadField("purpose", _("There is no such purpose."), _("Choose one of the list."))
    if not name.strip() or AddressPool.objects.filter(name=name).exists():
        raise BadField("name", _("Another pool has this name."), _("Choose another name."))
    net = _network(network, purpose)
    _refuse_meeting(net)
    pool = AddressPool(name=name, network=str(net), purpose=purpose, rest_days=rest_days)
    pool.block_length = _block_length(net, purpose, block_length)
    if isinstance(net, IPv4Network) and pool.block_length is None:
        hosts = list(map(str, (net[1], net[-2])))
        pool.gateway = _inside(net, "gateway", gateway or hosts[0])
        if pool.gateway in (str(net[0]), str(net[-1])):
            raise BadField(
                "gateway", _("This address names the whole network."), _("Choose one between.")
            )
        kept = [pool.gateway, *(_inside(net, "reserved", address) for address in reserved)]
    pool.save(force_insert=True)
    if purpose == Purpose.STATIC:
        with connection.cursor() as cursor:
            count = net.num_addresses - 2
            cursor.execute(ADD_ADDRESSES, [hosts[0], pool.id, count, hosts[0], kept])
    return pool


def _block_length(net: Network, purpose: str, asked: int | None) -> int | None:
    if purpose not in GIVES_BLOCKS:
        return None
    length = asked or {Purpose.LINK: 30, Purpose.ROUTED: 29}.get(Purpose(purpose), 56)
    longest = 31 if purpose == Purpose.LINK else 30 if purpose == Purpose.ROUTED else 64
    if not net.prefixlen <= length <= longest or length - net.prefixlen > WIDEST:
        raise BadField(
            "block_length",
            _("Blocks of this size do not fit."),
            _("Give a prefix length from %(least)s to %(most)s."),
            least=net.prefixlen,
            most=min(longest, net.prefixlen + WIDEST),
        )
    return length


def _refuse_meeting(net: Network) -> None:
    others = AddressPool.objects.values_list("network", flat=True)
    if any(
        net.version == other.version and net.overlaps(other) for other in map(ip_network, others)
    ):
        raise BadField(
            "network", _("This network meets another pool's."), _("Choose another network.")
        )


def _network(text: str, purpose: str) -> Network:
    try:
        net = IPv6Network(text) if purpose == Purpose.IPV6 else IPv4Network(text)
    except ValueError as error:
        raise BadField(
            "network",
            _("This is not a network."),
            _("Write it as 192.0.2.0/24, from its first address."),
        ) from error
    if purpose in GIVES_BLOCKS:
        return net
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
    give_prefix(order_id=order_id, at=at)
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
    pool = AddressPool.objects.filter(name=name, purpose=Purpose.STATIC).first()
    if pool is None:
        raise BadField(
            "pool",
            _("There is no such pool."),
            _("Choose one of: %(pools)s."),
            pools=", ".join(
                AddressPool.objects.filter(purpose=Purpose.STATIC).values_list("name", flat=True)
            ),
        )
    return pool


def release_line(*, order_id: UUID, at: datetime) -> None:
    """Take back all the order's line holds: address, blocks, prefix, port, VLAN; they rest."""
    release_address(order_id=order_id, at=at)
    release_blocks(order_id=order_id, at=at)
    release_place(order_id=order_id, at=at)


def release_address(*, order_id: UUID, at: datetime) -> None:
    """Take back the order's address, and the IPv6 prefix that came with it; they rest.

    Blocks and port, which engineers chose, stay until the order or its service ends.
    """
    release_blocks(order_id=order_id, at=at, purpose=Purpose.IPV6)
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


@transaction.atomic
def reserve_address(*, address: str, reason: str) -> Address:
    """Keep a free address back for something of our own. Raises BadField where it is not free."""
    row = Address.objects.select_for_update().filter(pk=_as_address(address)).first()
    if row is None:
        raise BadField("address", _("This address is in no pool."), _("Choose one of a pool's."))
    if row.free_from is None and not row.reserved_for:
        raise BadField("address", _("Somebody holds this address."), _("Choose a free one."))
    row.free_from, row.reserved_for = None, reason[:120] or "—"
    row.save(update_fields=["free_from", "reserved_for"])
    return row


@transaction.atomic
def unreserve_address(*, address: str, at: datetime) -> None:
    """Let a reserved address be given again, once it has rested after its last holder.

    Does nothing where it is not reserved.
    """
    rows = Address.objects.select_for_update().exclude(reserved_for="")
    row = rows.filter(pk=_as_address(address)).select_related("pool").first()
    if row is None:
        return
    last = row.assignments.aggregate(until=Max("until"))["until"]
    rested = last + timedelta(days=row.pool.rest_days) if last else at
    row.reserved_for, row.free_from = "", max(at, rested)
    row.save(update_fields=["free_from", "reserved_for"])


def _as_address(text: str) -> str:
    try:
        return str(IPv4Address(text.strip()))
    except ValueError as error:
        raise BadField(
            "address", _("This is not an address."), _("Write it as 192.0.2.1.")
        ) from error
