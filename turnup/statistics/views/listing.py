"""The services in use and their month's traffic; what belongs to nobody; how counting goes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.activation.models import RadiusLink
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.permissions import allows, scope_of
from turnup.statistics.models import Exporter, Source, UnknownTraffic, Verdict
from turnup.statistics.queries import exporters, of_nobody, totals_of, verdicts
from turnup.statistics.reading import page_of, visible_services, whose
from turnup.statistics.shown import suspended_ways, volume, way_badge

TONES = {"counted": "good", "duplicate": "calm", "late": "calm"}


def actor_of(request: HttpRequest) -> Actor:
    """Give who asks; the guard of the route has let them in."""
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    return actor


@require_GET
@allows("statistics.read")
def services(request: HttpRequest) -> HttpResponse:
    """List the services with this month's traffic."""
    text = request.GET.get("q", "")[:100]
    after = request.GET.get("after", "")
    page = page_of(
        visible_services(actor_of(request)), text, int(after) if after.isdecimal() else None
    )
    today = timezone.localdate()
    totals = totals_of([row.pk for row in page.rows], today.replace(day=1))
    ways = suspended_ways(page.rows)
    rows = []
    for row in page.rows:
        amount = totals.get(row.pk)
        rows.append(
            {
                "url": reverse("statistics:service", args=[row.pk]),
                "cells": {
                    "login": row.login,
                    "address": row.ip_address,
                    "customer": whose(row),
                    "order": f"№ {row.order.number}",
                    "sent": volume(amount.sent) if amount else "",
                    "received": volume(amount.received) if amount else "",
                    "now": way_badge(row, ways.get(row.pk)),
                },
            }
        )
    shown = {
        "text": text,
        "columns": _columns(),
        "rows": rows,
        "next": f"?q={text}&after={page.next}" if page.next else "",
        "link": RadiusLink.objects.filter(pk=1).first(),
        "may_see_counting": bool(scope_of(actor_of(request), "statistics.health")),
        "now": timezone.now(),
    }
    return render(request, "statistics/services.html", shown)


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "login", "title": _("Login")},
        {"key": "address", "title": _("IP address")},
        {"key": "customer", "title": _("Customer")},
        {"key": "order", "title": _("Order")},
        {"key": "sent", "title": _("Sent this month"), "kind": "number"},
        {"key": "received", "title": _("Received this month"), "kind": "number"},
        {"key": "now", "title": _("Now"), "kind": "badge"},
    ]


@require_GET
@allows("statistics.health")
def counting(request: HttpRequest) -> HttpResponse:
    """Show how counting went in a fortnight: verdicts on packets, and traffic of nobody."""
    since = timezone.localdate() - timedelta(days=14)
    shown = {
        "verdict_columns": [
            {"key": "source", "title": _("Counted by")},
            {"key": "verdict", "title": _("Outcome"), "kind": "badge"},
            {"key": "packets", "title": _("Packets"), "kind": "number"},
        ],
        "verdicts": [_verdict(row) for row in verdicts(since)],
        "nobody_columns": [
            {"key": "day", "title": _("Day")},
            {"key": "whose", "title": _("Login or address")},
            {"key": "source", "title": _("Counted by")},
            {"key": "sent", "title": _("Sent"), "kind": "number"},
            {"key": "received", "title": _("Received"), "kind": "number"},
        ],
        "nobody": [_of_nobody(row) for row in of_nobody(since)],
        "exporter_columns": [
            {"key": "router", "title": _("Router")},
            {"key": "format", "title": _("Format")},
            {"key": "heard", "title": _("Last heard"), "kind": "moment"},
            {"key": "flows", "title": _("Flows"), "kind": "number"},
            {"key": "lost", "title": _("Lost on the way"), "kind": "number"},
            {"key": "sampling", "title": _("Sampling")},
        ],
        "exporters": [_exporter(one) for one in exporters()],
        "now": timezone.now(),
    }
    return render(request, "statistics/counting.html", shown)


def _verdict(row: Mapping[str, Any]) -> dict[str, Any]:
    text, tone = Verdict(row["verdict"]).label, TONES.get(row["verdict"], "warn")
    return {
        "cells": {
            "source": Source(row["source"]).label,
            "verdict": {"text": text, "tone": tone},
            "packets": row["packets"],
        }
    }


def _of_nobody(row: UnknownTraffic) -> dict[str, Any]:
    return {
        "cells": {
            "day": row.day.strftime("%d.%m.%Y"),
            "whose": row.whose,
            "source": row.get_source_display(),
            "sent": volume(row.input),
            "received": volume(row.output),
        }
    }


def _exporter(one: Exporter) -> dict[str, Any]:
    return {
        "cells": {
            "router": f"{one.address} · {one.domain}",
            "format": "IPFIX" if one.version == 10 else f"NetFlow v{one.version}",
            "heard": one.heard_at,
            "flows": one.flows,
            "lost": one.lost,
            "sampling": f"1:{one.sampling}" if one.sampling > 1 else _("not sampled"),
        }
    }
