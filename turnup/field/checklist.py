"""The checklist that crew and support go through together when a line is set up. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext_noop as _

Side = Literal["support", "crew"]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the checklist, and who usually does it; either side may tick it."""

    title: str
    side: Side


POINTS: Final[Mapping[str, Point]] = {
    "port_configured": Point(_("Port and speed are configured"), "support"),
    "address_set": Point(_("The address is set"), "crew"),
    "line_seen": Point(_("Support sees the line"), "support"),
    "internet_works": Point(_("The internet works"), "crew"),
    "speed_measured": Point(_("The speed is measured"), "crew"),
    "customer_shown": Point(_("The customer has been shown it"), "crew"),
}
