"""`turnup bench month`: the month of many services, charged and its papers queued, then some made.

The run is stopped half way and begun again, and once more when it is done, so that the figures
are those of a run that can be resumed and repeated. The floor is the least that any program must
write: a charge and a posting a service, into tables without an index.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from turnup.bench.ground import Driver, found_company, throw_away_database

Figures = dict[str, Any]
AIM_SERVICES, AIM_PDF = 1000, 20
MONTH: Final = date(2026, 2, 1)
FILL: Final = """
WITH people AS (
    INSERT INTO customers_customer
    SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
           'name', 'Абонент ' || n, 'inn', (4000000000 + n)::text,
           'email', 'bench' || n || '@example.invalid'))).*
      FROM customers_customer c, generate_series(1, %(n)s) AS n WHERE c.id = %(customer)s
    RETURNING id, substr(name, 9)::int AS n
), accounts AS (
    INSERT INTO billing_personalaccount (customer_id, opened_at)
    SELECT id, now() - interval '1 year' FROM people
), made AS (
    INSERT INTO orders_order (id, customer_id, site_id, lead_id, standard_id, opened_at, moved_at,
                              stage, closed, closed_at, technology, version, head, card)
    SELECT gen_random_uuid(), p.id, o.site_id, o.lead_id, o.standard_id, %(since)s, %(since)s,
           o.stage, o.closed, o.closed_at, o.technology, o.version, o.head, o.card
      FROM people p, orders_order o WHERE o.id = %(model)s
    RETURNING id, customer_id
), entries AS (
    INSERT INTO orders_journalentry (order_id, seq, step, at, recorded_at, actor_id, role, door,
                                     facts, commitment, previous, hash)
    SELECT made.id, e.seq, e.step, e.at, e.recorded_at, e.actor_id, e.role, e.door, e.facts,
           e.commitment, e.previous, e.hash
      FROM made, orders_journalentry e
     WHERE e.order_id = %(model)s AND e.step IN ('terms_proposed', 'service_activated')
    RETURNING order_id, seq, step
), terms AS (
    INSERT INTO requests_terms
    SELECT (jsonb_populate_record(t, jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('requests_terms', 'id')), 'order_id', e.order_id,
           'seq', e.seq, 'monthly_fee', 1000 + p.n %% 500))).*
      FROM entries e JOIN made m ON m.id = e.order_id JOIN people p ON p.id = m.customer_id,
           requests_terms t
     WHERE e.step = 'terms_proposed' AND t.id = %(terms)s
)
INSERT INTO activation_service (order_id, seq, login, password, ip_address, activated_at,
                                provisioned_at)
SELECT e.order_id, e.seq, 'bench-' || p.n, 'x', '10.0.0.0'::inet + p.n, %(since)s, %(since)s
  FROM entries e JOIN made m ON m.id = e.order_id JOIN people p ON p.id = m.customer_id
 WHERE e.step = 'service_activated'"""
FLOOR: Final = """
CREATE TEMP TABLE floor_charge AS
SELECT s.id, s.order_id, 'recurring' AS kind, 'Доступ к сети, ' || s.login AS title,
       1000.00::numeric(14,2) AS amount, 180.33::numeric(14,2) AS vat, current_date AS day
  FROM activation_service s;
