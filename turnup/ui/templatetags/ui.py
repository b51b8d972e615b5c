"""The components of Turnup's pages. `{% load ui %}`, then the tags below.

Pages. Signed-in pages extend `ui/base.html`, all others `ui/plain.html`; their first lines name the
blocks. What stands round the content is one context variable, `shell`:

    {nav: [{title, url, icon, group?, count?, current?}], home_url?, foot?,
     shortcuts?: [{key, title}],
     account: {name, detail?, links?: [{title, url, icon}], sign_out_url?},
     search: {url, placeholder, value?}}

Nothing is inline (strict CSP): no `style=`, no `<script>` with text, no `on…=`; data for scripts
goes through `json_script`. `turnup.js` binds behaviour by `data-` attributes, listed at its top.

Words used below. *tone*: good warn bad note accent calm. *series*: 1 to 4, one colour for one
party in every chart and chip. *moment*: an aware datetime. The context variable `now` is the
moment of the page; without it the clock is read. A `?` marks what may be missing.

Small pieces
    icon NAME [label]               a name of the sprite `icons.svg`
    badge TEXT [tone] [icon]        a small word with a tone
    avatar NAME [series]            initials
    moment VALUE [now]              `<time>`: relative text, the full moment as its title
    VALUE|when                      the full moment as text
    VALUE|money, VALUE|money:"USD"  a sum
    clock_chip CLOCK                {who, series?, since?, due?, due_text?}

Content
    card [title] [icon] [hint] [anchor] … endcard
    track STAGES                    [{title, position: done|current|ahead|stopped, subtitle?,
                                      responsible?, control?, url?}]
    timeline ENTRIES                [{title, at, icon?, tone?, who?, role?, arrived_at?, text?,
                                      details?: [{term, value}], fallen?, fallen_note?, url?}]
    definitions ITEMS               [{term, value, hint?, url?}]
    data_table COLUMNS ROWS CAPTION columns [{key, title, kind?: text|number|money|moment|badge|
                                      clock}], rows [{cells: {key: value}, url?, tone?}];
                                      a badge cell is {text, tone, icon?}, a clock cell a CLOCK
    missing ITEMS [title]           [{title, who: [..], url?}]: what is missing, who can give it
    empty_state TITLE [text] [icon] [action] [url]
    tabs ITEMS LABEL                [{title, url, current?, count?}]
    pagination PAGE                 a Django `Page`, or {previous_url?, next_url?, text?}
    confirm ANCHOR TITLE TEXT ACTION URL [tone] [name] [value]
                                    a dialog that posts; a button opens it: `data-open="#ANCHOR"`

Forms
    form_field FIELD                a `Field` (turnup/ui/fields.py) or a Django bound field
    form_fields FIELDS              a Django form, or `turnup.ui.schema.fields(schema, …)`
    error_summary FIELDS            the same argument; every fault at the top, linked to its field

    <form method="post" novalidate data-draft="KEY"> keeps in the tab what is typed until it is
    saved. Every posting form warns before it is left unsaved, unless it says `data-free`.

Figures
    stat STAT                       {title, value, unit?, note?, tone?, points?: [numbers], url?}
    bar_chart ROWS TITLE            [{title, value, text?, tone?, series?, mark?}]
    stacked_bar PARTS TITLE         [{title, value, text?, series?}]: one whole and its parts
    line_chart ANCHOR CHART         {title, labels: [..], unit?, series: [{title, points, series?}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from django import forms, template
from django.contrib.messages import constants
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from turnup.ui import charts, moments
from turnup.ui.bound import of_bound
from turnup.ui.fields import Field, flat

register = template.Library()
Plain = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

TURN_TONES = {"overdue": "bad", "today": "warn", "ahead": "calm", "open": "calm"}
TONE_ICONS = {
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "note": "info-circle",
    "accent": "info-circle",
    "calm": "info-circle",
}
POSITION_ICONS = {"done": "check", "stopped": "player-pause"}


def _now(context: Mapping[str, Any] | template.Context, given: datetime | None = None) -> datetime:
    return given or context.get("now") or timezone.now()


# ------------------------------------------------------------------ small pieces


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Will draw an icon of the sprite; silent for screen readers unless it has a label."""
    return _drawn_icon(str(name), str(label))


