"""Addresses of signing in and of one's own profile."""

from django.urls import path

from turnup.people import staff_views, views

app_name = "people"

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("profile", views.profile, name="profile"),
    path("profile/language", views.language, name="language"),
    path("profile/password", views.password, name="password"),
    path("people", staff_views.people, name="people"),
    path("people/new", staff_views.hire, name="hire"),
    path("people/<uuid:person_id>", staff_views.person, name="person"),
    path("people/<uuid:person_id>/data", staff_views.data, name="data"),
    path("people/<uuid:person_id>/roles", staff_views.give_role, name="give_role"),
    path("people/<uuid:person_id>/roles/<slug:role>/end", staff_views.end_role, name="end_role"),
    path("people/<uuid:person_id>/tokens", staff_views.give_token, name="give_token"),
    path(
        "people/<uuid:person_id>/tokens/<uuid:token_id>/revoked",
        staff_views.revoke_token,
        name="revoke_token",
    ),
    path("people/<uuid:person_id>/password", staff_views.new_password, name="new_password"),
    path("people/<uuid:person_id>/closed", staff_views.close, name="close"),
    path("people/<uuid:person_id>/opened", staff_views.open_again, name="open_again"),
    path("permissions", staff_views.permissions, name="permissions"),
]
