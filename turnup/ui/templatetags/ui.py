"""The components of Turnup's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
Plain = dict[str, Any]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Will draw an icon of the sprite; silent for screen readers unless it has a label."""
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="tu-icon" {} focusable="false"><use href="{}#{}"></use></svg>', role, static("ui/icons.svg"), name
    )


@register.inclusion_tag("ui/navigation.html", takes_context=True)
def navigation(context: template.Context, items: list[Plain] | None) -> Plain:
    """Will show the main menu. Item: `title, url, icon, count?, current?`."""
    path = context["request"].path if "request" in context else ""
    return {"items": [{**item, "current": item.get("current", item["url"] == path)} for item in items or []]}


@register.inclusion_tag("ui/toast.html")
def toast(message: Any) -> Plain:
    """Will show one message that passes."""
    return {"text": str(message), "tone": "good"}


@register.inclusion_tag("ui/avatar.html")
def avatar(name: str) -> Plain:
    """Will show a person's initials."""
    return {"name": name, "initials": "".join(word[0] for word in name.split()[:2]).upper(), "series": 1}
