"""What items are called, for people: the step's title, who sent it, how it was settled."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from turnup.field.checklist import POINTS
from turnup.field.models import Item, Mark
from turnup.orders.models import Order
from turnup.orders.office import standard_version, standing_standard
from turnup.stock.models import StockItem
from turnup.ui.moments import absolute

TICKED, UNTICKED = gettext_noop("Ticked: %(point)s"), gettext_noop("Unticked: %(point)s")

GOODS: Final = {
    "installed": gettext_noop("Installed: %(goods)s"),
    "taken_back": gettext_noop("Taken back: %(goods)s"),
}


def item_title(item: Item) -> str:
    """Name what the item does, in the active language."""
    said = item.said or {}
    if item.kind == "mark":
        mark = said.get("mark")
        return str(Mark(mark).label) if mark in Mark.values else item.kind
    if item.kind == "tick":
        point = POINTS.get(str(said.get("point")))
        text = TICKED if said.get("done") else UNTICKED
        return _(text) % {"point": _(point.title) if point else "?"}
    if item.kind == "goods":
        return _(GOODS.get(str(said.get("what")), GOODS["installed"])) % {"goods": _goods(said)}
    return step_title(item.step, item.order)


def _goods(said: Mapping[str, Any]) -> str:
    item = StockItem.objects.filter(code=said.get("code") or "").first()
    parts = (said.get("name") or item, said.get("serial"), said.get("quantity"))
    return " ".join(str(part) for part in parts if part)


def step_title(code: str, order: Order | None) -> str:
    """Name a step as the order's own standard does."""
    standard = standard_version(order.standard_id) if order else standing_standard()
    step = standard.steps.get(code)
    return step.title["en" if get_language() == "en" else "ru"] if step else code


def settled_text(item: Item) -> str:
    """Tell in the order's journal how an item from site was settled."""
    return _("From site: “%(title)s”, %(person)s, %(at)s. %(settlement)s: %(reason)s") % {
        "title": item_title(item),
        "person": item.person.name,
        "at": absolute(timezone.localtime(item.happened_at)),
        "settlement": item.get_settlement_display(),
        "reason": item.reason,
    }
