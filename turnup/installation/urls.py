"""The addresses of the address plan's pages."""

from django.urls import path

from turnup.installation.views import addresses, reserving

app_name = "installation"

urlpatterns = [
    path("addresses", addresses.addresses, name="addresses"),
    path("addresses/new", addresses.new_pool, name="new_pool"),
    path("addresses/<int:pool_id>", addresses.pool, name="pool"),
    path("addresses/<int:pool_id>/reserved", reserving.reserve, name="reserve"),
    path("addresses/<int:pool_id>/reserved/withdrawal", reserving.unreserve, name="unreserve"),
]
