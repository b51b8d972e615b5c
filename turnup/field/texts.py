"""What the phone's program says besides its templates, in the active language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from turnup.orders.office import standing_standard

TEXTS: Final[Mapping[str, str]] = {
    # the bar
    "all_sent": _("All sent"),
    "sending": _("Sending: {count}"),
    "photo_going": _("A photo is going: {percent} %"),
    "offline": _("No network. Work on: everything is kept"),
    "offline_with": _("No network. Kept on the phone: {count}"),
    "signed_out": _("Not signed in"),
    "signed_out_with": _("Sign in, {count} are waiting to be sent"),
    "looking": _("Looking for the network…"),
    "others": _("{count} of another person wait on this phone until they sign in"),
    "fetched_at": _("Fetched at {at}"),
    "sign_out_with": _(
        "{count} are not sent yet. They stay on the phone until you sign in on it again. Sign out?"
    ),
    "sign_out_offline": _("Signing out needs network."),
    "not_kept": _("The phone has not kept this. Stay on the page and try again."),
    "phone_full": _("The phone is full: nothing was kept. Free some room and try again."),
    "no_worker": _("This browser does not keep pages: without network it will not open."),
    # visits
    "not_agreed": _("not agreed"),
    "not_agreed_warning": _("The customer has not agreed to this time yet. Call before you go."),
    "closed": _("closed"),
    "closed_warning": _("The order is over. Do not go; what was done is kept all the same."),
    "done": _("Done"),
    "on_the_way": _("On the way"),
    "arrived": _("On the spot"),
    "queued": _("Kept on the phone"),
    "queued_at": _("on the phone, {at}"),
    "see_queue": _("came back, see “Not sent”"),
    "noted": _("Noted"),
    "sent": _("has gone"),
    "modem_out": _("Is at the customer: {device} {serial}"),
    "modem_none": _("No modem is lent"),
    "modem_came_back": _("It came back"),
    # the kit
    "kit_wanted": _("needed: {count} {unit}"),
    "kit_in_van": _("in the van: {count}"),
    "kit_elsewhere": _("at the warehouse: {count}"),
    "kit_installed": _("installed: {count}"),
    "kit_short": _("Short: {count} {unit}. Call the crew lead before you go."),
    "kit_uncounted": _("The company keeps no stock of it: it is not counted."),
    "device_own": _("in the van, for this order"),
    "device_in_van": _("in the van"),
    "device_installed": _("installed here"),
    "device_queued": _("kept on the phone"),
    "device_trouble": _("the books differ: the crew lead decides"),
    "installed": _("Installed: {goods}"),
    "taken_back": _("Taken back: {goods}"),
    "no_serial": _("Scan or type its number."),
    "no_quantity": _("Say how much: a number above nought."),
    "unknown_serial": _(
        "Your van's books do not have this number. Check it on the device; if it is right, go on: "
        "the crew lead sees it."
    ),
    # the queue
    "on_phone": _("on the phone, not sent"),
    "refused": _("To be mended"),
    "conflict": _("Does not fit: the crew lead decides"),
    "waiting": _("Received, waits for what comes before it"),
    "clock_wrong": _("The phone's clock was wrong: the moment was put right"),
    "photo": _("Photo"),
    # forms
    "impossible": _("It lies between {low} and {high}"),
    "out": _("Out of the usual: {limit} {unit}"),
    "usual": _("Usual: {limit} {unit}"),
    "support": _("support"),
    "crew": _("crew"),
    "by_you": _("you, {at}"),
    "lacking": _("Not ticked yet: {points}"),
    "no_reason": _("Say in a word what is in the way."),
    "no_choice": _("Choose what is in the way."),
    "no_works": _("Write what was done."),
    "no_name": _("Write who signs for the customer."),
    "no_customer_signature": _("The customer has not signed."),
    "no_crew_signature": _("You have not signed."),
    "serial_twice": _("A serial number stands here twice."),
    "device": _("Device"),
    "no_code": _("No code was seen in the picture. Come nearer, or type it."),
    "code_read": _("Read: {code}"),
    "bad_photo": _("This picture cannot be read. Take another one."),
    "act_queued": _("The act is signed and kept on the phone"),
}
NAMED: Final = (
    "line_connected",
    "line_set_up",
    "act_signed",
    "note_added",
    "temporary_connection_made",
    "temporary_connection_returned",
    "visit_missed_by_customer",
    "visit_missed_by_crew",
    "visit_missed_by_third_party",
    "site_unfit_found",
    "permit_lacking_found",
    "equipment_lacking_found",
)


def texts(language: str) -> dict[str, str]:
    """Give all texts, the titles of steps by the standing standard among them."""
    steps = standing_standard().steps
    named = {f"step_{code}": steps[code].title[language] for code in NAMED if code in steps}
    return {key: gettext(text) for key, text in TEXTS.items()} | named
