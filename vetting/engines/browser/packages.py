"""Where the engines' scripts lie, and in which versions."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from vetting import tooling
from vetting.engines.browser.witness import NAMES
from vetting.model.errors import BadSetup
from vetting.model.text import Text

# By engine: the package whose version counts, and the scripts a page needs, in order.
PACKAGES = {
    "axe": ("axe-core", ("axe-core/axe.min.js",)),
    "alfa": ("@siteimprove/alfa-rules", (".vet/alfa.js",)),
    "qualweb": (
        "@qualweb/act-rules",
        (
            "@qualweb/qw-page/dist/qw-page.bundle.js",
            "@qualweb/util/dist/__webpack/util.bundle.js",
            "@qualweb/act-rules/dist/__webpack/act.bundle.js",
        ),
    ),
    "ibm": ("accessibility-checker-engine", ("accessibility-checker-engine/ace.js",)),
}
_HERE = Path(__file__).parent


def scripts(engines: Iterable[str]) -> list[Path]:
    """What the page is given, in order; raises BadSetup when a package is missing."""
    modules = tooling.node_modules()
    files = [modules / name for engine in ("axe", *engines) for name in PACKAGES[engine][1]]
    for file in files:
        if not file.is_file():
            raise _missing(file.relative_to(modules).as_posix())
    # Ours change how timers run and styles are read, which the others must find changed.
    first = [_HERE / name for name in ("still.js", "page.js")]
    last = [
        _HERE / name
        for name in ("own.js", "own_text.js", "own_colour.js", "own_view.js", "witness.js")
    ]
    return [files[0], *first, *files[1:], *last]


def versions(engines: Sequence[str]) -> list[str]:
    """Names with versions, axe-core's first."""
    return [f"{NAMES[engine]} {_version(PACKAGES[engine][0])}" for engine in ("axe", *engines)]


def _version(package: str) -> str:
    file = tooling.node_modules() / package / "package.json"
    if not file.is_file():
        raise _missing(package)
    plain: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return str(plain["version"])


def _missing(what: str) -> BadSetup:
    return BadSetup(
        Text(f"{what} tidak ditemukan", f"{what} was not found"),
        hint=Text("Jalankan `make install`.", "Run `make install`."),
    )
