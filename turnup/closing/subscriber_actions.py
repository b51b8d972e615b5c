"""What a subscriber asks of the department: a pause, its end, the end of the service."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.activation.actions import resume_service, suspend_service, terminate_service
from turnup.activation.models import Reason, Service, Suspension, Termination, Way
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField


@transaction.atomic
def pause_service(*, actor: Actor, now: datetime, service: Service, note: str) -> Suspension:
    """Suspend a service at the subscriber's written request (decree 575, item 48).

    Raises BadField where it is not in use or the request is not named.
    """
    said = filled(Suspension, "note", note)
    return suspend_service(
        order_id=service.order_id,
        reason=Reason.VOLUNTARY,
        way=Way.REJECT,
        at=now,
        note=said,
        by=actor,
    )


@transaction.atomic
def end_pause(*, actor: Actor, now: datetime, service: Service) -> Suspension:
    """Bring a paused service back. Raises BadField where it is not paused."""
    lifted = resume_service(order_id=service.order_id, reason=Reason.VOLUNTARY, at=now, by=actor)
    if lifted is None:
        raise BadField("service", _("This service is not paused."))
    return lifted


@transaction.atomic
def end_contract(*, actor: Actor, now: datetime, service: Service, reason: str) -> Termination:
    """End a service for good: the line is cut, the address given back (decree 575, item 46).

    Its last days are charged and papered with their month. Raises BadField.
    """
    said = filled(Termination, "reason", reason)
    return terminate_service(order_id=service.order_id, at=now, reason=said, by=actor)
