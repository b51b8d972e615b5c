"""Signing in and out, and one's own profile."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.people.actions import change_language, change_password
from turnup.people.asking import Asked
from turnup.people.forms import LanguageForm, NewPasswordForm, SignInForm
from turnup.people.models import Person
from turnup.people.operations import PUBLIC, SELF
from turnup.people.permissions import allows
from turnup.people.phones import displayed
from turnup.people.roles import role_title

sign_in = allows(PUBLIC)(
    LoginView.as_view(
        template_name="people/sign_in.html",
        authentication_form=SignInForm,
        redirect_authenticated_user=True,
    )
)
sign_out = allows(PUBLIC)(LogoutView.as_view(http_method_names=["post", "options"]))


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Answer who tried too often. Called by django-axes (`AXES_LOCKOUT_CALLABLE`)."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    answer = render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


@require_GET
@allows(SELF)
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's name, roles and language, and the form for a new password."""
    return _profile(request)


@require_POST
@allows(SELF)
def language(request: HttpRequest) -> HttpResponse:
    """Change one's language, of letters and pages; the switch of this browser lets go."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _profile(request, language_form=form)
    change_language(person=_me(request), language=form.cleaned_data["language"])
    answer = redirect("people:profile")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@require_POST
@allows(SELF)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; this browser stays signed in, all others do not."""
    form = NewPasswordForm(_me(request), request.POST)
    if not form.is_valid():
        return _profile(request, password_form=form)
    me = change_password(person=_me(request), password=form.cleaned_data["new_password1"])
    update_session_auth_hash(request, me)
    messages.success(request, _("The password is changed."))
    return redirect("people:profile")


def _profile(
    request: HttpRequest,
    *,
    language_form: LanguageForm | None = None,
    password_form: NewPasswordForm | None = None,
) -> HttpResponse:
    me = _me(request)
    shown = {
        "person": me,
        "facts": _facts(me, request),
        "language_form": language_form or LanguageForm(initial={"language": me.language}),
        "password_form": password_form or NewPasswordForm(me),
    }
    faulty = language_form is not None or password_form is not None
    return render(request, "people/profile.html", shown, status=422 if faulty else 200)


def _facts(me: Person, request: HttpRequest) -> list[dict[str, str]]:
    actor = cast(Asked, request).actor
    roles = sorted(actor.roles) if actor else []
    return [
        {"term": _("E-mail"), "value": me.email},
        {"term": _("Phone"), "value": displayed(me.phone) if me.phone else "—"},
        {"term": _("Roles"), "value": ", ".join(role_title(role) for role in roles) or "—"},
    ]


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)
