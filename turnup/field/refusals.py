"""What only this room refuses; `problems.py` of the spine has no words for these, so they are here.

Each becomes a `BadField`-like problem by its own words: a fault, and what to do about it.
"""

from typing import Any, Final

from django.db import DatabaseError
from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from turnup.orders.problems import explain
from turnup.standard.refusals import BadField, Refused

Fault = Refused | ValidationError | DatabaseError
LANGUAGES: Final = ("ru", "en")

VISIT_MOVED: Final = _("The visit is not the one that the phone knew: it was moved or given away.")
ASK_THE_LEAD: Final = _("The crew lead sees both and decides. Nothing of it is lost.")


class VisitMoved(BadField):
    """The order's visit is another one now than the phone knew."""

    code = "field.visit_moved"

    def __init__(self) -> None:
        super().__init__("visit", VISIT_MOVED, ASK_THE_LEAD)


class StockDiffers(BadField):
    """The books do not have a device or material where the crew says that it is."""

    code = "field.stock_differs"

    def __init__(self, fault: BadField):
        said = dict(fault.params)
        field, why = said.pop("field"), said.pop("fault")
        said.pop("mend")
        super().__init__(field, why, ASK_THE_LEAD, **said)


class PhotoUnfinished(BadField):
    """Too much of this person's photos has come in part and was not finished."""

    code = "field.photos_unfinished"

    def __init__(self, most: int):
        super().__init__(
            "photo",
            _("More than %(most)s MB of your photos have come in part."),
            _("Let those go out first: open the program with network and keep it open."),
            most=most,
        )


class NotYourQueue(BadField):
    """The acts in a queue are of somebody else than who is signed in."""

    code = "field.not_yours"

    def __init__(self) -> None:
        super().__init__(
            "person",
            _("These acts are of another person."),
            _("Let that person sign in on this phone; until then they stay in it."),
        )


class OldQueue(BadField):
    """The phone keeps its queue in a shape that is not known here."""

    code = "field.queue_version"

    def __init__(self) -> None:
        super().__init__(
            "schema",
            _("The program on the phone is of another version."),
            _("Close it and open it again with network; what is queued stays."),
        )


class OtherContent(BadField):
    """An item's id came before with another content."""

    code = "field.id_taken"

    def __init__(self) -> None:
        super().__init__(
            "id",
            _("This act was received before with another content."),
            _("Tell the crew lead; both are kept."),
        )


def in_words(fault: Fault) -> dict[str, Any]:
    """Put a refusal into words of both languages, for it may be read much later."""
    code = {"code": fault.code} if isinstance(fault, Refused) else {}
    return {one: explain(fault, language=one).to_json() | code for one in LANGUAGES}
