"""A visit on the board, drawn without a template: a board has hundreds of them."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from turnup.dispatch.board import Chip
from turnup.ui.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def chip(one: Chip, may_plan: bool, lane: bool = False) -> SafeString:
    """Will draw a visit: time, customer, place, way, and what is wrong with it.

    In a `lane` (the day view) it says in which columns it lies. Others' visits are busy time.
    """
    places = f' data-s="{one.starts}" data-l="{one.lasts}"' if lane else ""
    if one.hidden:
        said = one.customer if lane else f"{one.span} {one.customer}"
        return _safe(f'<span class="dp-chip"{places} data-state="busy">{escape(said)}</span>')
    told = "".join((_time(one), _who(one, lane), _faults(one)))
    marks = " data-conflict" if one.conflicts else ""
    if title := one.title:
        marks += f' title="{escape(title)}"'
    if may_plan and one.state != "done":
        agreed = "yes" if one.state == "agreed" else "no"
        marks += f' draggable="true" data-order="{one.number}" data-agreed="{agreed}"'
    return _safe(
        f'<a class="dp-chip" href="{escape(one.url)}" data-place="{one.number}"'
        f' data-state="{one.state}"{marks}{places}>{told}</a>'
    )


def _time(one: Chip) -> str:
    conflict = f" {icon('alert-triangle')}" if one.conflicts else ""
    late = f' <span class="dp-late">{icon("hourglass", one.late)}</span>' if one.late else ""
    return f'<span class="dp-time">{escape(one.span)}{conflict}{late}</span>'


def _who(one: Chip, lane: bool) -> str:
    way = f" · {one.way} {_('min')}" if one.way and not lane else ""
    return (
        f'<span class="dp-who">{escape(one.customer)}</span>'
        f'<span class="dp-where">{escape(one.address + way)}</span>'
    )


def _faults(one: Chip) -> str:
    rows = [(lack.tone, lack.icon, lack.words) for lack in one.lacks]
    if one.slip:
        rows.append(("warn", "history", one.slip))
    told = "".join(
        f'<span class="dp-lack" data-tone="{tone}">{icon(name)} {escape(words)}</span>'
        for tone, name, words in rows
    )
    if one.conflicts:
        told += f'<span class="dp-why">{escape(one.conflicts[0])}</span>'
    return told


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every word in it was escaped above
