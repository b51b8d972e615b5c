"""A survey whose day was moved yesterday evening, so that the board has one to show."""

from datetime import datetime, timedelta

from turnup.desk.driving import Staff
from turnup.orders.moves import Move
from turnup.surveys.actions import move_survey
from turnup.surveys.board import SET, survey_board

WHY = "Клиент просит на следующей неделе: в офисе инвентаризация"


def move_a_survey(*, staff: Staff, end: datetime) -> int:
    """Move the last of the surveys whose day is set, if there are several; return the steps."""
    cells = [cell for day in survey_board(end).days for cell in day.cells]
    spots = [spot for cell in cells for spot in cell.spots if spot.kind == SET]
    if len(spots) < 2:
        return 0
    at = end - timedelta(minutes=30)
    move = Move(
        order_id=spots[-1].wanted.order.id,
        actor=staff.holders("noc_head")[0],
        at=at,
        now=at,
        door="demo",
    )
    move_survey(move=move, wished_by="customer", reason=WHY)
    return 1
