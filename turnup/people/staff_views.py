"""The administrator's pages: staff, their roles in time, tokens, passwords; who may do what."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.people import administration, operations
from turnup.people.actions import assign_role
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.forms import HireForm, PersonForm, RoleForm, TokenForm
from turnup.people.models import ApiToken, Person
from turnup.people.permissions import allows
from turnup.people.phones import displayed
from turnup.people.queries import staff_at
from turnup.people.refusing import blame, told
from turnup.people.roles import ROLES, role_title
from turnup.standard.refusals import BadField


def _me(request: HttpRequest) -> Actor:
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    return actor


def _person(person_id: UUID) -> Person:
    return get_object_or_404(Person, pk=person_id)


@require_GET
@allows("people.manage")
def people(request: HttpRequest) -> HttpResponse:
    """List the staff with the roles they hold now; closed accounts apart."""
    rows = [
        {"person": one, "roles": [role_title(role) for role in roles]}
        for one, roles in staff_at(timezone.now())
    ]
    shown = {
        "active": [row for row in rows if cast(Person, row["person"]).is_active],
        "closed": [row for row in rows if not cast(Person, row["person"]).is_active],
        "vacant": _vacant(rows),
    }
    return render(request, "people/people.html", shown)


def _vacant(rows: list[dict[str, Any]]) -> list[str]:
    """Name the roles that nobody holds: their steps would wait for ever."""
    held = {title for row in rows if row["person"].is_active for title in row["roles"]}
    return [title for title in map(role_title, ROLES) if title not in held]


@require_http_methods(["GET", "HEAD", "POST"])
@allows("people.manage")
def hire(request: HttpRequest) -> HttpResponse:
    """Add a person; their first password is shown once."""
    form = HireForm(request.POST or None, initial={"language": "ru"})
    if request.method == "POST" and form.is_valid():
        try:
            made, password = administration.hire(
                actor=_me(request), at=timezone.now(), **form.cleaned_data
            )
        except BadField as fault:
            blame(form, fault)
        else:
            return _card(request, made, secret=_password_note(password))
    faulty = form.is_bound and bool(form.errors)
    return render(request, "people/hire.html", {"form": form}, status=422 if faulty else 200)


@require_GET
@allows("people.manage")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's card: data, roles in time, tokens, what was done with the account."""
    return _card(request, _person(person_id))


