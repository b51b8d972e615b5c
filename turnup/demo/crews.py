"""The crews of the demo: vans, bases, skills, rosters; and the week that is planned for them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from turnup.desk.driving import Staff
from turnup.dispatch.actions import Placement, confirm_fill
from turnup.dispatch.window import waiting, window_of
from turnup.installation import actions as installation
from turnup.installation.models import Crew, CrewMember
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.people.models import Person
from turnup.planner import fill

VANS: Final = {
    # crew: van, base, latitude, longitude, works at height, hours from, until
    "Бригада 1": ("Газель В 417 КО", "склад, ул. Азаровская, 18", 54.4925, 36.2240, True, 9, 18),
    "Бригада 2": ("Ларгус С 902 НЕ", "офис, ул. Кирова, 20", 54.5137, 36.2612, True, 8, 17),
    "Бригада 3": ("Газель М 233 ТУ", "склад, ул. Азаровская, 18", 54.4925, 36.2240, True, 9, 18),
    "Бригада 4": ("Ларгус Е 115 ОР", "офис, ул. Кирова, 20", 54.5137, 36.2612, False, 11, 20),
}
AHEAD: Final = 14
PLANNED_PART, AGREED_PART = 0.72, 0.6


def equip_crews(*, at: datetime) -> None:
    """Give the crews their vans, bases and weeks, and their people what they can do."""
    for crew in Crew.objects.order_by("id"):
        van, base, latitude, longitude, at_height, begins, ends = VANS[crew.name]
        installation.change_crew(
            crew=crew,
            skills=crew.skills,
            at_height=at_height,
            at=at,
            van=van,
            base=base,
            latitude=latitude,
            longitude=longitude,
        )
        week = {day: (time(begins), time(ends)) for day in range(5)}
        if crew.name == "Бригада 2":
            week[5] = (time(10), time(15))
        installation.set_week(crew=crew, hours=week, keeps_holidays=True, at=at)
        for place, person in enumerate(_people(crew)):
            first = place == 0
            installation.set_technician(
                person=person,
                skills=crew.skills if first else crew.skills[:2],
                height_until=date(2027, 6, 30) if first and at_height else None,
            )


def _people(crew: Crew) -> list[Person]:
    members = CrewMember.objects.filter(crew=crew, left_at=None).select_related("person")
    return [member.person for member in members.order_by("id")]


def plan_week(*, rng: Random, staff: Staff, end: datetime) -> None:
    """Let somebody be away, fill most of the coming days, and agree most of what is planned."""
    today, evening = office_calendar().local_date(end), end - timedelta(hours=7)
    _absences(today)
    lead = staff.holders("crew_lead")[0]
    tasks = {task.job.id: task for task in waiting(lead, evening)}
    window = window_of(today, AHEAD, end)
    placed, _left = fill([t.job for t in tasks.values()], window.shifts, window.bookings, end)
    names = {crew.id: crew.name for crew in window.crews}
    chosen = [
        Placement(
            tasks[one.job.id].order.id,
            tasks[one.job.id].order.version,
            names[one.slot.crew],
            one.slot.begins,
            one.job.minutes,
        )
        for one in placed[: round(len(placed) * PLANNED_PART)]
    ]
    done, _refused = confirm_fill(actor=lead, placements=chosen, now=evening)
    orders = Order.objects.in_bulk([receipt.id for receipt in done])
    _agree(rng, staff, [orders[receipt.id] for receipt in done], evening + timedelta(minutes=40))


def _absences(today: date) -> None:
    away = (
        (1, 0, "holiday", 4, 9, ""),
        (3, 1, "sick", -1, 3, "ангина"),
        (0, 1, "training", 6, 6, ""),
    )
    crews = list(Crew.objects.order_by("id"))
    for crew, place, kind, first, last, note in away:
        people = _people(crews[crew % len(crews)])
        installation.record_absence(
            person=people[place],
            first_day=today + timedelta(days=first),
            last_day=today + timedelta(days=last),
            kind=kind,
            note=note,
        )
    inspection = today + timedelta(days=5)
    installation.set_day(
        crew=crews[2],
        day=inspection,
        works_from=None,
        works_until=None,
        at=_noon(today),
        note="техосмотр",
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), office_calendar().zone)


def _agree(rng: Random, staff: Staff, orders: Sequence[Order], at: datetime) -> None:
    leads = {actor.id: actor for actor in staff.holders("account_manager")}
    for order in orders:
        if rng.random() < AGREED_PART:
            move = Move(order_id=order.id, actor=leads[order.lead_id], now=at, at=at)
            installation.agree_visit(
                move=move, agreed_with=order.customer.contact_name or "Клиент", way="phone"
            )
