"""Lists of permits, leases and buildings."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.ground.models import Building, Lease, Permit
from turnup.ground.queries import SOON_DAYS, rents_due
from turnup.ground.views.door import around, lease_badge, permit_badge, today
from turnup.people.permissions import allows

ROWS = 40


@require_GET
@allows("ground.read")
def permits(request: HttpRequest) -> HttpResponse:
    """List permits by where they are: to be sent, waiting, in force, ending, refused."""
    day = today()
    positions = _positions(day)
    asked = request.GET.get("position", "")
    rows = Permit.objects.select_related("building", "party", "order")
    chosen = rows.filter(positions[asked][1]) if asked in positions else rows
    page = Paginator(chosen.order_by("-asked_at"), ROWS).get_page(request.GET.get("page"))
    shown = {
        "asked": asked,
        "positions": [("", _("All"), rows.count())]
        + [(code, title, rows.filter(which).count()) for code, (title, which) in positions.items()],
        "page": page,
        "permits": [(one, permit_badge(one, day)) for one in page.object_list],
    }
    return render(request, "ground/permits.html", around(request, "permits") | shown)


def _positions(day: date) -> dict[str, tuple[str, Q]]:
    lasts = Q(valid_until=None) | Q(valid_until__gte=day)
    granted = Q(answer="granted", withdrawn_date=None)
    soon = Q(valid_until__gte=day, valid_until__lte=day + timedelta(days=SOON_DAYS))
    return {
        "to_send": (_("To be sent"), Q(answer="", sent_date=None)),
        "waiting": (_("Waiting"), Q(answer="", sent_date__isnull=False)),
        "granted": (_("In force"), granted & lasts),
        "ending": (_("Ending soon"), granted & soon),
        "ended": (_("Run out"), granted & Q(valid_until__lt=day)),
        "refused": (_("Refusals"), Q(answer="refused") | Q(withdrawn_date__isnull=False)),
    }


@require_GET
@allows("ground.read")
def leases(request: HttpRequest) -> HttpResponse:
    """List the leases, and the rents that are due within a month."""
    day = today()
    rows = Lease.objects.select_related("building", "party").order_by("ended_date", "-valid_from")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    due = list(rents_due(day + timedelta(days=SOON_DAYS)))
    shown = {
        "due": [(one, one.due_date < day) for one in due],
        "due_sum": sum((one.amount for one in due), start=0),
        "page": page,
        "leases": [(one, lease_badge(one, day)) for one in page.object_list],
    }
    return render(request, "ground/leases.html", around(request, "leases") | shown)


@require_GET
@allows("ground.read")
def buildings(request: HttpRequest) -> HttpResponse:
    """List the buildings that we know something of."""
    asked = request.GET.get("q", "").strip()
    rows: QuerySet[Any] = Building.objects.select_related("holder").annotate(
        papers=Count("permits", filter=Q(permits__answer="granted"), distinct=True),
        places=Count("leases", distinct=True),
    )
    if asked:
        rows = rows.filter(Q(address__icontains=asked) | Q(holder__name__icontains=asked))
    page = Paginator(rows.order_by("address"), ROWS).get_page(request.GET.get("page"))
    columns = [
        {"key": "address", "title": _("Address")},
        {"key": "holder", "title": _("Owner or manager")},
        {"key": "papers", "title": _("Permits"), "kind": "number"},
        {"key": "places", "title": _("Leases"), "kind": "number"},
    ]
    shown = {"asked": asked, "page": page, "columns": columns, "rows": [_row(one) for one in page]}
    return render(request, "ground/buildings.html", around(request, "buildings") | shown)


def _row(one: Any) -> dict[str, Any]:
    cells = {
        "address": one.address,
        "holder": one.holder.name if one.holder else "",
        "papers": one.papers or "",
        "places": one.places or "",
    }
    return {"cells": cells, "url": reverse("ground:building", args=[one.pk])}
