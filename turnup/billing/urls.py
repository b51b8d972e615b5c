"""The addresses of the pages of the money."""

from django.urls import path

from turnup.billing import views

app_name = "billing"

urlpatterns = [
    path("money", views.accounts, name="accounts"),
    path("money/accounts/<int:number>", views.account, name="account"),
    path("money/invoices", views.invoices, name="invoices"),
    path("money/invoices/<str:number>", views.invoice, name="invoice"),
    path("money/invoices/<str:number>/code.svg", views.invoice_code_picture, name="code"),
    path("money/invoices/<str:number>/pdf", views.invoice_file, name="file"),
    path("money/risks", views.risks, name="risks"),
]
