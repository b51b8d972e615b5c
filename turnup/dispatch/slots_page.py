"""An order's slots and the form beside them, as plain data for the templates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from turnup.dispatch.board import cards_of
from turnup.dispatch.fits import Offer, Offers
from turnup.installation.models import Crew, Visit, VisitMove
from turnup.installation.queries import crews_for
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.standard import Card


def slots_page(
    found: Offers, actor: Actor, wished: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """Give what the page of an order's slots shows; `wished` is where it was dragged to."""
    order, visit = found.task.order, found.visit
    card = Card.from_json(order.card)
    return {
        "order": order,
        "address": order.site.address,
        "waits": cards_of([found.task], office_calendar().local_date(now))[0],
        "visit": visit and _visit(visit),
        "moves": _moves(visit) if visit else [],
        "offers": [_offer(one, visit) for one in found.offers],
        "why_none": found.why_none,
        "crews": crews_for(order.technology),
        "wished": _wished(found, wished),
        "may_place": bool(scope_of(actor, "plan.edit")) and _may_place(card),
        "may_agree": "account_manager" in actor.roles and "visit_planned" in card.standing,
        "is_open": _may_place(card),
        "contact": order.customer.contact_name,
    }


def _may_place(card: Card) -> bool:
    connected = "line_connected" in card.standing
    return not connected and ("visit_planned" in card.open or "visit_planned" in card.standing)


def _offer(one: Offer, visit: Visit | None) -> dict[str, Any]:
    zone = office_calendar().zone
    begins, ends = one.slot.begins.astimezone(zone), one.slot.ends.astimezone(zone)
    return {
        "crew": one.crew,
        "day": begins.date(),
        "at": f"{begins:%H:%M}",
        "span": f"{begins:%H:%M}–{ends:%H:%M}",
        "before": one.slot.travel_before,
        "reasons": one.reasons,
        "is_now": visit is not None
        and (visit.crew_id, visit.starts_at) == (one.crew.id, one.slot.begins),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    zone = office_calendar().zone
    begins, ends = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    return {
        "crew": visit.crew,
        "day": begins.date(),
        "at": f"{begins:%H:%M}",
        "span": f"{begins:%H:%M}–{ends:%H:%M}",
        "agreed": "visit_agreed" in visit.order.card["standing"],
        "minutes": int((visit.ends_at - visit.starts_at).total_seconds() // 60),
    }


def _moves(visit: Visit) -> list[dict[str, Any]]:
    rows = VisitMove.objects.filter(order_id=visit.order_id).order_by("-seq")
    return [
        {
            "from": row.from_starts_at,
            "to": row.to_starts_at,
            "wished_by": row.get_wished_by_display(),
            "reason": row.reason,
        }
        for row in rows
    ]


def _wished(found: Offers, wished: Mapping[str, str]) -> dict[str, Any]:
    """Give what the form begins with: where it was dragged to, else what stands or is best."""
    first = found.offers[0] if found.offers else None
    zone = office_calendar().zone
    begins = found.visit.starts_at if found.visit else first and first.slot.begins
    local = begins and begins.astimezone(zone)
    crew = found.visit.crew if found.visit else first and first.crew
    return {
        "crew": crew_named(wished.get("crew", "")) or (crew.name if crew else ""),
        "day": wished.get("day") or (f"{local:%Y-%m-%d}" if local else ""),
        "at": wished.get("at") or (f"{local:%H:%M}" if local else ""),
        "minutes": found.task.job.minutes,
        "dragged": bool(wished.get("day")),
    }


def crew_named(given: str) -> str:
    """Give the crew's name for its id, as the board sends it."""
    crew = Crew.objects.filter(pk=int(given)).first() if given.isdecimal() else None
    return crew.name if crew else ""
