"""`turnup bench slots`: an order's next ten slots and the board, beside the bare SQL they need."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, Final
from uuid import uuid4

from turnup.bench import ground

Figures = dict[str, Any]
CREWS: Final = 20
WORKING_DAYS: Final = 10
DAYS: Final = 14  # in which there are ten working days
WAITING: Final = 20  # orders at the board's side
AIM_SLOTS_MS: Final = 50
AIM_BOARD_MS: Final = 200
SQL: Final = """
SELECT v.id, v.crew_id, v.starts_at, v.ends_at, v.order_id, s.latitude, s.longitude,
       o.card -> 'standing' ? 'visit_agreed', o.number, o.technology, c.name, s.address
  FROM installation_visit v
  JOIN orders_order o ON o.id = v.order_id
  JOIN customers_site s ON s.id = o.site_id
  JOIN customers_customer c ON c.id = o.customer_id
 WHERE v.released_at IS NULL AND v.ends_at > %s AND v.starts_at < %s
"""


def run(visits: int, rounds: int) -> Figures:
    """Measure in turn, `rounds` times each after one to warm up; milliseconds, the median.

    `slots` is the query behind the page, REST and the customer's link: rosters, visits and the
    planner; `planner` the pure search alone; `board` the whole page of 20 crews by ten days for a
    signed-in crew lead, template included, and `board_cpu` what of it this program's own
    processor worked; `sql_floor` one statement with every column of every visit, fetched.
    """
    with ground.throw_away_database() as data:
        ground.found_company(data)
        order = _fill(visits)
        return {
            "crews": CREWS,
            "working_days": WORKING_DAYS,
            "aim_slots_ms": AIM_SLOTS_MS,
            "aim_board_ms": AIM_BOARD_MS,
            **_measured(order, rounds),
        }


# ------------------------------------------------------------------ what is planned
def _fill(visits: int) -> Any:
    """Bring orders to where visits are planned, and plan them; give one that waits."""
    from turnup.installation.actions import change_crew, create_crew
    from turnup.installation.models import ALL_SKILLS, Crew, Visit

    now, chance = datetime.now(UTC), Random(11)  # noqa: S311 - made-up places, no secrets
    Visit.objects.filter(done_at=None, released_at=None).update(released_at=now)
    for n in range(CREWS - Crew.objects.count()):
        create_crew(name=f"Bench crew {n}", skills=ALL_SKILLS, at=now)
    for crew in Crew.objects.all():
        north, east = 54.45 + chance.random() / 8, 36.15 + chance.random() / 5
        change_crew(
            crew=crew, skills=ALL_SKILLS, at_height=True, at=now, latitude=north, longitude=east
        )
    waiting = [_waiting_order(now) for _ in range(WAITING)]
    _plan(visits, waiting[0], chance, now)
    return waiting[0]


def _waiting_order(now: datetime) -> Any:
    from turnup.customers.models import Site
    from turnup.desk.steps import STEPS, record_step
    from turnup.orders.models import Order
    from turnup.orders.moves import Move
    from turnup.orders.office import standing_standard
    from turnup.people.actor import Actor
    from turnup.people.queries import holders_of

    standard = standing_standard()
    order_id = uuid4()
    opened: list[str] = [standard.opening.code]
    while "visit_planned" not in opened:
        role = standard.steps[opened[0]].by[0]
        person = holders_of(role, now).order_by("id").first()
        assert person is not None, f"the demo company has a {role}"
        move = Move(
            order_id=order_id,
            actor=Actor(person.id, person.name, frozenset([role])),
            now=now,
            at=now,
        )
        record_step(move=move, step=opened[0], data=STEPS[opened[0]].form.example())
        order = Order.objects.get(pk=order_id)
        opened = [code for code in order.card["open"] if code != "contract_signed_by_director"]
    Site.objects.filter(pk=order.site_id).update(latitude="54.51", longitude="36.26")
    return order


def _plan(visits: int, model: Any, chance: Random, now: datetime) -> None:
    """Plan visits of copies of an order, spread over the crews' days, two hours each."""
    from turnup.customers.models import Site
    from turnup.installation.models import Crew, Visit
    from turnup.installation.rosters import shifts_of
    from turnup.orders.models import JournalEntry, Order
    from turnup.orders.office import office_calendar

    calendar = office_calendar()
    today = calendar.local_date(now)
    shifts = shifts_of(list(Crew.objects.all()), today, today + timedelta(days=DAYS - 1), calendar)
    spans = [
        (shift, shift.begins + timedelta(minutes=150 * n))
        for shift in shifts
        for n in range(int((shift.ends - shift.begins) / timedelta(minutes=150)))
    ]
    chance.shuffle(spans)
    last = JournalEntry.objects.filter(order=model).order_by("-seq")[0]
    for shift, begins in spans[:visits]:
        site = Site.objects.create(
            customer_id=model.customer_id,
            address=f"Калуга, ул. Кирова, {chance.randint(1, 200)}",
            latitude=f"{54.45 + chance.random() / 8:.6f}",
            longitude=f"{36.15 + chance.random() / 5:.6f}",
        )
        copy = Order.objects.get(pk=model.pk)
        copy.pk, copy.site = uuid4(), site
        _save_copy(copy)
        JournalEntry.objects.create(
            order_id=copy.pk,
            seq=last.seq,
            step=last.step,
            at=last.at,
            recorded_at=last.recorded_at,
            actor_id=last.actor_id,
            role=last.role,
            door=last.door,
            commitment=last.commitment,
            previous=last.previous,
            hash=last.hash,
        )
        ends = begins + timedelta(hours=2)
        Visit.objects.create(
            order_id=copy.pk, seq=last.seq, crew_id=shift.crew, starts_at=begins, ends_at=ends
        )


