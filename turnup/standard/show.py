"""A standard as plain text, for the terminal."""

from collections.abc import Iterator

from turnup.standard.model import Standard, Step

WORDS = {
    "ru": {
        "responsible": "отвечает",
        "control": "контролирует",
        "result": "результат",
        "by": "кто",
        "needs": "после",
        "given": "если верно",
        "when": "когда",
        "due": "срок",
        "days": "раб. дн. после",
        "term": "гарантированный срок",
        "undoes": "снимает",
        "waivable": "исключение для",
        "waivable_by": "разрешает",
        "clock": "чьё время",
        "tells": "сообщить",
        "events": "В любое время",
        "version": "версия",
    },
    "en": {
        "responsible": "responsible",
        "control": "control",
        "result": "result",
        "by": "by",
        "needs": "after",
        "given": "given",
        "when": "when",
        "due": "due",
        "days": "working days after",
        "term": "guaranteed term",
        "undoes": "undoes",
        "waivable": "may be waived",
        "waivable_by": "waived by",
        "clock": "whose time",
        "tells": "tells",
        "events": "At any time",
        "version": "version",
    },
}


def show(standard: Standard, language: str) -> str:
    """Write the whole standard as text in `ru` or `en`."""
    return "\n".join(_lines(standard, language)) + "\n"


def _lines(standard: Standard, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield f"{standard.title[language]} ({words['version']} {standard.version})"
    for number, stage in enumerate(standard.stages.values(), start=1):
        yield ""
        yield f"{number}. {stage.title[language]}"
        yield f"   {words['result']}: {stage.result[language]}"
        yield f"   {words['responsible']}: {standard.roles[stage.responsible][language]}"
        if stage.control:
            yield f"   {words['control']}: {standard.roles[stage.control][language]}"
        for step in standard.steps.values():
            if step.stage == stage.code and not step.event:
                yield from _step(standard, step, language)
    yield ""
    yield words["events"]
    for step in standard.steps.values():
        if step.event:
            yield from _step(standard, step, language)


def _step(standard: Standard, step: Step, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield ""
    yield f"   {step.code}: {step.title[language]}"
    for key in ("by", "needs", "given", "when", "undoes", "waivable", "waivable_by", "tells"):
        if values := getattr(step, key):
            titles = (standard.roles.get(str(v), {}).get(language, str(v)) for v in values)
            yield f"      {words[key]}: {', '.join(titles)}"
    if step.due:
        span = f"{words['term']} {step.due.term}," if step.due.term else str(step.due.days)
        yield f"      {words['due']}: {span} {words['days']} {step.due.after}"
    if step.clock:
        yield f"      {words['clock']}: {step.clock}"
