"""What is sold on a day: the lists of tariffs and of works and equipment; tax rates."""

from datetime import date, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.catalog.forms import KBIT_IN_MBIT, day_asked
from turnup.catalog.models import Item, ItemKind, Tariff, Technology, VatKind, VatRate
from turnup.catalog.queries import coming_after, items_on, tariffs_on
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.permissions import allows, scope_of


def who(request: HttpRequest) -> Actor:
    """Give who asks; the guard of the route has let them in."""
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    return actor


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    """Give what stands round every page of the catalogue: tabs, and whether one may edit."""
    titles = {
        "tariffs": _("Tariffs"),
        "items": _("Works and equipment"),
        "taxes": _("VAT"),
        "limits": _("Limits of offers"),
    }
    tabs = [
        {
            "title": title,
            "url": list_url(code) if code in ("tariffs", "items") else reverse(f"catalog:{code}"),
            "current": code == here,
        }
        for code, title in titles.items()
    ]
    terms = {"title": _("Guaranteed terms"), "url": "/catalog/terms", "current": here == "terms"}
    return {
        "tabs": [*tabs, terms],
        "kind": here,
        "may_edit": bool(scope_of(who(request), "catalog.edit")),
    }


def list_url(kind: str) -> str:
    """Give the address of a list."""
    return reverse("catalog:list", args=[kind])


def today() -> date:
    """Give the office's day at this door."""
    return timezone.localdate(timezone.now())


@require_GET
@allows("catalog.read")
def price_list(request: HttpRequest, kind: str = "tariffs") -> HttpResponse:
    """Show what is sold on a day, today unless asked otherwise."""
    day = day_asked(request.GET.get("day", ""), today())
    text, group = request.GET.get("q", "").strip()[:100], request.GET.get("group", "")[:20]
    rows = _tariffs(day, group) if kind == "tariffs" else _items(day, group)
    found = [row for row in rows if text.casefold() in row["found_by"]]
    shown = {
        "day": day,
        "today": today(),
        "text": text,
        "group": group,
        "groups": _groups(kind),
        "rows": found,
        "narrowed": bool(text or group),
    }
    return render(request, "catalog/list.html", around(request, kind) | shown)


def _groups(kind: str) -> list[tuple[str, str]]:
    if kind == "items":
        return [(code, str(title)) for code, title in ItemKind.choices]
    return [(row.code, str(row)) for row in Technology.objects.all()]


def _tariffs(day: date, technology: str) -> list[dict[str, Any]]:
    coming = coming_after(day, Tariff)
    return [
        _row(row, coming) | {"group": str(row.technology), "speeds": speeds(row)}
        for row in tariffs_on(day, technology or None)
    ]


def _items(day: date, kind: str) -> list[dict[str, Any]]:
    coming = coming_after(day, Item)
    rows = items_on(day).filter(kind=kind) if kind else items_on(day)
    return [_row(row, coming) | {"group": row.get_kind_display()} for row in rows]


def _row(row: Tariff | Item, coming: Any) -> dict[str, Any]:
    kind = "tariffs" if isinstance(row, Tariff) else "items"
    following = coming.get(row.code)
    return {
        "row": row,
        "url": reverse("catalog:entry", args=[kind, row.code]),
        "following": following,
        "ends": row.valid_until if not following else None,
        "found_by": f"{row.code} {row.title} {row.title_en}".casefold(),
    }


def speeds(row: Tariff) -> str:
    """Write both speeds as people say them: `30`, or `40 / 8`."""
    down, up = (mbit(kbit) for kbit in (row.speed_down_kbit, row.speed_up_kbit))
    return down if down == up else f"{down} / {up}"


def mbit(kbit: int) -> str:
    """Write a speed in Mbit/s."""
    return f"{kbit / KBIT_IN_MBIT:g}"


@require_GET
@allows("catalog.read")
def taxes(request: HttpRequest) -> HttpResponse:
    """Show the rates of value-added tax by date, each with its ground in law."""
    rates = VatRate.objects.order_by("kind", "-valid_from")
    shown = {
        "rates": [
            {"title": VatKind(rate.kind).label, "rate": rate, "current": _holds(rate)}
            for rate in rates
        ]
    }
    return render(request, "catalog/taxes.html", around(request, "taxes") | shown)


def _holds(rate: VatRate) -> bool:
    end = rate.valid_until or today() + timedelta(days=1)
    return rate.valid_from <= today() < end
