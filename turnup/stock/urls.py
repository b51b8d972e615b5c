"""The addresses of the pages of the stock."""

from django.urls import path

from turnup.stock.views import cards, counting, lists, moving, special

app_name = "stock"

urlpatterns = [
    path("stock", lists.items, name="items"),
    path("stock/places", lists.places, name="places"),
    path("stock/places/new", moving.new_place, name="new_place"),
    path("stock/places/<int:place_id>", cards.place, name="place"),
    path("stock/places/<int:place_id>/counts", counting.begin, name="begin_count"),
    path("stock/short", lists.short, name="short"),
    path("stock/movements", lists.ledger, name="ledger"),
    path("stock/receipts/new", moving.receive, name="receive"),
    path("stock/receipts/list", moving.bring_in, name="bring_in"),
    path("stock/transfers/new", moving.transfer, name="transfer"),
    path("stock/write-offs/new", moving.write_off, name="write_off"),
    path("stock/items/new", moving.new_item, name="new_item"),
    path("stock/items/<str:code>", cards.item, name="item"),
    path("stock/devices/<path:serial>", lists.device, name="device"),
    path("stock/counts", counting.counts, name="counts"),
    path("stock/counts/<int:count_id>", counting.count, name="count"),
    path("stock/counts/<int:count_id>/end", counting.close, name="close_count"),
    path("stock/counts/<int:count_id>/dropped", counting.drop, name="drop_count"),
    path("stock/special", special.special, name="special"),
    path("stock/special/<int:special_id>/promises", special.promise, name="promise"),
    path("stock/special/<int:special_id>/arrival", special.arrival, name="arrival"),
    path("stock/special/<int:special_id>/dropped", special.cancel, name="cancel_special"),
    path("orders/<int:number>/kit", cards.kit, name="kit"),
    path("orders/<int:number>/kit/reservations", cards.reserve, name="reserve"),
]
