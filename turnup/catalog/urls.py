"""The addresses of the catalogue's pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from turnup.catalog.views import entries, files, limits, lists

app_name = "catalog"


class ListKind(StringConverter):
    """Which of the two lists."""

    regex = "tariffs|items"


register_converter(ListKind, "list")

urlpatterns = [
    path("catalog", lists.price_list, name="catalog"),
    path("catalog/taxes", lists.taxes, name="taxes"),
    path("catalog/limits", limits.limits, name="limits"),
    path("catalog/limits/new", limits.new_limit, name="new_limit"),
    path("catalog/<list:kind>", lists.price_list, name="list"),
    path("catalog/<list:kind>/new", entries.new_entry, name="new"),
    path("catalog/<list:kind>/export.csv", files.export, name="export"),
    path("catalog/<list:kind>/import", files.bring_in, name="import"),
    path("catalog/<list:kind>/import/confirmed", files.confirm, name="confirm"),
    path("catalog/<list:kind>/codes/<slug:code>", entries.entry, name="entry"),
    path("catalog/<list:kind>/codes/<slug:code>/versions", entries.new_version, name="version"),
    path("catalog/<list:kind>/codes/<slug:code>/end", entries.end, name="end"),
    path(
        "catalog/<list:kind>/codes/<slug:code>/versions/<int:row_id>/undone",
        entries.undo,
        name="undo",
    ),
]
