"""The words of the pre-check: its outlooks, what it lacks, its numbers."""

from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.surveys.precheck.verdict import Outlook

TITLES: Final = {
    "likely": gettext_noop("Likely"),
    "doubtful": gettext_noop("Doubtful"),
    "unlikely": gettext_noop("Unlikely"),
}
LOOKS: Final = {
    Outlook.LIKELY: ("good", "circle-check"),
    Outlook.DOUBTFUL: ("warn", "alert-triangle"),
    Outlook.UNLIKELY: ("bad", "circle-x"),
}
LACKS: Final = {
    "coordinates": gettext_noop("The site has no coordinates: nothing can be computed."),
    "terrain": gettext_noop(
        "No terrain is loaded for the whole of the way: whether the antennas see one another is "
        "not known."
    ),
    "sectors": gettext_noop("The inventory has no sectors."),
    "sectors_in_range": gettext_noop("No sector is in range."),
    "buildings": gettext_noop("The inventory has no served buildings."),
    "satellites": gettext_noop("The inventory has no satellites."),
    "leased_lines": gettext_noop(
        "A leased line cannot be checked beforehand: ask the owner of the last mile."
    ),
}


def number(value: float, digits: int = 0) -> str:
    """Write a number as the language does, with a true minus, but none before nought."""
    rounded = round(value, digits) + 0.0
    return number_format(f"{rounded:.{digits}f}", use_l10n=True).replace("-", "−")


def kilometres(value: float) -> str:
    """Write a distance in km, near ones to ten metres."""
    return number(value, 1 if value >= 2 else 2)


def outlook_badge(outlook: Outlook) -> dict[str, Any]:
    """Give an outlook as a badge."""
    tone, icon = LOOKS[outlook]
    return {"text": _(TITLES[outlook]), "tone": tone, "icon": icon}
