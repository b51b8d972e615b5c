"""The whole site's addresses, one line per room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("turnup.serving.urls"))]

if find_spec("turnup.api"):
    from turnup.api import api

    urlpatterns.append(path("api/v1/", api.urls))

for _room in ("ui", "people", "surveys", "papers", "desk", "tmf"):
    if find_spec(f"turnup.{_room}") and find_spec(f"turnup.{_room}.urls"):
        urlpatterns.append(path("", include(f"turnup.{_room}.urls")))
