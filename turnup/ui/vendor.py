"""Will fetch the vendored static files again: `python -m turnup.ui.vendor`.

A tool for whoever raises a version, never imported by the product. It needs `npm` on the
path, takes the packages pinned below, keeps only the files the pages load, and writes the
licences, `VENDORED.md` and the icon sprite beside them.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "static" / "ui"
VENDOR = HERE / "vendor"


@dataclass(frozen=True)
class Package:
    """One npm package: `files` maps a path in the package to a name in our folder."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]


PACKAGES = [
    Package(
        "@tabler/core", "1.6.1", "MIT", "tabler", {"dist/css/tabler.min.css": "tabler.min.css"}
    ),
    Package("htmx.org", "2.0.11", "0BSD", "htmx", {"dist/htmx.min.js": "htmx.min.js"}),
    Package(
        "uplot",
        "1.6.32",
        "MIT",
        "uplot",
        {"dist/uPlot.esm.js": "uplot.esm.js", "dist/uPlot.min.css": "uplot.min.css"},
    ),
    Package(
        "signature_pad",
        "5.1.1",
        "MIT",
        "signature-pad",
        {"dist/signature_pad.min.js": "signature_pad.min.js"},
    ),
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        "leaflet",
        {
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
        },
    ),
    Package(
        "@fontsource-variable/golos-text",
        "5.3.0",
        "OFL-1.1",
        "golos-text",
        {
            f"files/golos-text-{part}-wght-normal.woff2": f"golos-text-{part}.woff2"
            for part in ("latin", "latin-ext", "cyrillic")
        },
    ),
]
ICONS_PACKAGE = Package("@tabler/icons", "3.51.0", "MIT", "icons", {})

# The licence of a package whose tarball carries none, as its repository states it.
MIT = """The MIT License (MIT)

{holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
"""
HOLDERS = {
    "@tabler/core": "Copyright (c) 2018-2026 The Tabler Authors",
}

# The icons of our sprite, by their names in the Tabler set.
ICONS = """
activity alert-circle alert-triangle antenna antenna-bars-5 arrow-back-up arrow-left arrow-right
arrows-sort bell bolt building calendar calendar-check calendar-event cash chart-bar chart-line
check checklist chevron-down chevron-left chevron-right circle circle-check circle-dashed circle-x
clipboard-check clipboard-list clock clock-pause copy device-desktop dots download edit
external-link eye file-invoice file-text filter flag gavel hand-stop help-circle history home
hourglass id inbox info-circle key keyboard language layout-list link list-check lock lock-open
login logout mail map-pin menu-2 message message-circle minus moon network note package paperclip
phone player-pause player-play plug plus printer receipt refresh report-money route router
satellite search send server settings shield-check signature stack-2 sun tool trash truck upload
urgent user user-check user-circle users wifi wifi-off world writing x
"""


def fetch(package: Package, into: Path) -> Path:
    """Will download one pinned package and return the folder it is unpacked in."""
    spec = f"{package.name}@{package.version}"
    packed = subprocess.run(
        ["npm", "pack", "--silent", spec], cwd=into, check=True, capture_output=True, text=True
    )
    archive = into / packed.stdout.strip().splitlines()[-1]
    folder = into / package.folder
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def keep(package: Package, source: Path) -> None:
    """Will copy the files we load, and the licence they came under."""
    folder = VENDOR / package.folder
    folder.mkdir(parents=True, exist_ok=True)
    for path, name in package.files.items():
        content = (source / path).read_bytes()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(
            re.sub(rb"/[*/][#@] ?sourceMappingURL=\S+( \*/)?", b"", content)
        )
    licence = source / "LICENSE"
    text = licence.read_text() if licence.exists() else MIT.format(holder=HOLDERS[package.name])
    (folder / "LICENSE").write_text(text)


def sprite(source: Path) -> None:
    """Will write `icons.svg`: one `<symbol>` for each icon the pages name."""
    symbols = []
    for name in sorted(ICONS.split()):
        svg = (source / "icons" / "outline" / f"{name}.svg").read_text()
        inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inner)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'
        )
    body = "\n".join(symbols)
    (HERE / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n')


def table() -> None:
    """Will write `VENDORED.md`, the list of what is not ours."""
    rows = [
        "# Vendored files",
        "",
        "Other people's work that the pages load. Written by `python -m turnup.ui.vendor`;",
        "files are as published, less their source map lines. `../icons.svg` is a sprite of",
        "the few icons the pages name.",
        "",
        "| folder | npm package | version | licence | files |",
        "|---|---|---|---|---|",
    ]
    for package in [*PACKAGES, ICONS_PACKAGE]:
        files = ", ".join(package.files.values()) or "../../icons.svg (a selection)"
        name = f"[{package.name}](https://www.npmjs.com/package/{package.name})"
        rows.append(
            f"| {package.folder} | {name} | {package.version} | {package.licence} | {files} |"
        )
    (VENDOR / "VENDORED.md").write_text("\n".join(rows) + "\n")


def main() -> None:
    """Will renew every vendored file."""
    with tempfile.TemporaryDirectory() as temporary:
        for package in PACKAGES:
            keep(package, fetch(package, Path(temporary)))
        source = fetch(ICONS_PACKAGE, Path(temporary))
        keep(ICONS_PACKAGE, source)
        sprite(source)
    table()


if __name__ == "__main__":
    main()
