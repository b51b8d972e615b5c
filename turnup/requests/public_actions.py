"""What is done with requests from the public form, beside `actions.py`.

Only an account manager may record a request (the standard), so what the form sends is a lead:
registered at once, told to its sender, and taken into an order by one click.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.customers.actions import add_site, register_customer, set_bank_details
from turnup.orders.moves import Receipt
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
from turnup.people.actor import Actor, digest_of
from turnup.people.texts import filled
from turnup.requests.actions import open_order
from turnup.requests.consent import consent_on
from turnup.requests.forms import ReceivedRequest
from turnup.requests.models import Channel, PublicRequest, PublicRequestRead
from turnup.requests.parts import inside
from turnup.standard.refusals import BadField


@transaction.atomic
def receive_public_request(
    *, said: Mapping[str, Any], token: str, nonce: bytes, language: str, at: datetime
) -> PublicRequest:
    """Register a request from the public form under the year's next number.

    `said` are the data of `ReceivedRequest` with a new customer and site; `token` is that of the
    sender's link, of which the hash is kept. Raises BadField or pydantic's ValidationError for
    what an account manager could not take as it stands.
    """
    data = {**said, "channel": Channel.SITE}
    read = ReceivedRequest.read(data)
    _check_takeable(read.keywords(), at)
    day = office_calendar().local_date(at)
    consent = consent_on(day)
    return PublicRequest.objects.create(
        number=f"{day.year}-{take_number(series='public_request', year=day.year):04}",
        nonce=nonce,
        digest=digest_of(token),
        received_at=at,
        language=language,
        said=data,
        consent=consent.version,
        consent_sha256=consent.sha256,
    )


def fresh_nonce() -> bytes:
    """Return 128 random bits for a new link."""
    return secrets.token_bytes(16)


def _check_takeable(said: Mapping[str, Any], at: datetime) -> None:
    """Write customer and site down as taking would, and undo it: one set of rules, no other."""
    if not said.get("customer") or not said.get("site"):
        raise BadField("customer", _("Say who you are and where to connect."))
    given = dict(said["customer"])
    if not given.get("phone") and not given.get("email"):
        raise BadField(
            "customer.phone",
            _("A phone number or an e-mail address is needed."),
            _("Give either: we have to answer you."),
        )
    point = transaction.savepoint()
    try:
        bank = given.pop("bank", None)
        with inside("customer"):
            customer = register_customer(at=at, **given)
        if bank:
            with inside("customer.bank"):
                set_bank_details(customer=customer, **bank)
        with inside("site"):
            add_site(customer=customer, at=at, **said["site"])
    finally:
        transaction.savepoint_rollback(point)


@transaction.atomic
def take_public_request(
    *,
    request_id: UUID,
    actor: Actor,
    now: datetime,
    door: str,
    customer_id: UUID | None = None,
) -> Receipt:
    """Take a request into an order that the actor leads; of a customer we know, if one is named.

    The order begins when the request came: its clocks leave no time out. Raises BadField for a
    request that was taken or closed, and the standard's refusal.
    """
    request = _waiting(request_id)
    said = dict(request.said)
    if customer_id is not None:
        said.pop("customer")
        said["customer_id"] = str(customer_id)
    receipt = open_order(
        order_id=request.id,
        actor=actor,
        at=request.received_at,
        now=now,
        door=door,
        **ReceivedRequest.read(said).keywords(),
    )
    request.order_id, request.said = receipt.id, {}
    request.taken_at, request.taken_by_id = now, actor.id
    request.save(update_fields=["order", "said", "taken_at", "taken_by"])
    return receipt


@transaction.atomic
def close_public_request(*, request_id: UUID, actor: Actor, at: datetime, because: str) -> None:
    """Close a request that comes to nothing; what was said in it is forgotten. Raises BadField."""
    request = _waiting(request_id)
    request.closed_because = filled(PublicRequest, "closed_because", because)
    request.closed_at, request.closed_by_id, request.said = at, actor.id, {}
    request.save(update_fields=["closed_because", "closed_at", "closed_by", "said"])


def note_request_reads(*, requests: Iterable[PublicRequest], actor: Actor, at: datetime) -> None:
    """Note that a member of staff read these requests (invariant I23)."""
    PublicRequestRead.objects.bulk_create(
        PublicRequestRead(request=request, actor_id=actor.id, at=at) for request in requests
    )


def _waiting(request_id: UUID) -> PublicRequest:
    request = PublicRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.taken_at or request.closed_at:
        raise BadField(
            "request",
            _("This request was taken or closed already."),
            _("Look at the list anew."),
        )
    return request