@require_POST
@allows("people.manage")
def data(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Change name, phone and language."""
    found, form = _person(person_id), PersonForm(request.POST)
    return _after(
        request,
        found,
        form,
        lambda: administration.change_data(
            actor=_me(request), at=timezone.now(), person=found, **form.cleaned_data
        ),
        _("The data are changed."),
        "data_form",
    )


@require_POST
@allows("people.manage")
def give_role(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a person a role, from now or a later moment on."""
    found, form = _person(person_id), RoleForm(request.POST)
    now = timezone.now()
    return _after(
        request,
        found,
        form,
        lambda: assign_role(
            actor=_me(request),
            person=found,
            role=form.cleaned_data["role"],
            since=max(form.cleaned_data["since"] or now, now),
            until=form.cleaned_data["until"],
        ),
        _("The role is given."),
        "role_form",
    )


@require_POST
@allows("people.manage")
def end_role(request: HttpRequest, person_id: UUID, role: str) -> HttpResponse:
    """End a role now."""
    found = _person(person_id)
    me = _me(request)
    return _tried(
        request,
        found,
        lambda: administration.end_role(actor=me, at=timezone.now(), person=found, role=role),
        _("The role has ended."),
    )


@require_POST
@allows("people.manage")
def give_token(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a token; it is shown this once."""
    found, form = _person(person_id), TokenForm(request.POST)
    if form.is_valid():
        try:
            token = administration.hand_out_token(
                actor=_me(request), at=timezone.now(), person=found, **form.cleaned_data
            )
        except BadField as fault:
            blame(form, fault)
        else:
            note = _("The token. It is shown this once: copy it now.")
            return _card(request, found, secret={"text": note, "value": token})
    return _card(request, found, faulty={"token_form": form})


@require_POST
@allows("people.manage")
def revoke_token(request: HttpRequest, person_id: UUID, token_id: UUID) -> HttpResponse:
    """Revoke a token for good."""
    found = _person(person_id)
    token = get_object_or_404(ApiToken, pk=token_id, person=found)
    administration.take_token(actor=_me(request), at=timezone.now(), token=token)
    messages.success(request, _("The token is revoked."))
    return redirect("people:person", person_id)


@require_POST
@allows("people.manage")
def new_password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a new password; it is shown this once, and all the person's sessions end."""
    found = _person(person_id)
    try:
        password = administration.reset_password(
            actor=_me(request), at=timezone.now(), person=found
        )
    except BadField as fault:
        messages.error(request, told(fault))
        return redirect("people:person", person_id)
    return _card(request, found, secret=_password_note(password))


@require_POST
@allows("people.manage")
def close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Close an account: roles end, tokens are revoked."""
    found, me = _person(person_id), _me(request)
    return _tried(
        request,
        found,
        lambda: administration.dismiss(actor=me, at=timezone.now(), person=found),
        _("The account is closed."),
    )


@require_POST
@allows("people.manage")
def open_again(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open a closed account again."""
    found, me = _person(person_id), _me(request)
    return _tried(
        request,
        found,
        lambda: administration.readmit(actor=me, at=timezone.now(), person=found),
        _("The account is open again. Give roles and a password."),
    )


@require_GET
@allows("permissions.read")
def permissions(request: HttpRequest) -> HttpResponse:
    """Show the table: each operation, and which role may do it on what."""
    cells = {(cell.operation, cell.role): cell.scope for cell in operations.table()}
    rows = [
        {
            "code": code,
            "title": _(operation.title),
            "cells": [{"role": role_title(r), "scope": cells[code, r] or ""} for r in ROLES],
        }
        for code, operation in operations.OPERATIONS.items()
    ]
    shown = {"rows": rows, "roles": [role_title(role) for role in ROLES]}
    return render(request, "people/permissions.html", shown)


def _password_note(password: str) -> dict[str, str]:
    note = _("The new password. It is shown this once: hand it over, not by e-mail.")
    return {"text": note, "value": password}


def _tried(request: HttpRequest, found: Person, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except BadField as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, done)
    return redirect("people:person", found.pk)


def _after(
    request: HttpRequest,
    found: Person,
    form: forms.Form,
    act: Callable[[], Any],
    done: str,
    name: str,
) -> HttpResponse:
    """Act if the form is whole, and go back to the card; else show the card with the form."""
    if form.is_valid():
        try:
            act()
        except BadField as fault:
            blame(form, fault)
        else:
            messages.success(request, done)
            return redirect("people:person", found.pk)
    found.refresh_from_db()
    return _card(request, found, faulty={name: form})


def _card(
    request: HttpRequest,
    found: Person,
    *,
    secret: dict[str, str] | None = None,
    faulty: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    now = timezone.now()
    known = {name: getattr(found, name) for name in PersonForm.base_fields}
    shown = {
        "person": found,
        "now": now,
        "phone": displayed(found.phone) if found.phone else "",
        "roles": [
            {
                "row": one,
                "title": role_title(one.role),
                "holds": one.holds_at(now),
                "ahead": one.since > now,
            }
            for one in found.assignments.select_related("given_by", "ended_by").order_by("-since")
        ],
        "tokens": found.tokens.all(),
        "changes": found.changes.select_related("by")[:20],
        "data_form": PersonForm(initial=known),
        "role_form": RoleForm(),
        "token_form": TokenForm(),
        "secret": secret,
        "is_me": found.pk == _me(request).id,
    }
    answer = render(
        request, "people/person.html", shown | (faulty or {}), status=422 if faulty else 200
    )
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer
