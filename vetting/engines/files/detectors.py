"""What a pattern cannot say: detectors that rules name; pure functions from a file to hits."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vetting.engines.files.compromise import changed_front_controller, hidden_links
from vetting.engines.files.hits import Hit, Readable
from vetting.engines.files.text import quote

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# A blank that is a letter to the compiler; a zero-width sign inside a word; a run that can
# carry a message (flags of regions, which are tag characters after U+1F3F4, are none).
_HIDDEN = re.compile(
    "[\u115f\u1160\u3164\uffa0]"
    "|(?<=[A-Za-z0-9_$])[\u200b-\u200d\u2060-\u2064\u180e\ufeff](?=[A-Za-z0-9_$])"
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]{2,}"
    "|[\u200b-\u200d\u2060-\u2064\ufeff]{4,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}"
)
# Where such a letter is at home: beside Hangul, beside letters that are joined, or as one of two
# texts in a table.
_HANGUL = re.compile("[\u1100-\u115e\u1161-\u11ff\u3131-\u3163\uac00-\ud7a3]")
_FILLERS = "\u115f\u1160\u3164\uffa0"
_JOINED = re.compile("[\u0600-\u06ff\u0900-\u0dff]")
_FEW_JOINERS = re.compile("[\u200c\u200d]{1,8}\\Z")
_PAIR = re.compile(r"^\s*(['\"])[^'\"]{1,20}\1\s*=>\s*(['\"])[^'\"]{1,40}\2\s*,?\s*$")
_PHP_OPEN = re.compile(rb"<\?php[\s(/]|<\?=\s*[$`@a-z_]|<script\s+language=['\"]?php", re.I)
_PHP_CALL = re.compile(rb"[a-z_]\w*\s*\(|\$_(GET|POST|REQUEST|COOKIE|SERVER)|`", re.I)


def bidi_controls(file: Readable, _options: Mapping[str, Any]) -> Iterator[Hit]:
    """Characters that reorder the line for the eye but not for the compiler (CVE-2021-42574).

    Embeddings and isolates on a line with Arabic or Hebrew letters are how one writes those.
    """
    for hit, line in _characters(file, _BIDI):
        if _OVERRIDE.search(line) or not _RIGHT_TO_LEFT.search(line):
            yield hit


def hidden_characters(file: Readable, _options: Mapping[str, Any]) -> Iterator[Hit]:
    """Letters that show as nothing, and zero-width signs where they change what code means."""
    for hit, _line in _characters(file, _HIDDEN, unless=_is_at_home):
        yield hit


def _is_at_home(match: re.Match[str], line: str) -> bool:
    around = match.string[max(match.start() - 2, 0) : match.end() + 2]
    if match.group()[0] in _FILLERS:
        return bool(_HANGUL.search(around) or _PAIR.search(line))
    return bool(_FEW_JOINERS.match(match.group()) and _JOINED.search(around))


def _characters(
    file: Readable,
    pattern: re.Pattern[str],
    unless: Callable[[re.Match[str], str], bool] = lambda _match, _line: False,
) -> Iterator[tuple[Hit, str]]:
    last = 0
    for match in () if file.raw.isascii() else pattern.finditer(file.raw):
        number = file.lines.number(match.start())
        if number != last and not unless(match, file.lines.at(number)):
            last = number
            line = file.lines.at(number)
            start = max(match.start() - file.lines.start(number) - 60, 0)
            shown = quote(f"{_name(match.group()[0])}: {line[start : start + 120]}")
            yield Hit(number, shown, shown), line


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def php_in_image(file: Readable, _options: Mapping[str, Any]) -> Iterator[Hit]:
    """PHP code inside a file that calls itself an image, font or document."""
    for match in _PHP_OPEN.finditer(file.data):
        after = file.data[match.end() : match.end() + 400]
        # In compressed pixels the five bytes `<?php` stand about once in 10**12; `<?=` is
        # common, so what follows must be text that calls something.
        head = after[:60].split(b"?>")[0]
        if _PHP_CALL.search(after) and all(b in b"\t\r\n" or 32 <= b < 127 for b in head):
            line = file.data.count(b"\n", 0, match.start()) + 1
            shown = quote((match.group() + after).decode("latin-1").split("\n")[0])
            yield Hit(line, shown, shown)
            return


# Rules of style that hold no code of a template: browsers and servers run nothing of them.
_STYLE = re.compile(
    r"<style\b[^<>]*>(?:[^<{@]|\{(?!\{|!!)|@(?!php\b|(?!media|supports|container)\w+\s*\())*+</style\b",
    re.IGNORECASE,
)
_PATTERN = re.compile(r"\s*(?:return|\$\w+\s*=)\s*'/[^'\n]*\\[xp]\{[^'\n]*'\s*;\s*")


def long_line(file: Readable, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Source whose one line is longer than `characters` and makes up most of the file.

    A pattern of characters, made from a table of them, is data and no source; nor are the rules in
    a page's `<style>`.
    """
    if file.text is None:
        return
    text = _STYLE.sub(lambda match: "\n" * match.group().count("\n"), file.text)
    for number, line in enumerate(text.split("\n"), 1):
        dense = len(line) > options["characters"] and len(line) > 0.8 * len(file.text)
        if dense and _PATTERN.fullmatch(line):
            return
        if dense and line.count(" ") < 0.1 * len(line):  # prose has one in seven
            yield Hit(number, _told(number, line, 0, len(line)), quote(line, 60))
            return


