"""The room of the letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """Letters to people."""

    name = "turnup.messages"
    label = "messages"
    verbose_name = _("Messages")
