"""One document of a submission: whether a person can read it, and what it says of itself.

Runs inside the sandbox. Nothing of the text leaves it: only counts, dates and yes or no.
"""

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

MOST = 64 << 20
"""Bytes of a document that is read; a larger one is for a person."""
PAGES = 60
_PART = 16 << 20
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic")
_PARTS = {
    ".docx": "word/document.xml", ".odt": "content.xml", ".ods": "content.xml",
    ".pptx": "ppt/slides/slide1.xml", ".xlsx": "xl/sharedStrings.xml",
}  # fmt: skip
_TAG = re.compile(r"<[^>]{0,2000}>")
_WORD = re.compile(r"\w{2,}")
_MADE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def read(path: Path, name: str, version: str) -> dict[str, Any]:
    """State, words, pages, whether it names the application and version, and when it was made.

    `state` is ok, absent, empty, large, encrypted, unreadable or picture; only `ok` was read.
    """
    if not path.is_file() or path.is_symlink():
        return {"state": "absent"}
    size = path.stat().st_size
    if size == 0 or size > MOST:
        return {"state": "large" if size else "empty"}
    ending = path.suffix.lower()
    if ending in _PICTURES:
        return {"state": "picture"}
    try:
        found = _pdf(path) if ending == ".pdf" else _other(path, ending)
    except Exception as error:
        kind = type(error).__name__
        return {"state": "encrypted" if "Password" in kind or "Encrypt" in kind else "unreadable"}
    return _said(found, name, version)


def _said(found: Mapping[str, Any], name: str, version: str) -> dict[str, Any]:
    text = str(found["text"])
    words = len(_WORD.findall(text))
    shape = re.compile(rf"(?<![\d.]){re.escape(version)}(?!\d|\.\d)")
    return {
        "state": "ok" if words else "picture",
        "words": words,
        "pages": int(found["pages"]),
        "name": squeezed(name) in squeezed(text),
        "version": bool(shape.search(text)),
        "made": str(found["made"]),
    }


def squeezed(text: str) -> str:
    """Letters and digits alone: typesetters break words and lines as they like."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _pdf(path: Path) -> dict[str, Any]:
    from pdfminer.high_level import extract_text
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    with path.open("rb") as file:
        document = PDFDocument(PDFParser(file))
        pages = sum(1 for _ in PDFPage.create_pages(document))
        info = document.info[0] if document.info else {}
        made = _MADE.search(str(info.get("CreationDate", "")))
    if not pages:
        raise ValueError("no page")
    text = extract_text(path, maxpages=PAGES)
    return {"text": text, "pages": pages, "made": _day(made) if made else ""}


def _day(found: re.Match[str]) -> str:
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return ""


def _other(path: Path, ending: str) -> dict[str, Any]:
    if ending in _PARTS:
        with zipfile.ZipFile(path) as opened, opened.open(_PARTS[ending]) as part:
            text = _TAG.sub(" ", part.read(_PART).decode("utf-8"))
    else:
        text = path.read_bytes().decode("utf-8-sig")
        if "\0" in text:
            raise ValueError("not a text")
    return {"text": text, "pages": 1, "made": ""}
