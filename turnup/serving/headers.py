"""What every request and answer carries: the caller's own address, the security headers."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from turnup import environment


def _tiles() -> str:
    """Return the origin of the maps' tile server, of which pictures may come; blank for none."""
    parts = urlsplit(environment.read("TURNUP_MAP_TILES").replace("{s}", "*"))
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        f"img-src 'self' data: blob:{_tiles()}",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ClientAddress:
    """Middleware that puts the caller's own address where every room looks for it.

    Behind a proxy that is what the nearest one says; what a stranger wrote before it is passed
    over. Else all callers were one, and who guesses passwords would shut everybody out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request of the caller behind the proxy."""
        if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
            told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
            request.META["REMOTE_ADDR"] = told or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)


class SecurityHeaders:
    """Middleware that adds the headers above unless the view set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and add the headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
