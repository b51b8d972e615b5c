"""Operations of the bank as lists show them: what is left, why they wait, how they stand."""

from typing import Any, Final

from turnup.statements.words import reason_text

STATE_BADGES: Final = {
    "matched": ("good", "circle-check"),
    "parked": ("warn", "clock-pause"),
    "returned": ("bad", "arrow-back-up"),
    "not_ours": ("calm", "minus"),
}


def operation_rows(operations: Any) -> list[dict[str, Any]]:
    """Give what a list shows of operations."""
    return [
        {
            "operation": one,
            "left": one.amount - one.credited,
            "why": reason_text(one.reason),
            "badge": {
                "text": one.get_state_display(),
                "tone": STATE_BADGES[one.state][0],
                "icon": STATE_BADGES[one.state][1],
            },
        }
        for one in operations
    ]
