"""What is done in stage 5. The only writers of this room."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.activation.models import PapersEnrolment, Service, StatisticsConfirmation
from turnup.activation.queries import live_service
from turnup.contracts.queries import standing_contract
from turnup.installation.queries import standing_act
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField


@transaction.atomic
def activate_service(*, move: Move, login: str | None = None) -> Receipt:
    """Take the subscriber into service, at the address the act bears.

    Its account reaches RADIUS by a job that commits with it. Raises BadField for a login in use.
    """
    hold_order(move.order_id)
    login = login or _usual_login(move.order_id)
    act = standing_act(move.order_id)
    said = plain(login=login, ip_address=act and act.ip_address)
    receipt = record(move=move, step="service_activated", data=said)
    assert act is not None, "the gate of service_activated needs a standing act"
    _start(
        Service(
            order_id=move.order_id,
            seq=receipt.journal_seq,
            login=login,
            ip_address=act.ip_address,
            activated_at=move.at,
        )
    )
    _have_provisioned(login)
    return receipt


def end_service(*, order_id: UUID, at: datetime) -> None:
    """End the order's service, and have its account taken from RADIUS."""
    service = live_service(order_id)
    if service is None:
        return
    service.ended_at = max(at, service.activated_at)
    service.provisioned_at = None
    service.save(update_fields=["ended_at", "provisioned_at"])
    _have_provisioned(service.login)


@transaction.atomic
def confirm_statistics(
    *, move: Move, counted_since: datetime | None = None, reason: str | None = None
) -> Receipt:
    """Record that the line is counted. Raises BadField for a moment before the activation."""
    hold_order(move.order_id)
    service = live_service(move.order_id)
    if counted_since is None:
        counted_since = max(move.at, service.activated_at) if service else move.at
    said = plain(counted_since=counted_since, reason=reason)
    receipt = record(move=move, step="statistics_confirmed", data=said)
    assert service is not None, "statistics_confirmed needs a live service"
    if counted_since > max(move.at, move.now):
        raise BadField(
            "counted_since",
            _("This moment has not come yet."),
            _("Give the moment when counting began."),
        )
    if counted_since < service.activated_at:
        raise BadField(
            "counted_since",
            _("The service was not activated by then."),
            _("Give the moment when its counting began."),
        )
    StatisticsConfirmation.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        service=service,
        counted_since=counted_since,
        reason=reason or "",
    )
    return receipt


@transaction.atomic
def enrol_monthly_papers(
    *,
    move: Move,
    first_month: date | None = None,
    delivery: str = "email",
    address: str | None = None,
) -> Receipt:
    """Enrol the service for monthly papers. Raises BadField for a month before its activation."""
    hold_order(move.order_id)
    service = live_service(move.order_id)
    began = office_calendar().local_date(service.activated_at if service else move.at)
    month = (first_month or began).replace(day=1)
    said = plain(first_month=month, delivery=delivery, address=address)
    receipt = record(move=move, step="monthly_papers_enrolled", data=said)
    assert service is not None, "monthly_papers_enrolled needs a live service"
    if month < began.replace(day=1):
        raise BadField(
            "first_month",
            _("The service was not activated by then."),
            _("Choose the month of activation or a later one."),
        )
    PapersEnrolment.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        service=service,
        first_month=month,
        delivery=delivery,
        address=address or "",
    )
    return receipt


def mark_provisioned(*, seen: Iterable[Service], at: datetime) -> None:
    """Note that RADIUS says of these services what we said when they were read, and no later."""
    for service in seen:
        same = Service.objects.filter(pk=service.pk, ended_at=service.ended_at)
        same.update(provisioned_at=at)


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


def _have_provisioned(login: str) -> None:
    """Queue the job that brings RADIUS in line; it commits with the caller's transaction."""
    app.configure_task("activation.provision", queue="radius", lock=f"radius:{login}").defer(
        login=login
    )
