"""Driving a request through every step that its facts allow: the heart of `turnup connect`.

Every step goes through `record_step` as from any other door, said by a member of the staff who
holds its role. What an order still waits for is read from its card, so a second run goes on where
the first one stopped and doubles nothing.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from turnup.desk.driving import Staff
from turnup.desk.intake import Request
from turnup.desk.steps import form_of, record_step
from turnup.orders.models import JournalEntry, Order
from turnup.orders.moves import Move
from turnup.orders.office import standing_standard
from turnup.orders.queries import folded
from turnup.standard import Card, Standard

DOOR: Final = "connect"
REQUESTS: Final = UUID("3c0f2a7e-2f0b-5a55-8a52-0d4c7a1f6b11")  # our name space for order ids
WITHHELD: Final = {
    "customer_signature": "contract_signed_by_customer",
    "permit": "permits_obtained",
    "equipment": "equipment_ready",
}


class NobodyHolds(Exception):
    """No active person can take the step; the text names the roles that could."""


@dataclass(frozen=True, slots=True)
class Came:
    """How far an order came: its row, card and standard."""

    order: Order
    card: Card
    standard: Standard


def connect(request: Request, *, staff: Staff, now: datetime) -> Came:
    """Open the request's order, or find it again, and take it as far as its facts allow.

    Raises a `Refused` or pydantic's ValidationError for data that a form does not take, and
    NobodyHolds when a role has no holder.
    """
    return _Drive(request, staff, now).run()


def order_id_of(request: Request) -> UUID:
    """Give the id of the request's order: the same request, customer and site, the same order."""
    return uuid5(REQUESTS, "|".join((request.request, request.customer.name, request.site.address)))


class _Drive:
    def __init__(self, request: Request, staff: Staff, now: datetime):
        self.request, self.staff, self.now = request, staff, now
        self.order_id = order_id_of(request)
        self.lead: UUID | None = None
        self.done: Counter[str] = Counter()

    def run(self) -> Came:
        if not Order.objects.filter(id=self.order_id).exists():
            self.take(standing_standard(), standing_standard().opening.code, self.opening())
        while True:
            came = self.look()
            if came.card.closed or came.card.held:
                return came
            step = self.next_step(came)
            if step is None:
                return came
            self.take(came.standard, step, self.data(step, came))

    def look(self) -> Came:
        """Read where the order is now."""
        order = Order.objects.select_related("customer", "site", "lead").get(id=self.order_id)
        self.lead = order.lead_id
        self.done = Counter(JournalEntry.objects.filter(order=order).values_list("step", flat=True))
        standard, card = folded(order)
        return Came(order, card, standard)

    def next_step(self, came: Came) -> str | None:
        """Name the next step to take; None when the facts allow no more."""
        stops, card = self.request.stops, came.card
        ends = ((stops.cancelled_after, "order_cancelled"), (stops.held_after, "order_held"))
        for after, event in ends:
            if after and self.done[after]:
                out = "temporary_connection_returned" in card.open and event == "order_cancelled"
                return "temporary_connection_returned" if out else event
        if self.wants_modem(card):
            return "temporary_connection_made"
        if "line_connected" in card.open and self.done["visit_missed"] < stops.missed_visits:
            return "visit_missed"
        allowed = [code for code in card.open if self.allows(code, card)]
        return allowed[0] if allowed else self.waiver(card)

    def wants_modem(self, card: Card) -> bool:
        standing = card.standing
        wanted = self.request.facts.temporary_connection
        asked = "installation_requested" in standing and not self.done["temporary_connection_made"]
        return bool(wanted and asked and "line_connected" not in standing)

    def waiver(self, card: Card) -> str | None:
        """Let the installation go before the money where the file says that it was waived."""
        waived = self.request.stops.money in ("waived", "waived_then_paid")
        asked = "contract_signed_by_customer" in card.standing and not self.done["waiver_granted"]
        return "waiver_granted" if waived and asked and "money_received" in card.open else None

    def allows(self, code: str, card: Card) -> bool:
        """Tell whether the file's facts let this open step be taken."""
        stops, facts = self.request.stops, self.request.facts
        if any(getattr(stops, name) and code == step for name, step in WITHHELD.items()):
            return False
        match code:
            case "money_received":
                late = stops.money == "waived_then_paid" and "act_handed_over" in card.standing
                return stops.money is None or late
            case "survey_urgency_allowed":
                return not stops.urgency_refused
            case "survey_done":
                return self.finding().get("verdict") is not None
            case "development_decided":
                return facts.decision is not None
            case "network_built":
                return self.request.second_survey is not None
            case "temporary_connection_returned":
                return "line_connected" in card.standing
        return True

    # -------------------------------------------------------------- what is said
    def opening(self) -> dict[str, Any]:
        request = self.request
        customer = request.customer.model_dump(exclude={"contact"})
        site = request.site.model_dump(exclude={"lat", "lon"})
        said = request.brief.model_dump(mode="json", exclude_none=True)
        place = {"latitude": request.site.lat, "longitude": request.site.lon}
        return {
            **said,
            "technology": request.technology,
            "customer": {**customer, "contact_name": request.customer.contact},
            "site": site | {key: str(at) for key, at in place.items() if at is not None},
        }

    def finding(self) -> dict[str, Any]:
        """Give what the present survey finds: the second one's where the network was built."""
        second = self.request.second_survey if self.done["network_built"] else None
        found = self.request.facts.model_dump(exclude_none=True)
        return found | (second.model_dump(exclude_none=True) if second else {})

    def data(self, code: str, came: Came) -> dict[str, Any]:
        """Give the form's example with the file's facts laid over it."""
        said = form_of(came.standard, code).example()
        facts = self.finding()
        said |= {key: facts[key] for key in came.standard.steps[code].sets if key in facts}
        if code == "survey_done" and said.get("verdict") == "not_feasible":
            said |= {"node_capacity": False, "reason_code": "no_capacity"}
        if code == "estimate_made" and said.get("terms_changed"):
            said["connection_fee"] = "15500.00"
        return said

    # -------------------------------------------------------------- taking it
    def take(self, standard: Standard, code: str, data: dict[str, Any]) -> None:
        step = standard.steps[code]
        takers = self.staff.takers(step, self.lead)
        if not takers:
            raise NobodyHolds(", ".join(step.by))
        actor = takers[self.order_id.int % len(takers)]
        move = Move(order_id=self.order_id, actor=actor, at=self.now, now=self.now, door=DOOR)
        record_step(move=move, step=code, data=data)