def _save_copy(copy: Any) -> None:
    from turnup.orders.models import NextNumber

    copy.number = NextNumber()
    copy._state.adding = True
    copy.save(force_insert=True)


# ------------------------------------------------------------------ measuring
def _measured(order: Any, rounds: int) -> Figures:
    from turnup.dispatch.fits import offers_for
    from turnup.dispatch.window import window_of
    from turnup.installation.jobs import job_of
    from turnup.installation.models import Visit
    from turnup.orders.models import Order
    from turnup.orders.office import office_calendar
    from turnup.planner import next_slots

    now = datetime.now(UTC)
    fresh = Order.objects.select_related("site", "customer", "lead").get(pk=order.pk)
    window = window_of(office_calendar().local_date(now), DAYS, now)
    job, shifts, booked = job_of(fresh, office_calendar()), window.shifts, window.bookings
    works: dict[str, Callable[[], Any]] = {
        "slots": lambda: offers_for(fresh, now),
        "planner": lambda: next_slots(job, shifts, booked, now, 10),
        "board": _page(),
        "sql_floor": _floor(now),
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
    live = Visit.objects.filter(released_at=None, done_at=None, ends_at__gt=now)
    return {
        "visits": live.count(),
        "slots_found": len(offers_for(fresh, now).offers),
        **medians,
        "slots_cpu_ms": round(median(used["slots"]), 2),
        "board_cpu_ms": round(median(used["board"]), 2),
        "slots_p95_ms": round(quantiles(taken["slots"], n=20)[-1], 2),
        "board_p95_ms": round(quantiles(taken["board"], n=20)[-1], 2),
        "slots_of_floor": round(medians["slots_ms"] / medians["sql_floor_ms"], 1),
        "board_of_floor": round(medians["board_ms"] / medians["sql_floor_ms"], 1),
    }


def _page() -> Callable[[], Any]:
    """Give a request of the board by a signed-in crew lead, through every middleware."""
    from django.test import Client

    from turnup.people.queries import holders_of

    client = Client(SERVER_NAME="localhost")
    person = holders_of("crew_lead", datetime.now(UTC)).first()
    assert person is not None, "the demo company has a crew lead"
    client.force_login(person)

    def asked() -> None:
        answer = client.get("/plan")
        assert answer.status_code == 200, answer.status_code

    return asked


def _floor(now: datetime) -> Callable[[], Any]:
    from django.db import connection

    def fetched() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(SQL, [now, now + timedelta(days=DAYS)])
            return cursor.fetchall()

    return fetched
