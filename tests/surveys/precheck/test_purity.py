"""The calculations know no framework and no database."""

import ast
from pathlib import Path

from turnup.surveys import precheck

ALLOWED = {
    "collections",
    "dataclasses",
    "enum",
    "functools",
    "json",
    "math",
    "numpy",
    "os",
    "pathlib",
    "secrets",
    "struct",
    "tifffile",
    "typing",
    "zipfile",
    "zlib",
}


def test_only_numbers_go_in_and_come_out() -> None:
    for path in Path(precheck.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= ALLOWED
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                inside = module.startswith("turnup.surveys.precheck")
                assert inside or module.split(".")[0] in ALLOWED, (path.name, module)
