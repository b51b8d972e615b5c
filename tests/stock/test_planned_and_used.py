"""What was really used of an estimate: by the ledger, unless somebody typed a correction."""

from decimal import Decimal
from typing import Any

from tests.stock.company import Store
from turnup.orders.models import Order
from turnup.stock import actions
from turnup.surveys.actions import enter_actuals
from turnup.surveys.measuring import Used, used_of
from turnup.surveys.queries import standing_estimate


def used(order: Order) -> dict[int, Used]:
    estimate = standing_estimate(order.id)
    assert estimate
    return used_of(order.id, list(estimate.lines.select_related("item").order_by("position")))


def installed(company: Store, order: Order, metres: str) -> None:
    company.receive("router", serials=["R-1"])
    company.receive("utp-indoor", 305)
    told: dict[str, Any] = {"order_id": order.id, "actor": company.keeper, "at": company.now}
    actions.install_device(**told, serial="R-1", van=company.van)
    actions.install_material(**told, code="utp-indoor", quantity=Decimal(metres), van=company.van)


def test_what_was_installed_is_what_was_used(company: Store) -> None:
    order = company.requested()
    assert used(order) == {}, "nothing is known before the crew came"
    installed(company, order, "38.5")
    router, cable = used(order)[1], used(order)[2]
    assert (router.quantity, router.by_ledger) == (Decimal(1), True)
    assert cable == (Decimal("38.5"), Decimal("38.50"), True)


def test_a_typed_figure_corrects_the_ledger_until_it_is_taken_back(company: Store) -> None:
    order = company.requested()
    installed(company, order, "38.5")
    for typed, expected in (("41", (Decimal(41), False)), (None, (Decimal("38.5"), True))):
        enter_actuals(
            order_id=order.id,
            actor=company.keeper,
            at=company.now,
            quantities={2: Decimal(typed) if typed else None},
        )
        cable = used(order)[2]
        assert (cable.quantity, cable.by_ledger) == expected


def test_two_lines_of_one_item_share_what_was_used(company: Store) -> None:
    order = company.requested(kit=(("utp-indoor", 30), ("router", 1), ("utp-indoor", 10)))
    installed(company, order, "45")
    assert [used(order)[position].quantity for position in (1, 3)] == [Decimal(30), Decimal(15)]
