"""The standard printed as the regulation for the director to sign: the same rows, as a paper."""

from collections.abc import Iterable
from typing import Any, Final

from turnup.papers.typeset import typeset
from turnup.standard.model import Condition, Standard, Step

WORDS: Final[dict[str, dict[str, str]]] = {
    "ru": {
        "approve": "УТВЕРЖДАЮ",
        "version": "Редакция",
        "terms": "Гарантированные сроки, рабочих дней",
        "result": "Результат",
        "responsible": "Ответственный",
        "control": "Контроль",
        "no": "№",
        "step": "Шаг",
        "by": "Кто выполняет",
        "needs": "Только после",
        "due": "Срок",
        "events": "В любое время, пока заявка не закрыта",
        "days": "{days} раб. дн. после шага {after}",
        "term": "гарантированный срок после шага {after}",
        "when": "Если: {text}.",
        "given": "Только если: {text}.",
        "undoes": "Снимает: {text}.",
        "waivable": "Исключение допускает {text}, с записью причины, суммы риска и срока.",
        "optional": "По возможности.",
        "not": "не «{text}»",
        "is_not": "{fact} — не «{value}»",
        "is": "{fact} — «{value}»",
        "year": "г.",
    },
    "en": {
        "approve": "APPROVED",
        "version": "Version",
        "terms": "Guaranteed terms, working days",
        "result": "Result",
        "responsible": "Responsible",
        "control": "Control",
        "no": "No.",
        "step": "Step",
        "by": "Done by",
        "needs": "Only after",
        "due": "Term",
        "events": "At any time before the order is closed",
        "days": "{days} working days after step {after}",
        "term": "guaranteed term after step {after}",
        "when": "If: {text}.",
        "given": "Only if: {text}.",
        "undoes": "Undoes: {text}.",
        "waivable": "An exception is {text}'s, with its reason, amount at risk and end recorded.",
        "optional": "Where possible.",
        "not": "not “{text}”",
        "is_not": "{fact}: not “{value}”",
        "is": "{fact}: “{value}”",
        "year": "",
    },
}


def print_regulation(standard: Standard, language: str) -> bytes:
    """Typeset the standard as a PDF in `ru` or `en`; the same bytes each time."""
    return typeset("orders/regulation", _Paper(standard, language).data())


def _numbers(standard: Standard) -> Iterable[tuple[str, str]]:
    """Number the steps as the paper does: stage, place within it."""
    for number, stage in enumerate(standard.stages, start=1):
        steps = (s for s in standard.steps.values() if s.stage == stage and not s.event)
        for place, step in enumerate(steps, start=1):
            yield step.code, f"{number}.{place}"


class _Paper:
    """The standard's rows put into words of one language."""

    def __init__(self, standard: Standard, language: str):
        self.standard, self.language, self.words = standard, language, WORDS[language]
        self.numbers = dict(_numbers(standard))

    def data(self) -> dict[str, Any]:
        standard, language = self.standard, self.language
        return {
            "title": standard.title[language],
            "language": language,
            "version": f"{standard.version}, {standard.in_force_from:%d.%m.%Y}",
            "foot": standard.title[language],
            "words": self.words,
            "approve": {"post": self.role("director"), "year": self.words["year"]},
            "terms": list(self.terms()),
            "stages": list(self.stages()),
            "events": [self.event(s) for s in standard.steps.values() if s.event],
            "signatures": [
                {"post": self.role(role), "name": ""} for role in ("director", "technical_director")
            ],
        }

    def role(self, code: str) -> str:
        return self.standard.roles[code][self.language]

    def title(self, code: str) -> str:
        return self.standard.steps[code].title[self.language]

    def terms(self) -> Iterable[list[str]]:
        for term in self.standard.terms.values():
            title = term.title[self.language]
            if isinstance(term.days, int):
                yield [title, str(term.days)]
                continue
            choices = self.standard.facts[term.by or ""].choices
            for choice, days in term.days.items():
                yield [f"{title}: {choices[choice][self.language].lower()}", str(days)]

    def stages(self) -> Iterable[dict[str, Any]]:
        for number, stage in enumerate(self.standard.stages.values(), start=1):
            steps = [s for s in self.standard.steps.values() if s.stage == stage.code]
            yield {
                "number": number,
                "title": stage.title[self.language],
                "result": stage.result[self.language],
                "responsible": self.role(stage.responsible),
                "control": self.role(stage.control) if stage.control else "",
                "steps": [self.step(step) for step in steps if not step.event],
            }

    def step(self, step: Step) -> dict[str, str]:
        return {
            "number": self.numbers[step.code],
            "title": step.title[self.language],
            "by": ", ".join(self.role(role) for role in step.by),
            "needs": "; ".join(self.title(need) for need in step.needs) or "—",
            "due": self.due(step),
            "notes": self.notes(step),
        }

    def event(self, step: Step) -> dict[str, str]:
        by = ", ".join(self.role(role) for role in step.by)
        everybody = len(step.by) > len(self.standard.roles) - 2
        return {
            "title": step.title[self.language],
            "by": {"ru": "все", "en": "everybody"}[self.language] if everybody else by,
            "notes": self.notes(step) or "—",
        }

    def due(self, step: Step) -> str:
        if step.due is None:
            return "—"
        kind = "term" if step.due.term else "days"
        return self.words[kind].format(days=step.due.days, after=self.numbers[step.due.after])

    def notes(self, step: Step) -> str:
        told = [
            ("when", ", ".join(self.condition(c) for c in step.when)),
            ("given", ", ".join(self.condition(c) for c in step.given)),
            ("undoes", "; ".join(self.title(code) for code in step.undoes)),
            ("waivable", ", ".join(self.role(role).lower() for role in step.waivable_by)),
            ("optional", "x" if step.optional else ""),
        ]
        return " ".join(self.words[key].format(text=text) for key, text in told if text)

    def condition(self, condition: Condition) -> str:
        fact = self.standard.facts[condition.fact]
        title = fact.title[self.language].lower()
        if not fact.choices:
            return title if condition.equal else self.words["not"].format(text=title)
        value = fact.choices[condition.value][self.language].lower()
        return self.words["is" if condition.equal else "is_not"].format(fact=title, value=value)
