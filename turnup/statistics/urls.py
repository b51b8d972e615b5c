"""The addresses of the statistics server's pages."""

from django.urls import path

from turnup.statistics.views import listing, service

app_name = "statistics"

urlpatterns = [
    path("services", listing.services, name="services"),
    path("services/counting", listing.counting, name="counting"),
    path("services/<int:service_id>", service.service, name="service"),
    path("services/<int:service_id>/login", service.login, name="login"),
    path("services/<int:service_id>/traffic.csv", service.traffic_csv, name="csv"),
]
