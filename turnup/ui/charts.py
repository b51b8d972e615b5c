"""Geometry of the small charts that the server draws itself; no units but fractions of 100."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

Number = float | int | Decimal
WIDTH, HEIGHT, MARGIN = 100.0, 28.0, 3.0


def sparkline(points: Sequence[Number]) -> dict[str, Any]:
    """Will lay points on 100 × 28: `line` and `area` as SVG path data, and the `last` point."""
    if len(points) < 2:
        return {}
    low, high = float(min(points)), float(max(points))
    reach = (high - low) or 1.0
    step = WIDTH / (len(points) - 1)
    spots = [
        (
            round(index * step, 2),
            round(HEIGHT - MARGIN - (float(value) - low) / reach * (HEIGHT - 2 * MARGIN), 2),
        )
        for index, value in enumerate(points)
    ]
    line = "M" + "L".join(f"{x} {y}" for x, y in spots)
    first, last = spots[0][0], spots[-1]
    return {"line": line, "area": f"{line}L{last[0]} {HEIGHT}L{first} {HEIGHT}Z", "last": last}


def stacked(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Will give each part its `start`, `width` and rounded `share` in per cent of the whole.

    A part is `{title, value, text?, series?}`; parts of no value keep a width of nought.
    """
    whole = float(sum(Decimal(str(part["value"])) for part in parts)) or 1.0
    laid, start = [], 0.0
    for index, part in enumerate(parts):
        width = float(part["value"]) / whole * 100
        place = {"start": round(start, 3), "width": round(width, 3), "share": round(width)}
        laid.append({"series": index % 4 + 1, "text": part["value"], **part, **place})
        start += width
    return laid


def bars(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Will give each row its `width`, and its `mark_at`, in per cent of the longest.

    A row is `{title, value, text?, tone?, series?, mark?}`; `mark` is a value to hold the bar
    against, such as a promise.
    """
    top = max(
        (float(row[key]) for row in rows for key in ("value", "mark") if row.get(key)), default=1.0
    )
    return [
        {
            "text": row["value"],
            **row,
            "width": round(float(row["value"]) / top * 100, 3),
            "mark_at": round(float(row["mark"]) / top * 100, 3) if row.get("mark") else None,
        }
        for row in rows
    ]
