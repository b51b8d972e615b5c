"""The addresses of the phones' program, and of the pages about it."""

from django.urls import path

from turnup.field.views import acts, app, phone, photos, site

app_name = "field"

urlpatterns = [
    path("field/", app.app, name="app"),
    path("field/worker.js", app.worker, name="worker"),
    path("field/manifest.webmanifest", app.manifest, name="manifest"),
    path("field/hello", phone.hello, name="hello"),
    path("field/day", phone.day, name="day"),
    path("field/queue", phone.queue, name="queue"),
    path("field/ticks", phone.ticks, name="ticks"),
    path("field/photos/<uuid:photo_id>", photos.photo, name="photo"),
    path("field/photos/<uuid:photo_id>/parts", photos.photo_part, name="photo_parts"),
    path("field/photos/<uuid:photo_id>/parts/<int:begins>", photos.photo_part, name="photo_part"),
    path("field/photos/<uuid:photo_id>/<slug:size>", photos.site_photo, name="site_photo"),
    path(
        "field/survey-photos/<int:photo_id>/<slug:size>", photos.survey_photo, name="survey_photo"
    ),
    path("orders/<int:number>/site", site.site, name="site"),
    path("orders/<int:number>/site/ticks", site.tick, name="tick"),
    path("orders/<int:number>/act", acts.act_file, name="act"),
    path("setting-up", site.setting_up, name="setting_up"),
    path("from-site", site.from_site, name="from_site"),
    path("from-site/<uuid:item_id>", site.item, name="item"),
    path("modems", site.modem_list, name="modems"),
    path("acts", acts.acts, name="acts"),
    path("acts/registers", acts.new_register, name="new_register"),
    path("acts/registers/<int:register_id>", acts.register, name="register"),
    path("acts/registers/<int:register_id>/receipt", acts.receive, name="receive"),
    path("acts/registers/<int:register_id>/register.pdf", acts.receipt, name="receipt"),
]
