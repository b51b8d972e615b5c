"""A pause, another speed and the end of a service, as FreeRADIUS and an access server see them."""

from tests.api.programs import Office
from tests.journeys.plant import Plant, until
from turnup.activation.actions import (
    change_speed,
    resume_service,
    suspend_service,
    terminate_service,
)
from turnup.activation.models import Service
from turnup.desk.invariants import verify
from turnup.installation.models import Address

LOGIN = "2026-17"


def test_a_line_is_paused_changed_and_ended(office: Office, plant: Plant) -> None:
    order = office.open_order()
    office.drive(order, until="service_activated")
    office["subscriber_clerk"].record(order, "service_activated", {"login": LOGIN})
    service, radius, box = Service.objects.get(), plant.radius, plant.box
    at = service.activated_at

    def answered(code: str, holding: str = "") -> bool:
        got, said = radius.ask(LOGIN, service.password)
        return got == code and holding in said

    until("it is let in", lambda: answered("Access-Accept"))
    radius.account("Start", User_Name=f'"{LOGIN}"', Framed_IP_Address=service.ip_address)

    change_speed(order_id=service.order_id, speed_down_kbit=9000, speed_up_kbit=7000, at=at)
    until("the speed is another", lambda: answered("Access-Accept", '"7000k/9000k"'))
    kind, asked = until("the session is changed in place", lambda: box.asked)[-1]
    assert (kind, asked["Mikrotik-Rate-Limit"]) == ("coa", "7000k/9000k")

    suspend_service(order_id=service.order_id, reason="voluntary", way="reject", at=at)
    until("it is not let in", lambda: answered("Access-Reject"))
    until("the session is cut", lambda: box.asked[-1][0] == "disconnect")
    resume_service(order_id=service.order_id, reason="voluntary", at=at)
    until("it is let in again", lambda: answered("Access-Accept", service.ip_address))

    terminate_service(order_id=service.order_id, at=at, reason="Расторжение")
    until("nobody is let in", lambda: answered("Access-Reject"))
    until("the last session is cut", lambda: len(box.asked) >= 3)
    address = Address.objects.get(pk=service.ip_address)
    assert address.free_from is not None
    assert address.free_from > at, "it rests"
    assert {code for code, one in verify().items() if one.broken} == set()
