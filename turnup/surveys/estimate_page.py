"""What the pages of an estimate show: the editor, the totals, planned against actual, the terms."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.catalog.models import Item, ItemKind
from turnup.catalog.queries import items_on
from turnup.orders.models import Order
from turnup.requests.models import Terms
from turnup.requests.queries import standing_terms
from turnup.surveys.estimating import Line, total_of
from turnup.surveys.forms import UNITS, MadeEstimate
from turnup.surveys.measuring import Used, used_of
from turnup.surveys.models import Estimate, EstimateLine, Survey
from turnup.surveys.paper_words import number_text, sum_text
from turnup.surveys.readings import READINGS
from turnup.surveys.templating import proposed_lines
from turnup.ui import posted, schema
from turnup.ui.moments import money

Shown = dict[str, Any]
Data = Mapping[str, Any]
LINE_FIELDS: Final = ("item", "title", "quantity", "unit", "price")
KINDS: Final = (
    (ItemKind.EQUIPMENT, gettext_noop("Equipment")),
    (ItemKind.MATERIAL, gettext_noop("Materials")),
    (ItemKind.WORK, gettext_noop("Works")),
    (ItemKind.FEE, gettext_noop("Fees of others")),
)
FEES: Final = (
    ("connection_fee", gettext_noop("Connection fee")),
    ("monthly_fee", gettext_noop("Monthly fee")),
)


def first_data(order: Order, survey: Survey | None, *, detailed: bool, day: date) -> Shown:
    """Give what the editor begins with: the technology's template with the survey's quantities."""
    technology = (survey.technology if survey else None) or order.technology
    lines = proposed_lines(
        technology, survey.readings if survey else {}, detailed=detailed, day=day
    )
    return {
        "lines": lines,
        "nonstandard_installation": detailed,
        "service_date": day.isoformat(),
        "terms_changed": False,
    }


def read(given: QueryDict) -> Shown:
    """Give what was posted as the plain data of the step."""
    data = posted.read(MadeEstimate.model_json_schema(), given)
    for row in data.get("lines") or ():
        if "quantity" in row:
            row["quantity"] = str(row["quantity"]).replace(" ", "").replace(",", ".")
    if not data.get("terms_changed"):
        data.pop("connection_fee", None)
        data.pop("monthly_fee", None)
    if data.get("lines"):
        data.pop("planned_cost", None)
    return data


def editor(data: Data, faults: Mapping[str, str], day: date) -> Shown:
    """Give the editor's fields filled with data, each fault at its field."""
    made = schema.fields(MadeEstimate.model_json_schema(), data, faults)
    fields = {one.name: one for one in made}
    return {
        "rows": [
            _row(str(index), row, faults) for index, row in enumerate(data.get("lines") or ())
        ],
        "blank": _row("__row__", {}, {}),
        "catalogue": list(_catalogue(day)),
        "units": [(code, _(title)) for code, title in UNITS["labels"].items()],
        "terms_changed": fields["terms_changed"],
        "fees": [fields["connection_fee"], fields["monthly_fee"]],
        "ending": [fields["service_date"], fields["notes"]],
        "detailed": bool(data.get("nonstandard_installation")),
        "sum": fields["planned_cost"],
        "faults": [text for field, text in faults.items() if field in ("lines", "planned_cost")],
    }


def _row(index: str, row: Data, faults: Mapping[str, str]) -> Shown:
    path = f"lines.{index}"
    values = {name: row.get(name) or "" for name in LINE_FIELDS}
    errors = [text for field, text in faults.items() if field.startswith(f"{path}.")]
    return {"path": path, "id": f"lines_{index}", **values, "errors": errors}


def _catalogue(day: date) -> Iterator[Shown]:
    items = list(items_on(day).order_by("title"))
    for kind, title in KINDS:
        found = [_choice(one) for one in items if one.kind == kind]
        if found:
            yield {"title": _(title), "items": found}


def _choice(item: Item) -> Shown:
    return {
        "code": item.code,
        "title": str(item),
        "written": item.title,
        "unit": item.unit,
        "price": f"{item.price:.2f}",
    }


