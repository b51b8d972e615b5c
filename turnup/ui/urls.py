"""The language switch, and the gallery of components where a developer works."""

from django.conf import settings
from django.urls import URLPattern, path
from django.views.i18n import set_language

from turnup.ui.gallery import gallery

urlpatterns: list[URLPattern] = [path("language", set_language, name="set_language")]

if settings.DEBUG:
    urlpatterns.append(path("ui/gallery/", gallery, name="ui_gallery"))