@lru_cache(maxsize=1024)
def _drawn_icon(name: str, label: str) -> SafeString:
    """A page has hundreds of them, and looking up the sprite's address is most of the work."""
    role: SafeString | str = mark_safe('aria-hidden="true"')
    if label:
        role = format_html('role="img" aria-label="{}"', label)
    return format_html(
        '<svg class="tu-icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        role,
        static("ui/icons.svg"),
        name,
    )


@register.inclusion_tag("ui/badge.html")
def badge(text: str, tone: str = "calm", icon: str = "") -> Plain:
    """Will show a small word with a tone."""
    return {"text": text, "tone": tone, "icon_name": icon}


@register.inclusion_tag("ui/avatar.html")
def avatar(name: str, series: int = 0) -> Plain:
    """Will show a person's initials, in a colour that stays with the name."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    initials = "".join(word[0] for word in words[:2]).upper() or "?"
    hue = series or sha256(str(name).encode()).digest()[0] % 4 + 1
    return {"name": name, "initials": initials, "series": hue}


@register.simple_tag(takes_context=True)
def moment(
    context: template.Context, value: datetime | date | None, now: datetime | None = None
) -> str:
    """Will show a moment as relative text that carries the full one; a date as itself."""
    if not value:
        return "—"
    full = moments.absolute(value)
    shown = moments.relative(value, _now(context, now)) if isinstance(value, datetime) else full
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), full, shown)


@register.filter
def when(value: datetime | date | None) -> str:
    """Will write a moment or a date in full."""
    return moments.absolute(value) if value else "—"


@register.filter
def money(value: Decimal | int | str | None, currency: str = "RUB") -> str:
    """Will write a sum of money."""
    return "—" if value in (None, "") else moments.money(value, currency)


@register.inclusion_tag("ui/clock_chip.html", takes_context=True)
def clock_chip(context: template.Context, clock: Mapping[str, Any]) -> Plain:
    """Will show whose turn it is, since when, and how near the term is."""
    now = _now(context)
    due, since = clock.get("due"), clock.get("since")
    return {
        **clock,
        "turn": moments.turn(due, now),
        "tone": TURN_TONES[moments.turn(due, now)],
        "since_text": moments.span(now - since) if since else "",
        "since_full": _("since %(moment)s") % {"moment": moments.absolute(since)} if since else "",
        "due_shown": clock.get("due_text") or moments.due_text(due, now),
        "due_full": moments.absolute(due) if due else "",
    }


# ------------------------------------------------------------------ pieces of the shell


NEAR_ON_A_PHONE: Final = 4


@register.inclusion_tag("ui/navigation.html", takes_context=True)
def navigation(context: template.Context, items: Rows | None) -> Plain:
    """Will show the main menu: under its groups' headings, on a phone the first few and the rest.

    Items of one `group` must stand together.
    """
    path = context["request"].path if "request" in context else ""
    rows = list(items or [])
    more = len(rows) > NEAR_ON_A_PHONE + 1
    shown, before = [], ""
    for index, item in enumerate(rows):
        group = item.get("group", "")
        shown.append(
            {
                **item,
                "current": item.get("current", item["url"] == path),
                "heading": group if group != before else "",
                "near": not more or index < NEAR_ON_A_PHONE,
            }
        )
        before = group
    return {"items": shown, "more": more}


@register.inclusion_tag("ui/toast.html")
def toast(message: Any) -> Plain:
    """Will show one of Django's messages as something that passes."""
    tones = {constants.SUCCESS: "good", constants.WARNING: "warn", constants.ERROR: "bad"}
    tone = tones.get(getattr(message, "level", 0), "note")
    return {"text": str(message), "tone": tone, "icon_name": TONE_ICONS[tone]}


# ------------------------------------------------------------------ content


@register.inclusion_tag("ui/track.html")
def track(stages: Rows) -> Plain:
    """Will show where something stands on its way; upright on a phone."""
    names = {
        "done": pgettext("position", "done"),
        "current": pgettext("position", "under way"),
        "ahead": pgettext("position", "ahead"),
        "stopped": pgettext("position", "stopped"),
    }
    return {
        "stages": [
            {
                **stage,
                "position_name": names[stage["position"]],
                "icon": POSITION_ICONS.get(stage["position"]),
            }
            for stage in stages
        ]
    }


@register.inclusion_tag("ui/timeline.html", takes_context=True)
def timeline(context: template.Context, entries: Rows) -> Plain:
    """Will show what happened, each entry with its two moments; what fell is struck through."""
    return {"entries": entries, "now": _now(context)}


