"""`turnup bench surveydays`: the page of the survey days, beside the bare SQL that it needs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, Final

from turnup.bench import ground

Figures = dict[str, Any]
AIM_MS: Final = 150
SQL: Final = """
SELECT o.id, o.number, o.technology, c.name, c.kind, s.address, s.latitude, s.longitude,
       o.card #>> '{standing,survey_requested,1}', o.card -> 'standing' ? 'survey_urgency_allowed',
       p.survey_date, p.engineer_id
  FROM orders_openstep t
  JOIN orders_order o ON o.id = t.order_id AND o.closed IS NULL
  JOIN customers_customer c ON c.id = o.customer_id
  JOIN customers_site s ON s.id = o.site_id
  LEFT JOIN surveys_surveyplacement p ON p.order_id = o.id
 WHERE t.step IN ('survey_scheduled', 'survey_urgency_allowed')
"""


def run(requests: int, rounds: int) -> Figures:
    """Measure in turn, `rounds` times each after one to warm up; milliseconds, the median.

    `page` is the whole answer of the server to a signed-in head of the NOC, template included;
    `page_cpu_ms` is what of it this program's own processor worked, which others on the machine do
    not lengthen; `board` the reads and the proposal, `proposal` the placing alone; `sql_floor` one
    statement that gives every column the page shows, fetched by psycopg.
    """
    with ground.throw_away_database() as data:
        ground.found_company(data)
        _fill(requests)
        return {"requests": requests, "aim_ms": AIM_MS, **_measured(rounds)}


def _fill(requests: int) -> None:
    from turnup.demo.clock import OfficeClock
    from turnup.demo.survey_week import add_waiting
    from turnup.desk.driving import staff_on
    from turnup.orders.office import office_calendar

    now = datetime.now(UTC)
    clock = OfficeClock(office_calendar())
    end = clock.at(clock.calendar.local_date(now), 0)
    chance = Random(7)  # noqa: S311 - made-up customers, no secrets
    add_waiting(rng=chance, staff=staff_on(now), clock=clock, end=end, count=requests)


def _measured(rounds: int) -> Figures:
    from turnup.surveys.board import survey_board

    page, sql = _page(), _floor()
    works: dict[str, Callable[[], Any]] = {
        "page": page,
        "board": lambda: survey_board(datetime.now(UTC)),
        "proposal": _proposal(),
        "sql_floor": sql,
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    used: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            began, spent = perf_counter(), process_time()
            work()
            if turn:
                taken[name].append((perf_counter() - began) * 1000)
                used[name].append((process_time() - spent) * 1000)
    medians = {f"{name}_ms": round(median(times), 2) for name, times in taken.items()}
    return {
        **medians,
        "page_cpu_ms": round(median(used["page"]), 2),
        "page_p95_ms": round(quantiles(taken["page"], n=20)[-1], 2),
        "of_floor": round(medians["page_ms"] / medians["sql_floor_ms"], 1),
        "days": len(survey_board(datetime.now(UTC)).days),
    }


def _page() -> Callable[[], Any]:
    """Give a request of the page by somebody signed in, through every middleware."""
    from django.test import Client

    from turnup.people.queries import holders_of

    client = Client(SERVER_NAME="localhost")
    person = holders_of("noc_head", datetime.now(UTC)).first()
    assert person is not None, "the demo company has a head of the NOC"
    client.force_login(person)

    def asked() -> None:
        answer = client.get("/survey-days")
        assert answer.status_code == 200, answer.status_code

    return asked


def _floor() -> Callable[[], Any]:
    from django.db import connection

    def fetched() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(SQL)
            return cursor.fetchall()

    return fetched


def _proposal() -> Callable[[], Any]:
    """Give the placing alone, of as many made-up wishes as wait."""
    from turnup.orders.models import OpenStep
    from turnup.surveys.planning.places import Point
    from turnup.surveys.planning.placing import Room, Wish, propose

    chance, today = Random(5), datetime.now(UTC).date()  # noqa: S311 - no secrets
    count = OpenStep.objects.filter(step="survey_scheduled").count()
    wishes = [
        Wish(str(n), today, Point(54.5 + chance.random() / 10, 36.2 + chance.random() / 10))
        for n in range(count)
    ]
    days = [today + timedelta(days=n) for n in range(count // 10 + 3)]
    rooms = [Room(day, engineer, 5) for day in days for engineer in ("a", "b")]
    return lambda: propose(wishes, rooms, {})