CREATE TEMP TABLE floor_posting AS
SELECT c.id, 'charge' AS kind, -c.amount AS amount, c.day, now() AS posted_at FROM floor_charge c"""


class Stopped(Exception):
    """The run was stopped half way, as a killed program is."""


def run(services: int, papers: int) -> Figures:
    """Run a month of so many services, and make the papers of some of its customers."""
    with throw_away_database() as data:
        found_company(data)
        return _measured(data, services, papers)


def _measured(data: Path, services: int, papers: int) -> Figures:
    from turnup.closing.actions import begin_month
    from turnup.closing.models import Bundle, MonthlyCharge

    _fill(services)
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    floor = _floor()
    run_ = begin_month(actor=None, now=now, month=MONTH)
    took, cpu = _charged(run_, now, services)
    counted = MonthlyCharge.objects.filter(month=MONTH).count(), Bundle.objects.count()
    assert counted[0] >= services, "every service was looked at"
    again, _cpu = _timed(lambda: _run_again(run_, now))
    assert counted == (MonthlyCharge.objects.filter(month=MONTH).count(), Bundle.objects.count())
    made, seconds, busy = _papers(papers)
    return {
        "services": services,
        "customers_with_papers": counted[1],
        "seconds": round(took, 2),
        "own_cpu_seconds": round(cpu, 2),
        "services_per_second": round(services / took),
        "aim_services_per_second": AIM_SERVICES,
        "floor_per_second": round(services / floor),
        "of_floor": round(floor / took, 4),
        "again_seconds": round(again, 3),
        "pdf_made": made,
        "pdf_per_second": round(made / seconds, 1),
        "pdf_per_second_of_own_cpu": round(made / busy, 1),
        "aim_pdf_per_second_a_core": AIM_PDF,
    }


def _fill(services: int) -> None:
    """Copy one whole order's service, each with a customer and terms of its own."""
    from django.db import connection

    from turnup.orders.models import JournalEntry, Order
    from turnup.requests.models import Terms

    driver = Driver()
    model = Order.objects.get(pk=driver.model)
    proposed = JournalEntry.objects.get(order=model, step="terms_proposed")
    terms = Terms.objects.create(
        order=model,
        seq=proposed.seq,
        version=1,
        speed_down_kbit=50_000,
        speed_up_kbit=50_000,
        connection_fee=12_000,
        monthly_fee=1_000,
        valid_until=date(2026, 12, 31),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {
                "n": services,
                "model": model.pk,
                "customer": model.customer_id,
                "terms": terms.pk,
                "since": datetime(2026, 1, 12, tzinfo=UTC) + timedelta(hours=6),
            },
        )
        cursor.execute("ANALYZE")


def _floor() -> float:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        began = perf_counter()
        cursor.execute(FLOOR)
        return perf_counter() - began


def _charged(run_: Any, now: datetime, services: int) -> tuple[float, float]:
    """Run the month, stopped once half way; the time of both parts together."""
    from turnup.closing.actions import run_month

    def stop(done: int, _total: int) -> None:
        if done >= services // 2:
            raise Stopped

    def first() -> None:
        try:
            run_month(run=run_, now=now, told=stop)
        except Stopped:
            run_.refresh_from_db()

    took, cpu = _timed(first)
    more, more_cpu = _timed(lambda: run_month(run=run_, now=now))
    return took + more, cpu + more_cpu


def _run_again(run_: Any, now: datetime) -> None:
    """Run a month that is done as if nobody knew that it is."""
    from turnup.closing.actions import run_month

    run_.done_at = None
    run_month(run=run_, now=now)


def _papers(count: int) -> tuple[int, float, float]:
    """Make papers as the worker does; return how many PDFs, and seconds by clock and processor."""
    from django.utils import timezone

    from turnup.closing.models import Bundle
    from turnup.closing.paper_actions import make_papers
    from turnup.papers.models import Paper

    bundles = list(Bundle.objects.filter(upd=None).order_by("pk")[: count + 1])
    for warm in bundles[:1]:
        make_papers(bundle=warm, actor=None, at=timezone.now())
    before = Paper.objects.exclude(kind="upd_xml").count()
    began, busy = perf_counter(), process_time()
    for bundle in bundles[1:]:
        make_papers(bundle=bundle, actor=None, at=timezone.now())
    wall, cpu = perf_counter() - began, process_time() - busy
    return Paper.objects.exclude(kind="upd_xml").count() - before, wall, cpu


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, busy = perf_counter(), process_time()
    work()
    return perf_counter() - began, process_time() - busy
