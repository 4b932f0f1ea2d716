"""The text of documents: DOCX and its kin by their XML, PDF by pdfminer, old .doc as it lies."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from vetting.engines.personal_data.bounds import TooSlow

# A manual of an office has some hundred pages; a page takes about a twentieth of a second.
MOST_PAGES = 300
_MOST_BYTES = 200 * 1024 * 1024
_PARTS = re.compile(
    r"(?:word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)|ppt/slides/slide\d+|content)\.xml\Z"
)
# Elements that end a paragraph, a cell and a row in WordprocessingML, DrawingML and ODF.
_BREAKS = {"p": "\n", "h": "\n", "tc": "\t", "table-cell": "\t", "tr": "\n", "table-row": "\n",
           "tab": "\t", "br": "\n"}  # fmt: skip

UNREADABLE = (zipfile.BadZipFile, ParseError, DefusedXmlException, OSError, ValueError, KeyError,
              NotImplementedError, RuntimeError, EOFError)  # fmt: skip


class TooLarge(ValueError):
    """A document with more pages, or that unpacks to more bytes, than are read."""


class NoText(ValueError):
    """A document without a text layer: scanned pages, which only a person can read."""


def text_of(file: Path) -> io.BytesIO:
    """The text of a document in UTF-8.

    Raises TooLarge, NoText, or one of UNREADABLE; pdfminer's own errors come as ValueError.
    """
    with file.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"%PDF"):
        return io.BytesIO(_pdf(file).encode("utf-8", "replace"))
    if head.startswith(b"PK"):
        return io.BytesIO("".join(_packed(file)).encode("utf-8", "replace"))
    # OLE compound files hold their text in 8 or 16 bits a character: without NULs both read.
    return io.BytesIO(file.read_bytes().replace(b"\0", b""))


def _packed(file: Path) -> Iterator[str]:
    with zipfile.ZipFile(file) as book:
        names = [name for name in book.namelist() if _PARTS.match(name)]
        if not names:
            raise ValueError("has no text part")
        if sum(book.getinfo(name).file_size for name in names) > _MOST_BYTES:
            raise TooLarge("unpacks to too many bytes")
        for name in sorted(names):
            with book.open(name) as stream:
                for _, element in iterparse(stream):
                    tag = element.tag.rpartition("}")[2]
                    # ODF keeps its text in paragraphs and spans, OOXML in `t` elements.
                    if element.text and (tag == "t" or name == "content.xml"):
                        yield element.text
                    yield _BREAKS.get(tag, "")
                    if name == "content.xml" and element.tail:
                        yield element.tail
                    element.clear()


def _pdf(file: Path) -> str:
    try:
        text = _pages(file)
    except (TooLarge, TooSlow, OSError, MemoryError):
        raise
    except Exception as error:
        # pdfminer raises whatever a malformed file makes it stumble over.
        raise ValueError(type(error).__name__) from error
    if not text.strip():
        raise NoText("has no text layer")
    return text


def _pages(file: Path) -> str:
    from pdfminer.high_level import extract_text_to_fp
    from pdfminer.layout import LAParams
    from pdfminer.pdfpage import PDFPage

    out = io.StringIO()
    with file.open("rb") as stream:
        pages = sum(1 for _ in zip(PDFPage.get_pages(stream), range(MOST_PAGES + 1), strict=False))
        if pages > MOST_PAGES:
            raise TooLarge(f"more than {MOST_PAGES} pages")
        stream.seek(0)
        extract_text_to_fp(stream, out, laparams=LAParams(boxes_flow=None))
    return out.getvalue()