# ------------------------------------------------------- totals
def totals(order: Order, said: MadeEstimate, lines: list[Line]) -> Shown:
    """Give what an estimate comes to, and what it does to the terms that stand."""
    total = total_of(lines, said.planned_cost)
    terms = standing_terms(order.id)
    new = {"connection_fee": said.connection_fee, "monthly_fee": said.monthly_fee}
    return {
        "lines": [
            {
                "place": place,
                "title": one.title,
                "quantity": number_text(one.quantity),
                "amount": sum_text(one.amount),
            }
            for place, one in enumerate(lines, start=1)
        ],
        "total": money(total),
        "vat": vat_of_lines((one.vat_percent, one.amount, one.vat_amount) for one in lines),
        "sides": sides(terms, new) if said.terms_changed and terms else [],
        "against": _against(terms, total) if terms else "",
    }


def vat_of_lines(rows: Iterable[tuple[Decimal | None, Decimal, Decimal]]) -> list[Shown]:
    """Give the tax inside by rate, and what is without it."""
    sums: dict[Decimal | None, Decimal] = {}
    for percent, amount, tax in rows:
        sums[percent] = sums.get(percent, Decimal(0)) + (amount if percent is None else tax)
    known = sorted((one for one in sums if one is not None), reverse=True)
    made = [
        {"title": _("VAT %(rate)s %% inside") % {"rate": f"{rate.normalize():f}"},
         "value": money(sums[rate])}
        for rate in known
    ]  # fmt: skip
    if None in sums:
        made.append({"title": _("without VAT"), "value": money(sums[None])})
    return made


def sides(terms: Terms, new: Mapping[str, Decimal | None]) -> list[Shown]:
    """Give old and new fees side by side."""
    made = []
    for field, title in FEES:
        old = getattr(terms, field)
        now = old if new.get(field) is None else new[field]
        assert now is not None, "either said or standing"
        gap = now - old
        sign = "+" if gap > 0 else "−"
        made.append(
            {
                "title": _(title),
                "old": money(old),
                "new": money(now),
                "gap": f"{sign}{money(abs(gap))}" if gap else _("the same"),
                "tone": "warn" if gap > 0 else "good" if gap < 0 else "calm",
            }
        )
    return made


def _against(terms: Terms, total: Decimal) -> str:
    """Hold the planned cost against what the customer pays for the connection."""
    gap = total - terms.connection_fee
    words = {"fee": money(terms.connection_fee), "gap": money(abs(gap))}
    if gap > 0:
        return _("The customer pays %(fee)s for the connection: %(gap)s less than planned.") % words
    return _("The customer pays %(fee)s for the connection, which covers the plan.") % words


# ------------------------------------------------------- reading
def estimate_shown(estimate: Estimate, order: Order) -> Shown:
    """Give an estimate for reading, with what was really used where it is known."""
    lines = list(estimate.lines.select_related("item"))
    used = used_of(order.id, lines)
    planned = sum((one.amount for one in lines if one.position in used), Decimal(0))
    actual = sum((one.amount for one in used.values()), Decimal(0))
    terms = standing_terms_before(order, estimate)
    new = {"connection_fee": estimate.connection_fee, "monthly_fee": estimate.monthly_fee}
    return {
        "estimate": estimate,
        "lines": [_shown_line(one, used.get(one.position)) for one in lines],
        "total": money(estimate.planned_cost),
        "vat": vat_of_lines((one.vat_percent, one.amount, one.vat_amount) for one in lines),
        "has_actuals": bool(used),
        "by_ledger": any(one.by_ledger for one in used.values()),
        "actual": money(actual),
        "gap": _gap(actual - planned),
        "sides": sides(terms, new) if estimate.terms_changed and terms else [],
    }


def standing_terms_before(order: Order, estimate: Estimate) -> Terms | None:
    """Give the terms that the estimate corrects: the last ones written before it."""
    return Terms.objects.filter(order_id=order.id, seq__lt=estimate.seq).order_by("-seq").first()


def _shown_line(one: EstimateLine, used: Used | None) -> Shown:
    return {
        "position": one.position,
        "title": one.title,
        "unit": one.get_unit_display(),
        "quantity": number_text(one.quantity),
        "price": sum_text(one.price),
        "amount": sum_text(one.amount),
        "typed": number_text(one.actual_quantity) if one.actual_quantity is not None else "",
        "actual": number_text(used.quantity) if used else "",
        "actual_amount": sum_text(used.amount) if used else "",
        "by_ledger": bool(used and used.by_ledger),
        "differs": bool(used and used.quantity != one.quantity),
    }


def _gap(gap: Decimal) -> str:
    return f"{'+' if gap > 0 else '−'}{money(abs(gap))}" if gap else _("as planned")


def technology_known(order: Order, survey: Survey | None) -> bool:
    """Tell whether there is a template for what was surveyed."""
    return ((survey.technology if survey else None) or order.technology) in READINGS
