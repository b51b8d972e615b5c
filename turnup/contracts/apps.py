"""The room of the contracts."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

KINDS = (
    ("contract", gettext_noop("Contract")),
    ("contract_docx", gettext_noop("Contract, for editing")),
    ("contract_sealed", gettext_noop("Contract, signed and sealed")),
    ("protocol", gettext_noop("Protocol of disagreements")),
    ("protocol_docx", gettext_noop("Protocol of disagreements, for editing")),
    ("duties", gettext_noop("Acknowledgement of the duties")),
    ("signed_scan", gettext_noop("Scan of the signed contract")),
)
FOR_THE_CUSTOMER = ("contract", "contract_sealed", "protocol", "duties", "signed_scan")


class ContractsConfig(AppConfig):
    """Contracts, approvals, disputes and signatures."""

    name = "turnup.contracts"
    label = "contracts"
    verbose_name = _("Contracts")

    def ready(self) -> None:
        """Name the kinds of papers; begin the clause library with the standard contract.

        Have what nobody signed forgotten with the customer.
        """
        from turnup.contracts.clause_actions import write_beginnings
        from turnup.contracts.forgetting import forget_contracts
        from turnup.customers.forgetting import when_forgotten
        from turnup.papers.kinds import name_kind

        for code, title in KINDS:
            name_kind(code, title, private=True, for_customer=code in FOR_THE_CUSTOMER)
        when_forgotten(forget_contracts)
        post_migrate.connect(write_beginnings, sender=self)
