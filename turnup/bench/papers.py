"""`turnup bench papers`: contracts a second and milliseconds a page, beside typst's own floor.

The floor is the bare compile of an empty page with the same fonts, in the same run. Processor time
is told beside, for it hardly depends on what else a machine does. No database: what is measured is
the typesetting, the DOCX and the seal of one contract's data.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

Figures = dict[str, Any]


def run(rounds: int) -> Figures:
    """Measure cold and warm, `rounds` times; milliseconds are medians."""
    with tempfile.TemporaryDirectory(prefix="turnup-bench-") as folder:
        os.environ["TURNUP_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "turnup.settings"
        import django

        django.setup()
        return _measured(rounds, Path(folder))


def _measured(rounds: int, folder: Path) -> Figures:
    from turnup.contracts.docx import contract_docx
    from turnup.papers.previews import page_count, page_png
    from turnup.papers.seal import seal
    from turnup.papers.typeset import typeset

    data = sample()
    began = perf_counter()
    pdf = typeset("contracts/contract", data)
    cold = perf_counter() - began
    pages = page_count(pdf)
    seal(pdf, reason="bench", place="bench")  # makes the certificate
    took = {
        "floor_ms": _median(rounds, lambda n: _bare(folder, n)),
        "contract_ms": _median(rounds, lambda n: typeset("contracts/contract", sample(n))),
        "contract_cpu_ms": _median(
            rounds, lambda n: typeset("contracts/contract", sample(n)), clock=process_time
        ),
        "docx_ms": _median(rounds, lambda n: contract_docx(sample(n))),
        "seal_ms": _median(rounds, lambda _n: seal(pdf, reason="bench", place="bench")),
        "preview_ms": _median(rounds, lambda _n: page_png(pdf, 1, 1000)),
    }
    warm = took["contract_ms"]
    return {
        "rounds": rounds,
        "pages": pages,
        "cold_ms": round(cold * 1000, 1),
        **took,
        "ms_per_page": round(warm / pages, 1),
        "contracts_per_second": round(1000 / warm, 1),
        "of_floor": round(warm / took["floor_ms"], 1),
    }


def _median(
    rounds: int, act: Callable[[int], object], clock: Callable[[], float] = perf_counter
) -> float:
    taken = []
    for number in range(rounds):
        began = clock()
        act(number)
        taken.append(clock() - began)
    return round(median(taken) * 1000, 1)


def _bare(folder: Path, number: int) -> object:
    import typst

    from turnup.papers.typeset import FONTS

    page = folder / "bare.typ"
    page.write_text(f'#set page(paper: "a4")\n#{number}\n')
    return typst.compile(page, font_paths=_fonts(typst, FONTS))


_FONTS: list[Any] = []


def _fonts(typst: Any, folder: Path) -> Any:
    if not _FONTS:
        _FONTS.append(
            typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
            )
        )
    return _FONTS[0]


def sample(number: int = 0) -> Figures:
    """Give the data of a whole contract, by the standard clauses; each number another one."""
    import tomllib

    from turnup.contracts.clause_actions import STANDARD
    from turnup.contracts.variables import names_in

    said = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    side = {
        "name": "Общество с ограниченной ответственностью «РусНет»",
        "rows": [["Адрес", "248000, г. Калуга, ул. Кирова, д. 1"], ["ИНН", "4027999997"]] * 5,
        "signatures": [{"post": "Директор", "name": "А. М. Соколов"}] * 2,
    }
    sections = []
    for place, section in enumerate(said["section"], start=1):
        clauses = []
        for row, clause in enumerate(section["clause"], start=1):
            text = clause["text"]
            for name in names_in(text):
                text = text.replace(f"{{{name}}}", "10 (десяти) рабочих дней")
            clauses.append({"number": f"{place}.{row}", "code": clause["code"], "text": text})
        sections.append({"number": str(place), "title": section["text"], "clauses": clauses})
    return {
        "number": f"2026-{number:04}",
        "place": "г. Калуга",
        "date": "2 марта 2026 г.",
        "project": False,
        "preamble": "ООО «РусНет», далее — «Оператор», и ООО «Ромашка», далее — «Абонент», " * 4,
        "sections": sections,
        "terms": [["Тарифный план", "Радио 30"]] * 10,
        "line": [["Адрес установки оборудования", "Калуга, ул. Кирова, 36"]] * 5,
        "sides": [{"title": "Оператор", **side}, {"title": "Абонент", **side}],
        "company": "ООО «РусНет»",
    }
