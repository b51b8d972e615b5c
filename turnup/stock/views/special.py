"""Special equipment: what is on order, for when, and what came."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.orders.models import OpenStep
from turnup.orders.moves import Move
from turnup.orders.queries import visible_order
from turnup.orders.reading import who
from turnup.people.permissions import allows, scope_of
from turnup.stock import actions
from turnup.stock.actions.special import PROMISED
from turnup.stock.models import SpecialOrder
from turnup.stock.page_forms import Arrival, NewPromise, numbers
from turnup.stock.views.door import around, form_page, try_to

METHODS = ("GET", "HEAD", "POST")
LATEST = 40


@require_GET
@allows("stock.read")
def special(request: HttpRequest) -> HttpResponse:
    """List what is on order by its promised day, orders that need something, and what came."""
    actor, _language = who(request)
    rows = SpecialOrder.objects.select_related("order", "item").prefetch_related("promises")
    waiting = rows.filter(arrived_at=None, cancelled_at=None)
    wanted = OpenStep.objects.filter(step__in=(PROMISED, "equipment_ready"))
    ordered = set(waiting.values_list("order_id", flat=True))
    today = timezone.localdate(timezone.now())
    shown = {
        "waiting": [_row(one, today) for one in waiting.order_by("promised_date", "id")],
        "unordered": _unordered(wanted.select_related("order"), ordered),
        "ended": rows.exclude(arrived_at=None, cancelled_at=None).order_by("-id")[:LATEST],
        "may_order": "chief_engineer" in actor.roles,
        "all_orders": scope_of(actor, "order.read") == "all",
    }
    return render(request, "stock/special.html", around(request, "special") | shown)


def _unordered(wanted: Iterable[OpenStep], ordered: Collection[UUID]) -> list[dict[str, Any]]:
    """Give the orders that need something nobody ordered, each with the step to record it."""
    found: dict[UUID, dict[str, Any]] = {}
    for one in wanted:
        first = one.step == PROMISED
        if one.order_id not in ordered and (first or one.order_id not in found):
            step = one.step if first else "equipment_ordered"
            found[one.order_id] = {"order": one.order, "step": step}
    return list(found.values())


def _row(one: SpecialOrder, today: Any) -> dict[str, Any]:
    promises = list(one.promises.all())
    first = promises[0].promised_date if promises else one.promised_date
    late = (one.promised_date - first).days
    return {
        "one": one,
        "anchor": f"drop-{one.pk}",
        "promises": promises[:-1],
        "reason": promises[-1].reason if promises else "",
        "slipped": late if late > 0 else 0,
        "overdue": one.promised_date < today,
    }


@require_http_methods(METHODS)
@allows("step.record")
def promise(request: HttpRequest, special_id: int) -> HttpResponse:
    """Record that the supplier promises another day."""
    found, move = _meant(request, special_id)

    def act(said: Any) -> str:
        actions.promise_delivery(
            move=move, promised_date=said.promised_date, reason=said.reason, special=found.pk
        )
        return _("The new day is recorded; whoever leads the order is told.")

    return form_page(
        request,
        NewPromise,
        act,
        title=_("Another day of delivery: %(what)s") % {"what": found.description},
        to=reverse("stock:special"),
        known={"promised_date": found.promised_date.isoformat()},
        around={"back": reverse("stock:special")},
    )


@require_http_methods(METHODS)
@allows("step.record")
def arrival(request: HttpRequest, special_id: int) -> HttpResponse:
    """Take the equipment in; the last one records that the order's equipment is ready."""
    found, move = _meant(request, special_id)

    def act(said: Any) -> str:
        done = actions.accept_special(move=move, special=found, serials=numbers(said.serials))
        if done is None:
            return _("Taken in. Something else is still to come for this order.")
        return _("Taken in. The order's equipment is ready: the visit may be planned.")

    return form_page(
        request,
        Arrival,
        act,
        title=_("It has arrived: %(what)s") % {"what": found.description},
        to=reverse("stock:special"),
        around={"back": reverse("stock:special"), "scanning": True},
    )


@require_POST
@allows("step.record")
def cancel(request: HttpRequest, special_id: int) -> HttpResponse:
    """Give an order of equipment up."""
    found, move = _meant(request, special_id)
    return try_to(
        request,
        lambda: actions.cancel_special(move=move, special=found),
        _("It is given up."),
        reverse("stock:special"),
    )


def _meant(request: HttpRequest, special_id: int) -> tuple[SpecialOrder, Move]:
    """Give the order of equipment and the movement; unknown is what its order is to the reader."""
    actor, _language = who(request)
    now = timezone.now()
    found = get_object_or_404(SpecialOrder.objects.select_related("order"), pk=special_id)
    order = visible_order(actor, "step.record", number=found.order.number)
    return found, Move(order_id=order.id, actor=actor, now=now, at=now)
