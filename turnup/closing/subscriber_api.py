"""The REST door of a subscriber in service: fees, pauses, the end, corrections, refunds."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from turnup.activation.models import Service
from turnup.billing.advance_actions import refund_advance
from turnup.billing.models import Charge, PersonalAccount
from turnup.billing.queries import balance_of
from turnup.closing.correction_actions import correct_charge
from turnup.closing.price_actions import announce_fee
from turnup.closing.subscriber_actions import end_contract, end_pause, pause_service
from turnup.orders.forms import BusinessDate, Money, Text
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["subscribers"])
Said = Annotated[Text, Field(min_length=1, max_length=400)]


class FeeBody(Strict):
    """Another monthly fee of a service, announced in time."""

    since: BusinessDate
    monthly_fee: Money


class PauseBody(Strict):
    """The subscriber's written request."""

    note: Said


class ResumptionBody(Strict):
    """The end of a pause; there is nothing to say."""


class EndBody(Strict):
    """On what ground the service ends for good."""

    reason: Said


class CorrectionBody(Strict):
    """The right sum of a charge; 0 takes it back."""

    amount: Money
    reason: Said


class RefundBody(Strict):
    """An unused advance given back on demand."""

    amount: Annotated[Money, Field(gt=Decimal(0))]
    on: BusinessDate
    reason: Said
    payment_order: Annotated[Text, Field(max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The account as it is after what was done, and the day it counts from."""

    account: int
    balance: Decimal
    on: date | None


def _service(pk: int) -> Service:
    found = Service.objects.filter(pk=pk).select_related("order__customer__account").first()
    if found is None:
        raise Http404("no such service")
    return found


def _done(account: PersonalAccount, on: date | None = None) -> Done:
    return Done(account.number, balance_of(account), on)


def _of(service: Service, on: date | None = None) -> Done:
    return _done(service.order.customer.account, on)


def _told(body: type[Strict], example: dict[str, Any]) -> dict[str, Any]:
    return described(body=body, example=example, problems=(403, 404))


@router.post(
    "/services/{int:service_id}/fees",
    response={201: Done},
    operation_id="announce_fee",
    summary="Announce another monthly fee of a service",
    openapi_extra=_told(FeeBody, {"since": "2030-01-01", "monthly_fee": "2990.50"}),
)
@allows("month.run")
def announce(request: HttpRequest, service_id: int) -> HttpResponse:
    """Announce a fee, no sooner than the notice allows; its letter is queued."""

    def act(said: FeeBody, actor: Actor, now: datetime) -> Done:
        service = _service(service_id)
        made = announce_fee(actor=actor, now=now, service=service, **said.model_dump())
        return _of(service, made.since)

    return written_once(request, FeeBody, act)


@router.post(
    "/services/{int:service_id}/pauses",
    response={201: Done},
    operation_id="pause_service",
    summary="Pause a service at the subscriber's written request",
    openapi_extra=_told(PauseBody, {"note": "Письмо № 5 от 25.11.2026"}),
)
@allows("month.run")
def pause(request: HttpRequest, service_id: int) -> HttpResponse:
    """Pause a service in use; its whole days cost nothing."""

    def act(said: PauseBody, actor: Actor, now: datetime) -> Done:
        service = _service(service_id)
        pause_service(actor=actor, now=now, service=service, note=said.note)
        return _of(service)

    return written_once(request, PauseBody, act)


@router.post(
    "/services/{int:service_id}/resumptions",
    response={201: Done},
    operation_id="end_pause",
    summary="Bring a paused service back",
    openapi_extra=_told(ResumptionBody, {}),
)
@allows("month.run")
def resume(request: HttpRequest, service_id: int) -> HttpResponse:
    """End a pause; a service that is not paused is refused."""

    def act(said: ResumptionBody, actor: Actor, now: datetime) -> Done:
        service = _service(service_id)
        end_pause(actor=actor, now=now, service=service)
        return _of(service)

    return written_once(request, ResumptionBody, act)


@router.post(
    "/services/{int:service_id}/ends",
    response={201: Done},
    operation_id="end_service",
    summary="End a service for good",
    openapi_extra=_told(EndBody, {"reason": "Заявление № 9 от 26.11.2026"}),
)
@allows("month.run")
def end(request: HttpRequest, service_id: int) -> HttpResponse:
    """Cut the line and give its address back; the last days come with the month's papers."""

    def act(said: EndBody, actor: Actor, now: datetime) -> Done:
        service = _service(service_id)
        end_contract(actor=actor, now=now, service=service, reason=said.reason)
        return _of(service)

    return written_once(request, EndBody, act)


@router.post(
    "/charges/{int:charge_id}/corrections",
    response={201: Done},
    operation_id="correct_charge",
    summary="Correct what a month's paper told wrongly",
    openapi_extra=_told(CorrectionBody, {"amount": "1000.00", "reason": "Простой линии"}),
)
@allows("month.run")
def correct(request: HttpRequest, charge_id: int) -> HttpResponse:
    """Charge the right sum; the paper is issued again under its number, the invoice replaced."""

    def act(said: CorrectionBody, actor: Actor, now: datetime) -> Done:
        charge = Charge.objects.filter(pk=charge_id).select_related("account").first()
        if charge is None:
            raise Http404("no such charge")
        bundle = correct_charge(actor=actor, now=now, charge=charge, **said.model_dump())
        return _done(charge.account, bundle.corrected_on)

    return written_once(request, CorrectionBody, act)


@router.post(
    "/accounts/{int:number}/refunds",
    response={201: Done},
    operation_id="refund_advance",
    summary="Record that an unused advance was given back",
    openapi_extra=_told(
        RefundBody, {"amount": "100.00", "on": "2026-11-25", "reason": "Заявление № 3"}
    ),
)
@allows("month.run")
def refund(request: HttpRequest, number: int) -> HttpResponse:
    """Record a refund of no more than lies unused."""

    def act(said: RefundBody, actor: Actor, now: datetime) -> Done:
        account = PersonalAccount.objects.filter(number=number).first()
        if account is None:
            raise Http404("no such account")
        made = refund_advance(actor=actor, now=now, account=account, **said.model_dump())
        return _done(account, made.on)

    return written_once(request, RefundBody, act)
