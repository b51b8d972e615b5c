"""The addresses of the pages of the money."""

from django.urls import path

from turnup.billing import invoice_views, views

app_name = "billing"

urlpatterns = [
    path("money", views.accounts, name="accounts"),
    path("money/accounts/<int:number>", views.account, name="account"),
    path("money/invoices", invoice_views.invoices, name="invoices"),
    path("money/invoices/<str:number>", invoice_views.invoice, name="invoice"),
    path("money/invoices/<str:number>/code.svg", invoice_views.invoice_code_picture, name="code"),
    path("money/invoices/<str:number>/pdf", invoice_views.invoice_file, name="file"),
    path("money/risks", invoice_views.risks, name="risks"),
]
