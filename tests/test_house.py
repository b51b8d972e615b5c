"""The rules of the house (HOUSE.md), kept by a machine."""

import ast
import os
import re
import subprocess
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils.translation.template import templatize

ROOT = Path(settings.PACKAGE).parent
TOP_MODULES = {"bench", "cli", "connect", "demo", "postgres", "serving"}
PURE_ROOMS = ("standard", "planner", "simulator")
DJANGO_ROOMS = tuple(settings.ROOM_ORDER)
ROOMS = (*PURE_ROOMS, *DJANGO_ROOMS)
BANNED_MODULES = {"utils", "util", "common", "helpers", "services", "manager", "managers", "misc"}
BANNED_NAMES = {"status", "utils", "helpers", "manager"}
LONGEST_FILE, LONGEST_FUNCTION = 450, 60


@cache
def committed() -> tuple[Path, ...]:
    """Return the files that are committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def ours(*suffixes: str, below: str = "") -> list[Path]:
    """Return our own files with these suffixes; what a program made or others wrote is left out."""
    start = ROOT / below
    return [
        path
        for path in committed()
        if path.suffix in suffixes
        and path.is_relative_to(start)
        and not {"migrations", "vendor"} & set(path.parts)
    ]


def named(path: Path) -> str:
    """Return a file's name as a person would say it."""
    return str(path.relative_to(ROOT))


def trees(below: str = "turnup") -> Iterator[tuple[Path, ast.Module]]:
    """Yield every Python file with its syntax tree."""
    for path in ours(".py", below=below):
        yield path, ast.parse(path.read_text())


def room_of(model: type[Model]) -> str:
    """Return the room a model belongs to, or an empty string for a model of someone else's."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "turnup" else ""


def contract(name: str) -> dict[str, list[str]]:
    """Return an import contract of pyproject.toml by the beginning of its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    return next(each for each in contracts if each["name"].startswith(name))


# Rooms


def test_every_folder_is_a_room_of_the_plan() -> None:
    folders = {
        path.parent.name for path in ours(".py", below="turnup") if path.name == "__init__.py"
    }
    inner = {path.parent.name for path in (ROOT / "turnup").glob("*/*/__init__.py")}
    assert folders - inner - {"turnup"} <= set(ROOMS) | TOP_MODULES


def test_the_import_contract_has_the_rooms_in_their_order() -> None:
    layers = [layer.strip("()") for layer in contract("Rooms in the order")["layers"]]
    assert [layer for layer in layers if layer in ROOMS][::-1] == list(ROOMS)


def test_every_room_keeps_the_order_inside() -> None:
    inside = {name.removeprefix("turnup.") for name in contract("Inside a room")["containers"]}
    assert inside == {room for room in settings.ROOMS if room != "ui"}


def test_the_pure_rooms_are_kept_pure() -> None:
    pure = {name.removeprefix("turnup.") for name in contract("The pure rooms")["source_modules"]}
    assert pure == {room for room in PURE_ROOMS if (ROOT / "turnup" / room).exists()}


@pytest.mark.parametrize("room", settings.ROOMS)
def test_a_room_is_called_as_its_folder(room: str) -> None:
    assert apps.get_app_config(room).name == f"turnup.{room}"


def test_every_room_says_what_it_is_for() -> None:
    for room in ROOMS:
        start = ROOT / "turnup" / room / "__init__.py"
        if start.parent.exists():
            assert ast.get_docstring(ast.parse(start.read_text())), f"{room} has no docstring"


def test_foreign_keys_follow_the_order_of_the_rooms() -> None:
    """References by text escape the import contract."""
    backwards = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models()
        if room_of(model)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if room_of(field.related_model)
        if ROOMS.index(room_of(field.related_model)) > ROOMS.index(room_of(model))
    ]
    assert backwards == []


# Names, sizes, shape


def defined_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every name that the code itself gives: to functions, classes, arguments, variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [named(path) for path in ours(".py") if path.stem in BANNED_MODULES] == []


def test_nothing_is_called_by_a_banned_name() -> None:
    found = [
        f"{named(path)}:{line} {name}"
        for path, tree in trees()
        for line, name in defined_names(tree)
        if name in BANNED_NAMES
    ]
    assert found == []


def test_no_table_has_a_column_with_a_banned_name() -> None:
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if room_of(model)
        for field in model._meta.get_fields()
        if field.name in BANNED_NAMES
    ]
    assert found == []


def test_files_and_functions_stay_readable() -> None:
    long_files = [
        named(path) for path in ours(".py") if len(path.read_text().splitlines()) > LONGEST_FILE
    ]
    long_functions = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert (long_files, long_functions) == ([], [])


def test_nothing_is_put_off_in_a_comment() -> None:
    put_off = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
    assert [
        named(path)
        for path in ours(".py", ".html", ".js", ".toml")
        if put_off.search(path.read_text())
    ] == []


