"""An order's ground: what it has and lacks; asking, using, agreeing; work at height."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.ground import actions
from turnup.ground.height import climb_of
from turnup.ground.law import WIND, limit_on
from turnup.ground.models import Permit, WeatherNote, WorkPermit
from turnup.ground.page_forms import HeightPlace, Naryad, NewLease, Request, Weather
from turnup.ground.queries import (
    building_of_order,
    lease_of,
    permit_of,
    valid_leases,
    valid_permits,
)
from turnup.ground.views.door import (
    around,
    form_page,
    lease_badge,
    may,
    permit_badge,
    today,
    try_to,
)
from turnup.ground.views.permit import week
from turnup.orders.queries import folded
from turnup.orders.reading import OrderReader as Reader
from turnup.orders.reading import order_reader as reader
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows

METHODS = ("GET", "HEAD", "POST")
MEASURES: Final = (
    "Страховочные привязи с двойным стропом, анкерная линия",
    "Каски, нескользящая обувь",
    "Ограждение и наблюдающий внизу",
    "Инструмент на страховочных шнурах",
)


@require_GET
@allows("ground.read")
def ground(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the order stands on: permit, lease, work at height, and what is lacking."""
    me = reader(request, number, "order.read")
    me.note([me.order], "ground")
    day = today()
    building = building_of_order(me.order.id)
    standing, lease = permit_of(me.order.id), lease_of(me.order.id)
    opened = set(me.order.open_steps.values_list("step", flat=True))
    asked = Permit.objects.filter(building=building).select_related("party") if building else []
    shown = {
        "order": me.order,
        "building": building,
        "permit": standing and (standing, permit_badge(standing, day), week(standing)),
        "offered": valid_permits(building, day) if building and not standing else [],
        "asked": [(one, permit_badge(one, day)) for one in asked],
        "may_use": "permits_obtained" in opened and "account_manager" in me.actor.roles,
        "lease": lease and (lease, lease_badge(lease, day)),
        "offered_leases": valid_leases(building, day) if building and not lease else [],
        "may_lease": "leases_agreed" in opened and "account_manager" in me.actor.roles,
        "facts": folded(me.order)[1].facts,
        "version": me.order.version,
        "climb": climb_of(me.order.id, me.now),
        "work_permits": WorkPermit.objects.filter(order=me.order),
        "weather": WeatherNote.objects.filter(order=me.order).select_related("seen_by")[:5],
        "wind": limit_on(WIND, day),
        "may_climb": may(request, "height.edit"),
        "closed": me.order.closed,
    }
    return render(request, "ground/order.html", around(request, "") | shown)


def _page(me: Reader) -> str:
    return reverse("ground:order", args=[me.order.number])


@require_http_methods(METHODS)
@allows("ground.edit")
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a holder for a permit at the order's building; the letter is made at once."""
    me = reader(request, number, "order.read")
    building = building_of_order(me.order.id)
    holder = building.holder if building else None

    def act(said: Any) -> str:
        at = actions.building_for(site=me.order.site)
        party = actions.keep_party(
            name=said.party,
            address=said.party_address,
            contact_name=said.contact_name,
            phone=said.phone,
        )
        actions.describe_building(building=at, kind=said.building_kind, holder=party)
        permit = actions.ask_permit(
            actor=me.actor,
            at=me.now,
            building=at,
            party=party,
            subject=said.subject,
            order_id=me.order.id,
        )
        return _("The request № %(number)s is drawn up: save its letter and send it.") % {
            "number": permit.number
        }

    known = {"building_kind": building.kind if building else "unknown"}
    if holder:
        known |= {
            "party": holder.name,
            "party_address": holder.address,
            "contact_name": holder.contact_name,
            "phone": holder.phone,
        }
    return form_page(
        request,
        Request,
        act,
        title=_("Ask for a permit"),
        back=_page(me),
        known=known,
        around={"hint": str(me.order.site)},
    )


@require_POST
@allows("step.record")
def use(request: HttpRequest, number: int, permit: str) -> HttpResponse:
    """Record that a permit in force at the building opens the way for this order: one click."""
    me = reader(request, number, "step.record")
    move = me.move(request.POST.get("_version", ""))
    return try_to(
        request,
        lambda: actions.obtain_permits(move=move, permit=permit),
        _("The permit serves this order too."),
        _page(me),
    )


@require_http_methods(METHODS)
@allows("step.record")
def agree(request: HttpRequest, number: int) -> HttpResponse:
    """Agree a new lease for the order, or use one that is there (`lease`)."""
    me = reader(request, number, "step.record")
    move = me.move(request.POST.get("_version", ""))
    if request.method == "POST" and (known := request.POST.get("lease")):
        return try_to(
            request,
            lambda: actions.agree_leases(move=move, lease=known),  # type: ignore[arg-type]  # text of an id
            _("The lease serves this order too."),
            _page(me),
        )

    def act(said: Any) -> str:
        lease = actions.agree_lease(
            building=actions.building_for(site=me.order.site),
            party=actions.keep_party(name=said.party),
            order_id=me.order.id,
            **said.model_dump(exclude={"party"}),
        )
        actions.agree_leases(move=me.move(), lease=lease.id)
        return _("The lease is agreed; its rents are written down.")

    return form_page(
        request,
        NewLease,
        act,
        title=_("Agree a lease"),
        back=_page(me),
        known={"valid_from": today().isoformat()},
    )


# ------------------------------------------------------------------ work at height
@require_http_methods(METHODS)
@allows("height.edit")
def height(request: HttpRequest, number: int) -> HttpResponse:
    """Declare that the order's installation is work at height."""
    me = reader(request, number, "order.read")

    def act(said: Any) -> str:
        actions.declare_height_work(
            order_id=me.order.id, place=said.place, actor=me.actor, at=me.now
        )
        return _("It is work at height now: a work permit and the weather are needed.")

    return form_page(request, HeightPlace, act, title=_("Work at height"), back=_page(me))


@require_http_methods(METHODS)
@allows("height.edit")
def naryad(request: HttpRequest, number: int) -> HttpResponse:
    """Issue the work permit of a crew."""
    me = reader(request, number, "order.read")

    def act(said: Any) -> str:
        row = actions.issue_work_permit(
            order_id=me.order.id, actor=me.actor, at=me.now, **said.model_dump()
        )
        return _("The work permit № %(number)s is issued.") % {"number": row.number}

    day = today().isoformat()
    known = {"valid_from": day, "valid_until": day, "measures": "\n".join(MEASURES)}
    return form_page(
        request, Naryad, act, title=_("Issue a work permit"), back=_page(me), known=known
    )


@require_GET
@allows("ground.read")
def naryad_paper(request: HttpRequest, number: int, work_permit: str) -> HttpResponse:
    """Give the paper of a work permit to save."""
    me = reader(request, number, "order.read")
    row = WorkPermit.objects.filter(order=me.order, number=work_permit).first()
    if row is None or row.paper is None:
        return redirect(_page(me))
    return file_answer(row.paper.file)


@require_http_methods(METHODS)
@allows("height.edit")
def weather(request: HttpRequest, number: int) -> HttpResponse:
    """Note the weather at the place."""
    me = reader(request, number, "order.read")

    def act(said: Any) -> str:
        note = actions.note_weather(
            order_id=me.order.id, actor=me.actor, at=me.now, **said.model_dump()
        )
        return _("One may climb.") if note.is_safe else _("In this weather nobody climbs.")

    return form_page(request, Weather, act, title=_("Weather at the place"), back=_page(me))
