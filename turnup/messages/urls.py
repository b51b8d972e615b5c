"""The addresses of one's letters, and of the page of dead letters."""

from django.urls import path

from turnup.messages import inbox, views

app_name = "messages"

urlpatterns = [
    path("letters", inbox.letters, name="letters"),
    path("letters/read", inbox.read_all, name="read_all"),
    path("dead-letters", views.dead, name="dead_letters"),
    path("dead-letters/jobs/<int:job_id>/retry", views.job_again, name="job_again"),
    path("dead-letters/jobs/<str:task>/retry", views.jobs_again, name="jobs_again"),
    path("dead-letters/<slug:kind>/retry", views.letters_again, name="letters_again"),
    path("dead-letters/<slug:kind>/<int:letter_id>/retry", views.letter_again, name="letter_again"),
]
