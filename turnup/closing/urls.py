"""The addresses of the pages of the month."""

from django.urls import path

from turnup.closing import views

app_name = "closing"

urlpatterns = [
    path("money/months", views.months, name="months"),
    path("money/months/runs", views.runs, name="runs"),
    path("money/months/<str:text>", views.month, name="month"),
    path("money/transfer/<str:number>/<slug:kind>", views.paper, name="paper"),
]
