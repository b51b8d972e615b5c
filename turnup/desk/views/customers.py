"""The customers: the list with its search, and each one's card."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from turnup.customers.actions import note_read
from turnup.customers.models import Kind
from turnup.customers.page_forms import BankForm, ContactForm, ForgetForm
from turnup.desk.customer_page import (
    customer_page,
    listed_customers,
    note_looks,
    visible_customer,
)
from turnup.desk.views.reader import reader
from turnup.people.permissions import allows, scope_of

PAGE = 30


@require_GET
@allows("customer.read")
def customers(request: HttpRequest) -> HttpResponse:
    """List the customers in the reader's scope, by name; who is a person is recorded as read."""
    me = reader(request)
    text, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")[:20]
    page = Paginator(listed_customers(me.actor, text, kind), PAGE).get_page(request.GET.get("page"))
    note_looks(list(page), actor=me.actor, at=me.now)
    shown = {
        "page": page,
        "text": text,
        "kind": kind,
        "kinds": Kind.choices,
        "own": scope_of(me.actor, "customer.read") == "own",
        "may_open": bool(scope_of(me.actor, "order.open")),
    }
    return render(request, "desk/customers.html", shown)


@require_GET
@allows("customer.read")
def customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show a customer's card; the look at it is recorded (I23)."""
    me = reader(request)
    found = visible_customer(me.actor, "customer.read", customer_id)
    shown = customer_page(found, actor=me.actor, language=me.language)
    note_read(actor=me.actor, customer_id=found.id, what="customer card", at=me.now)
    if shown["bank"]:
        note_read(actor=me.actor, customer_id=found.id, what="bank", at=me.now)
    forms = {"contact_form": ContactForm(), "bank_form": BankForm(), "forget_form": ForgetForm()}
    return render(request, "desk/customer.html", shown | forms | {"now": me.now})
