"""Forms of the catalogue's pages. What can be right is the actions' business."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from turnup.catalog.csv_table import DELIMITERS, ENCODINGS
from turnup.catalog.models import ItemKind, LimitCode, Technology, Unit, VatKind

LARGEST_FILE: Final = 1024 * 1024
KBIT_IN_MBIT: Final = 1000


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _price(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2)


def _speed(label: Any) -> forms.DecimalField:
    """Megabits for people; down to the kilobit."""
    return forms.DecimalField(label=label, min_value=0, max_value=400_000, decimal_places=3)


class TariffForm(forms.Form):
    """A tariff from a day on."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small Latin letters and digits with hyphens between, for example radio-30."),
    )
    technology = forms.ChoiceField(label=_("Technology"))
    title = forms.CharField(label=_("Title in Russian"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    speed_down = _speed(_("Download, Mbit/s"))
    speed_up = _speed(_("Upload, Mbit/s"))
    connection_fee = _price(_("Connection fee, roubles with VAT"))
    monthly_fee = _price(_("Monthly fee, roubles with VAT"))
    valid_from = _day(_("On sale from"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Technology.objects.all()
        choice = self.fields["technology"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(row.code, str(row)) for row in rows]

    def keywords(self) -> dict[str, Any]:
        """Give the keyword arguments of `set_tariff`."""
        said = dict(self.cleaned_data)
        for way in ("down", "up"):
            said[f"speed_{way}_kbit"] = int(said.pop(f"speed_{way}") * KBIT_IN_MBIT)
        return said


class ItemForm(forms.Form):
    """A work, device, material or fee from a day on."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small Latin letters and digits with hyphens between, for example radio-30."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind)
    title = forms.CharField(label=_("Title in Russian"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit)
    price = _price(_("Price, roubles with VAT"))
    vat = forms.ChoiceField(label=_("VAT"), choices=VatKind, initial=VatKind.BASE)
    serial_numbered = forms.BooleanField(label=_("Has a serial number"), required=False)
    valid_from = _day(_("In use from"))

    def keywords(self) -> dict[str, Any]:
        """Give the keyword arguments of `set_item`."""
        return dict(self.cleaned_data)


class LimitForm(forms.Form):
    """A limit of offers from a day on."""

    code = forms.ChoiceField(label=_("Limit"), choices=LimitCode.choices)
    value = forms.DecimalField(label=_("At most"), min_value=0, max_digits=6, decimal_places=2)
    valid_from = _day(_("In force from"))
    ground = forms.CharField(
        label=_("Ground"),
        max_length=300,
        help_text=_("Whose decision, of which day."),
    )


class WithdrawForm(forms.Form):
    """From which day something is sold no more."""

    on = _day(_("No longer from"))


class FileForm(forms.Form):
    """A price list to bring in, and from which day its lines hold unless they say so."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8 or Windows-1251, semicolons or commas; at most 1 MB and 5000 lines."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    since = _day(_("In force from, where a line has no day of its own"))

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be a price list."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return given


class TextForm(forms.Form):
    """The same list once more, as the trial read it."""

    text = forms.CharField(max_length=LARGEST_FILE, strip=False)
    since = forms.DateField()


class ExportForm(forms.Form):
    """How to write a list down."""

    encoding = forms.ChoiceField(choices=[(one, one) for one in ENCODINGS], required=False)
    delimiter = forms.ChoiceField(choices=[(one, one) for one in DELIMITERS], required=False)
    day = forms.DateField(required=False)


def day_asked(text: str, otherwise: date) -> date:
    """Read a day of an address; what is none means the other day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
