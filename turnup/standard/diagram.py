"""A standard as a picture: the stages as columns, the steps as boxes, the gates as arrows.

Plain SVG text, drawn from the standard's own rows: each column is laid out by how many steps of
its stage must stand before a box, so a reader sees what runs in parallel.
"""

from collections.abc import Iterator
from html import escape

from turnup.standard.model import Standard, Step

BOX_WIDTH, BOX_HEIGHT, ROW, COLUMN = 236, 62, 84, 292
TOP, LEFT = 132, 28
COLOURS = {
    "sales": ("#eef4ff", "#3b6fd4"),
    "technical": ("#eefaf3", "#2b8a5f"),
    "customer": ("#fff6e8", "#c27a12"),
    "third_party": ("#f6effd", "#7d4fbf"),
    "": ("#f5f6f8", "#6b7686"),
}
SIDES = {
    "sales": {"ru": "время продаж", "en": "sales' time"},
    "technical": {"ru": "время техников", "en": "technical time"},
    "customer": {"ru": "время клиента", "en": "customer's time"},
    "third_party": {"ru": "время третьих лиц", "en": "third party's time"},
}
GATE = {"ru": "ворота: никто не обходит", "en": "gate: nobody passes it by"}
WAIVABLE = {"ru": "ворота с исключением", "en": "gate with a waiver"}


def draw(standard: Standard, language: str) -> str:
    """Draw the standard as one SVG document in `ru` or `en`."""
    places = _places(standard)
    width = LEFT * 2 + COLUMN * len(standard.stages) - (COLUMN - BOX_WIDTH)
    height = max(y for _, y in places.values()) + BOX_HEIGHT + 70
    body = [
        *_columns(standard, language, height),
        *_arrows(standard, places),
        *(_box(standard, standard.steps[code], xy, language) for code, xy in places.items()),
        *_legend(language, height),
    ]
    title = escape(standard.title[language])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="PT Sans, Inter, Arial, sans-serif" role="img">'
        f"<title>{title}</title>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#93a0b4"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<text x="{LEFT}" y="40" font-size="22" font-weight="700" fill="#1d2636">{title}</text>'
        + "".join(body)
        + "</svg>\n"
    )


def _places(standard: Standard) -> dict[str, tuple[int, int]]:
    """Give each step's box its top left corner: the column of its stage, the next free row."""
    places: dict[str, tuple[int, int]] = {}
    filled = dict.fromkeys(standard.stages, 0)
    columns = list(standard.stages)
    for code in standard.order:
        stage = standard.steps[code].stage
        x = LEFT + columns.index(stage) * COLUMN
        places[code] = (x, TOP + filled[stage] * ROW)
        filled[stage] += 1
    return places


def _columns(standard: Standard, language: str, height: int) -> Iterator[str]:
    for number, stage in enumerate(standard.stages.values()):
        x = LEFT + number * COLUMN - 12
        who = standard.roles[stage.responsible][language]
        if stage.control:
            who += " · " + standard.roles[stage.control][language]
        yield (
            f'<rect x="{x}" y="60" width="{BOX_WIDTH + 24}" height="{height - 118}" rx="10" '
            f'fill="#fafbfc" stroke="#e3e7ee"/>'
            f'<text x="{x + 12}" y="86" font-size="13" font-weight="700" fill="#1d2636">'
            f"{number + 1}. {escape(stage.title[language])}</text>"
            f'<text x="{x + 12}" y="108" font-size="10.5" fill="#5c6879">'
            f"{escape(_cut(who, 46))}</text>"
        )


