"""The addresses of the pages of the statements."""

from django.urls import path

from turnup.statements import operation_views, views

app_name = "statements"

urlpatterns = [
    path("money/statements", views.statements, name="statements"),
    path("money/statements/<int:pk>", views.statement, name="statement"),
    path("money/statements/<int:pk>/import", views.imports, name="import"),
    path("money/own-accounts", views.own_account, name="own_account"),
    path("money/waiting", operation_views.waiting, name="waiting"),
    path("money/operations/<int:pk>", operation_views.operation, name="operation"),
    path("money/operations/<int:pk>/<slug:decision>", operation_views.decide, name="decide"),
]
