"""Addresses for machines that watch; no one signs in here."""

from django.urls import path

from turnup.serving import views

urlpatterns = [
    path("healthz/live", views.live, name="live"),
    path("healthz/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
