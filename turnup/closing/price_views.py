"""The page of prices: another fee for everybody on a tariff, and what traffic beyond costs."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.billing.months import month_of, next_month
from turnup.billing.views import money_tabs
from turnup.catalog.models import Tariff
from turnup.closing.forms import TariffFeeForm, TrafficForm
from turnup.closing.models import FeeChange, UsagePrice
from turnup.closing.price_actions import announce_tariff_fee, price_traffic
from turnup.closing.queries import services_by_tariff
from turnup.contracts.clauses import policy_value
from turnup.orders.office import office_calendar
from turnup.orders.problems import explain
from turnup.orders.reading import said_of, who
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused


@require_GET
@allows("month.read")
def prices(request: HttpRequest) -> HttpResponse:
    """List the tariffs that are in use, what is announced, and what their traffic costs."""
    actor, _language = who(request)
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, http: int = 200) -> HttpResponse:
    today = office_calendar().local_date(timezone.now())
    notice = int(policy_value("tariff_notice_term", today))
    earliest = today + timedelta(days=notice)
    used = services_by_tariff()
    traffic: dict[int, UsagePrice] = {}
    undelivered = Count("letters", filter=Q(letters__failed_at__isnull=False))
    for price in UsagePrice.objects.annotate(undelivered=undelivered).order_by("since"):
        traffic[price.tariff_id] = price
    tariffs = Tariff.objects.filter(pk__in=[*used, *traffic]).order_by("monthly_fee")
    coming = FeeChange.objects.filter(since__gt=today, service__ended_at=None).select_related(
        "service__order__customer"
    )
    shown = {
        "tabs": money_tabs(actor, "prices"),
        "rows": [
            {"tariff": one, "services": used.get(one.pk, 0), "traffic": traffic.get(one.pk)}
            for one in tariffs
        ],
        "coming": coming.order_by("since", "id")[:100],
        "may_act": bool(scope_of(actor, "catalog.edit")),
        "earliest": earliest.isoformat(),
        "earliest_month": next_month(month_of(earliest)).isoformat(),
        "notice": notice,
    }
    return render(request, "closing/prices.html", shown, status=http)


@require_POST
@allows("catalog.edit")
def announce(request: HttpRequest, what: str) -> HttpResponse:
    """Announce another price of a tariff, of its fee or of its traffic."""
    actor, language = who(request)
    if what not in ("fee", "traffic"):
        raise Http404(what)
    form: Any = TariffFeeForm if what == "fee" else TrafficForm
    try:
        said = form.model_validate(
            {name: request.POST[name] for name in form.model_fields if name in request.POST}
        )
        told = (_fee if what == "fee" else _traffic)(actor, said)
    except (Refused, ValidationError) as fault:
        messages.error(request, said_of(explain(fault, language=language)))
        return _page(request, actor, 422)
    messages.success(request, told)
    return redirect("closing:prices")


def _tariff(pk: int) -> Tariff:
    found = Tariff.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _fee(actor: Actor, said: TariffFeeForm) -> str:
    made = announce_tariff_fee(
        actor=actor,
        now=timezone.now(),
        tariff=_tariff(said.tariff),
        since=said.since,
        monthly_fee=said.monthly_fee,
    )
    text = ngettext(
        "Announced to %(n)s subscriber; the letters are on their way.",
        "Announced to %(n)s subscribers; the letters are on their way.",
        len(made),
    )
    return text % {"n": len(made)}


def _traffic(actor: Actor, said: TrafficForm) -> str:
    price_traffic(
        actor=actor,
        now=timezone.now(),
        tariff=_tariff(said.tariff),
        since=said.since,
        included_gb=said.included_gb,
        gb_price=said.gb_price,
    )
    return _("The price of traffic is written down; the letters are on their way.")
