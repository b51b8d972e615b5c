"""Reads over services in use."""

from uuid import UUID

from django.db.models import QuerySet

from turnup.activation.models import Service


def live_service(order_id: UUID) -> Service | None:
    """Return the order's service in use, or None."""
    return Service.objects.filter(order_id=order_id, ended_at=None).first()


def to_provision() -> QuerySet[Service]:
    """Return the services of which RADIUS is not known to say the same as we."""
    return Service.objects.filter(provisioned_at=None).order_by("id")
