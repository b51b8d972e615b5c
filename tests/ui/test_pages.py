"""Pages are whole, in both languages, with nothing inline and nothing unescaped."""

import re

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

ERRORS = ["400", "403", "403_csrf", "404", "429", "500"]


def page(source: str, **context: object) -> str:
    """Render a piece of template with our tags."""
    return engines["django"].from_string("{% load ui %}" + source).render(context)


@pytest.mark.urls("tests.ui.gallery_urls")
@pytest.mark.parametrize("language", ["ru", "en"])
def test_nothing_in_a_page_is_inline(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    html = client.get("/ui/gallery/").content.decode()
    assert f'<html lang="{language}">' in html
    assert not re.findall(r"<[^>]*\s(?:style|on\w+)=", html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert scripts
    assert all("src=" in one or "application/json" in one for one in scripts)
    assert "<style" not in html
    assert "https://" not in html


@pytest.mark.urls("tests.ui.gallery_urls")
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_id_is_unique_and_every_label_has_its_field(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    html = client.post("/ui/gallery/").content.decode()
    shown = re.sub(r"<template>.*?</template>", "", html, flags=re.S)
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    for kind in ("for", "aria-describedby", "aria-labelledby"):
        for value in re.findall(rf'\s{kind}="([^"]+)"', shown):
            assert set(value.split()) <= set(ids), (kind, value)


@pytest.mark.urls("tests.ui.gallery_urls")
def test_the_language_switch_needs_no_script(client: Client) -> None:
    answer = client.post("/language", {"language": "en", "next": "/ui/gallery/"}, follow=True)
    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.urls("tests.ui.gallery_urls")
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_say_what_to_do(name: str, language: str) -> None:
    with translation.override(language):
        html = render_to_string(f"{name}.html", request=RequestFactory().get("/"))
    assert f'<html lang="{language}">' in html
    assert "<h1>" in html
    assert 'href="/"' in html
    assert name[:3] in html


def test_text_from_people_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    html = page(
        "{% badge evil %}{% avatar evil %}{% empty_state title=evil %}{% definitions items %}"
        "{% timeline entries %}{% track stages %}{% card title=evil %}{{ evil }}{% endcard %}"
        "{% line_chart 'figures' chart %}",
        evil=evil,
        items=[{"term": evil, "value": evil}],
        stages=[{"title": evil, "position": "done"}],
        entries=[],
        chart={"title": evil, "labels": [evil], "series": [{"title": evil, "points": [1]}]},
    )
    assert "<script>alert" not in html


def test_parts_of_nothing_and_lines_of_one_point_are_drawn_without_fault() -> None:
    html = page(
        "{% stacked_bar parts 'parts' %}{% stat tile %}{% bar_chart rows 'rows' %}",
        parts=[{"title": "a", "value": 0}],
        tile={"title": "a", "value": "—", "points": [1]},
        rows=[{"title": "a", "value": 0}],
    )
    assert "tu-spark" not in html
    assert "NaN" not in html
