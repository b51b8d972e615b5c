"""The addresses of the room's pages."""

from django.urls import path

from turnup.surveys import views

app_name = "surveys"

urlpatterns = [path("orders/<int:number>/precheck", views.precheck, name="precheck")]
