"""The versions of an order's terms as people read them: figures, differences, marks and reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.catalog.models import Tariff
from turnup.orders.models import JournalEntry, Order
from turnup.requests.models import Acceptance, Terms
from turnup.requests.offers import PRICED
from turnup.requests.queries import standing_terms
from turnup.ui.moments import absolute, locale, money

Shown = dict[str, Any]
HUNDRED: Final = Decimal(100)
KOPECK: Final = Decimal("0.01")


def to_pay(terms: Terms) -> Decimal:
    """Return what a month costs after the discount, half-up to the kopeck."""
    kept = terms.monthly_fee * (HUNDRED - terms.discount_percent) / HUNDRED
    return kept.quantize(KOPECK, ROUND_HALF_UP)


def mbit(kbit: int) -> str:
    """Write a speed in Mbit/s."""
    return plain_number(Decimal(kbit) / 1000)


def percent(value: Decimal) -> str:
    """Write a percentage without idle zeros."""
    return plain_number(value) + "\u00a0%"


def plain_number(value: Decimal) -> str:
    """Write a number without idle zeros, with the reader's decimal sign."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if locale().language == "ru" else text


FIGURES: Final[Mapping[str, tuple[str, Callable[[Terms], str]]]] = {
    "tariff": (
        gettext_noop("Tariff"),
        lambda terms: str(terms.tariff) if terms.tariff else _("individual"),
    ),
    "speed_down_kbit": (
        gettext_noop("Download, Mbit/s"),
        lambda terms: mbit(terms.speed_down_kbit),
    ),
    "speed_up_kbit": (gettext_noop("Upload, Mbit/s"), lambda terms: mbit(terms.speed_up_kbit)),
    "connection_fee": (
        gettext_noop("Connection, once"),
        lambda terms: money(terms.connection_fee),
    ),
    "monthly_fee": (gettext_noop("Monthly fee"), lambda terms: money(terms.monthly_fee)),
    "discount_percent": (
        gettext_noop("Discount on the monthly fee"),
        lambda terms: percent(terms.discount_percent) if terms.discount_percent else "—",
    ),
    "to_pay": (gettext_noop("To pay a month"), lambda terms: money(to_pay(terms))),
    "valid_until": (gettext_noop("Valid until"), lambda terms: absolute(terms.valid_until)),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Why terms are not standard: what leaves the catalogue (`by_rule`), or what somebody said."""

    text: str
    by_rule: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the terms: who made it when, whether it stands, who accepted it."""

    terms: Terms
    step: str
    at: datetime
    by: str
    standing: bool
    accepted_by: str
    marks: tuple[Mark, ...]


def versions_of(order: Order, language: str) -> list[Version]:
    """Return every version of the order's terms, the first one first."""
    found = Terms.objects.filter(order=order).select_related("tariff", "compared")
    rows = list(found.order_by("version"))
    entries = {
        entry.seq: entry
        for entry in JournalEntry.objects.filter(
            order=order, seq__in=[row.seq for row in rows]
        ).select_related("actor")
    }
    accepted = {one.terms_id: one.agreed_by for one in Acceptance.objects.filter(order=order)}
    now = standing_terms(order.id)
    return [
        _version(row, entries[row.seq], now == row, accepted.get(row.pk, ""), language)
        for row in rows
    ]


def _version(
    terms: Terms, entry: JournalEntry, standing: bool, accepted_by: str, language: str
) -> Version:
    latin = entry.actor.name_en if language == "en" else ""
    return Version(
        terms,
        entry.step,
        entry.at,
        latin or entry.actor.name,
        standing,
        accepted_by,
        tuple(marks(terms)),
    )


def marks(terms: Terms) -> list[Mark]:
    """Return why the terms are not standard: what the catalogue's rule found, then what was said.

    A mark that was set by hand without a word says so.
    """
    found = [Mark(_left(terms, field), True) for field in terms.departures]
    found += [Mark(text, False) for text in terms.nonstandard_reasons]
    if terms.nonstandard and not found:
        found.append(Mark(_("marked by hand, without a reason"), False))
    return found


def _left(terms: Terms, field: str) -> str:
    """Say what leaves the catalogue, and by which rule of it."""
    title, figure = FIGURES[field]
    said = {"field": _(title), "offered": figure(terms)}
    if field == "tariff":
        return _("Individual price: no tariff of the catalogue has these figures")
    if field == "discount_percent":
        limit = percent(Decimal(terms.limits.get(field, 0)))
        return _("%(field)s: %(offered)s; up to %(limit)s needs no approval") % {
            **said,
            "limit": limit,
        }
    if field == "valid_until":
        days = terms.limits.get("valid_days", "")
        return _("%(field)s: %(offered)s, longer than %(days)s days") % {**said, "days": days}
    tariff = terms.tariff or terms.compared
    listed = tariff and _listed(tariff)
    said |= {"listed": figure(listed) if listed else "—", "tariff": str(tariff)}
    if terms.tariff is None:
        return _("%(field)s: %(offered)s instead of %(listed)s, nearest tariff “%(tariff)s”") % said
    return _("%(field)s: %(offered)s instead of %(listed)s by the tariff") % said


def _listed(tariff: Tariff) -> Terms:
    """Give the terms that the tariff alone would be."""
    return Terms(tariff=tariff, **{name: getattr(tariff, name) for name in PRICED})


def differences(versions: Sequence[Terms]) -> list[Shown]:
    """Return a row for each figure with a cell for each version; `changed` since the one before."""
    rows = []
    for title, figure in FIGURES.values():
        texts = [figure(terms) for terms in versions]
        cells = [
            {"text": text, "changed": bool(place) and text != texts[place - 1]}
            for place, text in enumerate(texts)
        ]
        rows.append({"title": _(title), "cells": cells, "changed": len(set(texts)) > 1})
    return rows


def figures(terms: Terms) -> list[Shown]:
    """Return the figures of one version; what says nothing is left out."""
    left_out = {"discount_percent", "to_pay"} if not terms.discount_percent else set()
    return [
        {"title": _(title), "value": figure(terms)}
        for field, (title, figure) in FIGURES.items()
        if field not in left_out
    ]
