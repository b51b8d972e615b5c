"""The site with the gallery on it, for tests: elsewhere it is routed only where DEBUG is on."""

from django.urls import path

from turnup.ui.gallery import gallery
from turnup.ui.urls import urlpatterns as room_urls

urlpatterns = [path("ui/gallery/", gallery, name="gallery"), *room_urls]
