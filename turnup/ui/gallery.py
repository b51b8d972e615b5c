"""A page that shows every component with sample data, to be looked at and tested."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gallery(request: HttpRequest) -> HttpResponse:
    """Will show every component; routed only where `DEBUG` is on, and in tests."""
    return render(request, "ui/gallery.html", {})
