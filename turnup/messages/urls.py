"""The addresses of one's letters, and of the page of dead letters."""

from django.urls import path

from turnup.messages import inbox, views

app_name = "messages"

urlpatterns = [
    path("letters", inbox.letters, name="letters"),
    path("letters/read", inbox.read_all, name="read_all"),
    path("dead-letters", views.given_up, name="dead_letters"),
    path("dead-letters/jobs/<int:job_id>/retry", views.job_again, name="job_again"),
    path("dead-letters/letters/<int:letter_id>/retry", views.letter_again, name="letter_again"),
]
