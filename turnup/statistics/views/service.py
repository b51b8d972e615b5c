"""One service: its month as a picture, its sessions, what became of it; and the same as CSV."""

import csv
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from turnup.activation.models import Service
from turnup.activation.queries import suspensions_of
from turnup.people.permissions import allows, scope_of
from turnup.statistics.models import AccountedSession
from turnup.statistics.queries import (
    Amount,
    days_of,
    first_of_next,
    hours_of,
    months_counted,
    sessions_of,
)
from turnup.statistics.reading import month_from, read_login, visible_services, whose
from turnup.statistics.shown import speeds, suspended_ways, volume, way_badge
from turnup.statistics.views.listing import actor_of

GIGA, MEGA = 10**9, 10**6


def _service(request: HttpRequest, service_id: int) -> Service:
    found = visible_services(actor_of(request)).filter(pk=service_id).first()
    if found is None:
        raise Http404("no such service")
    return found


@require_GET
@allows("statistics.read")
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Show a service's month by day, or a day by hour."""
    return _page(request, _service(request, service_id))


@never_cache
@require_POST
@allows("line_login.read")
def login(request: HttpRequest, service_id: int) -> HttpResponse:
    """Show the page with the line's login and password; leaves an access record."""
    row = _service(request, service_id)
    said = read_login(actor=actor_of(request), service=row, at=timezone.now())
    return _page(request, row, login=said)


def _page(request: HttpRequest, row: Service, **more: Any) -> HttpResponse:
    month = month_from(request.GET.get("month", ""), timezone.localdate())
    days = days_of(row.pk, month)
    shown = {
        "service": row,
        "customer": whose(row),
        "badge": way_badge(row, suspended_ways([row]).get(row.pk)),
        "speeds": speeds(row),
        "month": month,
        "months": _months(row, month),
        "tiles": _tiles(days, month),
        "chart": _chart(days, month),
        "counted": bool(days),
        "csv": reverse("statistics:csv", args=[row.pk]) + f"?month={month:%Y-%m}",
        "sessions": [_session(one) for one in sessions_of(row.pk)],
        "session_columns": _session_columns(),
        "suspensions": suspensions_of(row.order_id),
        "now": timezone.now(),
        "may_read_login": scope_of(actor_of(request), "line_login.read") is not None,
    }
    return render(request, "statistics/service.html", shown | more)


def _months(row: Service, chosen: date) -> list[dict[str, Any]]:
    return [
        {
            "title": date_format(month, "F Y"),
            "url": f"?month={month:%Y-%m}",
            "current": month == chosen,
        }
        for month in sorted({*months_counted(row.pk)[:12], chosen}, reverse=True)
    ]


def _tiles(days: dict[date, Amount], month: date) -> list[dict[str, Any]]:
    sent, received = (sum(getattr(day, way) for day in days.values()) for way in Amount.__slots__)
    busiest = max(days, key=lambda day: days[day].sent + days[day].received, default=None)
    tiles: list[dict[str, Any]] = [
        {"title": _("Received by the subscriber"), "value": volume(received)},
        {"title": _("Sent by the subscriber"), "value": volume(sent)},
    ]
    if busiest:
        amount = days[busiest]
        tiles.append(
            {
                "title": _("Busiest day"),
                "value": date_format(busiest, "j M"),
                "note": volume(amount.sent + amount.received),
            }
        )
    return tiles


def _chart(days: dict[date, Amount], month: date) -> dict[str, Any]:
    """Give the month by day, in gigabytes, or megabytes where that reads better."""
    count = (first_of_next(month) - month).days
    all_days = [month + timedelta(days=n) for n in range(count)]
    top = max((max(day.sent, day.received) for day in days.values()), default=0)
    scale, unit = (GIGA, _("GB")) if top >= GIGA else (MEGA, _("MB"))
    nought, today = Amount(), timezone.localdate()

    def points(way: str) -> list[float | None]:
        return [
            round(getattr(days.get(day, nought), way) / scale, 2) if day <= today else None
            for day in all_days
        ]

    return {
        "title": _("Traffic by day"),
        "unit": unit,
        "labels": [str(day.day) for day in all_days],
        "series": [
            {
                "title": _("Received"),
                "series": 1,
                "points": points("received"),
            },
            {
                "title": _("Sent"),
                "series": 2,
                "points": points("sent"),
            },
        ],
    }


def _session_columns() -> list[dict[str, str]]:
    return [
        {"key": "began", "title": _("Began"), "kind": "moment"},
        {"key": "ended", "title": _("Ended")},
        {"key": "address", "title": _("IP address")},
        {"key": "server", "title": _("Access server")},
        {"key": "received", "title": _("Received"), "kind": "number"},
        {"key": "sent", "title": _("Sent"), "kind": "number"},
    ]


def _session(row: AccountedSession) -> dict[str, Any]:
    stopped = row.stopped_at and date_format(timezone.localtime(row.stopped_at), "d.m.Y H:i")
    cause = f" ({row.cause})" if row.cause else ""
    return {
        "cells": {
            "began": row.began_at,
            "ended": f"{stopped}{cause}" if stopped else _("on line"),
            "address": row.framed_ip,
            "server": row.nas,
            "received": volume(int(row.output)),
            "sent": volume(int(row.input)),
        }
    }


@require_GET
@allows("statistics.read")
def traffic_csv(request: HttpRequest, service_id: int) -> HttpResponse:
    """Give a month's hours to save: the hour with its offset, who counted, octets each way."""
    row = _service(request, service_id)
    month = month_from(request.GET.get("month", ""), timezone.localdate())
    zone = ZoneInfo(settings.TIME_ZONE)
    since, until = (
        datetime(d.year, d.month, 1, tzinfo=zone) for d in (month, first_of_next(month))
    )
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"traffic-{row.pk}-{month:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.write("\ufeff")  # spreadsheets take it for UTF-8 only with this
    sheet = csv.writer(answer, delimiter=";", lineterminator="\r\n")
    sheet.writerow(["hour", "source", "sent_octets", "received_octets"])
    for one in hours_of(row.pk, since, until):
        hour = one.hour.astimezone(zone).isoformat(timespec="minutes")
        sheet.writerow([hour, one.source, one.input, one.output])
    return answer
