"""Forms of the customers' pages. What can be right is the actions' business."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from turnup.customers.models import Customer, Kind

_OF_KIND: Final = {
    Kind.PERSON: ("birth_date", "birth_place", "identity_document", "inn"),
    Kind.SOLE_TRADER: ("inn", "ogrn", "birth_date", "birth_place", "identity_document"),
    Kind.COMPANY: ("legal_form", "inn", "kpp", "ogrn"),
}
IDENTITY: Final = ("birth_date", "birth_place", "identity_document")


class CustomerForm(forms.Form):
    """A customer's data, whole; fields that the kind does not have are left out."""

    name = forms.CharField(label=_("Name"), max_length=300)
    legal_form = forms.CharField(label=_("Legal form"), max_length=60, required=False)
    inn = forms.CharField(label=_("INN"), max_length=20, required=False)
    kpp = forms.CharField(label=_("KPP"), max_length=20, required=False)
    ogrn = forms.CharField(label=_("OGRN or OGRNIP"), max_length=20, required=False)
    legal_address = forms.CharField(
        label=_("Legal address, or where registered"), max_length=500, required=False
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    birth_place = forms.CharField(label=_("Place of birth"), max_length=200, required=False)
    identity_document = forms.CharField(
        label=_("Identity document"), max_length=300, required=False
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: Any, customer: Customer, identity: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.customer = customer
        kept = {*_OF_KIND[Kind(customer.kind)]} - (set() if identity else {*IDENTITY})
        for field in {one for fields in _OF_KIND.values() for one in fields} - kept:
            del self.fields[field]

    def keywords(self) -> dict[str, Any]:
        """Give the keyword arguments of `change_customer`; what the form lacks stays as it is."""
        lacking = {*(f for fields in _OF_KIND.values() for f in fields)} - set(self.fields)
        return {field: getattr(self.customer, field) for field in lacking} | self.cleaned_data


class BankForm(forms.Form):
    """A bank account; its key is checked against the BIK."""

    account = forms.CharField(label=_("Settlement account"), max_length=40)
    bik = forms.CharField(label=_("BIK"), max_length=12)
    correspondent_account = forms.CharField(
        label=_("Correspondent account"), max_length=40, required=False
    )
    bank_name = forms.CharField(label=_("Bank"), max_length=200, required=False)


class ContactForm(forms.Form):
    """A person at the customer whom staff may call."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    post = forms.CharField(label=_("Post"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)


class ForgetForm(forms.Form):
    """On what demand a customer's data are erased."""

    ground = forms.CharField(
        label=_("On what demand"),
        max_length=200,
        help_text=_("Without names: for example “demand of the person, letter 14 of 02.03.2026”."),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))
