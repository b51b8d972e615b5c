"""What people do in stage 3. The only writers of this room.

Every action records its step, which raises a `Refused` when the standard does not allow it, and
writes its own row; keywords are those of the step's form.
"""

from turnup.contracts.actions.approving import (
    approve_terms_as_commercial_head,
    approve_terms_as_owner,
    explain_duties,
)
from turnup.contracts.actions.disputing import dispute_clauses, settle_disputes
from turnup.contracts.actions.drafting import draft_contract, withdraw_contract
from turnup.contracts.actions.signing import (
    sign_contract_as_customer,
    sign_contract_as_director,
    sign_contract_as_technical_director,
)

__all__ = [
    "approve_terms_as_commercial_head",
    "approve_terms_as_owner",
    "dispute_clauses",
    "draft_contract",
    "explain_duties",
    "settle_disputes",
    "sign_contract_as_customer",
    "sign_contract_as_director",
    "sign_contract_as_technical_director",
    "withdraw_contract",
]
