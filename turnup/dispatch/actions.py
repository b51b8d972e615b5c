"""Placing visits from the board, taking an offered time, confirming a proposal, feeds."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from turnup.dispatch.models import Feed, hash_of
from turnup.installation.actions import agree_visit, move_visit, plan_visit
from turnup.installation.models import Crew
from turnup.installation.queries import live_visit
from turnup.orders.moves import Move, Receipt
from turnup.orders.refusals import OrderNotFound
from turnup.people.actor import Actor
from turnup.people.models import Person
from turnup.standard.refusals import Refused


@transaction.atomic
def place_visit(
    *,
    move: Move,
    crew: str,
    starts_at: datetime,
    reason: str,
    minutes: int | None = None,
    wished_by: str = "company",
) -> Receipt:
    """Plan the order's visit for this crew and time, or move the one that stands.

    Raises what `plan_visit` and `move_visit` raise.
    """
    if live_visit(move.order_id) is None:
        return plan_visit(move=move, crew=crew, starts_at=starts_at, minutes=minutes)
    return move_visit(
        move=move,
        crew=crew,
        starts_at=starts_at,
        minutes=minutes,
        wished_by=wished_by,
        reason=reason,
    )


@transaction.atomic
def choose_time(
    *,
    move: Move,
    crew: str,
    starts_at: datetime,
    agreed_with: str,
    way: str,
    reason: str,
) -> Receipt:
    """Take an offered time for the customer: move the planned visit there, and agree to it.

    Where the visit is at that time already it is only agreed to. Customers and account managers
    get what is offered and nothing else: a time that only a crew lead may set is refused.
    """
    visit = live_visit(move.order_id)
    if visit is None or (visit.crew.name, visit.starts_at) != (crew, starts_at):
        move_visit(move=move, crew=crew, starts_at=starts_at, wished_by="customer", reason=reason)
    again = Move(order_id=move.order_id, actor=move.actor, now=move.now, at=move.at, door=move.door)
    return agree_visit(move=again, agreed_with=agreed_with, way=way)


@dataclass(frozen=True, slots=True)
class Placement:
    """One line of a proposal that was confirmed; `version` is the order's that was looked at."""

    order_id: UUID
    version: int
    crew: str
    starts_at: datetime
    minutes: int


def confirm_fill(
    *, actor: Actor, placements: Sequence[Placement], now: datetime
) -> tuple[list[Receipt], list[tuple[Placement, Refused]]]:
    """Plan the visits of a proposal, each by itself; give what was done and what was refused.

    Who was overtaken meanwhile is refused and left as it is; the others are planned.
    """
    done: list[Receipt] = []
    refused: list[tuple[Placement, Refused]] = []
    for one in placements:
        move = Move(
            order_id=one.order_id, actor=actor, now=now, at=now, expected_version=one.version
        )
        try:
            receipt = plan_visit(
                move=move, crew=one.crew, starts_at=one.starts_at, minutes=one.minutes
            )
        except OrderNotFound:
            raise
        except Refused as fault:
            refused.append((one, fault))
        else:
            done.append(receipt)
    return done, refused


# ------------------------------------------------------------------ feeds
STALE = timedelta(hours=1)


@transaction.atomic
def make_feed(
    *, actor: Actor, at: datetime, crew: Crew | None = None, secret: str | None = None
) -> tuple[Feed, str]:
    """Make a feed of a crew, or of the actor's own orders; give it with its token.

    The token is shown this once. An older feed of the same kind is taken back.
    """
    owner = None if crew else Person.objects.get(pk=actor.id)
    Feed.objects.filter(crew=crew, person=owner, revoked_at=None).update(revoked_at=at)
    token = secret or secrets.token_urlsafe(24)
    feed = Feed.objects.create(
        token_hash=hash_of(token), crew=crew, person=owner, made_by_id=actor.id, made_at=at
    )
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: Feed, at: datetime) -> None:
    """Take a feed's address back: it answers nobody any more."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at)


def note_read(*, feed: Feed, at: datetime) -> None:
    """Note that a calendar has asked, at most once an hour."""
    if feed.read_at is None or at - feed.read_at > STALE:
        Feed.objects.filter(pk=feed.pk).update(read_at=at)
