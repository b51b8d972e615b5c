"""What RADIUS should say of a login, as rows of FreeRADIUS's tables. Pure.

The attributes are those of FreeRADIUS 3; docs/radius.md lists what each vendor understands.
"""

from dataclasses import dataclass
from typing import Final, Literal

Row = tuple[str, str, str]
"""attribute, operator, value"""
Vendor = Literal["mikrotik", "cisco", "accel"]
VENDORS: Final = ("mikrotik", "cisco", "accel")


@dataclass(frozen=True, slots=True)
class Account:
    """What one login has: `radcheck` must hold for it, `radreply` is answered to it."""

    check: frozenset[Row]
    reply: frozenset[Row]


@dataclass(frozen=True, slots=True)
class Line:
    """A service as the network sees it; speeds in kbit/s, None: not limited.

    `routed` is a block that lies behind its address (RFC 2865, 5.22: Framed-Route).
    `way` is "redirect" or "reject" while it is suspended.
    """

    login: str
    password: str
    ip_address: str
    speed_down_kbit: int | None = None
    speed_up_kbit: int | None = None
    way: str | None = None
    ipv6_prefix: str | None = None
    routed: str | None = None


def account(line: Line, *, vendor: Vendor, quarantine: str) -> Account:
    """Give the account of a line; `quarantine` names the list or pool of redirected subscribers."""
    check = {("Cleartext-Password", ":=", line.password)}
    if line.way == "reject":
        check.add(("Auth-Type", ":=", "Reject"))
        return Account(frozenset(check), frozenset({("Reply-Message", ":=", "suspended")}))
    reply = speed(line, vendor)
    reply |= redirection(line, vendor, quarantine) if line.way == "redirect" else addresses(line)
    return Account(frozenset(check), frozenset(reply))


def addresses(line: Line) -> set[Row]:
    """Give the rows of a line's address, IPv6 prefix and routed block."""
    rows = {("Framed-IP-Address", ":=", line.ip_address)}
    if line.ipv6_prefix:
        rows.add(("Delegated-IPv6-Prefix", ":=", line.ipv6_prefix))
    if line.routed:
        rows.add(("Framed-Route", "+=", f"{line.routed} {line.ip_address} 1"))
    return rows


def speed(line: Line, vendor: Vendor) -> set[Row]:
    """Give the rows that limit the speed. RouterOS names the subscriber's upload first."""
    down, up = line.speed_down_kbit, line.speed_up_kbit
    if down is None or up is None:
        return set()
    if vendor == "mikrotik":
        return {("Mikrotik-Rate-Limit", ":=", f"{up}k/{down}k")}
    if vendor == "accel":
        return {("Filter-Id", ":=", f"{down}/{up}")}  # accel-ppp's shaper: down/up in kbit/s
    # Policy maps of these names stand on the router; "in" is what the subscriber sends.
    return {
        ("Cisco-AVPair", "+=", f"ip:sub-qos-policy-in=UP-{up}K"),
        ("Cisco-AVPair", "+=", f"ip:sub-qos-policy-out=DOWN-{down}K"),
    }


def redirection(line: Line, vendor: Vendor, quarantine: str) -> set[Row]:
    """Give the rows that send a suspended subscriber to the cabinet and payment pages only.

    IPv6 prefix and routed block are left out: what leads there is the line's one address, and
    they would go round it. accel-ppp takes an address before a pool, so there the pool stands
    alone.
    """
    if vendor == "accel":
        return {("Framed-Pool", ":=", quarantine)}
    address = ("Framed-IP-Address", ":=", line.ip_address)
    if vendor == "mikrotik":
        return {address, ("Mikrotik-Address-List", ":=", quarantine)}
    return {address, ("Cisco-Account-Info", "+=", f"A{quarantine}")}


def changes_in_place(before: Account, after: Account) -> dict[str, str] | None:
    """Give the attributes by which a CoA turns a session into `after`, or None if none can.

    A CoA can add or replace an attribute, never take one away; and an account that is not let in,
    or has another address, needs a new session.
    """
    old, new = dict(_plain(before.reply)), dict(_plain(after.reply))
    if old.keys() - new.keys() or ("Auth-Type", ":=", "Reject") in after.check:
        return None
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    return changed if changed.keys() <= {"Mikrotik-Rate-Limit", "Mikrotik-Address-List"} else None


def _plain(rows: frozenset[Row]) -> list[tuple[str, str]]:
    return [(name, value) for name, _operator, value in sorted(rows)]
