"""Migrations in seconds: of the models' history only what a change touches is drawn anew.

Before every operation Django builds classes of the changed model, of all that it points to, and
of all that point to those: with everything pointing to the staff, of nearly every model, some
27,000 classes for an empty database and most of a minute. Changing a table takes the model itself
and those that point to it, whose columns follow its key; neighbours do not matter to it.
Operations that read rows through models (RunPython) have Django rebuild all of them first.
"""

from typing import Any, cast

from django.db.migrations.state import ProjectState

Key = tuple[str, str]


def draw_what_changes() -> None:
    """Have migrations of this process redraw a changed model and those that point to it."""
    cast(Any, ProjectState)._find_reload_model = _touched


def _touched(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    """Name the model and those that point to it, as labels and names in small letters."""
    state.is_delayed = True  # tells RunPython to rebuild all models
    name = model_name.lower()
    try:
        model = state.apps.get_model(app_label, name)
    except LookupError:
        return {(app_label, name)}
    pointing = (
        field.related_model._meta
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.auto_created
    )
    return {(app_label, name)} | {(meta.app_label, meta.model_name) for meta in pointing}
