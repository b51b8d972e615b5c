"""What people do in stage 1. The only writers of this room.

Every action records its step first, which raises a `Refused` when the standard does not allow it,
and then writes its own row; keywords are those of the step's form.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.customers.actions import add_site, register_customer, set_bank_details
from turnup.customers.models import Customer, Site
from turnup.orders.actions import create_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.people.actor import Actor
from turnup.requests.models import (
    BriefAnswer,
    BriefItem,
    Channel,
    ItemAnswer,
    TechnicalBrief,
)
from turnup.requests.offers import kbit
from turnup.requests.parts import inside
from turnup.requests.queries import brief_items
from turnup.requests.terms_actions import accept_corrected_terms as accept_corrected_terms
from turnup.requests.terms_actions import agree_terms as agree_terms
from turnup.requests.terms_actions import correct_terms as correct_terms
from turnup.requests.terms_actions import propose_terms as propose_terms
from turnup.standard.refusals import BadField


class BriefSaid(TypedDict, total=False):
    """The technical brief as a form says it; `items` are what has to be answered one by one."""

    technology: str
    speed_mbit: Decimal | None
    wanted_by: date | None
    static_addresses: int
    wishes: str
    items: list[str]
    channel: str


@transaction.atomic
def open_order(
    *,
    order_id: UUID | None,
    actor: Actor,
    at: datetime,
    now: datetime,
    door: str,
    customer_id: UUID | None = None,
    customer: Mapping[str, Any] | None = None,
    site_id: UUID | None = None,
    site: Mapping[str, Any] | None = None,
    **brief: Unpack[BriefSaid],
) -> Receipt:
    """Open an order with the customer's request; who opens it leads it.

    Raises IdTaken for a client-made id that is in use, BadField, or the standard's refusal. Whether
    we know a new customer already is `customers.queries.find_duplicates`: shown, never blocked.
    """
    whom = _customer(customer_id, customer, at)
    place = _site(whom, site_id, site, at)
    order = create_order(
        order_id=order_id,
        customer_id=whom.id,
        site_id=place.id,
        lead_id=actor.id,
        at=at,
        now=now,
    )
    brief.setdefault("technology", "any")
    receipt = record(
        move=Move(order_id=order.id, actor=actor, at=at, now=now, door=door),
        step="request_received",
        data=plain(customer_id=whom.id, site_id=place.id, **brief),
    )
    _write_brief(receipt, brief)
    return receipt


def _write_brief(receipt: Receipt, said: BriefSaid) -> None:
    brief = TechnicalBrief.objects.create(
        order_id=receipt.id,
        seq=receipt.journal_seq,
        technology=said.get("technology", "any"),
        speed_kbit=kbit(said.get("speed_mbit")),
        wanted_by=said.get("wanted_by"),
        static_addresses=said.get("static_addresses", 0),
        wishes=said.get("wishes", ""),
        channel=said.get("channel", Channel.PHONE),
    )
    BriefItem.objects.bulk_create(
        BriefItem(brief=brief, position=position, text=text)
        for position, text in enumerate(said.get("items", ()), start=1)
    )


def _customer(
    customer_id: UUID | None, customer: Mapping[str, Any] | None, at: datetime
) -> Customer:
    if customer_id is not None and customer is None:
        known = Customer.objects.filter(pk=customer_id, forgotten_at__isnull=True).first()
        if known is None:
            raise BadField("customer_id", _("We know no such customer."))
        return known
    if customer is None or customer_id is not None:
        raise BadField(
            "customer",
            _("Either a customer we know or a new one is needed."),
            _("Give customer_id or customer, not both."),
        )
    given = dict(customer)
    bank = given.pop("bank", None)
    with inside("customer"):
        registered = register_customer(at=at, **given)
    if bank:
        with inside("customer.bank"):
            set_bank_details(customer=registered, **bank)
    return registered


def _site(
    customer: Customer, site_id: UUID | None, site: Mapping[str, Any] | None, at: datetime
) -> Site:
    if site_id is not None and site is None:
        known = Site.objects.filter(pk=site_id, customer=customer).first()
        if known is None:
            raise BadField("site_id", _("This customer has no such site."))
        return known
    if site is None or site_id is not None:
        raise BadField(
            "site",
            _("Either a site we know or a new one is needed."),
            _("Give site_id or site, not both."),
        )
    with inside("site"):
        return add_site(customer=customer, at=at, **site)


@transaction.atomic
def answer_brief(
    *, move: Move, summary: str = "", answers: Sequence[Mapping[str, Any]] = ()
) -> Receipt:
    """Answer the brief: each of its items, or all of them by the summary.

    `answers` are `{"item": position, "answer": text}`. Raises BadField that names a missing item.
    """
    if not summary and not answers:
        raise BadField("summary", _("There is no answer."), _("Answer as a whole or item by item."))
    receipt = record(
        move=move,
        step="brief_answered",
        data=plain(summary=summary, answers=list(answers)),
    )
    items = {item.position: item for item in brief_items(move.order_id)} if answers else {}
    _check_answers(items, answers)
    answer = BriefAnswer.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, summary=summary
    )
    ItemAnswer.objects.bulk_create(
        ItemAnswer(answer=answer, item=items[row["item"]], text=row["answer"]) for row in answers
    )
    return receipt


def _check_answers(items: Mapping[int, BriefItem], answers: Sequence[Mapping[str, Any]]) -> None:
    answered: set[int] = set()
    for index, row in enumerate(answers):
        if row["item"] not in items:
            raise BadField(
                f"answers.{index}.item", _("The brief has no item %(item)s."), item=row["item"]
            )
        if row["item"] in answered:
            raise BadField(
                f"answers.{index}.item", _("Item %(item)s is answered twice."), item=row["item"]
            )
        answered.add(row["item"])
    for position, item in items.items():
        if answers and position not in answered:
            raise BadField(
                "answers",
                _("Item %(item)s is not answered: “%(text)s”."),
                _("Answer every item of the brief."),
                item=position,
                text=item.text[:100],
            )
