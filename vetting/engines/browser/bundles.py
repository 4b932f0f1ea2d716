"""Pages that are an empty shell until their own script has run: built single-page applications.

What such a file shows is known only after its script ran, which happens apart (`unfold.py`).
Paths and texts come out of the archive: call it inside the sandbox only.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

# The largest file that is given to a script, and the least script that may build a page.
MAX_FILE = 20_000_000
MIN_INLINE = 2_000
_MOST_TEXT = 80
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
          ".json": "application/json", ".svg": "image/svg+xml", ".html": "text/html",
          ".wasm": "application/wasm", ".txt": "text/plain"}  # fmt: skip
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_SRC = re.compile(r"""(?:^|\s)src\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_SILENT = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|head|title)\b.*?(?:</\1\s*>|\Z)",
                     re.IGNORECASE | re.DOTALL)  # fmt: skip
_SHOWN = re.compile(r"<(?:img|input|a|button|select|textarea|form|table|h[1-6]|p|li|iframe|video|audio"
                    r"|object|embed|svg)\b", re.IGNORECASE)  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A shell: its file, and the path of the address under which it expects to be served."""

    path: str
    base: str


def bundle_of(root: Path, path: str, text: str) -> Bundle | None:
    """The bundle that an HTML file is the shell of, or None where it shows something by itself."""
    if not is_empty(text):
        return None
    for attributes, body in _SCRIPT.findall(text):
        src = _SRC.search(attributes)
        if src is None and len(body) >= MIN_INLINE:
            return Bundle(path, "/")
        base = src and _base(root, path, src[1] or src[2] or src[3] or "")
        if base:
            return Bundle(path, base)
    return None


def is_empty(text: str) -> bool:
    """Whether an HTML text shows nothing by itself."""
    body = _SILENT.sub(" ", text)
    return not _SHOWN.search(body) and len(" ".join(_TAG.sub(" ", body).split())) <= _MOST_TEXT


def _base(root: Path, path: str, src: str) -> str:
    """The address of the folder in which a script's address finds a file; empty for none."""
    parts = urlsplit(src)
    if parts.scheme or parts.netloc or not parts.path.endswith((".js", ".mjs")):
        return ""
    if not parts.path.startswith("/"):
        return "/" if served(root, Bundle(path, "/"), parts.path) else ""
    steps = parts.path.strip("/").split("/")
    for count in range(len(steps)):
        base = "/".join(["", *steps[:count], ""])
        if served(root, Bundle(path, base), parts.path):
            return base
    return ""


def served(root: Path, bundle: Bundle, address: str) -> Path | None:
    """The file of the tree that an address means to a bundle, or None."""
    wanted = posixpath.normpath("/" + unquote(address).lstrip("/"))
    inner = wanted.removeprefix(bundle.base) if wanted.startswith(bundle.base) else wanted[1:]
    folder = posixpath.dirname(bundle.path)
    return next(_files(root, posixpath.join(folder, inner.lstrip("/")), wanted[1:]), None)


def _files(root: Path, *names: str) -> Iterator[Path]:
    for name in names:
        if name and "\0" not in name and len(name) < 1000:
            file = (root / name).resolve()
            if (
                file.is_relative_to(root.resolve())
                and file.is_file()
                and file.stat().st_size <= MAX_FILE
            ):
                yield file


def type_of(file: Path) -> str:
    """The content type that a server would state."""
    return _TYPES.get(file.suffix.lower(), "application/octet-stream")
