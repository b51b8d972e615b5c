"""What a letter says, in its reader's language."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from turnup.messages.visits import visit_words
from turnup.orders.models import JournalEntry
from turnup.orders.office import standard_version

SUBJECT_LENGTH = 250
ANSWER_PAGES: Final = {"survey_urgency_allowed": "surveys:urgency"}
"""Steps that a page of their own asks for, better than the step's plain form."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language."""

    subject: str
    body: str


def letter_about(entry: JournalEntry, language: str, asked: str = "") -> Letter:
    """Write the letter about a journal entry: what, when, by whom, and where to look.

    `asked` is the step that its reader is asked for: the letter leads to where it is answered.

    It says no word about the customer, for a letter may leave the house (invariant I22).
    """
    step = standard_version(entry.order.standard_id).steps[entry.step]
    with translation.override(language):
        said = {
            "number": entry.order.number,
            "step": step.title.get(language) or step.title["en"],
            "at": timezone.localtime(entry.at).strftime("%d.%m.%Y %H:%M"),
            "who": entry.actor.name,
            "link": f"{settings.PUBLIC_URL}/orders/{entry.order.number}",
        }
        answer = _("\nYour answer is awaited: %(link)s\n") % {"link": _answer_link(entry, asked)}
        return Letter(
            subject=(_("Order № %(number)s: %(step)s") % said)[:SUBJECT_LENGTH],
            body=_("Order № %(number)s\n%(step)s\n%(at)s, %(who)s\n\nThe order's card: %(link)s\n")
            % said
            + visit_words(entry)
            + (answer if asked else ""),
        )


def _answer_link(entry: JournalEntry, asked: str) -> str:
    number = entry.order.number
    if page := ANSWER_PAGES.get(asked):
        return settings.PUBLIC_URL + reverse(page, args=[number])
    return settings.PUBLIC_URL + reverse("desk:step", args=[number, asked or entry.step])
