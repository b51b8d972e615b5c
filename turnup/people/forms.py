"""Forms of signing in and of one's own profile."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from turnup.people.models import Language
from turnup.people.roles import ROLES, role_title


class SignInForm(AuthenticationForm):
    """E-mail and password. It never says which of the two was wrong."""

    username = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        "invalid_login": _("There is no such e-mail with this password. Check both."),
        "inactive": _("This account is closed. Ask the administrator."),
    }

    def clean_username(self) -> str:
        """Take the address in any case: tries are counted under one spelling."""
        return str(self.cleaned_data["username"]).lower()


class LanguageForm(forms.Form):
    """The language one reads."""

    language = forms.ChoiceField(label=_("Language"), choices=Language)


class NewPasswordForm(PasswordChangeForm):
    """The old password and twice the new one."""

    def __init__(self, user: Any, *args: Any, **kwargs: Any):
        super().__init__(user, *args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


def _role_choices() -> list[tuple[str, str]]:
    return [(role, role_title(role)) for role in ROLES]


class PersonForm(forms.Form):
    """How a person is named, called and written to."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("Surname, name, patronymic, as papers write it."),
    )
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language)


class HireForm(PersonForm):
    """A new person: the address they sign in by, and their first roles."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("They sign in by it; it does not change.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("email", "name", "name_en", "phone", "language", "roles")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer_roles(self.fields["roles"])


class RoleForm(forms.Form):
    """A role from a day on; until a day it does not hold any more, or without an end."""

    role = forms.ChoiceField(label=_("Role"))
    since = forms.DateTimeField(
        label=_("Holds from"),
        required=False,
        help_text=_("Blank: from now on."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    until = forms.DateTimeField(
        label=_("Holds until"),
        required=False,
        help_text=_("Blank: without an end."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer_roles(self.fields["role"])


class TokenForm(forms.Form):
    """What a token is for."""

    title = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: billing, monitoring.")
    )


def _offer_roles(field: forms.Field) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = _role_choices()
