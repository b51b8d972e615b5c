"""What letters to customers say, in their language. `{secret}` is put in as they are sent."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from turnup.orders.office import standard_version
from turnup.portal.models import CustomerLink, SigningCode
from turnup.requests.models import PublicRequest
from turnup.requests.way_words import yours
from turnup.ui.moments import absolute

SECRET = "{secret}"  # noqa: S105 - where the secret goes, not one


@dataclass(frozen=True, slots=True)
class Words:
    """A letter in one language."""

    subject: str
    body: str


def link_words(link: CustomerLink) -> Words:
    """Write the letter with a link."""
    with translation.override(link.order.customer.language):
        said = {
            "number": link.order.number,
            "link": f"{settings.PUBLIC_URL.rstrip('/')}/c/{SECRET}",
            "lead": link.order.lead.name,
            "until": absolute(timezone.localdate(link.expires_at)),
        }
        return Words(
            _("Your connection order № %(number)s") % said,
            _(
                "Good day!\n\nThis page shows how your connection comes on, what is needed from "
                "you, and your papers:\n%(link)s\n\nThe link is yours alone: whoever has it sees "
                "the order and may act on it. It works until %(until)s.\n\n"
                "Your manager: %(lead)s.\n"
            )
            % said,
        )


def turn_words(link: CustomerLink, step: str) -> Words:
    """Write the letter that something is needed from the customer."""
    standard = standard_version(link.order.standard_id)
    with translation.override(link.order.customer.language):
        title = standard.steps[step].title[link.order.customer.language]
        said = {
            "number": link.order.number,
            "what": yours(step, title),
            "link": f"{settings.PUBLIC_URL.rstrip('/')}/c/{SECRET}",
        }
        return Words(
            _("Order № %(number)s: it is your turn") % said,
            _("Good day!\n\nTo go on, please %(what)s:\n%(link)s\n") % said,
        )


def code_words(code: SigningCode) -> Words:
    """Write the letter with a one-time code."""
    with translation.override(code.link.order.customer.language):
        said = {"number": code.link.order.number, "code": SECRET, "minutes": 15}
        return Words(
            _("Code for signing the contract, order № %(number)s") % said,
            _(
                "Your one-time code for signing the contract: %(code)s\n\nIt works for %(minutes)s "
                "minutes. Nobody of our staff will ask you for it. If you are not signing anything "
                "now, leave it and tell us.\n"
            )
            % said,
        )


def registered_words(request: PublicRequest) -> Words:
    """Write the letter that a request is registered, with the address where it is followed."""
    with translation.override(request.language):
        said = {
            "number": request.number,
            "link": f"{settings.PUBLIC_URL.rstrip('/')}/request/{SECRET}",
        }
        return Words(
            _("Your request № %(number)s is registered") % said,
            _(
                "Good day!\n\nWe have registered your request № %(number)s. A manager will call "
                "you. Here you see how it comes on:\n%(link)s\n"
            )
            % said,
        )
