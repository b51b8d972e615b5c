"""The room of the letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class MessagesConfig(AppConfig):
    """Letters to people."""

    name = "turnup.messages"
    label = "messages"
    verbose_name = _("Messages")

    def ready(self) -> None:
        """Name the letters of this room as e-mails that may be given up."""
        from turnup.messages.dead_letters import Post, name_post
        from turnup.messages.models import Channel, Message

        name_post(
            "staff",
            Post(
                gettext_noop("E-mails to staff"),
                Message,
                lambda letter: (letter.subject, letter.recipient.name),
                "messages.send",
                "message_pk",
                only={"channel": Channel.EMAIL.value},
                related=("recipient",),
            ),
        )
