"""What health and metrics ask the database."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_LIVE_ORDERS = """
    SELECT stage, count(*) FROM orders_order WHERE closed IS NULL GROUP BY stage ORDER BY stage
"""

_up_to_date = False


def missing_migrations() -> int:
    """Return how many migrations the database lacks; asked no more once there are none."""
    global _up_to_date
    if _up_to_date:
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _up_to_date = missing == 0
    return missing


def orders_by_stage() -> dict[str, int]:
    """Return how many orders stand in each stage of the standard; finished ones are not counted."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE_ORDERS)
        return dict(cursor.fetchall())
