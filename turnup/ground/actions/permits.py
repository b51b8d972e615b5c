"""Permits: asked for, sent, answered, used for orders, withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.ground.actions.parties import building_for, keep_party
from turnup.ground.models import (
    AccessWindow,
    Answer,
    Building,
    Lease,
    OrderPermit,
    Party,
    Permit,
)
from turnup.ground.paper_words import permit_letter
from turnup.ground.queries import is_valid
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import make_paper, store_upload, take_number
from turnup.papers.models import Paper
from turnup.papers.queries import company_on
from turnup.people.actor import Actor
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField

LETTER = "permit_request"


class Access(NamedTuple):
    """Hours of a weekday (0 Monday … 6 Sunday)."""

    weekday: int
    begins: time
    ends: time


@transaction.atomic
def ask_permit(
    *,
    actor: Actor,
    at: datetime,
    building: Building,
    party: Party,
    subject: str,
    order_id: UUID | None = None,
) -> Permit:
    """Draw up the request to a holder, with its letter where our own details are known.

    Raises BadField for an empty request.
    """
    if not subject.strip():
        raise BadField("subject", _("This is empty."), _("Say what we want to place and do there."))
    permit = Permit.objects.create(
        number=_number(at),
        building=building,
        party=party,
        order_id=order_id,
        subject=subject.strip()[:4000],
        asked_at=at,
        asked_by_id=actor.id,
    )
    if company_on(office_calendar().local_date(at)):
        make_letter(permit=permit, actor=actor, at=at)
    return permit


@transaction.atomic
def make_letter(*, permit: Permit, actor: Actor | None, at: datetime) -> Paper:
    """Typeset the letter of the request, or give the one that is there. Raises BadField."""
    if permit.letter:
        return permit.letter
    paper = make_paper(
        actor=actor,
        at=at,
        kind=LETTER,
        template="ground/permit_request",
        data=permit_letter(permit),
        order=permit.order_id,
        number=permit.number,
    )
    permit.letter = paper
    permit.save(update_fields=["letter"])
    return paper


@transaction.atomic
def send_permit(*, permit: Permit, on: date, sent_by: str = "") -> Permit:
    """Note that the request was sent. Raises BadField for a day before it was drawn up."""
    _check_unanswered(permit)
    if on < office_calendar().local_date(permit.asked_at):
        raise BadField("sent_date", _("The request was not drawn up yet on that day."))
    permit.sent_date, permit.sent_by = on, fitting(Permit, "sent_by", sent_by)
    permit.save(update_fields=["sent_date", "sent_by"])
    return permit


@transaction.atomic
def answer_permit(
    *,
    permit: Permit,
    granted: bool,
    on: date,
    reason: str = "",
    document: str = "",
    conditions: str = "",
    keys_at: str = "",
    escort: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    hours: Sequence[Access] = (),
) -> Permit:
    """Note the holder's answer: granted with its conditions, or refused with its reason.

    Raises BadField for an answer that is there already, a refusal without reason, a validity that
    ends before it begins, and hours that overlap or are none.
    """
    _check_unanswered(permit)
    if not granted and not reason.strip():
        raise BadField("reason", _("This is empty."), _("Say why they refused."))
    valid_from = valid_from or on
    if granted and valid_until and valid_until < valid_from:
        raise BadField("valid_until", _("It would end before it begins."))
    permit.answer = Answer.GRANTED if granted else Answer.REFUSED
    permit.answered_date = on
    permit.reason = "" if granted else reason.strip()[:4000]
    permit.document = fitting(Permit, "document", document)
    if granted:
        permit.conditions = conditions.strip()[:4000]
        permit.keys_at = fitting(Permit, "keys_at", keys_at)
        permit.escort = fitting(Permit, "escort", escort)
        permit.valid_from, permit.valid_until = valid_from, valid_until
    permit.save()
    if granted:
        _write_hours(permit, hours)
    return permit


@transaction.atomic
def attach_scan(*, paper: Permit | Lease, content: bytes, name: str, at: datetime) -> None:
    """Keep the scan of the holder's document. Raises BadField."""
    paper.scan = store_upload(content=content, name=name, at=at)
    paper.save(update_fields=["scan"])


