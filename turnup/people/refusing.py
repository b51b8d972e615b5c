"""A fault of one field, put into the reader's words on a form of the early rooms.

Rooms from `orders` on use `orders.problems`, which knows of steps and gates as well.
"""

from django import forms
from django.utils.translation import gettext

from turnup.standard.refusals import BadField


def told(fault: BadField) -> str:
    """Give the fault and its mend as sentences in the active language."""
    params = dict(fault.params)
    params.pop("field")
    said = (gettext(text) % params for text in (params.pop("fault"), params.pop("mend")) if text)
    return " ".join(said)


def blame(form: forms.BaseForm, fault: BadField) -> None:
    """Put the fault beside its field; one that the form does not have is told at its top."""
    field = fault.params["field"]
    form.add_error(field if field in form.fields else None, told(fault))
