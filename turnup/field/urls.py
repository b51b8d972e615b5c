"""The addresses of the phones' program, and of the pages about it."""

from django.urls import path

from turnup.field.views import app, phone

app_name = "field"

urlpatterns = [
    path("field/", app.app, name="app"),
    path("field/worker.js", app.worker, name="worker"),
    path("field/manifest.webmanifest", app.manifest, name="manifest"),
    path("field/hello", phone.hello, name="hello"),
    path("field/day", phone.day, name="day"),
    path("field/queue", phone.queue, name="queue"),
    path("field/ticks", phone.ticks, name="ticks"),
    path("field/photos/<uuid:photo_id>", phone.photo, name="photo"),
    path("field/photos/<uuid:photo_id>/<slug:size>", phone.site_photo, name="site_photo"),
    path("field/survey-photos/<int:photo_id>/<slug:size>", phone.survey_photo, name="survey_photo"),
]
