"""What is done with customers' links. The only writers of this room, with `signing_actions.py`."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.customers.models import Customer
from turnup.orders.holding import hold_order
from turnup.orders.models import Order
from turnup.people.actions import admit_customers
from turnup.people.actor import Actor, digest_of
from turnup.people.phones import as_e164
from turnup.people.texts import fitting
from turnup.portal.keys import token_of
from turnup.portal.letters import Words, link_words
from turnup.portal.models import CallBack, CustomerLink, Knocks, Letter, LinkVisit, Purpose
from turnup.portal.queries import asked_call, live_link
from turnup.standard.refusals import BadField

LASTS = timedelta(days=180)
LONGEST_AGENT = 200


@transaction.atomic
def make_link(*, order: Order, actor: Actor, at: datetime) -> CustomerLink:
    """Make the order's link; the one before opens nothing any more."""
    hold_order(order.id)
    if before := live_link(order.id):
        revoke_link(link=before, actor=actor, at=at)
    admit_customers(at=at)
    nonce = secrets.token_bytes(16)
    return CustomerLink.objects.create(
        id=uuid4(),
        order=order,
        nonce=nonce,
        digest=digest_of(token_of("link", nonce)),
        made_by_id=actor.id,
        made_at=at,
        expires_at=at + LASTS,
    )


@transaction.atomic
def revoke_link(*, link: CustomerLink, actor: Actor, at: datetime) -> None:
    """Let the link open nothing any more; who has it sees the page of a wrong link."""
    CustomerLink.objects.filter(pk=link.pk, revoked_at=None).update(
        revoked_at=at, revoked_by_id=actor.id
    )


@transaction.atomic
def send_link(*, link: CustomerLink, actor: Actor, at: datetime) -> Letter:
    """Send the link by e-mail to the customer's address. Raises BadField where there is none."""
    customer = link.order.customer
    words = link_words(link)
    return write_letter(
        purpose=Purpose.LINK, to=address_for(customer=customer), words=words, at=at, link=link
    )


def address_for(*, customer: Customer) -> str:
    """Return the customer's e-mail address. Raises BadField where we know none."""
    if not customer.email:
        raise BadField(
            "email",
            _("We know no e-mail address of this customer."),
            _("Write it on the customer's card, or tell the link by another way."),
        )
    return customer.email


def write_letter(
    *,
    purpose: Purpose,
    to: str,
    words: Words,
    at: datetime,
    **about: object,
) -> Letter:
    """Write a letter and queue its sending, in the caller's transaction."""
    letter = Letter.objects.create(
        purpose=purpose, to=to, subject=words.subject, body=words.body, written_at=at, **about
    )
    app.configure_task("portal.send", queue="messages", lock=f"letter:{letter.pk}").defer(
        letter_pk=letter.pk
    )
    return letter


def note_visit(
    *, link: CustomerLink, at: datetime, what: str, address: str | None, agent: str
) -> None:
    """Note that somebody opened a page by the link."""
    LinkVisit.objects.create(
        link=link, at=at, what=what[:40], address=address, agent=agent[:LONGEST_AGENT]
    )


@transaction.atomic
def ask_call(*, order: Order, at: datetime, phone: str, wish: str = "") -> CallBack:
    """Note that the customer asks to be called; asking again changes what was asked.

    Raises BadField for a phone that is none.
    """
    hold_order(order.id)
    number = as_e164(phone)
    if not number:
        raise BadField("phone", _("A phone number is needed."), _("Write it with the city code."))
    call = asked_call(order.id) or CallBack(order=order)
    call.phone, call.asked_at = number, at
    call.wish = fitting(CallBack, "wish", wish)
    call.save()
    return call


def settle_call(*, order_id: UUID, actor: Actor, at: datetime) -> bool:
    """Note that the customer was called; tell whether a call was waiting."""
    rows = CallBack.objects.filter(order_id=order_id, settled_at=None)
    return bool(rows.update(settled_at=at, settled_by_id=actor.id))


def count_try(*, letter: Letter) -> None:
    """Note that a delivery is being tried."""
    Letter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1)


def mark_sent(*, letter: Letter, at: datetime) -> None:
    """Note that the mail server has taken the letter."""
    Letter.objects.filter(pk=letter.pk).update(sent_at=at, failed_at=None, failure="")


def bury_letter(*, letter: Letter, failure: str, at: datetime) -> None:
    """Give a letter up, visibly, saying why."""
    Letter.objects.filter(pk=letter.pk, sent_at=None).update(
        failed_at=at, failure=failure[:1000] or "?"
    )


_KNOCK = """
    INSERT INTO portal_knocks (door, count, until) VALUES (%(door)s, 1, %(until)s)
    ON CONFLICT (door) DO UPDATE SET
        count = CASE WHEN portal_knocks.until <= %(at)s THEN 1 ELSE portal_knocks.count + 1 END,
        until = CASE WHEN portal_knocks.until <= %(at)s THEN %(until)s ELSE portal_knocks.until END
    RETURNING count
"""


def count_knock(*, door: str, at: datetime, window: timedelta) -> int:
    """Count one more at a door, in a window that begins with the first; return how many now."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOCK, {"door": door, "at": at, "until": at + window})
        return int(cursor.fetchone()[0])


def sweep_knocks(*, at: datetime) -> int:
    """Forget the counts that have ended; return how many."""
    return Knocks.objects.filter(until__lte=at).delete()[0]