def _told(number: int, line: str, column: int, length: int) -> str:
    """What stands there, in no language: `line:column`, the code around, and how long it is."""
    code = quote(_BLANKS.sub(" ", line[max(0, column - 400) : column + 60]), 500)
    return f"{number}:{column + 1} {code[-70:]} ({length})"


_BLANKS = re.compile(r"\s{2,}")


def nested_decoders(file: Readable, options: Mapping[str, Any]) -> Iterator[Hit]:
    """A long encoded literal in a file that also evaluates text: packed code."""
    size = int(options["characters"])
    if all(len(line) < size for line in file.raw.split("\n")):
        return
    literal = re.compile(rf"['\"]([A-Za-z0-9+/=\\]{{{size},}})['\"]")
    runs = re.compile(r"\b(eval|assert|create_function)\s*\(|\$\w+\s*\(\s*\$\w+\s*\(")
    match = literal.search(file.raw) if runs.search(file.raw) else None
    if match:
        number = file.lines.number(match.start())
        column = match.start() - file.lines.start(number)
        told = _told(number, file.lines.at(number), column, len(match.group(1)))
        yield Hit(number, told, quote(match.group(1), 60))


_ROWS = re.compile(
    r"^(?:INSERT[ \t]+(?:IGNORE[ \t]+)?(?:INTO[ \t]+)?|REPLACE[ \t]+INTO[ \t]+|COPY[ \t]+)"
    r"(?P<table>[\w.\"`\[\]]{1,120})[^\n]{0,4000}?"
    r"(?:\bVALUES?\s*\((?!\s*(?:NEW|OLD)\.)|\bFROM[ \t]+stdin;\s*\n(?!\\\.))",
    re.IGNORECASE | re.MULTILINE,
)


def sql_rows(file: Readable, _options: Mapping[str, Any]) -> Iterator[Hit]:
    """A dump that fills a table; of its rows nothing is shown."""
    if match := _ROWS.search(file.raw):
        table = match["table"].rpartition(".")[2].strip('"`[]')
        yield Hit(0, quote(f"INSERT INTO {table}"), file.path)


_GLUE = re.compile(r"(['\"])\s*\.\s*\1")
_NAMES = re.compile(
    r"['\"](assert|eval|system|passthru|shell_exec|base64_decode|gzinflate|gzuncompress|str_rot13"
    r"|create_function|preg_replace|file_put_contents|call_user_func|php://input|_POST|_REQUEST)"
    r"['\"(]",
    re.IGNORECASE,
)


def split_names(file: Readable, _options: Mapping[str, Any]) -> Iterator[Hit]:
    """Dangerous names that appear only once adjacent string literals are joined."""
    for number, line in enumerate(file.raw.split("\n"), 1):
        if "." not in line or not _GLUE.search(line):
            continue
        whole = {name.lower() for name in _NAMES.findall(line)}
        for name in _NAMES.findall(_GLUE.sub("", line)):
            if name.lower() not in whole:
                yield Hit(number, f"{name}: {quote(line, 100)}", quote(line, 400))
                break


DETECTORS: Mapping[str, Callable[[Any, Mapping[str, Any]], Iterator[Hit]]] = {
    "bidi-controls": bidi_controls,
    "hidden-characters": hidden_characters,
    "php-in-image": php_in_image,
    "long-line": long_line,
    "nested-decoders": nested_decoders,
    "split-names": split_names,
    "sql-rows": sql_rows,
    "hidden-links": hidden_links,
    "changed-front-controller": changed_front_controller,
}
