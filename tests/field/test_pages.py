"""What the office does about work on site: settles, sets up, takes acts, fetches modems."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from tests.desk.readers import Office
from tests.field.crew import ACT, SET_UP, Phone, on_site, picture
from turnup.customers.models import Customer
from turnup.field.actions.copies import have_link
from turnup.field.deliver import send_act
from turnup.field.forgetting import forget_site
from turnup.field.models import ActRegister, Item, SitePhoto, Tick
from turnup.installation.models import CompletionAct, LineConnection, Visit
from turnup.orders.models import JournalEntry, Order
from turnup.people.operations import OPERATIONS
from turnup.people.roles import STANDARD_ROLES
from turnup.portal.actions import revoke_link
from turnup.portal.models import Letter
from turnup.portal.queries import address_of, live_link

WHY = "Проверено по телефону с бригадой"


def signed(office: Office) -> tuple[Order, Phone]:
    order, phone = on_site(office)
    phone.outcomes(
        phone.act(order, "line_connected"),
        phone.act(order, "line_set_up", **SET_UP),
        phone.act(order, "act_signed", **ACT),
    )
    return order, phone


def conflict(office: Office) -> tuple[Order, Item]:
    """Let the visit move while the crew is without network."""
    order, phone = on_site(office)
    assert phone.visit
    phone.visit.starts_at -= timedelta(hours=1)
    phone.outcomes(phone.act(order, "line_connected", port="sw-4 / 12"))
    return order, Item.objects.get()


def test_a_lead_sees_both_versions_and_records_what_was_sent(office: Office) -> None:
    order, item = conflict(office)
    page = office["crew_lead"].get(f"/from-site/{item.pk}").content.decode()
    assert "sw-4 / 12" in page
    assert "Бригада 1" in page
    answer = office["crew_lead"].post(f"/from-site/{item.pk}", {"_how": "apply", "_reason": WHY})
    assert answer.status_code == 302
    entry = JournalEntry.objects.get(order=order, step="line_connected")
    assert entry.actor_id == office.staff["installer"].id
    item.refresh_from_db()
    assert (item.outcome, item.settlement) == ("done", "applied")
    note = JournalEntry.objects.get(order=order, step="note_added")
    assert WHY in str(note.said.data)


def test_a_lead_corrects_what_was_sent(office: Office) -> None:
    order, item = conflict(office)
    said = {"_how": "amend", "_reason": WHY, "port": "sw-5 / 1"}
    assert office["noc_head"].post(f"/from-site/{item.pk}", said).status_code == 302
    assert LineConnection.objects.get(order=order).port == "sw-5 / 1"


def test_without_a_reason_nothing_is_settled(office: Office) -> None:
    _order, item = conflict(office)
    for how in ("apply", "aside", "amend"):
        answer = office["crew_lead"].post(f"/from-site/{item.pk}", {"_how": how, "_reason": " "})
        assert answer.status_code == 422
    item.refresh_from_db()
    assert item.is_open
    assert not LineConnection.objects.exists()


def test_what_is_set_aside_stays_readable_and_is_told_to_its_phone(office: Office) -> None:
    _order, item = conflict(office)
    office["crew_lead"].post(f"/from-site/{item.pk}", {"_how": "aside", "_reason": WHY})
    item.refresh_from_db()
    assert item.said == {"port": "sw-4 / 12"}
    (told,) = office["installer"].get("/field/hello").json()["items"]
    assert (told["settlement"], told["reason"]) == ("set_aside", WHY)
    again = office["crew_lead"].post(f"/from-site/{item.pk}", {"_how": "apply", "_reason": WHY})
    assert again.status_code == 422


def test_crew_and_support_tick_one_list(office: Office) -> None:
    order, phone = on_site(office)
    path = f"/orders/{order.number}/site"
    office["tech_support"].post(f"{path}/ticks", {"point": "port_configured", "done": "yes"})
    told = office["installer"].get(f"/field/ticks?orders={order.id}").json()["ticks"]
    assert told[str(order.id)]["port_configured"]["done"] is True
    phone.outcomes(phone.act(order, "", kind="tick", point="address_set", done=True))
    page = office["tech_support"].get(path).content.decode()
    assert page.count('data-done="yes"') == 2
    office["tech_support"].post(f"{path}/ticks", {"point": "port_configured", "done": "no"})
    assert Tick.objects.count() == 3
    assert office["tech_support"].get(path).content.decode().count('data-done="yes"') == 1


def test_acts_go_to_the_subscriber_department_by_a_list_and_a_receipt(office: Office) -> None:
    first, _phone = signed(office)
    second, _phone = signed(office)
    acts = list(CompletionAct.objects.order_by("pk").values_list("pk", flat=True))
    office["installer"].post("/acts/registers", {"act": acts})
    register = ActRegister.objects.get()
    path = f"/acts/registers/{register.pk}"
    assert office["installer"].post(f"{path}/receipt", {"taken": ["1"]}).status_code == 403
    office["subscriber_clerk"].post(f"{path}/receipt", {"taken": ["1"]})
    register.refresh_from_db()
    assert register.received_at is None  # it is not said why the other one is not taken
    why = {"taken": ["1"], "why_2": "Нет печати"}
    office["subscriber_clerk"].post(f"{path}/receipt", why)
    register.refresh_from_db()
    assert register.number == f"РА-{timezone.localtime().year}-0001"
    assert register.paper
    assert "act_handed_over" not in office.opened(first)
    assert "act_handed_over" in office.opened(second)
    given = JournalEntry.objects.get(order=first, step="act_handed_over")
    assert given.actor_id == office.staff["installer"].id
    assert office["subscriber_clerk"].get(f"{path}/register.pdf").content.startswith(b"%PDF")
    office["installer"].post("/acts/registers", {"act": acts[1:]})
    assert ActRegister.objects.count() == 2


def test_the_act_is_given_as_pdf(office: Office) -> None:
    order, _phone = signed(office)
    answer = office["subscriber_clerk"].get(f"/orders/{order.number}/act")
    assert answer.content.startswith(b"%PDF")


def test_a_modem_that_is_out_stands_on_the_list(office: Office) -> None:
    order, phone = on_site(office)
    lent: dict[str, Any] = {
        "device": "LTE-роутер",
        "serial": "LTE-9",
        "deposit": "3000",
    }
    phone.outcomes(phone.act(order, "temporary_connection_made", **lent))
    page = office["subscriber_clerk"].get("/modems").content.decode()
    assert "LTE-9" in page
    assert "используется" in page
    phone.outcomes(phone.act(order, "line_connected"))
    assert "заберите" in office["subscriber_clerk"].get("/modems").content.decode()


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/field/", "field.work"),
        ("/field/hello", "field.work"),
        ("/from-site", "field.settle"),
        ("/setting-up", "setup.tick"),
        ("/acts", "acts.read"),
        ("/modems", "modems.read"),
    ],
)
def test_who_may_see_what(office: Office, path: str, operation: str) -> None:
    for role in STANDARD_ROLES:
        allowed = role in OPERATIONS[operation].scopes
        assert (office[role].get(path).status_code == 200) is allowed, role


def test_a_forgotten_customers_pictures_and_misfits_are_gone(office: Office) -> None:
    order, phone = on_site(office)
    phone.photo(order, picture())
    office.record(order, "order_cancelled")
    phone.outcomes(phone.act(order, "act_signed", **ACT))
    forget_site(customer_id=order.customer_id, at=timezone.now())
    assert not SitePhoto.objects.exists()
    item = Item.objects.get()
    assert (item.said, item.settlement) == (None, "set_aside")


def test_the_customer_gets_the_link_to_a_fresh_act(office: Office) -> None:
    order, _phone = signed(office)
    Customer.objects.filter(pk=order.customer_id).update(email="client@example.com")
    send_act(str(order.id))
    assert live_link(order.id)
    assert Letter.objects.get(link__order=order).to == "client@example.com"


def test_the_customer_sees_that_the_crew_is_on_its_way_and_there(office: Office) -> None:
    order, phone = on_site(office)
    now = timezone.now()
    begun = max(now - timedelta(minutes=1), now.replace(hour=0, minute=0))
    Visit.objects.filter(order=order).update(starts_at=begun, ends_at=now + timedelta(hours=2))
    link = live_link(order.id)
    assert link
    path = urlsplit(address_of(link, "")).path
    phone.outcomes(phone.act(order, "", 20, kind="mark", mark="on_the_way"))
    assert "Бригада в пути к вам с" in Client().get(path).content.decode()
    phone.outcomes(phone.act(order, "", 5, kind="mark", mark="arrived"))
    assert "Бригада у вас с" in Client().get(path).content.decode()


def test_a_link_is_ready_for_the_phone_before_the_visit_but_never_made_anew(office: Office) -> None:
    order, _phone = on_site(office)
    link = live_link(order.id)
    assert link
    revoke_link(link=link, actor=office.staff["account_manager"], at=timezone.now())
    have_link(order_id=order.id, at=timezone.now())
    assert live_link(order.id) is None
