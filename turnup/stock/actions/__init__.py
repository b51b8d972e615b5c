"""What is done with the stock. The only writers of this room."""

from turnup.stock.actions.arrivals import accept_special, receive_equipment
from turnup.stock.actions.bringing import receive_list
from turnup.stock.actions.counting import close_count, drop_count, open_count, write_count_line
from turnup.stock.actions.goods import move_goods, receive_goods, return_to_stock, write_off
from turnup.stock.actions.kits import release_kit, require_kit, reserve_kit, settle_kit
from turnup.stock.actions.onsite import (
    install_device,
    install_material,
    lend_device,
    take_back_device,
)
from turnup.stock.actions.places import keep_item, open_place, van_of
from turnup.stock.actions.special import (
    cancel_special,
    give_up_delivery,
    order_equipment,
    promise_delivery,
    promise_equipment,
    when_promised,
)

__all__ = [
    "accept_special",
    "cancel_special",
    "close_count",
    "drop_count",
    "give_up_delivery",
    "install_device",
    "install_material",
    "keep_item",
    "lend_device",
    "move_goods",
    "open_count",
    "open_place",
    "order_equipment",
    "promise_delivery",
    "promise_equipment",
    "receive_equipment",
    "receive_goods",
    "receive_list",
    "release_kit",
    "require_kit",
    "reserve_kit",
    "return_to_stock",
    "settle_kit",
    "take_back_device",
    "van_of",
    "when_promised",
    "write_count_line",
    "write_off",
]
