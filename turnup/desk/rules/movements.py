"""What a movement of stages 4 and 5 promises beside its entry (I17): what it wrote is there."""

from typing import Final

from turnup.desk.rules.rule import Rule

ROW_OF: Final = {
    "invoice_issued": "billing_invoice",
    "money_received": "billing_payment",
    "payment_reversed": "billing_paymentreversal",
    "installation_requested": "installation_installationrequest",
    "permits_obtained": "ground_orderpermit",
    "leases_agreed": "ground_orderlease",
    "temporary_connection_made": "installation_temporaryconnection",
    "visit_planned": "installation_visit",
    "visit_moved": "installation_visitmove",
    "visit_agreed": "installation_visitagreement",
    "visit_missed_by_customer": "installation_missedvisit",
    "visit_missed_by_crew": "installation_missedvisit",
    "line_connected": "installation_lineconnection",
    "line_set_up": "installation_linesetup",
    "act_signed": "installation_completionact",
    "act_handed_over": "installation_acthandover",
    "service_activated": "activation_service",
    "statistics_confirmed": "activation_statisticsconfirmation",
    "monthly_papers_enrolled": "activation_papersenrolment",
    "visit_missed_by_third_party": "installation_missedvisit",
    "visit_cancelled": "installation_visitcancellation",
    "site_unfit_found": "installation_sitefinding",
    "permit_lacking_found": "installation_sitefinding",
    "equipment_lacking_found": "installation_sitefinding",
    "equipment_ready": "stock_specialequipment",
}
"""The table in which a step of money or line writes a row with the order and the entry's number."""


def _rule(step: str, table: str) -> Rule:
    """Ask of every entry of the step for its row; a standard without the step has none."""
    return Rule(
        "I17",
        f"{step} is in the journal, but what it wrote ({table}) is missing",
        f"SELECT count(*) FROM orders_journalentry WHERE step = '{step}'",  # noqa: S608  # names of our own
        f"""SELECT o.number FROM orders_journalentry e JOIN orders_order o ON o.id = e.order_id
             WHERE e.step = '{step}' AND NOT EXISTS (
                   SELECT FROM {table} r WHERE r.order_id = e.order_id AND r.seq = e.seq)""",  # noqa: S608  # names of our own
    )


MOVEMENTS: Final = tuple(_rule(step, table) for step, table in ROW_OF.items())
