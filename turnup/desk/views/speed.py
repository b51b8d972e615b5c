"""The speed page: how many working days a connection takes, and whose turn it was."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from turnup.desk.rows import technology_title
from turnup.desk.speed import ALL, STARTS, speed
from turnup.desk.views.reader import Reader, reader, same_page
from turnup.desk.words import SIDES
from turnup.people.permissions import allows

SPANS: Final = (3, 6, 12, 24)
TITLES: Final = {
    "money": gettext_noop("From money received"),
    "request": gettext_noop("From the request"),
    "agreed": gettext_noop("From the agreed date"),
}
SERIES: Final = {"sales": 1, "technical": 2, "customer": 3, "third_party": 4}
Plain = dict[str, Any]


@require_GET
@allows("speed.read")
def speed_page(request: HttpRequest) -> HttpResponse:
    """Show the figures of the chosen months, technology and clock start."""
    me = reader(request)
    months = _months(request.GET.get("months", ""))
    start = request.GET.get("from", "")
    start = start if start in STARTS else STARTS[0]
    found = speed(actor=me.actor, now=me.now, months=months)
    known = [code for code in found["total"] if code != ALL]
    technology = request.GET.get("technology", "")
    technology = technology if technology in known else ALL
    return render(
        request,
        "desk/speed.html",
        {
            "now": me.now,
            "count": found["total"][ALL]["count"],
            "spans": _spans(request, months),
            "starts": _starts(request, start),
            "technologies": _technologies(request, technology, known, me),
            "start_title": _(TITLES[start]),
            "tiles": _tiles(found["total"][technology], start, _by_month(found, technology, start)),
            "chart": _chart(found, start, known, me),
            "columns": _columns(),
            "rows": list(_rows(found, technology, start, me)),
            "turns": list(_turns(found["total"], [ALL, *known], me)),
            "waiting": _waiting(found["waiting"]),
        },
    )


def _months(asked: str) -> int:
    return int(asked) if asked.isdecimal() and int(asked) in SPANS else 6


def _spans(request: HttpRequest, chosen: int) -> list[Plain]:
    return [
        {
            "title": _("%(n)s months") % {"n": n},
            "url": same_page(request, months=str(n)),
            "current": n == chosen,
        }
        for n in SPANS
    ]


def _starts(request: HttpRequest, chosen: str) -> list[Plain]:
    return [
        {
            "title": _(TITLES[start]),
            "url": same_page(request, **{"from": start}),
            "current": start == chosen,
        }
        for start in STARTS
    ]


def _technologies(request: HttpRequest, chosen: str, known: list[str], me: Reader) -> list[Plain]:
    titles = {ALL: _("All technologies")} | {t: technology_title(t, me.language) for t in known}
    return [
        {
            "title": title,
            "url": same_page(request, technology="" if code == ALL else code),
            "current": code == chosen,
        }
        for code, title in titles.items()
    ]


def _by_month(found: Plain, technology: str, start: str) -> list[float]:
    means = (
        month["technologies"][technology]["working_days"][start]["mean"]
        for month in found["months"]
        if technology in month["technologies"]
    )
    return [mean for mean in means if mean is not None]


def _tiles(figures: Plain, start: str, means: list[float]) -> list[Plain]:
    days = figures["working_days"][start]
    return [
        {
            "title": _("Mean"),
            "value": _days(days["mean"]),
            "unit": _("working days"),
            "points": means,
        },
        {"title": _("Median"), "value": _days(days["median"]), "unit": _("working days")},
        {
            "title": _("95 of 100 within"),
            "value": _days(days["p95"]),
            "unit": _("working days"),
        },
        {
            "title": _("Within 24 hours of payment"),
            "value": f"{figures['within_24h']:.0%}",
            "note": _("of %(count)s connections") % {"count": figures["count"]},
        },
        {
            "title": _("Within the guaranteed term"),
            "value": f"{figures['within_term']:.0%}",
            "tone": "good" if figures["within_term"] >= 0.95 else "warn",
        },
    ]


def _days(value: float | None) -> str:
    return "—" if value is None else localize(value)


def _chart(found: Plain, start: str, known: list[str], me: Reader) -> Plain:
    """Give the mean by month, one line a technology, at most the four that were most used."""
    total = found["total"]
    used = sorted(known, key=lambda code: -total[code]["count"])[:4]
    return {
        "title": _("Mean"),
        "labels": [_month_title(month["month"]) for month in found["months"]],
        "unit": _("working days"),
        "series": [
            {
                "title": technology_title(code, me.language),
                "series": place,
                "points": [_mean(month, code, start) for month in found["months"]],
            }
            for place, code in enumerate(used, start=1)
        ],
    }


def _mean(month: Plain, technology: str, start: str) -> float | None:
    figures = month["technologies"].get(technology)
    mean: float | None = figures["working_days"][start]["mean"] if figures else None
    return mean


def _month_title(month: str) -> str:
    year, number = month.split("-")
    return date_format(date(int(year), int(number), 1), "M y")


def _columns() -> list[Plain]:
    return [
        {"key": "month", "title": _("Month")},
        {"key": "count", "title": _("Connections"), "kind": "number"},
        {"key": "mean", "title": _("Mean"), "kind": "number"},
        {"key": "median", "title": _("Median"), "kind": "number"},
        {"key": "p80", "title": _("80 %"), "kind": "number"},
        {"key": "p95", "title": _("95 %"), "kind": "number"},
        {"key": "day", "title": _("Within 24 h"), "kind": "number"},
        {"key": "term", "title": _("Within term"), "kind": "number"},
    ]


def _rows(found: Plain, technology: str, start: str, me: Reader) -> Iterator[Plain]:
    for month in reversed(found["months"]):
        figures = month["technologies"].get(technology)
        if figures is None:
            continue
        days = figures["working_days"][start]
        yield {
            "cells": {
                "month": _month_title(month["month"]),
                "count": figures["count"],
                **{key: _days(days[key]) for key in ("mean", "median", "p80", "p95")},
                "day": f"{figures['within_24h']:.0%}",
                "term": f"{figures['within_term']:.0%}",
            }
        }


def _turns(total: Plain, technologies: list[str], me: Reader) -> Iterator[Plain]:
    """Give for each technology how an order's hours were shared among the sides."""
    for code in technologies:
        hours = total[code]["hours"]
        yield {
            "title": _("All technologies") if code == ALL else technology_title(code, me.language),
            "held": round(total[code]["held_hours"]),
            "parts": [
                {
                    "title": _(title),
                    "value": hours[side],
                    "text": _("%(n)s h") % {"n": round(hours[side])},
                    "series": SERIES[side],
                }
                for side, title in SIDES.items()
            ],
        }


def _waiting(counts: dict[str, int]) -> list[Plain]:
    return [
        {"title": _(title), "value": counts[side], "series": SERIES[side]}
        for side, title in SIDES.items()
    ]
