"""What is done with a customer's data: changed, likened to another customer's, erased."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnup.customers import upkeep
from turnup.customers.actions import note_read
from turnup.customers.forgetting import forget_customer
from turnup.customers.models import Customer
from turnup.customers.page_forms import BankForm, ContactForm, CustomerForm, ForgetForm
from turnup.desk.customer_page import sees, visible_customer
from turnup.desk.views.reader import Reader, reader
from turnup.people.permissions import allows
from turnup.people.refusing import blame, told
from turnup.standard.refusals import BadField


def _asked(request: HttpRequest, operation: str, customer_id: UUID) -> tuple[Reader, Customer]:
    me = reader(request)
    return me, visible_customer(me.actor, operation, customer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@allows("customer.edit")
def data(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Change name, requisites and contacts; papers made before keep theirs."""
    me, customer = _asked(request, "customer.edit", customer_id)
    identity = sees(customer, me.actor, "order.read_identity")
    known = {
        name: getattr(customer, name) for name in CustomerForm.base_fields if name != "seen"
    } | {"seen": upkeep.last_change(customer)}
    form = CustomerForm(request.POST or None, initial=known, customer=customer, identity=identity)
    if request.method == "POST" and _done(
        form,
        lambda: upkeep.change_customer(
            actor=me.actor, at=me.now, customer=customer, **form.keywords()
        ),
    ):
        messages.success(request, _("The data are changed."))
        return redirect("desk:customer", customer_id)
    note_read(actor=me.actor, customer_id=customer.id, what="identity", at=me.now)
    faulty = form.is_bound and bool(form.errors)
    shown = {"customer": customer, "form": form, "title": _("Change the data")}
    return render(request, "desk/customer_form.html", shown, status=422 if faulty else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allows("customer.edit")
def bank(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Replace the bank account; only who may read one may change it."""
    me, customer = _asked(request, "customer.edit", customer_id)
    if not sees(customer, me.actor, "order.read_bank"):
        raise Http404("no bank details for this reader")
    details = getattr(customer, "bank", None)
    known = {name: getattr(details, name, "") for name in BankForm.base_fields}
    form = BankForm(request.POST or None, initial=known)
    if request.method == "POST" and _done(
        form,
        lambda: upkeep.change_bank(
            actor=me.actor, at=me.now, customer=customer, **form.cleaned_data
        ),
    ):
        messages.success(request, _("The bank account is changed."))
        return redirect("desk:customer", customer_id)
    note_read(actor=me.actor, customer_id=customer.id, what="bank", at=me.now)
    faulty = form.is_bound and bool(form.errors)
    shown = {"customer": customer, "form": form, "title": _("Bank account")}
    return render(request, "desk/customer_form.html", shown, status=422 if faulty else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allows("customer.edit")
def people(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Add somebody at the customer whom staff may call."""
    me, customer = _asked(request, "customer.edit", customer_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and _done(
        form,
        lambda: upkeep.add_person(
            actor=me.actor, at=me.now, customer=customer, **form.cleaned_data
        ),
    ):
        messages.success(request, _("The contact is added."))
        return redirect("desk:customer", customer_id)
    faulty = form.is_bound and bool(form.errors)
    shown = {"customer": customer, "form": form, "title": _("New contact")}
    return render(request, "desk/customer_form.html", shown, status=422 if faulty else 200)


@require_POST
@allows("customer.edit")
def remove_person(request: HttpRequest, customer_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a contact off the list."""
    me, customer = _asked(request, "customer.edit", customer_id)
    contact = customer.contacts.filter(pk=contact_id).first()
    if contact is None:
        raise Http404("no such contact")
    upkeep.remove_person(actor=me.actor, at=me.now, contact=contact)
    messages.success(request, _("The contact is removed."))
    return redirect("desk:customer", customer_id)


@require_POST
@allows("customer.liken")
def liken(request: HttpRequest, customer_id: UUID, other_id: UUID) -> HttpResponse:
    """Say of two customers that they are the same one, or that they are not."""
    me, customer = _asked(request, "customer.liken", customer_id)
    other, same = visible_customer(me.actor, "customer.liken", other_id), "same" in request.POST
    try:
        upkeep.tell_likeness(actor=me.actor, at=me.now, customer=customer, other=other, same=same)
    except BadField as fault:
        messages.error(request, told(fault))
    else:
        text = _("Noted: they are the same.") if same else _("Noted: they are not the same.")
        messages.success(request, text)
    return redirect("desk:customer", customer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@allows("customer.forget")
def forget(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Say what would be erased and what the law keeps; erase it on a demand."""
    me, customer = _asked(request, "customer.forget", customer_id)
    form = ForgetForm(request.POST or None, initial={"ground": customer.forgotten_ground})
    if request.method == "POST" and _done(
        form,
        lambda: forget_customer(
            customer=customer, at=me.now, ground=form.cleaned_data["ground"], actor=me.actor
        ),
    ):
        messages.success(request, _("The personal data are erased."))
        return redirect("desk:customer", customer_id)
    faulty = form.is_bound and bool(form.errors)
    shown = {"customer": customer, "form": form}
    return render(request, "desk/customer_forget.html", shown, status=422 if faulty else 200)


def _done(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Act if the form is whole; a refusal goes back into the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except BadField as fault:
        blame(form, fault)
    return not form.errors
