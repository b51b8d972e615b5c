"""Reading a standard from TOML and refusing a faulty one, with file, line and key."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from turnup.standard.model import (
    EFFECTS,
    SIDES,
    Condition,
    Due,
    Fact,
    Stage,
    Standard,
    Step,
    Term,
    Title,
)
from turnup.standard.validate import faults_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LISTS = ("by", "needs", "undoes", "waivable", "waivable_by", "tells", "sets")
FLAGS = ("optional", "event", "lasting")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a standard file: where it is and what is wrong."""

    line: int
    key: str
    text: str


class FaultyStandard(ValueError):
    """A standard file that cannot be used; `faults` lists every `Fault` found."""

    def __init__(self, name: str, faults: list[Fault]):
        self.name, self.faults = name, faults
        super().__init__("\n".join(f"{name}:{f.line}: {f.key}: {f.text}" for f in faults))


def packaged() -> Standard:
    """Load the standard that Turnup ships: RusNet's."""
    source = resources.files("turnup.standard") / "rusnet.toml"
    return load(source.read_text(encoding="utf-8"), "rusnet.toml")


def load(source: str | Path, name: str | None = None) -> Standard:
    """Load and validate a standard from a path or from its text.

    Raises `FaultyStandard` with every fault found; reads files as UTF-8.
    """
    if isinstance(source, Path):
        return load(_read(source), name or source.name)
    name = name or "standard"
    reader = _Reader(source)
    try:
        standard = reader.standard(tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise FaultyStandard(name, [Fault(_toml_line(error), "TOML", str(error))]) from error
    faults = reader.faults or [reader.fault(*found) for found in faults_of(standard)]
    if faults:
        raise FaultyStandard(name, sorted(faults, key=lambda f: (f.line, f.key)))
    return standard


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        fault = Fault(1, "encoding", f"is not UTF-8 (byte {error.start})")
        raise FaultyStandard(path.name, [fault]) from error


def _toml_line(error: tomllib.TOMLDecodeError) -> int:
    words = str(error).replace(",", " ").replace(")", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else 1


class _Reader:
    """Turns the parsed TOML into a `Standard`, collecting faults of form on the way."""

    def __init__(self, text: str):
        self.lines = text.splitlines()
        self.text = text
        self.faults: list[Fault] = []

    def fault(self, place: str, key: str, text: str) -> Fault:
        """Locate a fault: `place` is a code or a table's name, `key` the key within it."""
        label = f"{place}.{key}" if place and key else place or key
        return Fault(self._line(place, key), label, text)

    def _line(self, place: str, key: str) -> int:
        marks = (f'code = "{place}"', f"[{place}]", f"{place} =")
        rows = list(enumerate(self.lines))
        start = next((i for mark in marks for i, row in rows if row.startswith(mark)), 0)
        for i in range(start, len(self.lines)):
            if i > start and self.lines[i].startswith("["):
                break
            if key and self.lines[i].split("=")[0].split(".")[0].strip() == key:
                return i + 1
        return start + 1

    def note(self, place: str, key: str, text: str) -> None:
        self.faults.append(self.fault(place, key, text))

    # -------------------------------------------------------------- the parts
    def standard(self, data: Mapping[str, Any]) -> Standard:
        self._only("", data, {"standard", "terms", "roles", "facts", "stage", "step"})
        head = self._table("", data, "standard")
        known = {f.name for f in fields(Standard)} - {"roles", "facts", "terms", "stages", "steps"}
        self._only("standard", head, known - {"text"})
        rows = self._coded(data, "step")
        facts = self._table("", data, "facts")
        return Standard(
            code=self._get("standard", head, "code", str, ""),
            version=self._get("standard", head, "version", int, 0),
            in_force_from=self._get("standard", head, "in_force_from", date, date.min),
            title=self._title("standard", head),
            country=self._get("standard", head, "country", str, "RU"),
            holiday_surveys=self._choice(
                "standard", head, "holiday_surveys", ("skip", "next_working_day")
            ),
            survey_weekdays=self._weekdays(head),
            roles={
                code: self._title("roles", {"title": t}, code)
                for code, t in self._table("", data, "roles").items()
            },
            facts={code: self._fact(code, row) for code, row in facts.items()},
            terms={c: self._term(c, row) for c, row in self._table("", data, "terms").items()},
            stages={code: self._stage(code, row) for code, row in self._coded(data, "stage")},
            steps={code: self._step(code, row) for code, row in rows},
            text=self.text,
        )

    def _fact(self, code: str, row: Mapping[str, Any]) -> Fact:
        place = f"facts.{code}"
        self._only(place, row, {"title", "choices"})
        choices = self._table(place, row, "choices") if "choices" in row else {}
        return Fact(
            code,
            self._title(place, row),
            {choice: self._title(place, {"title": t}, choice) for choice, t in choices.items()},
        )

    def _term(self, code: str, row: Mapping[str, Any]) -> Term:
        place = f"terms.{code}"
        self._only(place, row, {"title", "days", "by"})
        days = row.get("days")
        numbers = list(days.values()) if isinstance(days, dict) else [days]
        if not numbers or not all(type(n) is int and n >= 0 for n in numbers):
            self.note(place, "days", "must be whole working days, 0 or more")
            days = 0
        return Term(code, self._title(place, row), days or 0, row.get("by"))

    def _stage(self, code: str, row: Mapping[str, Any]) -> Stage:
        self._only(code, row, {"code", "title", "result", "responsible", "control"})
        return Stage(
            code,
            self._title(code, row),
            self._title(code, row, "result"),
            self._get(code, row, "responsible", str, ""),
            row.get("control"),
        )

    def _step(self, code: str, row: Mapping[str, Any]) -> Step:
        self._only(code, row, {f.name for f in fields(Step)})
        parts: dict[str, Any] = {key: self._list(code, row, key) for key in LISTS}
        parts |= {key: self._get(code, row, key, bool, False) for key in FLAGS}
        return Step(
            code=code,
            stage=self._get(code, row, "stage", str, ""),
            title=self._title(code, row),
            given=self._conditions(code, row, "given"),
            when=self._conditions(code, row, "when"),
            due=self._due(code, row),
            clock=self._choice(code, row, "clock", SIDES) if "clock" in row else None,
            effect=self._choice(code, row, "effect", EFFECTS) if "effect" in row else None,
            until=row.get("until"),
            **parts,
        )

    def _due(self, code: str, row: Mapping[str, Any]) -> Due | None:
        if "due" not in row:
            return None
        rule = self._table(code, row, "due")
        if not set(rule) <= {"days", "term", "after"} or "after" not in rule:
            self.note(
                code, "due", 'must be { days = N, after = "step" } or { term = …, after = … }'
            )
            return None
        if ("days" in rule) == ("term" in rule):
            self.note(code, "due", "must have either days or a term")
            return None
        return Due(rule["after"], rule.get("days", 0), rule.get("term"))

    # -------------------------------------------------------------- the grains
    def _conditions(self, code: str, row: Mapping[str, Any], key: str) -> tuple[Condition, ...]:
        return tuple(c for text in self._list(code, row, key) for c in self._condition(code, text))

    def _condition(self, code: str, text: str) -> Iterator[Condition]:
        match text.split():
            case [fact]:
                yield Condition(fact, True, True)
            case ["not", fact]:
                yield Condition(fact, False, True)
            case [fact, "=" | "!=" as sign, value]:
                yield Condition(fact, sign == "=", value)
            case _:
                self.note(code, "when", f"cannot be read: {text!r}")

    def _title(self, place: str, row: Mapping[str, Any], key: str = "title") -> Title:
        title = row.get(key, row.get("title"))
        if not isinstance(title, dict) or not all(
            str(title.get(x, "")).strip() for x in ("ru", "en")
        ):
            self.note(place, key, "needs a text in ru and one in en")
            return {"ru": "", "en": ""}
        return title

    def _coded(
        self, data: Mapping[str, Any], table: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        seen = set()
        for row in data.get(table, []):
            code = self._get(table, row, "code", str, "")
            if code in seen:
                self.note(code, "code", f"stands twice among the {table}s")
            seen.add(code)
            yield code, row

    def _weekdays(self, head: Mapping[str, Any]) -> tuple[int, ...]:
        names = self._list("standard", head, "survey_weekdays")
        for name in set(names) - set(WEEKDAYS):
            self.note("standard", "survey_weekdays", f"{name!r} is not a weekday")
        return tuple(sorted(WEEKDAYS.index(name) for name in names if name in WEEKDAYS))

    def _list(self, place: str, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.note(place, key, "must be a list of texts")
            return ()
        return tuple(value)

    def _table(self, place: str, row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = row.get(key)
        if not isinstance(value, dict):
            self.note(place, key, "is missing or not a table")
            return {}
        return value

    def _choice(
        self, place: str, row: Mapping[str, Any], key: str, choices: tuple[str, ...]
    ) -> str:
        if row.get(key) not in choices:
            self.note(place, key, f"must be one of: {', '.join(choices)}")
        return str(row.get(key))

    def _get(self, place: str, row: Mapping[str, Any], key: str, kind: type[T], default: T) -> T:
        value = row.get(key, default)
        if type(value) is not kind or (key not in row and kind is not bool):
            self.note(place, key, f"is missing or not of the kind {kind.__name__}")
            return default
        return value

    def _only(self, place: str, row: Mapping[str, Any], known: set[str]) -> None:
        for key in sorted(set(row) - known):
            self.note(
                place, key, f"is not a key of the standard; known: {', '.join(sorted(known))}"
            )
