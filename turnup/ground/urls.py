"""The addresses of the pages of permits, leases and buildings."""

from django.urls import path

from turnup.ground.views import building, lists, order, permit

app_name = "ground"

urlpatterns = [
    path("permits", lists.permits, name="permits"),
    path("permits/<uuid:permit_id>", permit.permit, name="permit"),
    path("permits/<uuid:permit_id>/letter", permit.letter, name="letter"),
    path("permits/<uuid:permit_id>/sending", permit.sent, name="sent"),
    path("permits/<uuid:permit_id>/answer", permit.answer, name="answer"),
    path("permits/<uuid:permit_id>/withdrawal", permit.withdrawn, name="withdrawn"),
    path("permits/<uuid:permit_id>/scans", permit.keep_scan, name="keep_scan"),
    path("permits/<uuid:permit_id>/scan", permit.scan, name="scan"),
    path("leases", lists.leases, name="leases"),
    path("leases/<uuid:lease_id>", building.lease, name="lease"),
    path("leases/<uuid:lease_id>/end", building.end, name="end_lease"),
    path("rents/<int:payment_id>/payment", building.pay, name="pay"),
    path("buildings", lists.buildings, name="buildings"),
    path("buildings/<int:building_id>", building.building, name="building"),
    path("buildings/<int:building_id>/description", building.describe, name="describe"),
    path("orders/<int:number>/ground", order.ground, name="order"),
    path("orders/<int:number>/ground/requests/new", order.ask, name="ask"),
    path("orders/<int:number>/ground/permits/<str:permit>", order.use, name="use"),
    path("orders/<int:number>/ground/leases/new", order.agree, name="agree"),
    path("orders/<int:number>/ground/height", order.height, name="height"),
    path("orders/<int:number>/ground/work-permits/new", order.naryad, name="naryad"),
    path(
        "orders/<int:number>/ground/work-permits/<str:work_permit>",
        order.naryad_paper,
        name="naryad_paper",
    ),
    path("orders/<int:number>/ground/weather/new", order.weather, name="weather"),
]
