"""Forms of signing in and of one's own profile."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from turnup.people.models import Language


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
