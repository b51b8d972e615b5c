"""The whole site's addresses, one line per room."""

from django.urls import URLPattern, URLResolver, include, path

from turnup.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("turnup.serving.urls")),
    path("api/v1/", api.urls),
    path("", include("turnup.ui.urls")),
    path("", include("turnup.people.urls")),
    path("", include("turnup.catalog.urls")),
    path("", include("turnup.requests.urls")),
    path("", include("turnup.surveys.urls")),
    path("", include("turnup.contracts.urls")),
    path("", include("turnup.installation.urls")),
    path("", include("turnup.activation.urls")),
    path("", include("turnup.statistics.urls")),
    path("", include("turnup.messages.urls")),
    path("", include("turnup.billing.urls")),
    path("", include("turnup.statements.urls")),
    path("", include("turnup.closing.urls")),
    path("", include("turnup.field.urls")),
    path("", include("turnup.dispatch.urls")),
    path("", include("turnup.ground.urls")),
    path("", include("turnup.stock.urls")),
    path("", include("turnup.desk.urls")),
    path("", include("turnup.portal.urls")),
]