def _box(standard: Standard, step: Step, place: tuple[int, int], language: str) -> str:
    x, y = place
    fill, line = COLOURS[step.clock or ""]
    dash = ' stroke-dasharray="5 4"' if step.when or step.optional else ""
    lines = _wrap(step.title[language], 33)
    who = _cut(", ".join(standard.roles[role][language] for role in step.by), 42)
    texts = "".join(
        f'<text x="{x + 12}" y="{y + 20 + 15 * i}" font-size="12" fill="#1d2636">{escape(t)}</text>'
        for i, t in enumerate(lines)
    )
    return (
        f'<g><title>{escape(step.code)}</title><rect x="{x}" y="{y}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="8" fill="{fill}" stroke="{line}" stroke-width="1.3"{dash}/>'
        f"{_gate_mark(step, place)}{texts}"
        f'<text x="{x + 12}" y="{y + BOX_HEIGHT - 8}" font-size="10" fill="{line}">'
        f"{escape(who)}</text></g>"
    )


def _gate_mark(step: Step, place: tuple[int, int]) -> str:
    """Mark a gate: a bar at the left edge, red where nobody may waive, amber where somebody may."""
    if len(step.needs) < 3 and not step.given and not step.waivable:
        return ""
    x, y = place
    colour = "#d9932b" if step.waivable else "#c23b3b"
    return f'<rect x="{x - 5}" y="{y + 6}" width="5" height="{BOX_HEIGHT - 12}" fill="{colour}"/>'


def _arrows(standard: Standard, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    """Draw the needs, without those that another need already implies."""
    for code, (x, y) in places.items():
        for need in _direct(standard, standard.steps[code]):
            from_x, from_y = places[need]
            if from_x == x:
                yield from _within(from_x, from_y, y)
            else:
                start, end = from_x + BOX_WIDTH, x - 6
                middle_from, middle_to = from_y + BOX_HEIGHT / 2, y + BOX_HEIGHT / 2
                bend = (end - start) / 2 if end - start < 90 else 34
                yield _path(
                    f"M{start} {middle_from} C{start + bend} {middle_from} "
                    f"{end - bend} {middle_to} {end} {middle_to}"
                )


def _within(x: int, from_y: int, to_y: int) -> Iterator[str]:
    if to_y - from_y == ROW:
        yield _path(f"M{x + 40} {from_y + BOX_HEIGHT} L{x + 40} {to_y - 1}")
        return
    right, out = x + BOX_WIDTH, 14 + (to_y - from_y) / ROW * 1.5
    start, end = from_y + BOX_HEIGHT / 2, to_y + BOX_HEIGHT / 2
    yield _path(f"M{right} {start} C{right + out} {start} {right + out} {end} {right + 1} {end}")


def _path(shape: str) -> str:
    return (
        f'<path d="{shape}" fill="none" stroke="#93a0b4" stroke-width="1.1" '
        'marker-end="url(#tip)"/>'
    )


def _direct(standard: Standard, step: Step) -> list[str]:
    implied: set[str] = set()
    for need in step.needs:
        waiting = [*standard.steps[need].needs]
        while waiting:
            code = waiting.pop()
            if code not in implied:
                implied.add(code)
                waiting.extend(standard.steps[code].needs)
    return [need for need in step.needs if need not in implied]


def _legend(language: str, height: int) -> Iterator[str]:
    x, y = LEFT, height - 34
    for side, titles in SIDES.items():
        fill, line = COLOURS[side]
        yield (
            f'<rect x="{x}" y="{y}" width="18" height="14" rx="3" fill="{fill}" stroke="{line}"/>'
            f'<text x="{x + 26}" y="{y + 12}" font-size="12" fill="#1d2636">'
            f"{titles[language]}</text>"
        )
        x += 170
    for colour, titles in (("#c23b3b", GATE), ("#d9932b", WAIVABLE)):
        yield (
            f'<rect x="{x}" y="{y - 2}" width="5" height="18" fill="{colour}"/>'
            f'<text x="{x + 14}" y="{y + 12}" font-size="12" fill="#1d2636">'
            f"{titles[language]}</text>"
        )
        x += 210


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip(" ,") + "…"


def _wrap(text: str, length: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 2 else [lines[0], _cut(" ".join(lines[1:]), length)]
