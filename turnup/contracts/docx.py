"""The contract and its protocol as DOCX, for lawyers to work on; the same data as the PDF.

A DOCX is never what is signed: the PDF is. Gaps of a draft are marked as in the PDF.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Mm, Pt

from turnup.contracts.variables import GAP

FONT: Final = "Times New Roman"  # in every office program, so that lines break alike
_GAPS: Final = re.compile(f"({re.escape(GAP[0])}[^{GAP[1]}]*{re.escape(GAP[1])})")
_CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER


def contract_docx(data: Mapping[str, Any]) -> bytes:
    """Return the contract with its annexes as DOCX."""
    made = _document()
    _title(made, f"ДОГОВОР № {data['number']}", "об оказании услуг связи", data["project"])
    _place(made, data)
    _text(made, data["preamble"])
    for section in data["sections"]:
        _heading(made, f"{section['number']}. {section['title']}")
        for clause in section["clauses"]:
            _text(made, f"{clause['number']}. {clause['text']}")
    _heading(made, "Адреса, реквизиты и подписи сторон")
    _sides(made, data["sides"])
    for number, title, rows in (
        (1, "Услуги, тарифный план и цены", data["terms"]),
        (2, "Адрес установки и описание абонентской линии", data["line"]),
    ):
        _annex(made, data, number, title, rows)
    return _bytes(made)


def protocol_docx(data: Mapping[str, Any]) -> bytes:
    """Return the protocol of disagreements as DOCX."""
    made = _document()
    under = f"к договору об оказании услуг связи № {data['number']} от {data['contract_date']}"
    _title(made, "ПРОТОКОЛ РАЗНОГЛАСИЙ", under, data["project"])
    _place(made, data)
    _text(made, data["preamble"])
    heads = ("Пункт", "Редакция Оператора", "Редакция Абонента", "Согласованная редакция")
    rows = [(row["clause"], row["ours"], row["theirs"], row["agreed"]) for row in data["rows"]]
    if rows:
        _table(made, [heads, *rows], widths=(19, 50, 50, 50), bold_head=True)
    if data["summary"]:
        _text(made, data["summary"])
    _text(
        made,
        "Остальные условия договора остаются в редакции Оператора. Протокол составлен в двух "
        "экземплярах и с подписания обеими сторонами является неотъемлемой частью договора.",
    )
    _sides(made, data["sides"], requisites=False)
    return _bytes(made)


def _document() -> Any:
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.paragraph_format.space_after = Pt(4)
    return made


def _title(made: Any, title: str, under: str, project: bool) -> None:
    if project:
        mark = made.add_paragraph()
        mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(mark, "ПРОЕКТ · не для подписания", bold=True, marked=True)
    line = made.add_paragraph()
    line.alignment = _CENTRE
    _run(line, title, bold=True, size=14)
    _text(made, under).alignment = _CENTRE


def _place(made: Any, data: Mapping[str, Any]) -> None:
    line = made.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(170), alignment=2)
    _run(line, f"{data['place']}\t{data['date']}")


def _heading(made: Any, text: str) -> None:
    line = made.add_paragraph()
    line.paragraph_format.space_before = Pt(8)
    line.paragraph_format.keep_with_next = True
    _run(line, text, bold=True, size=11)


def _text(made: Any, text: str) -> Any:
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _marked(line, text)
    return line


def _marked(line: Any, text: str, *, bold: bool = False) -> None:
    """Add a text whose gaps are highlighted."""
    for part in _GAPS.split(text):
        if part.startswith(GAP[0]):
            _run(line, f"не указано: {part[1:-1]}", bold=bold, marked=True)
        elif part:
            _run(line, part, bold=bold)


def _run(
    line: Any, text: str, *, bold: bool = False, size: float = 0, marked: bool = False
) -> None:
    run = line.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if marked:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _table(
    made: Any, rows: Sequence[Sequence[str]], *, widths: Sequence[int], bold_head: bool = False
) -> None:
    table = made.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for place, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width = Mm(width)
            _marked(cell.paragraphs[0], text, bold=bold_head and place == 0)


def _annex(
    made: Any, data: Mapping[str, Any], number: int, title: str, rows: Sequence[Sequence[str]]
) -> None:
    made.add_page_break()
    line = _text(made, f"Приложение № {number} к договору № {data['number']} от {data['date']}")
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _heading(made, title)
    _table(made, rows, widths=(62, 107))
    _sides(made, data["sides"], requisites=False)


def _sides(made: Any, sides: Iterable[Mapping[str, Any]], *, requisites: bool = True) -> None:
    table = made.add_table(rows=1, cols=2)
    for cell, side in zip(table.rows[0].cells, sides, strict=True):
        _marked(cell.paragraphs[0], side["title"], bold=True)
        if requisites:
            _marked(cell.add_paragraph(), side["name"], bold=True)
            for label, value in side["rows"]:
                _marked(cell.add_paragraph(), f"{label}: {value}")
        for one in side["signatures"]:
            _marked(cell.add_paragraph(), one["post"])
            _marked(cell.add_paragraph(), f"____________________ / {one['name']} /")
        _run(cell.add_paragraph(), "М. П. (при наличии)", size=8)


def _bytes(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
