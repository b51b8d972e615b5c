"""Texts as people type them, made fit to keep, or refused by the field's name."""

from django.db import models
from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField


def fitting(model: type[models.Model], field: str, typed: str) -> str:
    """Return a one-line text for a column: outer and doubled spaces go. Raises BadField.

    Refused are a text longer than the column, and characters that nobody can see: control
    characters, direction marks, lone surrogates.
    """
    size = getattr(model._meta.get_field(field), "max_length", None)
    text = " ".join(typed.split())
    if size is not None and len(text) > size:
        raise BadField(
            field,
            _("The text is longer than %(size)s characters."),
            _("Shorten it."),
            size=size,
        )
    if not text.isprintable():
        raise BadField(
            field, _("The text has invisible characters."), _("Type it anew instead of pasting.")
        )
    return text


def filled(model: type[models.Model], field: str, typed: str) -> str:
    """Return a fitting text that is not empty. Raises BadField."""
    text = fitting(model, field, typed)
    if not text:
        raise BadField(field, _("This is empty."), _("Fill it in."))
    return text