def test_a_silenced_check_says_why() -> None:
    silenced = r"(?:type:\s*ignore(?:\[[^]]*\])?|noqa(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?)"
    bare = re.compile(rf"#\s*{silenced}\s*$")
    found = [
        f"{named(path)}:{number}"
        for path in ours(".py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_actions_take_their_arguments_by_keyword() -> None:
    found = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path, tree in trees()
        if path.name == "actions.py"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.args.args or node.args.posonlyargs
    ]
    assert found == []


def test_the_clock_enters_at_the_door() -> None:
    """Rules and actions are told what time it is; they do not ask."""
    inside = {"actions.py", "queries.py", "models.py", "journal.py"}
    found = [
        f"{named(path)}:{node.lineno}"
        for path, tree in trees()
        if path.parts[len(ROOT.parts) + 1] in ROOMS
        if path.name in inside or path.parts[len(ROOT.parts) + 1] in PURE_ROOMS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {"now", "utcnow", "today", "localdate", "localtime"}
        if not (node.func.attr in {"localdate", "localtime"} and node.args)
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "functions")
    ]
    assert found == []


# Pages


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline script", r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"),
        ("an inline style", r"<style\b|\sstyle="),
        ("a handler in an attribute", r"\son[a-z]+="),
        ("a script address", r"javascript:"),
    ],
)
def test_templates_keep_the_content_security_policy(what: str, pattern: str) -> None:
    found = [named(path) for path in ours(".html") if re.search(pattern, _sent(path), re.I)]
    assert found == [], f"the browser will refuse {what}"


def _sent(path: Path) -> str:
    """Return a template without its comments, which no browser sees."""
    comments = r"\{#.*?#\}|\{% comment.*?endcomment %\}"
    return re.sub(comments, "", path.read_text(), flags=re.DOTALL)


# Languages

CATALOGUES = ours(".po", below="turnup")


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_everything_is_said_in_russian_too(path: Path) -> None:
    texts = _catalogue(path)
    assert [message.id for message in texts if message.fuzzy] == []
    assert [message.id for message in texts if not all(_said(message.string))] == []


def test_every_text_of_code_and_pages_is_said_in_russian(tmp_path: Path) -> None:
    known = {_singular(message.id) for path in CATALOGUES for message in _catalogue(path)}
    sources = [path for path in ours(".py", below="turnup") if "standard" not in path.parts]
    for page in ours(".html", ".txt", below="turnup"):
        source = tmp_path / f"{len(sources)}_{page.name}.py"
        source.write_text(templatize(page.read_text(), origin=named(page)))
        sources.append(source)
    marks = ("-k", "-k_", "-kgettext", "-kgettext_noop", "-kgettext_lazy", "-kngettext:1,2")
    more = ("-kpgettext:1c,2", "-knpgettext:1c,2,3", "-kngettext_lazy:1,2")
    kind = ("--language=Python", "--from-code=UTF-8")
    found = tmp_path / "found.po"
    subprocess.run(["xgettext", *kind, *marks, *more, "-o", found, *sources], check=True)
    blank = {"CHARSET": "UTF-8", "nplurals=INTEGER; plural=EXPRESSION;": "nplurals=2; plural=n!=1;"}
    text = found.read_text()
    for placeholder, value in blank.items():
        text = text.replace(placeholder, value)
    found.write_text(text)
    assert {_singular(message.id) for message in _catalogue(found)} - known == set()


def test_an_english_text_has_one_russian_text_over_all_rooms() -> None:
    """The catalogues are one at run time: of two translations a reader sees the first room's."""
    said: dict[tuple[object, str], set[object]] = defaultdict(set)
    for path in CATALOGUES:
        for message in _catalogue(path):
            said[message.context, _singular(message.id)].add(str(message.string))
    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}


def _catalogue(path: Path) -> list[Message]:
    """Return a catalogue's texts, without its header."""
    with open(path, "rb") as file:
        return [message for message in read_po(file) if message.id]


def _singular(text: str | tuple[str, ...] | list[str]) -> str:
    """Return a text, or of several forms the first."""
    return text if isinstance(text, str) else text[0]


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_the_compiled_texts_are_of_today(path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--output-file", fresh, path], check=True)
    assert _messages(fresh) == _messages(path.with_suffix(".mo")), (
        f"run: msgfmt -o {named(path.with_suffix('.mo'))} {named(path)}"
    )


def _said(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return a message's forms, one or several."""
    return list(text) if isinstance(text, tuple | list) else [text or ""]


def _messages(path: Path) -> dict[object, str]:
    """Return what a compiled catalogue says, whoever compiled it."""
    import gettext

    with open(path, "rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined] # no other way
    return {key: text for key, text in catalogue.items() if key}


# What never gets committed


def package_servers() -> set[str]:
    """Return the hosts that this machine's package programs are set up to ask."""
    told = subprocess.run(["pip", "config", "list"], capture_output=True, text=True, check=False)
    words = [
        told.stdout,
        *(value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "NPM_"))),
    ]
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s'\"]+", " ".join(words))}
    return {host for host in hosts if host and host != "localhost"}


def test_no_file_names_a_package_server() -> None:
    hosts = package_servers()
    found = [
        named(path)
        for path in committed()
        if any(host.encode() in path.read_bytes() for host in hosts)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_server(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.M)
    pins = re.findall(r"^[a-z0-9][^\n]*", text, re.M)
    assert pins
    assert [pin for pin in pins if "==" not in pin or not pin.rstrip().endswith("\\")] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_whatever_is_asked_for_is_pinned(name: str) -> None:
    asked = re.findall(r"^([a-z0-9][a-z0-9-]*)", (ROOT / f"{name}.in").read_text(), re.M)
    pinned = set(re.findall(r"^([a-z0-9-]+)", (ROOT / f"{name}.txt").read_text(), re.M))
    assert set(asked) - pinned == set()
