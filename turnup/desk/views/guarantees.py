"""The guaranteed terms among the catalogue's pages: they live in the standard's file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from turnup.catalog.views.lists import around
from turnup.desk.views.reader import reader
from turnup.desk.views.regulation import term_shown
from turnup.orders.office import standing_standard
from turnup.people.permissions import allows


@require_GET
@allows("catalog.read")
def guarantees(request: HttpRequest) -> HttpResponse:
    """Show the guaranteed terms of the standing standard, what uses them, and how they change."""
    language, standard = reader(request).language, standing_standard()
    shown = {
        "standard": standard,
        "terms": [
            term_shown(standard, code, language)
            | {
                "code": code,
                "steps": [
                    step.title[language]
                    for step in standard.steps.values()
                    if step.due and step.due.term == code
                ],
            }
            for code in standard.terms
        ],
    }
    return render(request, "desk/guarantees.html", around(request, "terms") | shown)
