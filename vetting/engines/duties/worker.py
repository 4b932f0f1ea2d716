"""Looks for the sentence that fulfils each duty, inside the sandbox; shows it, numbers masked."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from vetting.sandbox.serving import serve

_MOST = 512 * 1024
# What a reader of the page does not see, by where it begins and ends.
_HIDDEN = (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"), ("{{", "}}"))
_DIRECTIVE = re.compile(r"@\w{1,40}\([^)\n]{0,200}\)")
# Tags that stand within a sentence; every other one ends it.
_INLINE = re.compile(r"</?(?:a|b|em|i|span|strong|u|small|mark|code|abbr)\b[^<>]{0,500}>", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_END = re.compile(r"(?<=[.!?;])\s+|\\n|•|\x00|\s{3,}")
# Prose that goes on in the next line, also as the next string of code.
_GOES_ON = re.compile(r"[A-Za-z,)] ?['\"]?\s*\Z")
_CODE = re.compile(r"['\"]\s*,\s*\Z|[{(\[]\s*\Z")
_BEGINS = re.compile(r"\s*['\"]?(?![\w-]{1,30}\s*[:=]|(?:if|for|return|const|let|var)\b)[a-z(]")
_NEXT = "\x01"  # where a joined line began
_QUOTES = " \t\r'\""
_LONG = re.compile(r"\d{5,}")
_HEADING = re.compile(r"(?:kebijakan|pemberitahuan|pernyataan)\s+(?:dan\s+)?privasi", re.I)
_NOTICE_NAME = re.compile(r"(?i)priva(?:si|cy)|p(?:el|erl)indungan[-_ ]?data")
_TICKED = re.compile(
    r"<input\b(?=[^>]*type=[\"']checkbox)(?=[^>]*\s(?:checked|:checked=\"true\")[\s>/=])"
    r"[^>]*(?:name|id|v-model)=[\"'][^\"']*(?:setuju|consent|agree|privasi|persetujuan|marketing|newsletter)",
    re.I,
)
# A page that says so much about personal data is a notice and no mention of one.
_LEAST_SENTENCES = 3
_ABOUT_DATA = re.compile(r"(?i)(?:data|informasi) (?:pribadi|anda|pengguna|warga)|privasi")
Shapes = Mapping[str, tuple[re.Pattern[str], re.Pattern[str] | None]]


def compiled(shapes: Mapping[str, Mapping[str, str]]) -> Shapes:
    """What fulfils each duty anywhere, and what else does within a privacy notice."""
    return {
        name: (
            re.compile(shape["any"], re.I),
            re.compile(shape["in-notice"], re.I) if shape.get("in-notice") else None,
        )
        for name, shape in shapes.items()
    }


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two marks, each cut leaving its line ends."""
    lower, kept, at = text.lower(), [], 0
    while (start := lower.find(opening, at)) >= 0:
        end = lower.find(closing, start)
        if end < 0:
            break
        kept += [text[at:start], " ", "\n" * text.count("\n", start, end)]
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of each sentence, markup taken off and wrapped lines joined."""
    kept = text
    for opening, closing in _HIDDEN:
        kept = _without(kept, opening, closing)
    kept = _DIRECTIVE.sub(" ", kept)
    flat = _TAG.sub(lambda found: "\x00" + "\n" * found[0].count("\n"), _INLINE.sub("", kept))
    begin, joined = 1, ""
    for line, row in enumerate(unescape(flat.replace(_NEXT, " ")).split("\n"), 1):
        goes_on = _joins(joined[-40:], row)
        if joined and goes_on and len(joined) < 2000:
            joined = f"{joined.rstrip(_QUOTES)} {_NEXT}{row.strip(_QUOTES)}"
            continue
        yield from _parts(begin, joined)
        begin, joined = line, row
    yield from _parts(begin, joined)


def _joins(end: str, row: str) -> bool:
    """Whether a row goes on with the prose that a line ends in."""
    return bool(_GOES_ON.search(end) and not _CODE.search(end) and _BEGINS.match(row))


def _parts(line: int, text: str) -> Iterator[tuple[int, str]]:
    for part in _END.split(text):
        words = part.replace(_NEXT, "").strip(" \t'\",;+*#-")
        if len(words) > 7:
            blank = len(part) - len(part.lstrip(_NEXT + _QUOTES))
            yield line + part.count(_NEXT, 0, blank), words
        line += part.count(_NEXT)


def _is_notice(path: str, told: list[tuple[int, str]]) -> bool:
    titled = any(len(words) < 80 and _HEADING.search(words) for _, words in told)
    about = sum(1 for _, words in told if _ABOUT_DATA.search(words))
    named = _NOTICE_NAME.search(path.rpartition("/")[2]) is not None
    return (titled or named) and about >= _LEAST_SENTENCES


def _is_told(shown: list[Any] | None) -> bool:
    """Whether the words are a sentence; a heading gives way to the first one that follows."""
    return shown is not None and shown[1].count(" ") >= 4


def read(file: Path, path: str, wanted: Shapes) -> dict[str, Any]:
    """The sentence of one file for each duty, and boxes that are ticked beforehand.

    `notice` says that the file is a privacy notice: in one, headings and lists need fewer words.
    """
    if file.stat().st_size > _MOST:
        return {"skipped": "too-large"}
    text = file.read_bytes().decode("utf-8", "replace")
    told = list(sentences(text))
    notice = _is_notice(path, told)
    said: dict[str, list[Any]] = {}
    for line, words in told:
        for name, (anywhere, within) in wanted.items():
            if _is_told(said.get(name)):
                continue
            if anywhere.search(words) or (notice and within and within.search(words)):
                shown = [line, _LONG.sub("…", words)[:160]]
                if name not in said or _is_told(shown):
                    said[name] = shown
    ticked = [text.count("\n", 0, found.start()) + 1 for found in _TICKED.finditer(text)]
    return {"said": said, "ticked": ticked, "notice": notice}


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """One row a file asked about."""
    wanted = compiled(payload["shapes"])
    rows = []
    for asked in payload["files"]:
        row = dict(asked)
        try:
            file = Path(payload["roots"][asked["root"]]) / asked["path"]
            row |= read(file, asked["path"], wanted)
        except OSError:
            row["skipped"] = "unreadable"
        rows.append(row)
    return {"files": rows}


if __name__ == "__main__":
    serve(answer)
