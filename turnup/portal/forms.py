"""What the public form asks, and what of it shows that no person filled it in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core import signing
from django.utils.translation import gettext_noop as _

from turnup.requests.forms import ReceivedRequest
from turnup.standard.refusals import BadField

HONEYPOT: Final = "website"  # a field that nobody sees; programs fill in everything
BEGUN: Final = "begun"
QUICKEST: Final = timedelta(seconds=3)
LONGEST: Final = timedelta(hours=24)
CONSENT: Final = "consent"
_SALT: Final = "turnup.portal.begun"
_CUSTOMER: Final = (
    "kind",
    "name",
    "inn",
    "kpp",
    "ogrn",
    "legal_address",
    "contact_name",
    "phone",
    "email",
    "bank",
)
_SITE: Final = ("address", "latitude", "longitude", "entrance", "floor", "room", "access_notes")
_BRIEF: Final = ("technology", "speed_mbit", "static_addresses", "wanted_by", "items", "wishes")


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the public form: the opening step's, less what is ours to say."""
    made = ReceivedRequest.model_json_schema()
    customer, site = made["$defs"]["NewCustomer"], made["$defs"]["NewSite"]
    customer["properties"] = {name: customer["properties"][name] for name in _CUSTOMER}
    site["properties"] = {name: site["properties"][name] for name in _SITE}
    properties = customer["properties"]
    properties["kind"]["title"] = _("You are")
    properties["name"]["description"] = _("A person: surname, name, patronymic.")
    properties["phone"]["description"] = _("A phone number or an e-mail address is enough.")
    for part, name in ((customer, "name"), (customer, "legal_address"), (site, "address")):
        part["properties"][name]["widget"] = "text"
    brief = {name: made["properties"][name] for name in _BRIEF}
    kept = {name: made["properties"][name] for name in ("customer", "site")}
    return {**made, "properties": {**kept, **brief}}


def begun_at(now: datetime) -> str:
    """Give the signed moment at which a form was shown."""
    return signing.dumps(now.timestamp(), salt=_SALT)


def check_human(given: Mapping[str, str], now: datetime) -> None:
    """Refuse what a program sent: a filled trap, or a form that is too quick or too old.

    Raises BadField in words that help a person who was caught by mistake.
    """
    again = _("Read the form through and send it again.")
    if given.get(HONEYPOT):
        raise BadField("form", _("A field that must stay empty was filled in."), again)
    try:
        begun = signing.loads(given.get(BEGUN, ""), salt=_SALT)
    except signing.BadSignature:
        raise BadField("form", _("The form has lost its beginning."), again) from None
    taken = timedelta(seconds=now.timestamp() - float(begun))
    if taken < QUICKEST:
        raise BadField("form", _("The form was sent sooner than it can be read."), again)
    if taken > LONGEST:
        raise BadField("form", _("The form was open for more than a day."), again)
    if CONSENT not in given:
        raise BadField(
            CONSENT,
            _("Without your consent we may not keep the request."),
            _("Read the consent and tick it."),
        )
