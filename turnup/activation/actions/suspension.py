"""Suspending and resuming a service. Who decides it is a later room; this is the network's side.

Our database says it first; RADIUS and the access server follow by jobs that commit with it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.activation.actions.network import follow
from turnup.activation.actions.service import held_service
from turnup.activation.models import Reason, Service, Suspension, Way
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField


@transaction.atomic
def suspend_service(
    *,
    order_id: UUID,
    reason: str,
    at: datetime,
    way: str = Way.REDIRECT,
    note: str = "",
    by: Actor | None = None,
) -> Suspension:
    """Suspend the order's service for a reason (`Reason`), by redirection or rejection (`Way`).

    A service may be suspended for several reasons at once; each is lifted for itself, and the
    stricter way counts. The same reason again changes nothing and gives the standing suspension.
    `by` is None where a job decides. Raises BadField where no service is in use, and for a reason
    or way that is none.
    """
    _known(reason=(reason, Reason.values), way=(way, Way.values))
    service = held_service(order_id)
    standing = service.suspensions.filter(reason=reason, until=None).first()
    if standing:
        return standing
    suspension = Suspension.objects.create(
        service=service,
        reason=reason,
        way=way,
        note=note,
        since=max(at, service.activated_at),
        suspended_by_id=by.id if by else None,
    )
    _follow(service, at)
    return suspension


@transaction.atomic
def resume_service(
    *, order_id: UUID, reason: str, at: datetime, by: Actor | None = None
) -> Suspension | None:
    """Lift the suspension for that reason; the line is back once no other reason stands.

    Gives the lifted suspension, or None where the service was not suspended for it. Raises
    BadField where no service is in use, and for a reason that is none.
    """
    _known(reason=(reason, Reason.values))
    service = held_service(order_id)
    standing = service.suspensions.filter(reason=reason, until=None).first()
    if standing is None:
        return None
    standing.until = max(at, standing.since)
    standing.resumed_by_id = by.id if by else None
    standing.save(update_fields=["until", "resumed_by_id"])
    _follow(service, at)
    return standing


def _known(**said: tuple[str, list[str]]) -> None:
    for field, (value, known) in said.items():
        if value not in known:
            raise BadField(
                field,
                _("This is not known."),
                _("Choose one of: %(known)s."),
                known=", ".join(known),
            )


def _follow(service: Service, at: datetime) -> None:
    service.changed_at = max(at, service.changed_at)
    service.provisioned_at = None
    service.save(update_fields=["changed_at", "provisioned_at"])
    follow(service=service)
