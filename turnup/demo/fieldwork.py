"""The demo's crews on site: a day under way, and what came home from it and did not fit."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from turnup.demo.company import new_id
from turnup.demo.pens import drawn
from turnup.desk.driving import Staff
from turnup.field.actions import Sent, make_register, receive_items
from turnup.field.queries import acts_to_hand_over
from turnup.installation.models import CrewMember, Visit
from turnup.people.actor import Actor, actor_of

LISTED: Final = 3


def fill_field_day(*, rng: Random, staff: Staff, end: datetime) -> None:
    """Let the last evening's phones come home: marks, ticks, a second phone, an old queue, acts."""
    now = end - timedelta(minutes=5)
    visits = Visit.objects.filter(released_at=None).select_related("crew", "order")
    done = list(visits.filter(done_at__isnull=False, done_at__lt=end).order_by("-done_at")[:4])
    coming = list(visits.filter(done_at=None, starts_at__gte=end).order_by("starts_at")[:2])
    for visit in coming:
        _send(rng, visit, now, list(_begun()))
    for place, visit in enumerate(done):
        _send(rng, visit, now, [_late_act(rng, visit, place)])
    _hand_over(staff, now)


def _send(rng: Random, visit: Visit, now: datetime, acts: list[dict[str, Any]]) -> None:
    actor = _member(visit, now)
    if actor is None:
        return
    seen = {"visit": visit.pk, "starts_at": visit.starts_at.isoformat(), "crew": visit.crew.name}
    items = [
        Sent(id=new_id(rng), order_id=visit.order_id, seen=seen, **_at(act, now)) for act in acts
    ]
    receive_items(actor=actor, phone=new_id(rng), sent_at=now, now=now, items=items)


def _at(act: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {"at": now - timedelta(minutes=act.pop("ago")), "step": "", **act}


def _member(visit: Visit, now: datetime) -> Actor | None:
    row = CrewMember.objects.filter(crew=visit.crew, left_at=None).select_related("person").first()
    return actor_of(row.person, now) if row else None


def _begun() -> Iterator[dict[str, Any]]:
    """Prepared the evening before: support has set up the port already."""
    yield {"kind": "tick", "said": {"point": "port_configured", "done": True}, "ago": 40}


def _late_act(rng: Random, visit: Visit, place: int) -> dict[str, Any]:
    """A second phone's version of what stands already, or an act that nobody signed."""
    said = {
        "signatory_name": "Петров Пётр Петрович",
        "works": "Проложен кабель, настроена линия",
        "customer_signature": drawn(rng) if place else "",
        "crew_signature": drawn(rng),
    }
    if place % 2:
        port = {"port": f"ru-klg-acc-{rng.randint(1, 40):03} / {rng.randint(1, 24)}"}
        return {"kind": "step", "step": "line_connected", "said": port, "ago": 95}
    return {"kind": "step", "step": "act_signed", "said": said, "ago": 60}


def _hand_over(staff: Staff, now: datetime) -> None:
    """Put the acts that wait on a list, which nobody has received yet."""
    waiting = list(acts_to_hand_over().values_list("pk", flat=True)[:LISTED])
    if waiting:
        make_register(act_ids=waiting, actor=staff.holders("installer")[0], now=now)
