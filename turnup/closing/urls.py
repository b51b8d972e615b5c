"""The addresses of the pages of the month."""

from django.urls import path

from turnup.closing import debt_views, price_views, subscriber_views, tax_views, views

app_name = "closing"

urlpatterns = [
    path("money/months", views.months, name="months"),
    path("money/prices", price_views.prices, name="prices"),
    path("money/prices/<slug:what>", price_views.announce, name="announce"),
    path("money/tax-invoices", tax_views.tax_invoices, name="tax_invoices"),
    path("money/tax-invoices/<str:number>/<slug:kind>", tax_views.paper, name="tax_paper"),
    path("money/debts", debt_views.debts, name="debts"),
    path("money/debts/<int:pk>", debt_views.told, name="told"),
    path("money/months/runs", views.runs, name="runs"),
    path("money/months/<str:text>", views.month, name="month"),
    path("money/transfer/<str:number>/handed", views.handed, name="handed"),
    path("money/transfer/<str:number>/<slug:kind>", views.paper, name="paper"),
    path("money/accounts/<int:number>/service", subscriber_views.subscriber, name="subscriber"),
    path("money/accounts/<int:number>/service/<slug:what>", subscriber_views.act, name="act"),
    path(
        "money/accounts/<int:number>/reconciliation",
        subscriber_views.reconciliation,
        name="reconciliation",
    ),
]
