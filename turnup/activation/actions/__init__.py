"""What is done in stage 5 and in current service. The only writers of this room."""

from turnup.activation.actions.current import confirm_statistics, enrol_monthly_papers
from turnup.activation.actions.lines import (
    assign_block,
    assign_port,
    withdraw_block,
    withdraw_port,
)
from turnup.activation.actions.network import (
    mark_astray,
    mark_provisioned,
    note_agreement,
    note_silence,
)
from turnup.activation.actions.servers import keep_access_server
from turnup.activation.actions.service import (
    activate_service,
    change_speed,
    end_service,
    terminate_service,
)
from turnup.activation.actions.suspension import resume_service, suspend_service

__all__ = [
    "activate_service",
    "assign_block",
    "assign_port",
    "change_speed",
    "confirm_statistics",
    "end_service",
    "enrol_monthly_papers",
    "keep_access_server",
    "mark_astray",
    "mark_provisioned",
    "note_agreement",
    "note_silence",
    "resume_service",
    "suspend_service",
    "terminate_service",
    "withdraw_block",
    "withdraw_port",
]
