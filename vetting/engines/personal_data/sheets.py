"""Spreadsheets as tab-separated text, cell by cell, within fixed bounds."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from vetting.engines.personal_data.documents import TooLarge

# Bytes a workbook may unpack to, and strings it may share: a regional office's largest
# export is a tenth of that.
_MOST_BYTES = 400 * 1024 * 1024
_MOST_STRINGS = 2_000_000
# Bytes of text that one worksheet may become: a cell far to the right stands for all before it.
_MOST_TEXT = 256 * 1024 * 1024
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml\Z")
_FLOAT = re.compile(r"\d\.\d+E\+?15\Z", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]+")

UNREADABLE = (zipfile.BadZipFile, ParseError, DefusedXmlException, OSError, ValueError, KeyError,
              NotImplementedError, RuntimeError, EOFError)  # fmt: skip


def sheets(path: Path) -> Iterator[io.BytesIO]:
    """Each worksheet of a workbook as tab-separated lines, in name order.

    Raises one of UNREADABLE for a workbook that is damaged, encrypted, or over the bounds.
    """
    with zipfile.ZipFile(path) as book:
        if sum(info.file_size for info in book.infolist()) > _MOST_BYTES:
            raise ValueError("unpacks to too many bytes")
        strings = _strings(book)
        names = [name for name in book.namelist() if _SHEET.match(name)]
        if not names:
            raise ValueError("has no worksheet")
        for name in sorted(names, key=lambda name: (len(name), name)):
            yield _sheet(book, name, strings)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _strings(book: zipfile.ZipFile) -> list[str]:
    found: list[str] = []
    if "xl/sharedStrings.xml" not in book.namelist():
        return found
    with book.open("xl/sharedStrings.xml") as stream:
        for _, element in iterparse(stream):
            if _local(element) == "si":
                found.append("".join(t.text or "" for t in element.iter() if _local(t) == "t"))
                element.clear()
                if len(found) > _MOST_STRINGS:
                    raise ValueError("shares too many strings")
    return found


def _sheet(book: zipfile.ZipFile, name: str, strings: list[str]) -> io.BytesIO:
    out = io.BytesIO()
    with book.open(name) as stream:
        for _, element in iterparse(stream):
            if _local(element) == "row":
                out.write(_row(element, strings).encode("utf-8", "replace") + b"\n")
                element.clear()
                if out.tell() > _MOST_TEXT:
                    raise TooLarge("becomes too much text")
    out.seek(0)
    return out


def _row(row: Element, strings: list[str]) -> str:
    cells: list[str] = []
    for cell in row:
        index = _index(cell.get("r", ""), len(cells))
        cells.extend([""] * (index - len(cells)))
        cells.append(re.sub(r"[\t\r\n]", " ", _value(cell, strings)))
    return "\t".join(cells)


def _index(reference: str, following: int) -> int:
    letters = _COLUMN.match(reference)
    if not letters or len(letters[0]) > 3:
        return following
    index = 0
    for letter in letters[0]:
        index = index * 26 + ord(letter) - 64
    return max(index - 1, following)


def _value(cell: Element, strings: list[str]) -> str:
    texts = [part.text or "" for part in cell.iter() if _local(part) in ("v", "t")]
    text = "".join(texts)
    if cell.get("t") == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    # A number column: Excel writes sixteen digits as 3.37401010190001E+15.
    return str(int(float(text))) if _FLOAT.match(text) else text
