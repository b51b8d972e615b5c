"""The phone's program: its one page, its service worker, its manifest."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.field import shell
from turnup.field.day import points_shown
from turnup.field.forms import SCHEMA
from turnup.field.models import PhotoKind
from turnup.field.texts import texts
from turnup.people.operations import PUBLIC
from turnup.people.permissions import allows


@require_GET
@allows("field.work")
def app(request: HttpRequest) -> HttpResponse:
    """Give the program's page: the same for everybody of a language, so that a phone may keep it.

    Nothing of a person or an order is in it.
    """
    language = "en" if get_language() == "en" else "ru"
    words: dict[str, Any] = {
        "schema": SCHEMA,
        "version": shell.version(),
        "language": language,
        "zone": settings.TIME_ZONE,
        "texts": texts(language),
        "points": points_shown(),
        "photo_kinds": [[code, str(title)] for code, title in PhotoKind.choices],
    }
    shown = {"words": words, "photo_kinds": PhotoKind.choices}
    answer = render(request, "field/app.html", shown)
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_GET
@allows(PUBLIC)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker with the list of what it keeps.

    With `?wakes` it is a module that also sends what is queued when the browser wakes it: only
    browsers that know of modules there know of such waking.
    """
    kept = json.dumps({"version": shell.version(), "files": shell.addresses()})
    script = (shell.OWN / "field" / "worker.js").read_text(encoding="utf-8")
    body = f"const KEPT = {kept};\n{script}"
    if "wakes" in request.GET:
        body = f'import "{static("field/background.js")}";\n{body}'
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@allows(PUBLIC)
def manifest(request: HttpRequest) -> HttpResponse:
    """Give the manifest, by which a phone installs the program."""
    icons = [
        {"src": static("field/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("field/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("field/icon-192.png"), "sizes": "192x192", "type": "image/png"},
    ]
    told = {
        "id": "/field/",
        "name": _("Turnup on site"),
        "short_name": _("On site"),
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#0e1218",
        "theme_color": "#0e1218",
        "lang": get_language(),
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")
