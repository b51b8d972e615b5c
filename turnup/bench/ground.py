"""The ground a benchmark stands on: a throw-away server, a small company, finished orders."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

SUNNY: Mapping[str, Any] = {"technology": "radio", "verdict": "feasible"}

# Copies of one order that went all the way. Their hashes are copies too: they are there to be
# many, not to be verified.
COPIES = """
WITH made AS (
    INSERT INTO orders_order (id, customer_id, site_id, lead_id, standard_id, opened_at, moved_at,
                              stage, closed, closed_at, technology, version, head, card)
    SELECT gen_random_uuid(), customer_id, site_id, lead_id, standard_id,
           opened_at - make_interval(mins => n), moved_at - make_interval(mins => n), stage,
           closed, closed_at - make_interval(mins => n), technology, version, head, card
      FROM orders_order, generate_series(1, %(n)s) AS n WHERE id = %(model)s
    RETURNING id
), entries AS (
    INSERT INTO orders_journalentry (order_id, seq, step, at, recorded_at, actor_id, role, door,
                                     facts, commitment, previous, hash)
    SELECT made.id, e.seq, e.step, e.at, e.recorded_at, e.actor_id, e.role, e.door, e.facts,
           e.commitment, e.previous, e.hash
      FROM made, orders_journalentry e WHERE e.order_id = %(model)s
    RETURNING id
)
INSERT INTO orders_entrydata (entry_id, salt, data) SELECT id, repeat('0', 32), '{}' FROM entries
"""


@contextmanager
def throw_away_database() -> Iterator[Path]:
    """Start a server in a temporary folder and migrate it; Django and child processes use it."""
    from turnup.postgres.embedded import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="turnup-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        data.chmod(0o711)
        os.environ.pop("DATABASE_URL", None)
        os.environ["TURNUP_DATA"] = str(data)
        os.environ["DJANGO_SETTINGS_MODULE"] = "turnup.settings"
        with embedded_postgres(data) as place:
            os.environ.update(place.environment())
            command = [sys.executable, "-m", "turnup", "migrate", "--data", str(data)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            import django

            django.setup()
            yield data


def found_company(data: Path) -> dict[str, str]:
    """Load the demo company without orders; give one API token a role."""
    command = [sys.executable, "-m", "turnup", "demo", "--orders", "1", "--json"]
    told = subprocess.run(
        [*command, "--data", str(data)], check=True, stdout=subprocess.PIPE, text=True
    )
    return {
        person["role"]: person["token"] for person in reversed(json.loads(told.stdout)["people"])
    }


class Driver:
    """Drives whole orders from request to service through `record()`, one commit a step."""

    def __init__(self) -> None:
        from turnup.customers.models import Customer, Site
        from turnup.orders.office import standing_standard
        from turnup.people.actor import Actor
        from turnup.people.queries import holders_of

        self.standard = standing_standard()
        now = datetime.now(UTC)
        holders = {role: holders_of(role, now).first() for role in self.standard.roles}
        self.staff = {
            role: Actor(person.id, person.name, frozenset([role]))
            for role, person in holders.items()
            if person
        }
        self.customer = Customer.objects.create(kind="company", name="Bench")
        self.site = Site.objects.create(customer=self.customer, address="Bench street, 1")

        self.sequence = self._learn()

    def _learn(self) -> list[str]:
        """Take one order all the way by its open steps, and remember their order."""
        from turnup.orders.models import OpenStep

        order_id, sequence = uuid4(), []
        waiting = [self.standard.opening.code]
        while waiting:
            for code in waiting:
                self._take(order_id, code)
            sequence += waiting
            opened = OpenStep.objects.filter(order_id=order_id).order_by("id")
            waiting = list(opened.values_list("step", flat=True))
        self.model = order_id
        return sequence

    def whole_order(self, seconds: list[float]) -> UUID:
        """Take one order from request to service; append each step's seconds to the list."""
        order_id = uuid4()
        for code in self.sequence:
            began = perf_counter()
            self._take(order_id, code)
            seconds.append(perf_counter() - began)
        return order_id

    def _take(self, order_id: UUID, code: str) -> None:
        from django.db import transaction

        from turnup.orders import journal
        from turnup.orders.moves import Move

        step, now = self.standard.steps[code], datetime.now(UTC)
        move = Move(order_id=order_id, actor=self.staff[step.by[0]], now=now, at=now)
        said = {key: SUNNY[key] for key in step.sets if key in SUNNY}
        with transaction.atomic():
            if step is self.standard.opening:
                self._make(order_id, now)
            journal.record(move=move, step=code, data=said)

    def _make(self, order_id: UUID, now: datetime) -> None:
        from turnup.orders.actions import create_order

        create_order(
            order_id=order_id,
            customer_id=self.customer.id,
            site_id=self.site.id,
            lead_id=self.staff["account_manager"].id,
            at=now,
            now=now,
        )


def copy_orders(model: UUID, count: int) -> None:
    """Fill the database with finished orders, copies of `model`, in steps of 5,000."""
    from django.db import connection

    with connection.cursor() as cursor:
        for start in range(0, count, 5000):
            cursor.execute(COPIES, {"n": min(5000, count - start), "model": model})
        cursor.execute("ANALYZE")
