"""Addresses of signing in and of one's own profile."""

from django.urls import path

from turnup.people import views

app_name = "people"

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("profile", views.profile, name="profile"),
    path("profile/language", views.language, name="language"),
    path("profile/password", views.password, name="password"),
]
