"""A day's queue comes home: in any order, each act at most once, nothing lost or overwritten."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from tests.desk.readers import Office
from tests.field.crew import ACT, SET_UP, Phone, on_site, picture
from turnup.field.models import Item, SitePhoto, Tick, VisitMark
from turnup.installation.models import CompletionAct, Visit
from turnup.orders.models import JournalEntry, Order
from turnup.standard.moments import moment_text


def day(order: Order, phone: Phone) -> list[dict[str, Any]]:
    """Give all that a crew does at one visit, each act ten seconds after the one before."""
    return [
        phone.act(order, "", 50, kind="mark", mark="on_the_way"),
        phone.act(order, "", 40, kind="mark", mark="arrived"),
        phone.act(order, "line_connected", 30, port="sw-4 / 12", readings={"loss_pct": "0"}),
        phone.act(order, "", 25, kind="tick", point="address_set", done=True),
        phone.act(order, "line_set_up", 20, **SET_UP, speed_down_kbit=98000),
        phone.act(order, "act_signed", 10, **ACT),
    ]


def journal(order: Order) -> list[str]:
    return list(
        JournalEntry.objects.filter(order=order).order_by("seq").values_list("step", flat=True)
    )


def said_of(item: Item) -> dict[str, Any]:
    assert item.said
    return dict(item.said)


def problem_of(item: Item) -> str:
    assert item.problem
    return str(item.problem["ru"]["code"])


def test_a_day_offline_comes_home_with_the_moments_of_the_acts(office: Office) -> None:
    order, phone = on_site(office)
    items = day(order, phone)
    assert set(phone.outcomes(*items).values()) == {"done"}
    entry = JournalEntry.objects.get(order=order, step="act_signed")
    assert moment_text(entry.at)[:19] == items[-1]["at"][:19]
    assert entry.recorded_at - entry.at > timedelta(seconds=9)
    assert entry.door == "field"
    act = CompletionAct.objects.get(order=order)
    assert act.signed_at == entry.at
    assert act.customer_signature == ACT["customer_signature"]
    assert VisitMark.objects.count() == 2
    assert Tick.objects.get().is_done
    assert not Item.objects.exclude(said=None).exists()


def test_in_any_order_one_by_one_twice_gives_the_same(office: Office) -> None:
    order, phone = on_site(office)
    items = day(order, phone)
    Random(7).shuffle(items)
    for item in [*items, *items]:
        phone.send(item)
    told = phone.send(*items).json()["items"]
    assert {one["outcome"] for one in told} == {"done"}
    assert all(one["already"] for one in told)
    assert journal(order)[-3:] == ["line_connected", "line_set_up", "act_signed"]
    assert Item.objects.count() == len(items)


def test_an_act_that_comes_before_its_ground_waits_for_it(office: Office) -> None:
    order, phone = on_site(office)
    connected, set_up = (
        phone.act(order, "line_connected"),
        phone.act(order, "line_set_up", **SET_UP),
    )
    act = phone.act(order, "act_signed", **ACT)
    assert phone.outcomes(act) == {"act_signed": "waiting"}
    assert phone.outcomes(set_up) == {"line_set_up": "waiting"}
    assert phone.outcomes(connected) == {"line_connected": "done"}
    assert set(Item.objects.values_list("outcome", flat=True)) == {"done"}


def test_two_phones_on_one_visit_end_in_a_conflict_that_keeps_both(office: Office) -> None:
    order, first = on_site(office)
    second = Phone(office["installer"], first.visit)
    first.outcomes(first.act(order, "line_connected", port="sw-4 / 12"))
    assert second.outcomes(second.act(order, "line_connected", port="sw-9 / 1")) == {
        "line_connected": "conflict"
    }
    kept = Item.objects.get(outcome="conflict")
    assert kept.said == {"port": "sw-9 / 1"}
    assert problem_of(kept) == "step.already_stands"


def test_two_phones_that_say_the_same_are_not_in_conflict(office: Office) -> None:
    order, first = on_site(office)
    second = Phone(office["installer"], first.visit)
    first.outcomes(first.act(order, "line_connected", port="sw-4 / 12"))
    same = second.act(order, "line_connected", port="sw-4 / 12")
    assert second.outcomes(same) == {"line_connected": "done"}


def test_a_visit_moved_meanwhile_is_shown_not_recorded(office: Office) -> None:
    order, phone = on_site(office)
    live = Visit.objects.filter(order=order, released_at=None)
    live.update(starts_at=F("starts_at") + timedelta(days=1), ends_at=F("ends_at") + timedelta(1))
    assert phone.outcomes(phone.act(order, "line_connected")) == {"line_connected": "conflict"}
    assert problem_of(Item.objects.get()) == "field.visit_moved"


def test_an_order_cancelled_meanwhile_keeps_what_came(office: Office) -> None:
    order, phone = on_site(office)
    photo = picture()
    office.record(order, "order_cancelled")
    assert phone.outcomes(phone.act(order, "act_signed", **ACT)) == {"act_signed": "conflict"}
    assert said_of(Item.objects.get())["signatory_name"] == ACT["signatory_name"]
    assert phone.photo(order, photo).status_code == 201


def test_an_act_without_a_signature_says_what_to_do_and_is_kept(office: Office) -> None:
    order, phone = on_site(office)
    unsigned = phone.act(order, "act_signed", **{**ACT, "customer_signature": ""})
    told = phone.send(unsigned).json()["items"][0]
    assert told["outcome"] == "refused"
    assert told["problem"]["errors"][0]["field"] == "customer_signature"
    assert said_of(Item.objects.get())["works"] == ACT["works"]


def test_a_mended_act_replaces_the_faulty_one(office: Office) -> None:
    order, phone = on_site(office)
    phone.outcomes(phone.act(order, "line_connected"), phone.act(order, "line_set_up", **SET_UP))
    wrong = phone.act(order, "act_signed", **{**ACT, "ip_address": "203.0.113.250"})
    assert phone.outcomes(wrong) == {"act_signed": "refused"}
    right = {**phone.act(order, "act_signed", **ACT), "amends": wrong["id"]}
    assert phone.outcomes(right) == {"act_signed": "done"}
    assert Item.objects.get(pk=wrong["id"]).settlement == "replaced"


def test_a_clock_a_day_behind_is_corrected_and_kept(office: Office) -> None:
    order, phone = on_site(office)
    phone.lag = timedelta(days=1)
    before = timezone.now()
    phone.outcomes(phone.act(order, "line_connected"))
    item = Item.objects.get()
    assert item.clock_note == "shifted"
    assert item.phone_at < before - timedelta(hours=23)
    assert abs(item.happened_at - before) < timedelta(minutes=1)


def test_an_act_before_its_ground_is_moved_to_it_and_marked(office: Office) -> None:
    order, phone = on_site(office)
    phone.outcomes(phone.act(order, "line_connected", ago=3 * 86_400))
    item = Item.objects.get()
    assert (item.outcome, item.clock_note) == ("done", "ground")
    assert item.phone_at < item.happened_at


def test_another_persons_queue_is_not_sent_as_mine(office: Office) -> None:
    order, phone = on_site(office)
    answer = phone.send(phone.act(order, "line_connected"), person=office.staff["tech_support"].id)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "person"
    assert not Item.objects.exists()


def test_a_queue_of_another_shape_is_refused_whole(office: Office) -> None:
    order, phone = on_site(office)
    assert phone.send(phone.act(order, "line_connected"), schema=99).status_code == 422
    assert not Item.objects.exists()


def test_an_id_with_another_content_changes_nothing(office: Office) -> None:
    order, phone = on_site(office)
    item = phone.act(order, "line_connected", port="sw-4 / 12")
    phone.outcomes(item)
    told = phone.send({**item, "said": {"port": "sw-5 / 1"}}).json()["items"][0]
    assert told["problem"]["code"] == "field.id_taken"
    assert Item.objects.count() == 1


def test_what_no_database_keeps_is_refused_alone(office: Office) -> None:
    order, phone = on_site(office)
    bad = phone.act(order, "note_added", text="a\x00b")
    good = phone.act(order, "line_connected")
    assert phone.outcomes(bad, good) == {"note_added": "refused", "line_connected": "done"}


def test_an_order_nobody_knows_is_kept_as_refused(office: Office) -> None:
    order, phone = on_site(office)
    stranger = {**phone.act(order, "line_connected"), "order": str(uuid4())}
    assert phone.outcomes(stranger) == {"line_connected": "refused"}
    assert Item.objects.get().order is None


def test_only_steps_from_site_come_by_a_phone(office: Office) -> None:
    order, phone = on_site(office)
    assert phone.outcomes(phone.act(order, "order_cancelled")) == {"order_cancelled": "refused"}


def test_a_finding_returns_the_order_to_the_permit(office: Office) -> None:
    order, phone = on_site(office)
    found = phone.act(order, "permit_lacking_found", found="На чердак не пускают")
    assert phone.outcomes(found) == {"permit_lacking_found": "done"}
    assert "permits_obtained" in office.opened(order)


def test_a_photo_comes_once_and_is_no_longer_what_it_was(office: Office) -> None:
    order, phone = on_site(office)
    one, content = uuid4(), picture(6000, 20)
    assert phone.photo(order, content, one).status_code == 201
    assert phone.photo(order, content, one).status_code == 200
    assert phone.photo(order, picture(), one).status_code == 422
    photo = SitePhoto.objects.get()
    assert photo.width == 2000
    shown = office["noc_head"].get(f"/field/photos/{photo.pk}/small")
    assert shown["Content-Type"] == "image/jpeg"


def test_what_is_no_photo_says_so(office: Office) -> None:
    order, phone = on_site(office)
    answer = phone.photo(order, b"%PDF-1.7 nothing")
    assert answer.status_code == 422
    assert "JPEG" in answer.json()["detail"]


def test_the_day_is_whole_and_given_once(office: Office) -> None:
    order, phone = on_site(office)
    visit = phone.visit
    assert visit
    later = timezone.now() + timedelta(hours=1)
    type(visit).objects.filter(pk=visit.pk).update(
        starts_at=later, ends_at=later + timedelta(hours=2)
    )
    answer = office["installer"].get("/field/day")
    (shown,) = answer.json()["visits"]
    assert shown["order"] == str(order.id)
    assert shown["address"]["ip"].startswith("100.64.8.")
    assert shown["steps"]["line_connected"] == "open"
    again = office["installer"].get("/field/day", **{"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
