"""The service in use: begun with the act's address, changed, ended, terminated."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.activation.actions.network import follow
from turnup.activation.models import Service, Suspension, Termination
from turnup.activation.queries import live_service
from turnup.contracts.queries import standing_contract
from turnup.installation.actions import release_line
from turnup.installation.queries import standing_act
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.people.actor import Actor
from turnup.requests.queries import standing_terms
from turnup.standard.refusals import BadField


@transaction.atomic
def activate_service(*, move: Move, login: str | None = None) -> Receipt:
    """Take the subscriber into service, at the address the act bears and the speed of the terms.

    Its account reaches RADIUS by a job that commits with it. Raises BadField for a login in use.
    """
    hold_order(move.order_id)
    login = login or _usual_login(move.order_id)
    act = standing_act(move.order_id)
    said = plain(login=login, ip_address=act and act.ip_address)
    receipt = record(move=move, step="service_activated", data=said)
    assert act is not None, "the gate of service_activated needs a standing act"
    terms = standing_terms(move.order_id)
    service = Service(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        login=login,
        ip_address=act.ip_address,
        activated_at=move.at,
        changed_at=receipt.recorded_at,
        speed_down_kbit=terms.speed_down_kbit if terms else None,
        speed_up_kbit=terms.speed_up_kbit if terms else None,
    )
    _start(service)
    follow(service=service)
    return receipt


@transaction.atomic
def change_speed(
    *, order_id: UUID, speed_down_kbit: int, speed_up_kbit: int, at: datetime
) -> Service:
    """Give the live service another speed, in kbit/s; its session changes without a break.

    Raises BadField where no service is in use, or for a speed of nought.
    """
    service = held_service(order_id)
    for field, kbit in (("speed_down_kbit", speed_down_kbit), ("speed_up_kbit", speed_up_kbit)):
        if kbit < 1:
            raise BadField(field, _("This is not a speed."), _("Give kbit/s, above nought."))
        setattr(service, field, kbit)
    _write(service, at, "speed_down_kbit", "speed_up_kbit")
    follow(service=service)
    return service


def end_service(*, order_id: UUID, at: datetime) -> None:
    """End the order's service when its ground falls; the address stays with the act.

    Does nothing where no service is in use. RADIUS forgets the account, the session is cut.
    """
    service = live_service(order_id)
    if service is None:
        return
    service.ended_at = max(at, service.activated_at)
    _write(service, at, "ended_at")
    Suspension.objects.filter(service=service, until=None).update(until=service.ended_at)
    follow(service=service)


@transaction.atomic
def terminate_service(
    *, order_id: UUID, at: datetime, reason: str, by: Actor | None = None
) -> Termination:
    """End a service for good, as the contract's end does: all its line holds goes back
    and rests.

    Raises BadField where no service is in use.
    """
    service = held_service(order_id)
    end_service(order_id=order_id, at=at)
    release_line(order_id=order_id, at=at)
    return Termination.objects.create(
        service=service,
        terminated_at=max(at, service.activated_at),
        reason=reason,
        by_id=by.id if by else None,
    )


def held_service(order_id: UUID) -> Service:
    """Lock the order's live service. Raises BadField where there is none."""
    hold_order(order_id)
    service = Service.objects.select_for_update().filter(order_id=order_id, ended_at=None).first()
    if service is None:
        raise BadField("order", _("No service is in use."), _("Activate the service first."))
    return service


def _write(service: Service, at: datetime, *fields: str) -> None:
    service.changed_at = max(at, service.changed_at)
    service.provisioned_at = None
    service.save(update_fields=[*fields, "changed_at", "provisioned_at"])


def _usual_login(order_id: UUID) -> str:
    """Return the contract's number, which says nothing of the person; without one the order's."""
    contract = standing_contract(order_id)
    if contract:
        return contract.number
    return str(Order.objects.filter(pk=order_id).values_list("number", flat=True).first())


def _start(service: Service) -> None:
    try:
        with transaction.atomic():
            service.save(force_insert=True)
    except IntegrityError as error:
        if "service_login_one_live" not in str(error):
            raise
        raise BadField(
            "login", _("Another service has this login."), _("Choose another login.")
        ) from error