@register.inclusion_tag("ui/definitions.html")
def definitions(items: Rows) -> Plain:
    """Will show terms and their values."""
    return {"items": items}


@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", hint: str = "", anchor: str = "") -> str:
    """Will put its content on a surface with a heading."""
    return render_to_string(
        "ui/card.html",
        {"content": content, "title": title, "icon_name": icon, "hint": hint, "anchor": anchor},
    )


@register.inclusion_tag("ui/data_table.html", takes_context=True)
def data_table(context: template.Context, columns: Rows, rows: Rows, caption: str) -> Plain:
    """Will show rows as a table, and as cards on a phone."""
    laid = [
        {
            **row,
            "cells": [{**column, "value": row["cells"].get(column["key"])} for column in columns],
        }
        for row in rows
    ]
    return {"columns": columns, "rows": laid, "caption": caption, "now": _now(context)}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(
    title: str, text: str = "", icon: str = "inbox", action: str = "", url: str = ""
) -> Plain:
    """Will say that nothing is here, and what to do about it."""
    return {"title": title, "text": text, "icon_name": icon, "action": action, "url": url}


@register.inclusion_tag("ui/missing.html")
def missing(items: Rows, title: str = "") -> Plain:
    """Will list what is missing and who can give it."""
    return {"items": items, "title": title or _("What is missing")}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Rows, label: str) -> Plain:
    """Will show links between views of one thing."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> Plain:
    """Will show links to the previous and the next page, keeping the query of this one."""
    if isinstance(page, Mapping):
        return {**page}
    query = context["request"].GET.copy() if "request" in context else None

    def url(number: int) -> str:
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
        "text": _("Page %(number)s of %(pages)s")
        % {"number": page.number, "pages": page.paginator.num_pages},
    }


@register.inclusion_tag("ui/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    anchor: str,
    title: str,
    text: str,
    action: str,
    url: str,
    tone: str = "accent",
    name: str = "",
    value: str = "",
) -> Plain:
    """Will make a dialog that asks once more, then posts to `url`."""
    return {
        "anchor": anchor,
        "title": title,
        "text": text,
        "action": action,
        "url": url,
        "tone": tone,
        "name": name,
        "value": value,
        "csrf_token": context.get("csrf_token"),
    }


# ------------------------------------------------------------------ forms


def _fields(source: Any) -> list[Field]:
    if isinstance(source, forms.BaseForm):
        return [of_bound(bound) for bound in source]
    found: Iterable[Field | BoundField] = source if isinstance(source, Iterable) else [source]
    return [of_bound(one) if isinstance(one, BoundField) else one for one in found]


@register.inclusion_tag("ui/field.html")
def form_field(field: Field | BoundField) -> Plain:
    """Will draw one field: title, help, control, fault."""
    return {"field": of_bound(field) if isinstance(field, BoundField) else field}


@register.inclusion_tag("ui/fields.html")
def form_fields(source: Any) -> Plain:
    """Will draw all fields of a form or of a list."""
    return {"fields": _fields(source)}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(source: Any) -> Plain:
    """Will list every fault of a form, each linked to its field."""
    whole = (
        source.non_field_errors() if isinstance(source, forms.BaseForm) and source.is_bound else []
    )
    return {"whole": whole, "faults": [one for one in flat(_fields(source)) if one.error]}


# ------------------------------------------------------------------ figures


@register.inclusion_tag("ui/stat.html")
def stat(stat: Mapping[str, Any]) -> Plain:
    """Will show one figure, with its recent course as a line."""
    return {**stat, "spark": charts.sparkline(stat.get("points") or ())}


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(rows: Sequence[Plain], title: str) -> Plain:
    """Will show values as bars under one another."""
    return {"rows": charts.bars(rows), "title": title}


@register.inclusion_tag("ui/stacked_bar.html")
def stacked_bar(parts: Sequence[Plain], title: str) -> Plain:
    """Will show one whole and its parts."""
    return {"parts": charts.stacked(parts), "title": title}


@register.inclusion_tag("ui/line_chart.html")
def line_chart(anchor: str, chart: Mapping[str, Any]) -> Plain:
    """Will show courses over labels; the same figures stand under it as a table."""
    table = [
        {"label": label, "values": [one["points"][index] for one in chart["series"]]}
        for index, label in enumerate(chart["labels"])
    ]
    return {"anchor": anchor, "chart": dict(chart), "table": table}
