"""Who reads a page, and the addresses of the same page asked otherwise."""

from typing import Any

from django.http import HttpRequest

from turnup.desk import rows
from turnup.orders.models import TECHNOLOGIES
from turnup.orders.office import standing_standard
from turnup.orders.reading import Reader as Reader
from turnup.orders.reading import reader as reader

Choice = dict[str, Any]


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of the page; a restored history wants all of it."""
    headers = request.headers
    return bool(headers.get("HX-Request")) and not headers.get("HX-History-Restore-Request")


def same_page(request: HttpRequest, **changes: str) -> str:
    """Give the address of this page with other values in its query; blank ones go.

    The cursor goes too: whatever is asked otherwise begins at its first page.
    """
    query = request.GET.copy()
    for name, value in {"after": "", **changes}.items():
        query.pop(name, None)
        if value:
            query[name] = value
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def pages(request: HttpRequest, after: str, following: str) -> dict[str, str]:
    """Give the links of a list by keyset: to its beginning and to what follows."""
    return {
        "previous_url": same_page(request) if after else "",
        "next_url": same_page(request, after=following) if following else "",
    }


def stage_choices(chosen: str, language: str, counts: dict[str, int]) -> list[Choice]:
    """Give the stages to choose from, with how many there are in each."""
    return [
        {
            "code": stage.code,
            "title": stage.title[language],
            "count": counts.get(stage.code, 0),
            "chosen": stage.code == chosen,
        }
        for stage in standing_standard().stages.values()
    ]


def technology_choices(chosen: str, language: str) -> list[Choice]:
    """Give the technologies to choose from."""
    return [
        {
            "code": code,
            "title": rows.technology_title(code, language),
            "chosen": code == chosen,
        }
        for code in TECHNOLOGIES
    ]