@transaction.atomic
def withdraw_permit(*, permit: Permit, on: date, reason: str) -> Permit:
    """Note that a holder took the permission back; orders that rest on it show it at once."""
    if permit.answer != Answer.GRANTED or permit.withdrawn_date:
        raise BadField("permit", _("Only a permit in force can be withdrawn."))
    if not reason.strip():
        raise BadField("reason", _("This is empty."), _("Say why it was withdrawn."))
    permit.withdrawn_date, permit.reason = on, reason.strip()[:4000]
    permit.save(update_fields=["withdrawn_date", "reason"])
    return permit


@transaction.atomic
def obtain_permits(
    *,
    move: Move,
    granted_by: str | None = None,
    document: str | None = None,
    conditions: str | None = None,
    valid_until: date | None = None,
    permit: str | None = None,
) -> Receipt:
    """Record the owner's written permission for the order.

    `permit` is the number of one that is granted at the order's building; else a new one is kept
    there, for later orders too. Raises BadField when it has run out, or lies at another building.
    """
    found, fault = _named(move, permit)
    if found:
        granted_by, document = found.party.name, found.document or None
        conditions, valid_until = found.conditions or None, found.valid_until
    said = plain(
        permit=permit,
        granted_by=granted_by,
        document=document,
        conditions=conditions,
        valid_until=valid_until,
    )
    receipt = record(move=move, step="permits_obtained", data=said)
    if fault:
        raise fault
    check_still_valid(move, valid_until)
    if found is None and not granted_by:
        raise BadField("granted_by", _("This is empty."), _("Say who permits."))
    if found is None:
        found = _kept(move, granted_by or "", document, conditions, valid_until)
    OrderPermit.objects.create(order_id=move.order_id, seq=receipt.journal_seq, permit=found)
    return receipt


def check_still_valid(move: Move, valid_until: date | None) -> None:
    """Raise BadField for a validity that has ended already."""
    if valid_until and valid_until < office_calendar().local_date(move.at):
        raise BadField(
            "valid_until", _("This day is past."), _("Get a new one, or give its later end.")
        )


def _named(move: Move, number: str | None) -> tuple[Permit | None, BadField | None]:
    """Give the permit that is named, or the fault: `record()` has the first word."""
    if number is None:
        return None, None
    order = Order.objects.select_related("site").filter(pk=move.order_id).first()
    permits = Permit.objects.select_related("party", "building").filter(number=number)
    found = permits.first()
    if found is None or order is None:
        return None, BadField("permit", _("There is no permit with this number."))
    if found.building != building_for(site=order.site):
        return None, BadField(
            "permit",
            _("This permit is for another building: %(building)s."),
            building=found.building.address,
        )
    if not is_valid(found, office_calendar().local_date(move.at)):
        return None, BadField("permit", _("This permit is not in force."), _("Ask for a new one."))
    return found, None


def _kept(
    move: Move,
    granted_by: str,
    document: str | None,
    conditions: str | None,
    valid_until: date | None,
) -> Permit:
    """Keep a permission that came without a request of ours."""
    day = office_calendar().local_date(move.at)
    order = Order.objects.select_related("site").get(pk=move.order_id)
    return Permit.objects.create(
        number=_number(move.at),
        building=building_for(site=order.site),
        party=keep_party(name=granted_by),
        order=order,
        asked_at=move.at,
        asked_by_id=move.actor.id,
        answer=Answer.GRANTED,
        answered_date=day,
        document=document or "",
        conditions=conditions or "",
        valid_from=day,
        valid_until=valid_until,
    )


def _number(at: datetime) -> str:
    year = office_calendar().local_date(at).year
    return f"РП-{year}-{take_number(series=LETTER, year=year):04}"


def _check_unanswered(permit: Permit) -> None:
    if permit.answer:
        raise BadField("answer", _("The answer is there already."), _("Ask for a new permit."))


def _write_hours(permit: Permit, hours: Sequence[Access]) -> None:
    last: Access | None = None
    for one in sorted(hours):
        if not 0 <= one.weekday <= 6 or one.begins >= one.ends:
            raise BadField("hours", _("These hours are none."), _("Give an earlier begin."))
        if last and last.weekday == one.weekday and last.ends > one.begins:
            raise BadField("hours", _("Hours of one day overlap."), _("Join them."))
        last = one
    AccessWindow.objects.bulk_create(
        AccessWindow(permit=permit, weekday=one.weekday, begins=one.begins, ends=one.ends)
        for one in hours
    )
