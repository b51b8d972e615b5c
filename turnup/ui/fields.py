"""One form field as plain data: what every template that draws a control is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

NUMBERS = {"integer", "number", "decimal", "money"}
INPUT_TYPES = {
    "date": "date",
    "datetime": "datetime-local",
    "time": "time",
    "email": "email",
    "url": "url",
    "tel": "tel",
    "password": "password",
    "hidden": "hidden",
    "file": "file",
}
INPUT_MODES = {"integer": "numeric", "number": "decimal", "decimal": "decimal", "money": "decimal"}
OWN_CONTROLS = {
    "textarea",
    "select",
    "radio",
    "checkbox",
    "choices",
    "strings",
    "objects",
    "group",
}
GROUPS = {"radio", "choices", "strings", "objects", "pairs", "group"}


@dataclass
class Field:
    """One field as the templates show it; `rows` and `fields` hold the fields inside it."""

    kind: str
    name: str
    title: str
    help: str = ""
    required: bool = False
    value: Any = ""
    error: str = ""
    placeholder: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    rows: list[list[Field]] = field(default_factory=list)
    unit: str = ""

    @property
    def id(self) -> str:
        """The id of its control in the page."""
        return "id_" + self.name.replace(".", "_")

    @property
    def control(self) -> str:
        """Which template draws it."""
        if self.kind == "pairs":
            return "objects"
        return self.kind if self.kind in OWN_CONTROLS else "input"

    @property
    def template(self) -> str:
        """The path of that template."""
        return f"ui/controls/{self.control}.html"

    @property
    def described_by(self) -> str:
        """The ids of the help and the fault, for screen readers."""
        parts = {"help": self.help, "fault": self.error}
        return " ".join(f"{self.id}_{name}" for name, text in parts.items() if text)

    @property
    def input_type(self) -> str:
        """The `type` of its `<input>`."""
        return INPUT_TYPES.get(self.kind, "text")

    @property
    def input_mode(self) -> str:
        """The keyboard that a phone should offer."""
        return INPUT_MODES.get(self.kind, "")

    @property
    def is_group(self) -> bool:
        """Whether several controls share its title, so that it is a `<fieldset>`."""
        return self.kind in GROUPS


def flat(found: Sequence[Field]) -> Iterator[Field]:
    """Will walk over all fields, those inside rows and groups too."""
    for one in found:
        yield one
        for row in one.rows:
            yield from flat(row)
        if one.kind == "group":
            yield from flat(one.fields)
