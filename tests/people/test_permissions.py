"""The table of operations is what the guards enforce."""

from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.operations import OPERATIONS, PUBLIC, SELF, SURVEYORS_AND_CREWS, table
from turnup.people.permissions import NotAllowed, NotSignedIn, allows, scope_of
from turnup.people.roles import ADMINISTRATOR, ROLES, STANDARD_ROLES
from turnup.standard import packaged

TECHNICAL = ("noc_head", *SURVEYORS_AND_CREWS)


def actor(*roles: str) -> Actor:
    return Actor(uuid4(), "Орлова Мария", frozenset(roles))


def asked_by(who: Actor | None, **headers: str) -> HttpRequest:
    request = RequestFactory(headers=headers).get("/orders/17?tab=journal")
    cast(Asked, request).actor = who
    return request


def guarded(operation: str) -> Callable[[HttpRequest], HttpResponse]:
    @allows(operation)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(getattr(request, "scope", "nobody asked"))

    return view


def test_the_standards_roles_are_ours():
    assert set(packaged().roles) - {"customer"} == set(STANDARD_ROLES)


def test_every_cell_of_the_table_is_answered():
    cells = list(table())
    assert len(cells) == len(ROLES) * len(OPERATIONS)
    for cell in cells:
        assert scope_of(actor(cell.role), cell.operation) == cell.scope


def test_roles_in_the_table_exist():
    for code, row in OPERATIONS.items():
        assert set(row.scopes) <= set(ROLES), code


@pytest.mark.parametrize("role", TECHNICAL)
def test_the_technical_side_sees_all_orders_but_neither_bank_nor_identity(role: str):
    assert scope_of(actor(role), "order.read") == "all"
    assert scope_of(actor(role), "order.read_personal") == "all"
    assert scope_of(actor(role), "order.read_bank") is None
    assert scope_of(actor(role), "order.read_identity") is None


def test_an_account_manager_reaches_the_orders_they_lead():
    for operation in ("order.open", "order.read", "order.read_bank", "step.record"):
        assert scope_of(actor("account_manager"), operation) == "own"


def test_the_administrator_has_no_part_in_orders():
    mine = {cell.operation for cell in table() if cell.role == ADMINISTRATOR and cell.scope}
    assert mine == {
        "people.manage",
        "permissions.read",
        "standard.read",
        "catalog.read",
        "dead_letters.manage",
        "running.read",
    }


def test_the_widest_of_several_roles_counts():
    assert scope_of(actor("account_manager", "commercial_head"), "order.read") == "all"
    assert scope_of(actor(), "order.read") is None


def test_a_guard_sets_the_scope_and_tells_its_operation():
    view = guarded("order.read")
    assert view(asked_by(actor("account_manager"))).content == b"own"
    assert view(asked_by(actor("owner"))).content == b"all"
    assert cast(Any, view).operation == "order.read"


def test_a_guard_refuses_a_whole_operation_that_is_none_of_the_roles():
    with pytest.raises(NotAllowed) as refusal:
        guarded("catalog.edit")(asked_by(actor("installer")))
    assert refusal.value.operation == "catalog.edit"


def test_an_anonymous_reader_is_led_to_the_sign_in_page_and_back():
    answer = guarded("order.read")(asked_by(None))
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in?next=/orders/17%3Ftab%3Djournal"


def test_a_fragment_moves_the_whole_page_to_the_sign_in():
    answer = guarded("order.read")(asked_by(None, **{"HX-Request": "true"}))
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in")


def test_an_anonymous_program_is_told_so():
    with pytest.raises(NotSignedIn):
        guarded(SELF)(asked_by(None, Accept="application/json"))


def test_what_is_public_asks_nobody():
    assert guarded(PUBLIC)(asked_by(None)).content == b"nobody asked"


def test_ones_own_needs_no_role():
    assert guarded(SELF)(asked_by(actor())).content == b"own"


def test_a_route_cannot_name_an_operation_that_is_not_in_the_table():
    with pytest.raises(KeyError):
        allows("order.burn")
