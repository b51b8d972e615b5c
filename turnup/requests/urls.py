"""The addresses of the pages of stage 1."""

from django.urls import path

from turnup.requests import views

app_name = "requests"

urlpatterns = [
    path("orders/<int:number>/offer", views.offer, name="offer"),
    path("orders/<int:number>/offer/proposal", views.proposal_file, name="proposal"),
    path("orders/<int:number>/offer/pages/<int:page>", views.proposal_page, name="page"),
]
