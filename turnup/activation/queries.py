"""Reads over services in use."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from turnup.activation.models import Service, Suspension, Way
from turnup.activation.profile import Account, Line, Vendor, account
from turnup.installation.address_plan import Purpose
from turnup.installation.models import BlockAssignment
from turnup.standard.refusals import BadField


def live_service(order_id: UUID) -> Service | None:
    """Return the order's service in use, or None."""
    return Service.objects.filter(order_id=order_id, ended_at=None).first()


def to_provision() -> QuerySet[Service]:
    """Return the services of which RADIUS is not known to say the same as we."""
    return Service.objects.filter(provisioned_at=None).order_by("id")


def accounts(services: Iterable[Service] | None = None) -> Iterator[tuple[str, Account]]:
    """Yield login and account of every live service, or of those given that are live."""
    live = Service.objects.filter(ended_at=None)
    standing = Suspension.objects.filter(until=None, service__ended_at=None)
    if services is not None:
        keys = [service.pk for service in services]
        live, standing = live.filter(pk__in=keys), standing.filter(service__in=keys)
    ways = _ways(standing)
    how: dict[str, Any] = {
        "vendor": cast(Vendor, settings.RADIUS_VENDOR),
        "quarantine": settings.RADIUS_QUARANTINE,
    }
    blocks = _blocks()
    for row in live.values_list(
        "pk", "login", "password", "ip_address", "speed_down_kbit", "speed_up_kbit", "order_id"
    ).iterator():
        held = blocks.get(row[6], {})
        line = Line(
            *row[1:6],
            way=ways.get(row[0]),
            ipv6_prefix=held.get(Purpose.IPV6),
            routed=held.get(Purpose.ROUTED),
        )
        yield line.login, account(line, **how)


def _blocks() -> dict[UUID, dict[str, str]]:
    """Return the IPv6 prefix and the routed block of each order that has one, by purpose."""
    rows = BlockAssignment.objects.filter(
        pool__purpose__in=(Purpose.IPV6, Purpose.ROUTED), until=None
    )
    found: dict[UUID, dict[str, str]] = {}
    for order_id, purpose, prefix in rows.values_list("order_id", "pool__purpose", "prefix"):
        found.setdefault(order_id, {})[purpose] = prefix
    return found


def _ways(standing: QuerySet[Suspension]) -> dict[int, str]:
    """Return how each suspended service is suspended; the stricter way counts."""
    found: dict[int, str] = {}
    for service_id, way in standing.values_list("service_id", "way"):
        if found.get(service_id) != Way.REJECT:
            found[service_id] = way
    return found


def suspensions_of(order_id: UUID) -> QuerySet[Suspension]:
    """Return the suspensions of the order's services, the latest first."""
    return Suspension.objects.filter(service__order_id=order_id).order_by("-since", "-id")


def visible_services(actor_id: UUID, scope: str) -> QuerySet[Service]:
    """Return the services whose order the actor may know of."""
    services = Service.objects.select_related("order__customer", "order__site")
    return services if scope == "all" else services.filter(order__lead_id=actor_id)


def search_services(services: QuerySet[Service], text: str) -> QuerySet[Service]:
    """Narrow services to those whose login, address or customer holds the text."""
    words = text.strip()
    if not words:
        return services
    return services.filter(
        Q(login__icontains=words)
        | Q(ip_address__startswith=words if words.replace(".", "").isdigit() else "0.0.0.0/33")
        | Q(order__customer__name__icontains=words)
    )


def refuse_while_served(*, customer_id: UUID, at: datetime) -> None:
    """Raise BadField where a service of the customer is in use: their data are needed."""
    if Service.objects.filter(order__customer_id=customer_id, ended_at=None).exists():
        raise BadField(
            "customer", _("A service of this customer is in use."), _("End the contract first.")
        )
