"""Orders' cards without what a plan does not need: hundreds of whole ones are slow to read.

Of each standing step its journal number stays; of those that say facts, and of those from which
the connection term runs, the whole row.
"""

from functools import cache
from typing import Any, Final

from django.db.models import F, Func, JSONField

from turnup.orders.models import PublishedStandard
from turnup.orders.office import standard_version

LINE: Final = "line_connected"
WITHOUT_FACTS: Final = 4  # columns of a standing step that says no fact
TRIMMED: Final = """jsonb_set(%(expressions)s - 'waivers' - 'sides' - 'held_for', '{{standing}}',
    coalesce((SELECT jsonb_object_agg(step, CASE
                     WHEN jsonb_array_length(row) > {columns} OR step IN ({starts}) THEN row
                     ELSE jsonb_build_array(row->0) END)
                FROM jsonb_each(%(expressions)s->'standing') AS standing(step, row)), '{{}}'))"""


def light_card(path: str) -> Func:
    """Give the expression of the light card of the order whose card lies at `path`."""
    starts = ", ".join(f"'{code}'" for code in term_starts() if code.isidentifier())
    template = TRIMMED.format(columns=WITHOUT_FACTS, starts=starts or "''")
    return Func(F(path), template=template, output_field=JSONField())


def term_starts() -> frozenset[str]:
    """Give the steps from which any published standard's connection term runs."""
    versions = PublishedStandard.objects.order_by("version").values_list("version", flat=True)
    return frozenset(["money_received", *(_starts(version) for version in versions)])


@cache
def _starts(version: int) -> str:
    rule: Any = standard_version(version).steps[LINE].due
    return rule.after if rule else LINE
