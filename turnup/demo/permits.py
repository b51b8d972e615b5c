"""The demo's permits: requests on their way, hours and keys, leases with rents, height."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from turnup.ground import actions
from turnup.ground.actions.permits import Access
from turnup.ground.models import BuildingKind, Permit
from turnup.ground.queries import rents_due
from turnup.orders.models import OpenStep, Order
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor

KEYS: Final = ("у консьержа", "в диспетчерской УК", "у старшего по дому, кв. 12", "на посту охраны")
ESCORTS: Final = ("слесарь управляющей компании", "комендант", "сотрудник охраны")
WEEKS: Final = (
    tuple(Access(day, time(10), time(17)) for day in range(5)),
    tuple(Access(day, time(13), time(18)) for day in range(5)),
    tuple(Access(day, time(9), time(13)) for day in (1, 3)),
)
SUBJECT: Final = (
    "Кабель по слаботочному стояку и чердаку, телекоммуникационный шкаф 6U на лестничной площадке "
    "последнего этажа, ввод в помещение абонента через одно отверстие диаметром 16 мм."
)
HOLDERS: Final = ("ТСЖ «Кирова, 36»", "ООО «Управдом»", "УК «ЖРЭУ-7»", "ИП Климов А. С.")


def describe_holders() -> None:
    """Say who the holders are: phones and addresses, for letters and calls."""
    for index, name in enumerate(HOLDERS):
        actions.keep_party(
            name=name,
            kind="person" if name.startswith("ИП") else "company",
            contact_name=("Ершова Н. П.", "Титов Г. А.", "Панова Л. И.", "Климов А. С.")[index],
            phone=f"+7 4842 57-{20 + index}-{40 + index}",
            address=f"248000, г. Калуга, ул. Кирова, д. {36 + index}",
        )


def add_conditions(rng: Random) -> None:
    """Give the permits that were granted hours, keys and an end, as holders do."""
    granted = Permit.objects.filter(answer="granted", document__gt="").order_by("number")
    for index, permit in enumerate(granted):
        hours = WEEKS[index % len(WEEKS)]
        for one in hours:
            permit.windows.get_or_create(
                weekday=one.weekday, begins=one.begins, defaults={"ends": one.ends}
            )
        permit.keys_at, permit.escort = rng.choice(KEYS), rng.choice(ESCORTS)
        if permit.valid_from:
            permit.valid_until = permit.valid_from + timedelta(days=rng.choice((200, 365, 730)))
        permit.save(update_fields=["keys_at", "escort", "valid_until"])


def ask_for_the_waiting(*, actor: Actor, at: datetime) -> None:
    """Ask the holders for the orders that wait for a permit; some letters are out already."""
    waiting = OpenStep.objects.filter(step="permits_obtained").order_by("order_id")
    orders = Order.objects.filter(id__in=waiting.values("order_id")).select_related("site")
    for index, order in enumerate(orders.order_by("number")):
        building = actions.building_for(site=order.site)
        party = actions.keep_party(name=HOLDERS[index % len(HOLDERS)])
        kind = BuildingKind.RESIDENTIAL if index % 2 == 0 else BuildingKind.OFFICE
        actions.describe_building(building=building, kind=kind, holder=party)
        then = max(at - timedelta(days=6 - index % 5), order.moved_at)
        permit = actions.ask_permit(
            actor=actor, at=then, building=building, party=party, subject=SUBJECT, order_id=order.id
        )
        if index % 3:
            sent = office_calendar().local_date(then)
            actions.send_permit(permit=permit, on=sent, sent_by="заказным письмом")


def pay_past_rents(*, at: datetime) -> None:
    """Note the rents that fell due as paid, but for the latest."""
    today = office_calendar().local_date(at)
    for payment in rents_due(today - timedelta(days=8)):
        actions.pay_rent(payment=payment, on=payment.due_date, document="п/п")


def climb_somewhere(*, actor: Actor, at: datetime) -> None:
    """Declare work on a roof for the first order whose line is to be connected outdoors."""
    opened = OpenStep.objects.filter(step__in=("visit_agreed", "line_connected", "visit_planned"))
    for order_id in opened.order_by("order_id").values_list("order_id", flat=True):
        order = Order.objects.get(pk=order_id)
        if order.technology != "radio":
            continue
        day = office_calendar().local_date(at)
        actions.declare_height_work(
            order_id=order.id, place="Крыша, северный парапет, мачта 3 м", actor=actor, at=at
        )
        actions.issue_work_permit(
            order_id=order.id,
            actor=actor,
            at=at,
            supervisor="Волков Максим Юрьевич",
            members="Волков Максим Юрьевич\nПавлов Никита Сергеевич",
            measures="Страховочные привязи с двойным стропом\nКаски\nНаблюдающий внизу",
            valid_from=day,
            valid_until=day + timedelta(days=4),
        )
        actions.note_weather(order_id=order.id, actor=actor, at=at, wind_m_s=Decimal("6.5"))
        return
