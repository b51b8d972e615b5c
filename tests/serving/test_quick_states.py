"""Migrations that draw only what a change touches lead to the tables that the models say."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("turnup.") and model._meta.managed
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_has_the_columns_and_constraints_of_its_model(model: type[Model]) -> None:
    table, meta = model._meta.db_table, model._meta
    with connection.cursor() as cursor:
        columns = {
            one.name for one in connection.introspection.get_table_description(cursor, table)
        }
        known = connection.introspection.get_constraints(cursor, table)
    assert {field.column for field in meta.local_concrete_fields} <= columns
    assert {one.name for one in (*meta.constraints, *meta.indexes)} <= set(known)
    foreign = {tuple(one["columns"]) for one in known.values() if one["foreign_key"]}
    wanted = {
        (field.column,)
        for field in meta.local_concrete_fields
        if field.is_relation and getattr(field, "db_constraint", False)
    }
    assert wanted <= foreign
